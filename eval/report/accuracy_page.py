"""Refreshes the generated tables of docs/accuracy.md.

A table stands between `<!-- eval:NAME -->` and `<!-- /eval:NAME -->`; all else is left as it is.
"""

import re
from typing import Callable

from report import (calibration_section, cells, comparison_section, enrolment_section,
                    groups_section, identification_section, rates, verification_section)
from report.collection import Collection, embedder_of
from report.documents import Check, Compare, Document, Groups, Identify, Measured, Verify
from report.errors import ReportError
from report.records import Gallery

_BLOCK = re.compile(r"(<!-- eval:([\w-]+) -->\n)(.*?)(<!-- /eval:\2 -->)", re.DOTALL)
_OPENING = re.compile(r"<!-- eval:([\w-]+) -->")
_FMR_LEVELS = (1e-2, 1e-3)
_FPIR_LEVEL = 0.01


def update(text: str, collection: Collection) -> str:
    """The page with its tables made anew."""
    names = [match.group(2) for match in _BLOCK.finditer(text)]
    for opened in _OPENING.findall(text):
        if opened not in TABLES:
            raise ReportError(f"docs/accuracy.md: no table is called eval:{opened}; there are "
                              f"{', '.join(TABLES)}")
        if opened not in names:
            raise ReportError(f"docs/accuracy.md: <!-- eval:{opened} --> has no "
                              f"<!-- /eval:{opened} -->")
    return _BLOCK.sub(lambda match: f"{match.group(1)}\n{TABLES[match.group(2)](collection)}\n\n"
                                    f"{match.group(4)}", text)


def embedders(collection: Collection) -> str:
    """A row per embedder, on the data set with the most people."""
    data_set = _data_set_with_most_people(collection)
    identified = {embedder_of(result): result for result in collection.of(Identify, data_set)}
    verified = {embedder_of(result): result for result in collection.of(Verify, data_set)}
    checked = {embedder_of(result): result for result in collection.of(Check, data_set)}
    sizes = sorted({gallery.entries for result in identified.values()
                    for gallery in result.galleries})
    header = ["embedder", *(f"FNMR at FMR {rates.tick(level)}" for level in _FMR_LEVELS),
              *(f"rank 1, {rates.count(size)} entries" for size in sizes[-1:]),
              *(f"FNIR at FPIR {rates.tick(_FPIR_LEVEL)}, {rates.count(size)} entries"
                for size in sizes), "Cllr (minimum), each half"]
    rows = []
    for embedder in collection.embedders:
        galleries = _galleries(identified.get(embedder))
        rows.append([f"`{embedder.model}`",
                     *(_fnmr(verified.get(embedder), level) for level in _FMR_LEVELS),
                     *(_of_gallery(galleries, size, lambda one: identification_section.hit_rate(
                         one, 1)) for size in sizes[-1:]),
                     *(_of_gallery(galleries, size, lambda one: identification_section.fnir(
                         one, _FPIR_LEVEL)) for size in sizes),
                     _cllr(checked.get(embedder))])
    return _table(header, rows) + "\n\n" + _measured_on(collection, data_set)


def _data_set_with_most_people(collection: Collection) -> str:
    results: list[Measured] = [*collection.of(Identify)] or collection.of(Measured)
    if not results:
        raise ReportError("there are no results of an embedder to put into docs/accuracy.md")
    return max(results, key=lambda result: result.people or 0).data_set


def _measured_on(collection: Collection, data_set: str) -> str:
    results = collection.of(Document, data_set)
    largest = max(results, key=lambda result: result.images)
    day = max(result.measured_on for result in results)
    people = "" if largest.people is None else f"{rates.count(largest.people)} people, "
    return (f"{data_set}: {people}{rates.count(largest.images)} images; measured on {day}; "
            "95 % intervals for other people.")


def _fnmr(result: Verify | None, level: float) -> str:
    said = cells.NOT_MEASURED if result is None else verification_section.fnmr(result, level)
    return said.text()


