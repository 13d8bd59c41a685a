"""Error rates by what people said of themselves; groups that are too small, in words."""

from report import cells, figure, rates, row_plot
from report.collection import Collection, embedder_of
from report.documents import Groups
from report.markup import Child, Element, element
from report.palette import Style, of_series
from report.records import Cell
from report.scales import Linear, Log, decade_above, decade_below

_KINDS = (("fmr", "False match rate, FMR"), ("fnmr", "False non-match rate, FNMR"))


def section(collection: Collection, data_set: str, key: str) -> Element | None:
    """The section about one data set; None where no groups were compared in it."""
    results = collection.of(Groups, data_set)
    if not results:
        return None
    return element(
        "section", element("h3", "Is everybody treated alike?"),
        element("p", "Error rates at one threshold for all, by what people said of themselves. "
                     "Portcullis infers no group from a face. Intervals that overlap do not show a "
                     "difference; with so few people they do not show its absence either."),
        [_of_embedder(collection, result, f"{key}-{index}")
         for index, result in enumerate(results)])


def _of_embedder(collection: Collection, result: Groups, key: str) -> Element:
    label = collection.label(embedder_of(result))
    style = of_series(collection.series(embedder_of(result)))
    plots = [figure.figure(
        group_plot(result, kind, style, f"groups-{key}-{kind}", f"{title} by group, {label}"),
        f"{title} by {readable(result.column)}, {label}. "
        + ("A row with two groups compares strangers across them."
           if any(cell.kind == kind and cell.other_group for cell in result.cells) else ""))
        for kind, title in _KINDS if any(cell.kind == kind for cell in result.cells)]
    return element(
        "div", element("h4", f"{label}, by {readable(result.column)}"),
        element("p", f"Threshold: distance {rates.plain(result.threshold.distance)}, set by "
                     f"{result.threshold.set_by}.", class_="remark"),
        figure.side_by_side(plots), differential_table(result))


def readable(name: str) -> str:
    """A name from a CSV as words."""
    return name.replace("_", " ")


def cell_name(cell: Cell) -> str:
    """One group, or two that were compared across."""
    if cell.other_group is None or cell.other_group == cell.group:
        return readable(cell.group)
    return f"{readable(cell.group)} with {readable(cell.other_group)}"


def group_plot(result: Groups, kind: str, style: Style, key: str, title: str) -> Element:
    """A row per group."""
    cells = [cell for cell in result.cells if cell.kind == kind]
    rows = [_row(cell, style) for cell in cells]
    ends = [end for cell in cells for end in (cell.low, cell.high, cell.rate) if end]
    if kind == "fmr":
        low = max(decade_below(min(ends, default=0.01)), 1e-6)
        high = min(decade_above(max(ends, default=0.1)), 1.0)
        scale: Linear | Log = Log(min(low, high / 10), high)
        unit = "share of comparisons (log)"
    else:
        scale = Linear(0.0, min(1.0, max([*ends, 0.05])))
        unit = "share of comparisons"
    said = "; ".join(f"{row.name}: {row.words}" for row in rows)
    return row_plot.draw(rows, row_plot.RowAxis(scale, unit, rates.tick), key,
                         title, f"{said}.")


def _row(cell: Cell, style: Style) -> row_plot.Row:
    if cell.suppressed:
        return row_plot.Row(cell_name(cell), cell_words(cell), style)
    return row_plot.Row(cell_name(cell), cell_words(cell), style, cell.rate, cell.low, cell.high)


def cell_words(cell: Cell) -> str:
    """The rate with its interval, its bound, or why there is none."""
    if cell.suppressed:
        people = "" if cell.people is None else f"{_counted(cell.people, 'person', 'people')}, "
        return f"too few to say: {people}{_counted(cell.comparisons, 'comparison', 'comparisons')}"
    if cell.rate is None or cell.low is None or cell.high is None:
        return rates.too_few_errors(cell.errors, cell.comparisons, cell.high)
    return rates.rate_with_interval(cell.rate, cell.low, cell.high)


def _counted(number: int, one: str, several: str) -> str:
    return f"{rates.count(number)} {one if number == 1 else several}"


def differential_table(result: Groups) -> Element:
    """How far the groups lie apart, as NIST IR 8429 sums it up."""
    rows: list[list[Child]] = []
    for kind, title in _KINDS:
        summary = result.summary.get(kind)
        if summary is None:
            rows.append([title, figure.words("fewer than two groups have three errors"),
                         *(cells.NOT_MEASURABLE.element() for _ in range(3))])
        else:
            rows.append([title, str(summary.groups), *(cells.number(value).element() for value in (
                summary.max_over_min, summary.max_over_geometric_mean, summary.gini))])
    return figure.table("How far the groups lie apart (NIST IR 8429; 1 and Gini 0 are equal)",
                        ["", "groups with a rate", "max / min", "max / geometric mean", "Gini"],
                        rows)
