"""Who could not be measured at all: images without an embedding, by reason."""

from report import figure, rates
from report.collection import Collection, Embedder, embedder_of
from report.documents import Measured
from report.markup import Child, Element, element
from report.records import Failures


def section(collection: Collection, data_set: str) -> Element | None:
    """The section about one data set; None where no embedder was measured alone on it."""
    first = first_of_each(collection, data_set)
    if not first:
        return None
    rows: list[list[Child]] = [
        [collection.label(embedder), people(result), rates.count(result.images),
         share(result), reasons(result.failures_to_enrol)] for embedder, result in first.items()]
    return element(
        "section", element("h3", "Images that gave no embedding"),
        element("p", "They count against the system in every figure below: a listed person whose "
                     "photograph fails is missed."),
        figure.table("Failures to enrol", ["embedder", "people", "images", "without an embedding",
                                           "reasons"], rows), _repeated(first))


def first_of_each(collection: Collection, data_set: str) -> dict[Embedder, Measured]:
    """The document with the most images of each embedder, whichever kind it is."""
    first: dict[Embedder, Measured] = {}
    for result in collection.of(Measured, data_set):
        known = first.get(embedder_of(result))
        if known is None or result.images > known.images:
            first[embedder_of(result)] = result
    return first


def people(result: Measured) -> str:
    """How many; a list of pairs does not say."""
    return "not known" if result.people is None else rates.count(result.people)


def share(result: Measured) -> str:
    """ "8 (0.229 %)" """
    total = result.failures_to_enrol.total
    if total == 0:
        return "none"
    return f"{rates.count(total)} ({rates.percent(total / result.images)})"


def reasons(failures: Failures) -> str:
    """ "5 low quality, 3 several faces" """
    ordered = sorted(failures.by_reason.items(), key=lambda item: (-item[1], item[0]))
    said = [f"{rates.count(number)} {reason.lower().replace('_', ' ')}"
            for reason, number in ordered if number]
    return ", ".join(said) if said else "none"


def _repeated(first: dict[Embedder, Measured]) -> Element | None:
    repeated = max(result.repeated_images for result in first.values())
    if repeated == 0:
        return None
    return element("p", f"The same picture of one person came {rates.count(repeated)} times more "
                        "and was counted once.", class_="remark")
