"""Two configurations on the same photographs: by how much they differ, and what that costs."""

from report import cells, figure, rates, row_plot
from report.collection import Collection, Embedder
from report.documents import Compare
from report.markup import Child, Element, element
from report.palette import Style
from report.records import Configuration, Difference
from report.scales import Linear

_SURE, _UNSURE = Style("sure"), Style("unsure", dot="dot hollow")


def section(collection: Collection, data_set: str, key: str) -> Element | None:
    """The section about one data set; None where nothing was compared on it."""
    results = collection.of(Compare, data_set)
    if not results:
        return None
    return element(
        "section", element("h3", "One against the other"),
        element("p", "Both made their errors on the same photographs, so the interval of the "
                     "difference is narrower than those of the rates. Left of zero the second is "
                     "better. Where the interval includes zero, it may be chance."),
        [_of_pair(collection, result, f"{key}-{index}") for index, result in enumerate(results)])


def label_of(collection: Collection, side: Configuration) -> str:
    """The configuration's name in this report."""
    return collection.label(Embedder(side.model, side.detector))


def _of_pair(collection: Collection, result: Compare, key: str) -> Element:
    a, b = label_of(collection, result.a), label_of(collection, result.b)
    svg = difference_plot(result, f"compare-{key}", f"{b} minus {a}")
    return element(
        "div", element("h4", f"{b} against {a}"),
        figure.side_by_side(
            figure.figure(svg, f"Error rate of {b} minus that of {a}, in percentage points, with "
                               "95 % intervals over people. Hollow: may be chance."),
            element("div", rate_table(result, a, b), element("p", _cost(result, a, b)))))


def level_name(difference: Difference) -> str:
    """What was compared, and at which level."""
    if difference.metric == "fnmr":
        return f"FNMR at FMR {rates.tick(difference.at)}"
    entries = "" if difference.entries is None else f", {rates.count(difference.entries)} entries"
    return f"FNIR at FPIR {rates.tick(difference.at)}{entries}"


def difference_plot(result: Compare, key: str, title: str) -> Element:
    """A row per level."""
    rows = [_row(difference) for difference in result.differences]
    ends = [end for difference in result.differences for end in (difference.low, difference.high)
            if end is not None]
    low, high = min([*ends, -0.01]), max([*ends, 0.01])
    margin = (high - low) * 0.04
    axis = row_plot.RowAxis(Linear(low - margin, high + margin), "difference, percentage points",
                            _points_tick, guide=0.0)
    said = "; ".join(f"{row.name}: {row.words}" for row in rows)
    return row_plot.draw(rows, axis, key, f"Difference, {title}", f"{said}.")


def _points_tick(difference: float) -> str:
    points = difference * 100
    exact = (decimals for decimals in (0, 1, 2) if abs(points - round(points, decimals)) < 1e-9)
    return signed(difference, next(exact, 3))


def signed(difference: float, decimals: int = 1) -> str:
    """In percentage points, with a true minus sign and without a sign for zero."""
    text = f"{difference * 100:+.{decimals}f}".replace("-", "\u2212")
    return text.lstrip("+\u2212") if float(f"{difference * 100:.{decimals}f}") == 0 else text


def difference_words(difference: Difference) -> str:
    """In percentage points, "−8.8 (−10.3 to −7.3)", or why there is none."""
    if difference.difference is None or difference.low is None or difference.high is None:
        return "not measurable: too few people or searches"
    return (f"{signed(difference.difference)} ({signed(difference.low)} to "
            f"{signed(difference.high)})")


def _row(difference: Difference) -> row_plot.Row:
    style = _SURE if difference.excludes_zero else _UNSURE
    return row_plot.Row(level_name(difference), difference_words(difference), style,
                        difference.difference, difference.low, difference.high)


def rate_table(result: Compare, a: str, b: str) -> Element:
    """The two rates of each level."""
    rows: list[list[Child]] = [
        [level_name(one), _rate(one.a).element(), _rate(one.b).element(),
         verdict(one, a, b).element()] for one in result.differences]
    return figure.table("The rates that were compared", ["", a, b, "better"], rows)


def _rate(rate: float | None) -> cells.Said:
    return cells.Said("no error") if rate == 0 else cells.rate(rate, None, None)


def verdict(difference: Difference, a: str, b: str) -> cells.Said:
    """Which is better, if that is more than chance."""
    if difference.difference is None:
        return cells.NOT_MEASURABLE
    if not difference.excludes_zero:
        return cells.Said("may be chance")
    return cells.Said(b if difference.difference < 0 else a)


def _cost(result: Compare, a: str, b: str) -> str:
    cost = result.cost
    if cost is None:
        return "The time that each takes per image was not measured."
    return (f"Cost: {b} takes {cost.b_ms_per_image:.1f} ms per image, {a} "
            f"{cost.a_ms_per_image:.1f} ms (one thread, median of {rates.count(cost.images)} "
            "images).")
