"""Does the calibration keep its promises? Reliability, Cllr and false alarms, on unseen people."""

import math

from report import cells, figure, rates, row_plot
from report.collection import Collection, embedder_of
from report.documents import Check
from report.markup import Child, Element, element
from report.palette import Style, of_series
from report.plot import Axis, Interval, Plot
from report.records import CheckedCalibration, FalseAlarms, ReliabilityPoint
from report.scales import Log, Probit, decade_above, decade_below

PROMISED_FACTOR = 1.5  # what the design promises for expected false alarms
_BAR_PX = 8.0
_BAR_SHARE = 0.15  # of the plot's height, for the fullest bin
_SHIFT_PX = 3.0  # so that the two halves' intervals do not cover each other
_LEAST_FACTOR, _MOST_FACTOR = 4.0, 20.0  # how far from 1 the axes reach


def section(collection: Collection, data_set: str, key: str) -> Element | None:
    """The section about one data set; None where no calibration was checked on it."""
    results = collection.of(Check, data_set)
    if not results:
        return None
    return element(
        "section", element("h3", "Does the calibration keep its promises?"),
        element("p", "The people are split in two. A calibration made of one half is checked on "
                     "the other, which it never saw. A promise kept lies on the diagonal, and its "
                     "false alarms within the shaded factor of 1.5."),
        [_of_embedder(collection, result, f"{key}-{index}")
         for index, result in enumerate(results)])


def _of_embedder(collection: Collection, result: Check, key: str) -> Element:
    label = collection.label(embedder_of(result))
    style = of_series(collection.series(embedder_of(result)))
    caption = (f"Reliability of {label}: how often two photographs were of one person, against how "
               f"often that was predicted{_prior(result)}. The grey bars show how many comparisons "
               "there were (on a logarithmic scale). Hollow dots: the other half.")
    alarms = [_alarm_figure(result, half, references, style, key)
              for references in sorted({one.references_per_entry for checked in result.calibrations
                                        for one in checked.false_alarms})
              for half in range(len(result.calibrations))]
    reliability = figure.figure(reliability_plot(result, style, f"reliability-{key}", label),
                                caption)
    return element("div", element("h4", label),
                   figure.side_by_side(reliability, numbers(result)),
                   figure.side_by_side(alarms))


def _alarm_figure(result: Check, half: int, references: int, style: Style,
                  key: str) -> Element | None:
    rows = [_alarm_row(one, _half_style(style, half))
            for one in result.calibrations[half].false_alarms
            if one.references_per_entry == references]
    if not rows:
        return None
    each = "one reference per entry" if references == 1 else f"{references} references per entry"
    title = f"False alarms, {each}, observed over expected per search"
    svg = alarm_plot(rows, _alarm_scale(result), f"alarms-{key}-{half}-{references}", title)
    return figure.figure(svg, f"{title}: {_half_name(result, half)}.")


def _half_name(result: Check, half: int) -> str:
    checked = result.calibrations[half]
    return (f"calibrated on {rates.count(checked.calibrated_on.people)} people, checked on "
            f"{rates.count(checked.checked_on.people)} others ("
            f"{'first' if half == 0 else 'second'} of {len(result.calibrations)})")


def _half_style(style: Style, half: int) -> Style:
    return Style(style.colour, style.dashes, style.width, "dot" if half == 0 else "dot hollow")


def _prior(result: Check) -> str:
    priors = [checked.prior for checked in result.calibrations if checked.prior is not None]
    if not priors:
        return ""
    said = " and ".join(dict.fromkeys(rates.percent(prior) for prior in priors))
    return f", starting from the share of comparisons that are of one person ({said})"


def reliability_plot(result: Check, style: Style, key: str, label: str) -> Element:
    """Observed against predicted share of genuine comparisons, on normal-deviate axes: most
    comparisons are of strangers, so most probabilities are small."""
    scale = _probability_scale(result.calibrations)
    plot = Plot(Axis(scale, "Predicted probability of one person", rates.tick),
                Axis(scale, "Observed share of one person (normal-deviate scale)", rates.tick))
    plot.bars(_counts(result.calibrations), _BAR_PX)
    plot.guide([(scale.low, scale.low), (scale.high, scale.high)])
    for half, checked in enumerate(result.calibrations):
        shift = (2 * half - (len(result.calibrations) - 1)) * _SHIFT_PX
        plot.intervals([Interval(point.predicted, point.low, point.high, point.observed or None)
                        for point in checked.reliability], _half_style(style, half), shift)
    said = "; ".join(f"predicted {rates.percent(point.predicted)}, observed "
                     f"{rates.percent(point.observed)}" for checked in result.calibrations[:1]
                     for point in checked.reliability if point.observed is not None)
    return plot.draw(key, f"Reliability of {label}", f"{said}.")


