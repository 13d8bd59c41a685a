"""Writes the pictures of docs/performance.md as files that stand by themselves."""

import pathlib
import xml.etree.ElementTree as ElementTree

from bench.report import plots
from bench.report.figures import Figures
from bench.report.profile import NAMES, Profile, profiles
from report import label_placement, palette
from report.markup import Element, element, number

SVG = "http://www.w3.org/2000/svg"
STYLE = pathlib.Path(__file__).resolve().parents[2] / "eval/report/report.css"

_WIDTH, _BAR_TOP, _BAR_PX, _ROW_PX, _KEY_PX = 440.0, 24.0, 26.0, 64.0, 20.0


def write_all(figures: Figures, folder: pathlib.Path) -> list[pathlib.Path]:
    """Those that can be drawn; older ones that cannot be drawn now are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {picture.stem: picture.draw(figures) for picture in plots.PICTURES
             if picture.is_drawable(figures)}
    found = profiles(figures)
    if found:
        drawn["profile"] = profile_bars(found)
    for stale in folder.glob("*.svg"):
        if stale.stem not in drawn:
            stale.unlink()
    return [_write(svg, folder / f"{stem}.svg") for stem, svg in drawn.items()]


def _write(svg: Element, path: pathlib.Path) -> pathlib.Path:
    view = [float(part) for part in svg.get("viewBox", "").split()]
    svg.set("xmlns", SVG)
    svg.set("width", number(view[2]))
    svg.set("height", number(view[3]))
    style = element("style", STYLE.read_text())
    ground = element("rect", width="100%", height="100%", fill="var(--page)")
    svg.insert(0, style)
    svg.insert(1, ground)
    path.write_text(ElementTree.tostring(svg, encoding="unicode") + "\n")
    return path


def profile_bars(found: list[Profile]) -> Element:
    """A bar for each probe on one scale, cut into the steps; the key below."""
    longest = max(profile.total_ms for profile in found)
    steps = [step for step in NAMES if any(dict(one.steps_ms).get(step) for one in found)]
    drawn: list[Element] = []
    for row, profile in enumerate(found):
        top = row * _ROW_PX
        drawn.append(element("text", f"{profile.probe}: {profile.total_ms:.1f} ms", x=8.0,
                             y=top + 16, class_="row-name"))
        left = 8.0
        for step, ms in profile.steps_ms:
            width = ms / longest * (_WIDTH - 16)
            drawn.append(_piece(step, ms, steps.index(step) if step in steps else 0, left,
                                top + _BAR_TOP, width))
            left += width
    key_top = len(found) * _ROW_PX + 8
    drawn += [_key(step, index, key_top + index * _KEY_PX) for index, step in enumerate(steps)]
    height = key_top + len(steps) * _KEY_PX + 4
    description = "; ".join(
        f"{one.probe}: " + ", ".join(f"{NAMES[step]} {ms:.2f} ms" for step, ms in one.steps_ms)
        for one in found)
    return element("svg", element("title", "What one check is made of", id="title-profile"),
                   element("desc", description, id="desc-profile"), drawn,
                   view_box=f"0 0 {number(_WIDTH)} {number(height)}", role="img", class_="plot",
                   aria_labelledby="title-profile desc-profile")


def _look(index: int) -> dict[str, str]:
    """Colour and, from the seventh step on, paler, so that colours may repeat."""
    style = palette.of_series(index)
    opacity = "0.85" if index < palette.SERIES else "0.4"
    return {"class_": style.colour, "style": f"fill: var(--c); fill-opacity: {opacity}"}


def _piece(step: str, ms: float, index: int, x: float, y: float, width: float) -> Element:
    text = f"{ms:.1f}"
    fits = label_placement.text_width(text) + 6 < width
    return element("g", element("title", f"{NAMES[step]}: {ms:.2f} ms"),
                   element("rect", x=x, y=y, width=width, height=_BAR_PX, **_look(index)),
                   element("text", text, x=x + width / 2, y=y + 18, text_anchor="middle",
                           style="fill: var(--page)") if fits else None)


def _key(step: str, index: int, y: float) -> Element:
    return element("g", element("rect", x=8.0, y=y, width=12.0, height=12.0, **_look(index)),
                   element("text", NAMES[step], x=28.0, y=y + 11))
