"""What was measured on an image, as a drawing: box, points and bars, without the photograph."""

from __future__ import annotations

from xml.sax.saxutils import escape

FRAME_PX = 250
ROW_PX = 19
NAMES_X = 286
BAR_X = 448
BAR_PX = 176
WIDTH_PX = 720
TOP_PX = 44

STYLE = (
    "text{font:13px system-ui,'DejaVu Sans',sans-serif;fill:#16202b}"
    ".soft{fill:#566372}.verdict{font-weight:700;font-size:16px}.good{fill:#12683b}.bad{fill:#a3201c}"
    ".paper{fill:#fff}.frame{fill:#e6eaef;stroke:#566372}.box{fill:none;stroke:#12683b;stroke-width:2}"
    ".point{fill:#16202b}.track{fill:#e6eaef}.fill{fill:#2f6fb5}.below{fill:#a3201c}.mark{fill:#16202b}"
    "@media(prefers-color-scheme:dark){text{fill:#e8edf2}.soft{fill:#a3b0bd}.good{fill:#7fdca6}"
    ".bad{fill:#ff9c94}.paper{fill:#19212a}.frame{fill:#2b3641;stroke:#a3b0bd}.box{stroke:#7fdca6}"
    ".point{fill:#f5f8fb}.track{fill:#2b3641}.fill{fill:#6ba6e8}.below{fill:#ff9c94}.mark{fill:#f5f8fb}}")

POINTS = ("rightEye", "leftEye", "noseTip", "rightMouthCorner", "leftMouthCorner")


def svg(answer: dict, verdict: str, lines: list[str]) -> str:
    """Of an AssessImageResponse in its JSON form. `lines` say why, below the drawing of the image."""
    face = answer["face"]
    components = face.get("quality", {}).get("components", []) if face.get("quality") else []
    frame, frame_height = _frame(face)
    bars = [*components, {"measure": "overall quality", "score": face["quality"]["overall"]}
            ] if components else []
    text_top = TOP_PX + frame_height + 24
    text = [f'<text class="soft" x="16" y="{text_top + 18 * i}">{escape(line)}</text>'
            for i, line in enumerate(lines)]
    height = max(text_top + 18 * len(lines), TOP_PX + ROW_PX * len(bars) + 8)
    colour = "good" if verdict == "ACCEPTED" else "bad"
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX} {height:.0f}" '
        f'width="{WIDTH_PX}" height="{height:.0f}" role="img">',
        f"<title>{escape(verdict)}</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{WIDTH_PX}" height="{height:.0f}" rx="10"/>',
        f'<text class="verdict {colour}" x="16" y="28">{escape(verdict)}</text>',
        *frame, *text,
        *(part for i, bar in enumerate(bars) for part in _bar(answer, bar, TOP_PX + ROW_PX * i)),
        "</svg>\n"])


def measure_name(measure: str) -> str:
    return measure.removeprefix("QUALITY_MEASURE_").replace("_", " ").lower()


def _frame(face: dict) -> tuple[list[str], float]:
    """The outline of the image with what was found in it, and its height."""
    source = face["source"]
    scale = FRAME_PX / max(source["widthPx"], source["heightPx"])
    width, height = source["widthPx"] * scale, source["heightPx"] * scale
    parts = [f'<rect class="frame" x="16" y="{TOP_PX}" width="{width:.1f}" height="{height:.1f}" rx="4"/>']
    # What reaches beyond the image is drawn up to its edge.
    parts.append(f'<svg x="16" y="{TOP_PX}" width="{width:.1f}" height="{height:.1f}">')
    if face.get("box"):
        box = face["box"]
        parts.append(f'<rect class="box" x="{box["left"] * scale:.1f}" y="{box["top"] * scale:.1f}" '
                     f'width="{box["width"] * scale:.1f}" height="{box["height"] * scale:.1f}" rx="2"/>')
    if face.get("points"):
        distance = face["quality"]["interEyeDistancePx"] * scale
        parts += [f'<circle class="point" cx="{face["points"][name]["x"] * scale:.1f}" '
                  f'cy="{face["points"][name]["y"] * scale:.1f}" r="{max(1.2, distance / 14):.1f}"/>'
                  for name in POINTS]
    return [*parts, "</svg>"], height


def _bar(answer: dict, component: dict, top: float) -> list[str]:
    measure, score = component["measure"], component["score"]
    bar = answer.get("bar") or {}
    minimum = {"overall quality": bar.get("minOverall", 0),
               **{one["measure"]: one["minScore"] for one in bar.get("minima", [])}}.get(measure, 0)
    short = {one["measure"] for one in answer["face"]["shortfalls"]}
    is_below = measure in short or (measure == "overall quality" and "QUALITY_MEASURE_UNSPECIFIED" in short)
    colour = ("bad", "below") if is_below else ("", "fill")
    parts = [
        f'<text class="{colour[0]}" x="{NAMES_X}" y="{top + 13}">{escape(measure_name(measure))}</text>',
        f'<rect class="track" x="{BAR_X}" y="{top + 3}" width="{BAR_PX}" height="11" rx="5"/>',
        f'<rect class="{colour[1]}" x="{BAR_X}" y="{top + 3}" width="{BAR_PX * score / 100:.1f}" height="11" rx="5"/>',
        f'<text class="{colour[0]}" x="{WIDTH_PX - 20}" y="{top + 13}" text-anchor="end">'
        f'{"below: " if is_below else ""}{score}</text>']
    if minimum:
        parts.append(f'<rect class="mark" x="{BAR_X + BAR_PX * minimum / 100 - 1:.1f}" y="{top}" '
                     'width="2" height="17"/>')
    return parts
