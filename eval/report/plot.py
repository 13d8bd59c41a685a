"""A plot with two axes as inline SVG: bands, lines, intervals, marks and names beside the lines."""

import dataclasses
import math
from typing import Callable

from report import label_placement
from report.label_placement import Box, Point
from report.markup import Element, element, number
from report.palette import Style
from report.scales import Scale

WIDTH, HEIGHT = 440.0, 350.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 72.0, 16.0, 34.0, 50.0
_TICK_PX = 5.0
_CAP_PX = 4.0  # half the width of the cross-bar that ends an interval
_OUTSIDE = 0.1  # how far beyond the axes bands are drawn, as a share of an axis; clipped
_TICK_LABEL_GAP_PX = 8.0

@dataclasses.dataclass(frozen=True)
class Axis:
    """A scale, what it measures with its unit, and how its ticks are written."""

    scale: Scale
    title: str
    write: Callable[[float], str]


@dataclasses.dataclass(frozen=True)
class Interval:
    """A vertical interval at `x`; without `middle` only its range is known."""

    x: float
    low: float
    high: float
    middle: float | None


class Plot:
    """Collects what is drawn, then draws it once. Values are in the units of the axes."""

    def __init__(self, x: Axis, y: Axis):
        self._x, self._y = x, y
        self._area = Box(_LEFT, _TOP, WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM)
        self._layers: list[Element] = []
        self._marks: list[Element] = []
        self._notes: list[Element] = []
        self._named: list[tuple[str, list[Point], Style]] = []
        self._obstacles: list[list[Point]] = []

    def band(self, points: list[tuple[float, float, float]], style: Style | None = None,
             name: str | None = None) -> None:
        """The area between low and high: (x, low, high), by x. Without a style it is neutral.

        A name is written beside its upper edge; give it where there is no line to name.
        """
        upper = [self._held(x, high) for x, _, high in points]
        lower = [self._held(x, low) for x, low, _ in points]
        if len(points) > 1:
            self._layers.append(element("path", d=_path(upper + lower[::-1]) + "Z",
                                        class_=f"band {style.colour if style else 'neutral'}"))
        if name and style and len(points) > 1:
            self._named.append((name, upper, style))

    def line(self, points: list[tuple[float, float]], style: Style,
             name: str | None = None) -> None:
        """Through the points, by x; interrupted where a value has no place on the scale."""
        for piece in self._pieces(points):
            self._layers.append(element("path", d=_path(piece), class_=f"line {style.colour}",
                                        stroke_dasharray=style.dashes, stroke_width=style.width))
            self._obstacles.append(piece)
        pieces = self._pieces(points)
        if name and pieces:
            self._named.append((name, max(pieces, key=len), style))

    def guide(self, points: list[tuple[float, float]]) -> None:
        """A thin line to compare with: a diagonal, a promise kept."""
        pixels = [self._held(x, y) for x, y in points]
        self._layers.append(element("path", d=_path(pixels), class_="guide"))
        self._obstacles.append(pixels)

    def intervals(self, intervals: list[Interval], style: Style, shift_px: float = 0.0) -> None:
        """Vertical bars with a dot in the middle; shifted so that two series do not cover each
        other."""
        for interval in intervals:
            (x, top), (_, bottom) = (self._held(interval.x, interval.high),
                                     self._held(interval.x, interval.low))
            x, top = x + shift_px, max(top, self._area.y)
            bottom = min(bottom, self._area.y + self._area.height)
            bar = (f"M{number(x)} {number(bottom)}V{number(top)}"
                   f"M{number(x - _CAP_PX)} {number(top)}h{number(2 * _CAP_PX)}"
                   f"M{number(x - _CAP_PX)} {number(bottom)}h{number(2 * _CAP_PX)}")
            self._marks.append(element("path", d=bar, class_=f"interval {style.colour}"))
            self._obstacles.append([(x, top), (x, bottom)])
            if interval.middle is not None:
                y = min(max(self._held(interval.x, interval.middle)[1], self._area.y),
                        self._area.y + self._area.height)
                self._marks.append(element("circle", cx=x, cy=y, r=3.5,
                                            class_=f"{style.dot} {style.colour}"))

    def bars(self, heights: list[tuple[float, float]], width_px: float) -> None:
        """Bars that stand on the x axis: (x, share of the plot's height)."""
        bottom = self._area.y + self._area.height
        for x, share in heights:
            px, height = self._held(x, self._y.scale.low)[0], share * self._area.height
            self._layers.append(element("rect", x=px - width_px / 2, y=bottom - height,
                                        width=width_px, height=height, class_="bar"))

    def note(self, x: float, y: float, text: str, anchor: str = "middle") -> None:
        """A small text just above a point."""
        px, py = self._held(x, y)
        self._notes.append(element("text", text, x=px, y=py - 4, class_="note",
                                   text_anchor=anchor))

    def draw(self, key: str, title: str, description: str) -> Element:
        """The SVG. `key` is unique on the page; title and description are for screen readers."""
        area = self._area
        clip = element("clipPath", element("rect", x=area.x, y=area.y, width=area.width,
                                           height=area.height), id=f"clip-{key}")
        return element(
            "svg", element("title", title, id=f"title-{key}"),
            element("desc", description, id=f"desc-{key}"), clip, self._grid(),
            element("g", self._layers, clip_path=f"url(#clip-{key})"),
            element("g", self._marks), self._frame(), self._names(), self._notes,
            view_box=f"0 0 {number(WIDTH)} {number(HEIGHT)}", role="img", class_="plot",
            aria_labelledby=f"title-{key} desc-{key}")

    def _pixel(self, x: float, y: float) -> Point:
        return (self._area.x + self._x.scale.place(x) * self._area.width,
                self._area.y + (1 - self._y.scale.place(y)) * self._area.height)

    def _held(self, x: float, y: float) -> Point:
        """As _pixel, but not far outside, so that infinite places can be drawn (and clipped)."""
        places = (min(max(self._x.scale.place(x), -_OUTSIDE), 1 + _OUTSIDE),
                  min(max(self._y.scale.place(y), -_OUTSIDE), 1 + _OUTSIDE))
        return (self._area.x + places[0] * self._area.width,
                self._area.y + (1 - places[1]) * self._area.height)

    def _pieces(self, points: list[tuple[float, float]]) -> list[list[Point]]:
        pieces: list[list[Point]] = [[]]
        for x, y in points:
            pixel = self._pixel(x, y)
            if all(math.isfinite(part) for part in pixel):
                pieces[-1].append(pixel)
            elif pieces[-1]:
                pieces.append([])
        return [piece for piece in pieces if len(piece) > 1]

    def _grid(self) -> Element:
        area = self._area
        xs = [self._pixel(tick, self._y.scale.low)[0] for tick in self._x.scale.ticks()]
        ys = [self._pixel(self._x.scale.low, tick)[1] for tick in self._y.scale.ticks()]
        lines = "".join([f"M{number(x)} {number(area.y)}v{number(area.height)}" for x in xs]
                        + [f"M{number(area.x)} {number(y)}h{number(area.width)}" for y in ys])
        return element("path", d=lines, class_="grid")

    def _frame(self) -> Element:
        area = self._area
        bottom = area.y + area.height
        return element(
            "g", element("path", d=f"M{number(area.x)} {number(area.y)}V{number(bottom)}"
                                   f"H{number(area.x + area.width)}", class_="axis"),
            self._x_ticks(bottom), self._y_ticks(),
            element("text", self._y.title, x=4, y=16, class_="axis-title"),
            element("text", self._x.title, x=area.x + area.width, y=HEIGHT - 8,
                    class_="axis-title", text_anchor="end"))

    def _x_ticks(self, bottom: float) -> list[Element]:
        """From the right; labels that would touch the one before are left out, but not their grid
        line."""
        labels, free_to = [], math.inf
        for tick in reversed(self._x.scale.ticks()):
            text = self._x.write(tick)
            x, _ = self._pixel(tick, self._y.scale.low)
            half = label_placement.text_width(text) / 2
            centre = min(x, WIDTH - half - 1)
            if centre + half <= free_to:
                free_to = centre - half - _TICK_LABEL_GAP_PX
                labels.append(element("text", text, x=centre, y=bottom + 18, class_="tick",
                                      text_anchor="middle"))
        return labels

    def _y_ticks(self) -> list[Element]:
        """From below; labels that would touch the one before or have no room are left out."""
        labels, free_below = [], math.inf
        right = self._area.x - _TICK_PX - 2
        for tick in self._y.scale.ticks():
            text = self._y.write(tick)
            _, y = self._pixel(self._x.scale.low, tick)
            if y <= free_below and label_placement.text_width(text) <= right:
                free_below = y - label_placement.FONT_PX - 2
                labels.append(element("text", text, x=right, y=y + 4.5, class_="tick",
                                      text_anchor="end"))
        return labels

    def _names(self) -> list[Element]:
        own = [line for _, line, _ in self._named]
        others = [line for line in self._obstacles if line not in own]
        texts = [name for name, _, _ in self._named]
        boxes = label_placement.place(texts, own + others, self._area)
        return [element("text", name, x=box.x, y=box.y + label_placement.FONT_PX,
                        class_=f"name {style.colour}")
                for (name, _, style), box in zip(self._named, boxes) if box is not None]


def _path(points: list[Point]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