def _probability_scale(calibrations: list[CheckedCalibration]) -> Probit:
    """Wide enough for all that was predicted and for all that was observed."""
    points = [point for checked in calibrations for point in checked.reliability]
    seen = [value for point in points for value in (point.predicted, point.observed)
            if value and value < 1]
    low = min([decade_below(min(seen, default=0.1)), 0.1])
    highest = max(seen, default=0.9)
    return Probit(max(low, 1e-8), next((end for end in (0.9, 0.99) if highest <= end), 0.999))


def _counts(calibrations: list[CheckedCalibration]) -> list[tuple[float, float]]:
    points = [point for checked in calibrations for point in checked.reliability]
    fullest = math.log10(1 + max((point.count for point in points), default=1))
    return [(point.predicted, _BAR_SHARE * math.log10(1 + point.count) / fullest)
            for point in points]


def numbers(result: Check) -> Element:
    """Cllr beside its minimum, and the reliability in numbers, a column for each half."""
    halves = result.calibrations
    header = ["", *(f"half {half + 1}" for half in range(len(halves)))]
    cost: list[list[Child]] = [
        ["Cllr", *(cells.number(checked.cllr).element() for checked in halves)],
        ["Cllr, minimum", *(cells.number(checked.cllr_min).element() for checked in halves)],
        ["lost to calibration", *(_loss(checked).element() for checked in halves)]]
    reliability: list[list[Child]] = [
        [f"half {half + 1}", rates.percent(point.predicted), _observed(point),
         rates.count(point.count)]
        for half, checked in enumerate(halves) for point in checked.reliability]
    return element(
        "div", figure.table("Cost of the likelihood ratios (0 is perfect, 1 is no information)",
                            header, cost),
        element("p", "Cllr (Brümmer and du Preez, 2006), in bits per comparison. Its minimum is "
                     "what the distances allow at best; the difference is lost to calibration.",
                class_="remark"),
        element("details", element("summary", "Reliability in numbers"),
                figure.table("Predicted and observed share of comparisons of one person",
                             ["", "predicted", "observed", "comparisons"], reliability,
                             is_dense=True)))


def _observed(point: ReliabilityPoint) -> str:
    if not point.observed:
        return f"at most {rates.percent_at_most(point.high)}"
    return rates.rate_with_interval(point.observed, point.low, point.high)


def _loss(checked: CheckedCalibration) -> cells.Said:
    if checked.cllr is None or checked.cllr_min is None:
        return cells.NOT_MEASURABLE
    return cells.number(checked.cllr - checked.cllr_min)


def alarm_words(one: FalseAlarms) -> str:
    """Observed over expected with its interval, or why there is none."""
    return _alarm_row(one, Style("neutral")).words


def alarm_plot(rows: list[row_plot.Row], scale: Log, key: str, title: str) -> Element:
    """Observed over expected false alarms; the promised factor is shaded."""
    axis = row_plot.RowAxis(scale, "observed / expected (log)", rates.plain_tick, guide=1.0,
                            band=(1 / PROMISED_FACTOR, PROMISED_FACTOR))
    said = "; ".join(f"{row.name}: {row.words}" for row in rows)
    return row_plot.draw(rows, axis, key, title, f"{said}.")


def _alarm_scale(result: Check) -> Log:
    """The same for all plots of an embedder."""
    ends = [end for checked in result.calibrations for one in checked.false_alarms
            for end in (one.low, one.high) if end]
    return Log(_below(max(min([*ends, 1 / _LEAST_FACTOR]), 1 / _MOST_FACTOR)),
               _above(min(max([*ends, _LEAST_FACTOR]), _MOST_FACTOR)))


def _below(value: float) -> float:
    decade = decade_below(value)
    return max(step * decade for step in (1, 2, 5) if step * decade <= value * (1 + 1e-9))


def _above(value: float) -> float:
    decade = decade_above(value) / 10
    return min(step * decade for step in (1, 2, 5, 10) if step * decade >= value * (1 - 1e-9))


def _alarm_row(one: FalseAlarms, style: Style) -> row_plot.Row:
    name = f"{rates.count(one.list_size)} entries, {rates.plain_tick(one.expected)} expected"
    if not one.supported or one.low is None or one.high is None:
        return row_plot.Row(name, "finer than the calibration reaches", style)
    if not one.ratio:
        words = f"none seen: at most {rates.plain(one.high)}"
        return row_plot.Row(name, words, style, None, one.low, one.high)
    words = f"{rates.plain(one.ratio)} ({rates.plain(one.low)} to {rates.plain(one.high)})"
    return row_plot.Row(name, words, style, one.ratio, one.low, one.high)
