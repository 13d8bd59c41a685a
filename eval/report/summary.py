"""The head of the report, for a reader who is no expert: what the figures say and what not."""

from report import cells, rates
from report.collection import Collection, Embedder, embedder_of
from report.documents import Identify, Verify
from report.markup import Element, element
from report.records import AtFpir, Gallery

Headline = tuple[Identify, Gallery, AtFpir]

_FPIR, _FMR = 0.01, 0.001  # the levels that the summary speaks of

_NOT_SHOWN = (
    ("Nothing about border images.", "The figures hold for photographs like these, of people like "
     "these. Calibrate on photographs from your own cameras before relying on any rate."),
    ("Little about groups of people.", "Error rates differ by sex, age and origin; sets of this "
     "size can hardly say by how much. Where a group was measured, look at its interval."),
    ("Nothing about ageing.", "How many years lie between two photographs of a person is not "
     "recorded in these sets."),
    ("A list is not a stranger.", "Relatives and twins of listed people come closer than anybody "
     "measured here."),
    ("A match is a lead, never a verdict.", "An officer decides."))


def summary(collection: Collection) -> Element:
    """A card per embedder, then what the figures do not show."""
    return element(
        "section", element("h2", "In short"),
        element("div", [_card(collection, embedder) for embedder in _by_misses(collection)],
                class_="cards"),
        element("h3", "What this does not show"),
        element("ul", [element("li", element("strong", head), f" {rest}")
                       for head, rest in _NOT_SHOWN], class_="not-shown"),
        id="summary")


def headline(collection: Collection, embedder: Embedder) -> Headline | None:
    """What one figure says most about an embedder: FNIR at FPIR 1 %, on the longest list of all
    data sets where that was measured."""
    found = [(result, gallery, at) for result in collection.of(Identify)
             if embedder_of(result) == embedder for gallery in result.galleries
             for at in gallery.at_fpir if at.fpir == _FPIR and at.supported]
    if not found:
        return None
    return max(found, key=lambda one: (one[1].entries, -one[1].references_per_entry))


def _by_misses(collection: Collection) -> list[Embedder]:
    """The best first; those without the figure last."""
    def misses(embedder: Embedder) -> float:
        found = headline(collection, embedder)
        if found is None:
            return 2.0
        return found[2].fnir if found[2].fnir is not None else 0.0
    return sorted(collection.embedders, key=misses)


def _card(collection: Collection, embedder: Embedder) -> Element:
    colour = f"s{collection.series(embedder) % 6 + 1}"
    return element("article", element("h3", collection.label(embedder), class_=colour),
                   _misses(collection, embedder), _verification(collection, embedder),
                   element("p", f"Model {embedder.model}, faces found by {embedder.detector}.",
                           class_="remark"), class_="card")


def _misses(collection: Collection, embedder: Embedder) -> list[Element]:
    if not any(embedder_of(result) == embedder for result in collection.of(Identify)):
        return [element("p", "Not measured", class_="big"),
                element("p", "Nobody was searched for in a list with this embedder.")]
    found = headline(collection, embedder)
    if found is None:
        return [element("p", "Not measurable", class_="big"),
                element("p", "No data set here was large enough to say how often this embedder "
                             "misses a listed person at one false alarm in 100 searches.")]
    result, gallery, at = found
    big, others = _share(at)
    listed = _people(gallery.mated_people, gallery.mated_searches, "listed people")
    strangers = _people(gallery.non_mated_people, gallery.non_mated_searches, "strangers")
    return [
        element("p", big, class_="big"),
        element("p", f"listed people are missed{others}, on a list of "
                     f"{rates.count(gallery.entries)} people, with the threshold set so that one "
                     "stranger in 100 raises a false alarm. Measured on "
                     f"{listed} and {strangers} of {result.data_set}.")]


def _share(at: AtFpir) -> tuple[str, str]:
    """What was counted, and what it says of other people."""
    if at.fnir is not None:
        others = ("" if at.low is None or at.high is None
                  else f" ({rates.interval(at.low, at.high)} for other people)")
        return f"{rates.in_hundred(at.fnir)} of 100", others
    others = ("" if at.high is None
              else f" (for other people, at most {rates.percent_at_most(at.high)})")
    return f"{rates.count(at.errors or 0)} of {rates.count(at.trials or 0)}", others


def _people(people: int | None, searches: int, who: str) -> str:
    if people is None:
        return f"{rates.count(searches)} searches for {who}"
    return f"{rates.count(people)} {who}"


def _verification(collection: Collection, embedder: Embedder) -> Element | None:
    found = [(result, at) for result in collection.of(Verify) if embedder_of(result) == embedder
             for at in result.at_fmr if at.fmr == _FMR and at.supported]
    if not found:
        return None
    result, at = max(found, key=lambda one: one[0].impostor.comparisons)
    said = cells.rate(at.fnmr, at.low, at.high, at.errors, at.trials).text()
    return element("p", "Comparing two photographs, with one stranger in 1,000 taken for the same "
                        f"person, it fails to recognise a person in {said} of comparisons "
                        f"({result.data_set}).")
