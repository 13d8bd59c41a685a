"""The whole report: one HTML file that needs nothing else, no script and no network."""

import pathlib

from report import (calibration_section, comparison_section, discard_section, enrolment_section, groups_section,
                    identification_section, summary, verification_section)
from report.collection import Collection
from report.documents import Document
from report.errors import ReportError
from report.markup import Element, element, to_html

_STYLE = pathlib.Path(__file__).parent / "report.css"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_SECTIONS = (verification_section, identification_section, calibration_section, groups_section,
             discard_section, comparison_section)


def render(documents: list[Document]) -> str:
    """The page. The same documents give the same bytes."""
    if not documents:
        raise ReportError("there are no results to report")
    collection = Collection(documents)
    return "<!DOCTYPE html>\n" + to_html(element("html", _head(), _body(collection), lang="en"))


def _head() -> Element:
    return element(
        "head", element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", "Portcullis: accuracy report"),
        element("style", _STYLE.read_text(encoding="utf-8")))


def _body(collection: Collection) -> Element:
    sets = collection.data_sets
    return element(
        "body",
        element("header", element("h1", "Portcullis: accuracy report"),
                element("p", _origin(collection), class_="remark"),
                element("nav", element("a", "In short", href="#summary"),
                        [element("a", name, href=f"#data-{index}")
                         for index, name in enumerate(sets)],
                        element("a", "How to read this", href="#reading"), aria_label="Contents")),
        element("main", summary.summary(collection),
                [_data_set(collection, name, index) for index, name in enumerate(sets)],
                _reading(collection)))


def _origin(collection: Collection) -> str:
    days, versions = collection.measured_on, collection.versions
    when = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    embedders, sets = len(collection.embedders), len(collection.data_sets)
    return (f"Measured on {when} with portcullis-eval {', '.join(versions)}; {embedders} "
            f"embedder{'' if embedders == 1 else 's'}, {sets} data set{'' if sets == 1 else 's'}.")


def _data_set(collection: Collection, name: str, index: int) -> Element:
    parts = [enrolment_section.section(collection, name)]
    parts += [module.section(collection, name, str(index)) for module in _SECTIONS]
    return element("section", element("h2", name), parts, id=f"data-{index}")


def _reading(collection: Collection) -> Element:
    intervals = sorted({document.intervals for document in collection.of(Document)
                        if document.intervals})
    return element(
        "section", element("h2", "How to read this"),
        element("dl", [(element("dt", term), element("dd", meaning)) for term, meaning in _TERMS],
                [(element("dt", "Intervals"), element("dd", text)) for text in intervals]),
        id="reading")


_TERMS = (
    ("FMR, false match rate", "of comparisons of two strangers, the share that is taken for one "
     "person at a threshold."),
    ("FNMR, false non-match rate", "of comparisons of two photographs of one person, the share "
     "that is not recognised. Photographs without an embedding count as not recognised."),
    ("FPIR, false positive identification rate", "of searches for people who are not on the list, "
     "the share that raises an alarm."),
    ("FNIR, false negative identification rate", "of searches for people who are on the list, the "
     "share that does not find them at the threshold."),
    ("DET, IET, CMC", "curves of FNMR over FMR, of FNIR over FPIR, and of the share found by rank "
     "(ISO/IEC 19795-1)."),
    ("Normal-deviate and logarithmic scales", "rates that matter are small; these scales give 0.1 "
     "% as much room as 10 %. Zero has no place on them: a line stops there."),
    ("Not measurable", "a rate of 1 in N needs at least three times N trials (rule of three). "
     "Where there were fewer, no figure is given; where fewer than three errors were counted, only "
     "how large the rate may be."))