def _galleries(result: Identify | None) -> dict[int, Gallery]:
    """By their length; of several the one with the fewest references per entry."""
    ordered = sorted(result.galleries if result else [],
                     key=lambda gallery: -gallery.references_per_entry)
    return {gallery.entries: gallery for gallery in ordered}


def _of_gallery(galleries: dict[int, Gallery], size: int,
                say: Callable[[Gallery], cells.Said]) -> str:
    return (say(galleries[size]) if size in galleries else cells.NOT_MEASURED).text()


def _cllr(result: Check | None) -> str:
    """Of each half; they are two measurements."""
    if result is None:
        return "not measured"
    said = [f"{rates.plain(one.cllr)} ({rates.plain(one.cllr_min)})" for one in result.calibrations
            if one.cllr is not None and one.cllr_min is not None]
    return "; ".join(said) if said else "not measurable"


def false_alarms(collection: Collection) -> str:
    """Observed over expected with one reference per entry, a column per half."""
    results = collection.of(Check)
    if not results:
        return "Not measured: no calibration was checked."
    rows = [[f"`{embedder_of(result).name}`", *row] for result in results
            for row in _alarm_rows(result)]
    halves = max(len(result.calibrations) for result in results)
    header = ["embedder", "entries", "expected per search",
              *(f"observed / expected, half {half + 1}" for half in range(halves))]
    return _table(header, rows)


def _alarm_rows(result: Check) -> list[list[str]]:
    """The halves measure the same promises in the same order; their longest lists differ."""
    halves = [[one for one in checked.false_alarms if one.references_per_entry == 1]
              for checked in result.calibrations]
    return [[" / ".join(dict.fromkeys(rates.count(one.list_size) for one in same)),
             rates.plain_tick(same[0].expected),
             *(calibration_section.alarm_words(one) for one in same)] for same in zip(*halves)]


def differences(collection: Collection) -> str:
    """A row per pair and level."""
    rows = []
    for result in collection.of(Compare):
        pair = " - ".join(f"`{comparison_section.label_of(collection, side)}`"
                          for side in (result.b, result.a))
        rows += [[pair, result.data_set, comparison_section.level_name(one),
                  _plain(comparison_section.difference_words(one)),
                  "" if one.difference is None else "yes" if one.excludes_zero else "no"]
                 for one in result.differences]
    if not rows:
        return "Not measured: there was one embedder and nothing to compare it with."
    return _table(["difference", "data set", "of", "percentage points", "excludes 0"], rows)


def groups(collection: Collection) -> str:
    """A row per group, in words where it is too small; strangers of two groups are in the page."""
    rows = []
    for result in collection.of(Groups):
        for cell in result.cells:
            if cell.other_group not in (None, cell.group):
                continue
            rows.append([f"`{embedder_of(result).name}`", groups_section.readable(result.column),
                         groups_section.cell_name(cell), cell.kind.upper(),
                         groups_section.cell_words(cell)])
    if not rows:
        return "Not measured: no data set says how people described themselves."
    return _table(["embedder", "by", "group", "rate", "(95 %)"], rows)


def failures(collection: Collection) -> str:
    """Images without an embedding, a row per data set and embedder."""
    rows = []
    for data_set in collection.data_sets:
        for embedder, result in enrolment_section.first_of_each(collection, data_set).items():
            rows.append([data_set, f"`{embedder.model}`, {embedder.detector}",
                         rates.count(result.images), enrolment_section.share(result),
                         enrolment_section.reasons(result.failures_to_enrol)])
    return _table(["data set", "embedder", "images", "without an embedding", "reasons"], rows)


def _plain(text: str) -> str:
    return text.replace("\u2212", "-")


def _table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(_plain(cell).replace("|", "\\|") for cell in line) + " |"
                     for line in lines)


TABLES: dict[str, Callable[[Collection], str]] = {
    "embedders": embedders, "false-alarms": false_alarms, "differences": differences,
    "groups": groups, "failures": failures}
