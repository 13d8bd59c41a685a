"""Pictures of how cost grows, drawn with the plots of eval/report."""

import dataclasses
import math
from typing import Callable

from bench.report import words
from bench.report.figures import Figure, Figures
from report import palette, scales
from report.markup import Element
from report.plot import Axis, Plot

Points = list[tuple[float, float]]


@dataclasses.dataclass(frozen=True)
class Picture:
    """`lines`: the lines by name; drawable with two points or more in one of them."""

    stem: str
    title: str
    x_title: str
    y_title: str
    lines: Callable[[Figures], dict[str, Points]]
    is_by_cores: bool = False

    def is_drawable(self, figures: Figures) -> bool:
        return any(len(points) > 1 for points in self.lines(figures).values())

    def draw(self, figures: Figures) -> Element:
        lines = {name: sorted(points) for name, points in self.lines(figures).items()
                 if len(points) > 1}
        every = [point for points in lines.values() for point in points]
        plot = Plot(Axis(self._x_scale(every), self.x_title, _whole),
                    Axis(self._y_scale(every), self.y_title, words.number))
        for index, (name, points) in enumerate(lines.items()):
            plot.line(points, palette.of_series(index), name)
        description = "; ".join(
            f"{name}: " + ", ".join(f"{_whole(x)}: {words.number(y)}" for x, y in points)
            for name, points in lines.items())
        return plot.draw(self.stem, self.title, description)

    def _x_scale(self, points: Points) -> scales.Scale:
        low, high = min(x for x, _ in points), max(x for x, _ in points)
        return scales.Linear(0, high) if self.is_by_cores else scales.Log(low, high)

    def _y_scale(self, points: Points) -> scales.Scale:
        values = [y for _, y in points]
        if self.is_by_cores:
            return scales.Linear(0, max(values) * 1.1)
        low = scales.decade_below(min(values))
        return scales.Log(low, max(scales.decade_above(max(values)), low * 10))


def _whole(value: float) -> str:
    """1,000,000 would not fit below an axis."""
    if value < 1000:
        return f"{value:g}"
    exponent = math.floor(math.log10(value) + 1e-9)
    return f"{value / 10.0**exponent:g}e{exponent}"


def _both(found: list[Figure], x: Callable[[Figure], int | None], beside: str,
          is_beside_all: bool = False) -> dict[str, Points]:
    """The measured values and those beside them, where they have a place and are not 0. With
    `is_beside_all` every series was measured beside the same thing, which is drawn once."""
    lines: dict[str, dict[int, float]] = {}
    for figure in found:
        place = x(figure)
        if place is None:
            continue
        series = figure.series or "measured"
        if figure.value > 0:
            lines.setdefault(series, {}).setdefault(place, figure.value)
        if figure.baseline_value:
            name = beside if is_beside_all else f"{series}, {beside}"
            lines.setdefault(name, {}).setdefault(place, figure.baseline_value)
    return {name: list(points.items()) for name, points in lines.items()}


def _by_entries(prefix: str, beside: str,
                is_beside_all: bool = False) -> Callable[[Figures], dict[str, Points]]:
    """With one core, where the number of cores matters."""
    def lines(figures: Figures) -> dict[str, Points]:
        found = [one for one in figures.starting_with(prefix) if one.cores in (None, 1)]
        return _both(found, lambda one: one.entries, beside, is_beside_all)
    return lines


def _largest_by_cores(prefix: str) -> Callable[[Figures], dict[str, Points]]:
    def lines(figures: Figures) -> dict[str, Points]:
        found = [one for one in figures.starting_with(prefix) if one.entries]
        largest = max((one.entries or 0 for one in found), default=0)
        return _both([one for one in found if one.entries == largest], lambda one: one.cores,
                     "plain")
    return lines


PICTURES = (
    Picture("throughput-by-size", "Throughput against list size", "entries", "checks a second",
            _by_entries("service.throughput.", "plain")),
    Picture("time-by-size", "Processor time of a check against list size", "entries", "ms",
            _by_entries("service.cpu.", "plain")),
    Picture("search-by-size", "One query against list size", "entries", "ms",
            _by_entries("search.one_query.", "FAISS flat", is_beside_all=True)),
    Picture("memory-by-size", "Memory of the server against list size", "entries", "MiB",
            _by_entries("service.memory.", "plain")),
    Picture("start-by-size", "Start to ready against list size", "entries", "s",
            _by_entries("start.", "from the database", is_beside_all=True)),
    Picture("throughput-by-cores", "Throughput against cores, the longest list", "cores",
            "checks a second", _largest_by_cores("service.throughput."), is_by_cores=True),
    Picture("memory-by-cores", "Memory of the server against cores, the longest list", "cores",
            "MiB", _largest_by_cores("service.memory."), is_by_cores=True),
)
