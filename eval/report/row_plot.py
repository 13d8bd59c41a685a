"""A plot with a row per thing: its name, its figure in words, its interval on a common axis."""

import dataclasses
from typing import Callable

from report import label_placement
from report.markup import Element, element, number
from report.palette import Style
from report.scales import Scale

WIDTH = 440.0
_LEFT, _RIGHT, _TOP = 8.0, 8.0, 8.0
_ROW_PX = 42.0
_LINE_PX = 17.0  # for words that do not fit beside the name
_TEXT_BASELINE_PX = 14.0
_MARK_PX = 27.0  # how far below a row's last line of text its interval lies
_TEXT_GAP_PX = 12.0
_CAP_PX = 5.0
_AXIS_PX = 46.0
_TICK_LABEL_GAP_PX = 8.0


@dataclasses.dataclass(frozen=True)
class Row:
    """`low` and `high` of None: there is no figure, and `words` say why. `middle` of None: only the
    range is known, as after no error in n trials."""

    name: str
    words: str
    style: Style
    middle: float | None = None
    low: float | None = None
    high: float | None = None


@dataclasses.dataclass(frozen=True)
class RowAxis:
    """The axis that all rows share; `guide` is a value to compare with, `band` a promised range."""

    scale: Scale
    title: str
    write: Callable[[float], str]
    guide: float | None = None
    band: tuple[float, float] | None = None


def draw(rows: list[Row], axis: RowAxis, key: str, title: str, description: str) -> Element:
    """The SVG. `key` is unique on the page; title and description are for screen readers."""
    fits = all(_fits_beside(row) for row in rows)
    step = _ROW_PX if fits else _ROW_PX + _LINE_PX
    drawn = [_row(row, _TOP + index * step, axis, fits) for index, row in enumerate(rows)]
    bottom = _TOP + step * len(rows)
    height = bottom + _AXIS_PX
    return element(
        "svg", element("title", title, id=f"title-{key}"),
        element("desc", description, id=f"desc-{key}"),
        _background(axis, bottom), drawn, _axis(axis, bottom),
        element("text", axis.title, x=WIDTH - _RIGHT, y=height - 6, class_="axis-title",
                text_anchor="end"),
        view_box=f"0 0 {number(WIDTH)} {number(height)}", role="img", class_="plot",
        aria_labelledby=f"title-{key} desc-{key}")


def _has_interval(row: Row) -> bool:
    return row.low is not None and row.high is not None


def _fits_beside(row: Row) -> bool:
    if not _has_interval(row):
        return True  # its words have the place of the interval
    needed = label_placement.bold_width(row.name) + label_placement.text_width(row.words)
    return needed + _TEXT_GAP_PX <= WIDTH - _LEFT - _RIGHT


def _x(axis: RowAxis, value: float) -> float:
    place = min(max(axis.scale.place(value), 0.0), 1.0)
    return _LEFT + place * (WIDTH - _LEFT - _RIGHT)


def _background(axis: RowAxis, bottom: float) -> list[Element]:
    drawn = []
    if axis.band:
        left, right = (_x(axis, end) for end in axis.band)
        drawn.append(element("rect", x=left, y=_TOP, width=right - left, height=bottom - _TOP,
                             class_="promise"))
    grid = "".join(f"M{number(_x(axis, tick))} {number(_TOP)}V{number(bottom)}"
                   for tick in axis.scale.ticks())
    drawn.append(element("path", d=grid, class_="grid"))
    if axis.guide is not None:
        drawn.append(element("path", d=f"M{number(_x(axis, axis.guide))} {number(_TOP)}"
                                       f"V{number(bottom)}", class_="guide"))
    return drawn


def _row(row: Row, top: float, axis: RowAxis, fits: bool) -> Element:
    """The words stand beside the name where those of every row fit, else below it."""
    baseline = top + _TEXT_BASELINE_PX
    name = element("text", row.name, x=_LEFT, y=baseline, class_="row-name")
    if not _has_interval(row):
        return element("g", name, element("text", row.words, x=_LEFT, y=baseline + _LINE_PX,
                                          class_="row-words none"))
    if fits:
        words = element("text", row.words, x=WIDTH - _RIGHT, y=baseline, class_="row-words",
                        text_anchor="end")
    else:
        words = element("text", row.words, x=_LEFT, y=baseline + _LINE_PX, class_="row-words")
    mark = top + _MARK_PX + (0 if fits else _LINE_PX)
    return element("g", name, words, _interval(row, mark, axis))


def _interval(row: Row, y: float, axis: RowAxis) -> list[Element]:
    assert row.low is not None and row.high is not None
    left, right = _x(axis, row.low), _x(axis, row.high)
    low_cap, high_cap = _end(axis, row.low, left, y), _end(axis, row.high, right, y)
    bar = f"M{number(left)} {number(y)}H{number(right)}{low_cap}{high_cap}"
    drawn = [element("path", d=bar, class_=f"interval {row.style.colour}")]
    if row.middle is not None:
        drawn.append(element("circle", cx=_x(axis, row.middle), cy=y, r=4.5,
                             class_=f"{row.style.dot} {row.style.colour}"))
    return drawn


def _end(axis: RowAxis, value: float, x: float, y: float) -> str:
    """A cross-bar, or an arrow head where the interval goes on beyond the axis."""
    place = axis.scale.place(value)
    if place < -1e-9:
        return f"M{number(x + 6)} {number(y - 4)}L{number(x)} {number(y)}l6 4"
    if place > 1 + 1e-9:
        return f"M{number(x - 6)} {number(y - 4)}L{number(x)} {number(y)}l-6 4"
    return f"M{number(x)} {number(y - _CAP_PX)}v{number(2 * _CAP_PX)}"


def _axis(axis: RowAxis, bottom: float) -> list[Element]:
    drawn = [element("path", d=f"M{number(_LEFT)} {number(bottom)}H{number(WIDTH - _RIGHT)}",
                     class_="axis")]
    free_from = 0.0
    for tick in axis.scale.ticks():
        text = axis.write(tick)
        half = label_placement.text_width(text) / 2
        centre = min(max(_x(axis, tick), half), WIDTH - half)
        if centre - half >= free_from:
            free_from = centre + half + _TICK_LABEL_GAP_PX
            drawn.append(element("text", text, x=centre, y=bottom + 17, class_="tick",
                                 text_anchor="middle"))
    return drawn
