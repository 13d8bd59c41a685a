"""What each quality measure is worth: FNMR while the worst comparisons are discarded."""

from report import cells, figure, rates
from report.collection import Collection, embedder_of
from report.documents import Discard
from report.markup import Child, Element, element
from report.palette import of_series
from report.plot import Axis, Plot
from report.records import Counted, DiscardLevel, DiscardPoint, RelativeArea
from report.scales import Linear

_DRAWN = ("OVERALL", "DETECTOR_CONFIDENCE", "SHARPNESS", "HEAD_YAW")  # a line each; more overlap
_SHOWN = (0.01, 0.05, 0.1, 0.2)
_RIGHT_END = 0.5  # beyond, few errors are left to count


def section(collection: Collection, data_set: str, key: str) -> Element | None:
    """The section about one data set; None where no measure was judged on it."""
    results = collection.of(Discard, data_set)
    if not results:
        return None
    return element(
        "section", element("h3", "What is quality worth?"),
        element("p", "Comparisons of one person with themselves, of which the worst are discarded, "
                     "the worse of the two photographs deciding. A measure that knows nothing "
                     "leaves the miss rate where it is; one that knows everything follows the "
                     "ideal order. The threshold stays. Areas are relative to a random order: "
                     "below 1, a measure is worth something."),
        [_of_result(collection, result, f"{key}-{index}")
         for index, result in enumerate(results)])


def _of_result(collection: Collection, result: Discard, key: str) -> Element:
    label = collection.label(embedder_of(result))
    return element(
        "div", element("h4", f"{label}, {readable_half(result)}"),
        [_of_level(result, level, f"{key}-{index}", label)
         for index, level in enumerate(result.at_fmr) if level.supported],
        [element("p", f"FMR {rates.tick(level.fmr)}: "
                 + rates.not_supported(level.fmr, result.impostors, "impostor comparisons") + ".",
                 class_="remark") for level in result.at_fmr if not level.supported])


def readable_half(result: Discard) -> str:
    """Which people."""
    half = result.protocol.get("half", "all")
    return "all people" if half == "all" else f"the {half} half of the people"


def _of_level(result: Discard, level: DiscardLevel, key: str, label: str) -> Element:
    title = f"FMR {rates.tick(level.fmr)}, {label}"
    if not level.measures:
        return element("p", f"{title}: fewer than three comparisons are missed, so that nothing "
                            "can be said of quality.", class_="remark")
    return element(
        "div", figure.side_by_side(
            figure.figure(discard_plot(level, f"discard-{key}", title),
                          f"Error versus discard, {title}, on {rates.count(result.genuine)} "
                          "comparisons. The shading is the 95 % interval of the overall value for "
                          "other people."),
            measure_table(level, title)), bar_table(result, level, title))


def discard_plot(level: DiscardLevel, key: str, title: str) -> Element:
    """FNMR over the share discarded."""
    drawn = [of for name in _DRAWN for of in level.measures if of.measure == name]
    rates_drawn = [fnmr for of in drawn for _, fnmr in _line(of.points)]
    highest = max([*rates_drawn, *(point.high for of in drawn[:1] for point in of.points
                                   if point.discarded <= _RIGHT_END)], default=0.01)
    plot = Plot(Axis(Linear(0.0, _RIGHT_END), "share of the comparisons discarded", rates.tick),
                Axis(Linear(0.0, highest), "false non-match rate of the rest, FNMR", rates.tick))
    start = drawn[0].points[0].fnmr if drawn else None
    if start is not None:
        plot.guide([(0.0, start), (_RIGHT_END, start)])
    if level.ideal is not None:
        plot.guide(_line(level.ideal.points))
    for index, of in enumerate(drawn):
        style = of_series(index)
        if index == 0:
            plot.band([(point.discarded, point.low, point.high) for point in of.points
                       if point.discarded <= _RIGHT_END], style)
        plot.line(_line(of.points), style, readable_measure(of.measure))
    said = "; ".join(f"{readable_measure(of.measure)}: partial area {area_words(of.partial_area)}"
                     for of in drawn)
    return plot.draw(key, f"Error versus discard, {title}",
                     f"Thin lines: a random order and the ideal one. {said}.")


def _line(points: list[DiscardPoint]) -> list[tuple[float, float]]:
    """As far as a rate was counted on enough errors."""
    return [(point.discarded, point.fnmr) for point in points
            if point.fnmr is not None and point.discarded <= _RIGHT_END]


def measure_table(level: DiscardLevel, title: str) -> Element:
    """A row per measure, the best first."""
    order = sorted(level.measures, key=lambda of: of.partial_area.value)
    rows: list[list[Child]] = []
    if level.ideal is not None:
        rows.append(["ideal order", _area(level.ideal.partial_area, False),
                     _area(level.ideal.area, False),
                     *(_point(level.ideal.points, share) for share in _SHOWN)])
    rows += [[readable_measure(of.measure), _area(of.partial_area), _area(of.area),
              *(_point(of.points, share) for share in _SHOWN)] for of in order]
    return figure.table(f"Areas and FNMR after discarding, {title}",
                        ["order by", "area to 20 %", "area to 95 %",
                         *(f"worst {rates.tick(share)}" for share in _SHOWN)], rows, is_dense=True)


def bar_table(result: Discard, level: DiscardLevel, title: str) -> Element:
    """What a bar on the overall value refuses and buys."""
    rows: list[list[Child]] = [
        [str(effect.bar),
         f"{rates.count(effect.images_refused)} "
         f"({rates.percent(effect.images_refused / max(1, result.images_with_embedding))})",
         _counted(effect.reference_only), _counted(effect.both)] for effect in level.bars]
    return figure.table(f"A bar on the overall value, {title}",
                        ["overall at least", "images refused", "FNMR where the reference passes",
                         "FNMR where both pass"], rows, is_dense=True)


def readable_measure(name: str) -> str:
    """HEAD_YAW as "head yaw"."""
    return name.lower().replace("_", " ")


def area_words(area: RelativeArea) -> str:
    """ "0.712 (0.650 to 0.781)" """
    return f"{area.value:.3f} ({area.low:.3f} to {area.high:.3f})"


def _area(area: RelativeArea, has_interval: bool = True) -> Element:
    interval = f"{area.low:.3f} to {area.high:.3f}" if has_interval else ""
    return cells.Said(figure=f"{area.value:.3f}", interval=interval).element()


def _point(points: list[DiscardPoint], share: float) -> Element:
    for point in points:
        if abs(point.discarded - share) < 1e-9:
            return cells.rate(point.fnmr, point.low, point.high).element()
    return cells.NOT_MEASURED.element()


def _counted(rate: Counted) -> Element:
    if rate.comparisons == 0:
        return cells.NOT_MEASURABLE.element()
    return cells.rate(rate.rate, rate.low, rate.high, rate.errors, rate.comparisons).element()
