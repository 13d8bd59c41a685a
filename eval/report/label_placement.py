"""Where the name of a line is written: beside it, on no other line and on no other name.

Pure geometry in pixels, y downwards.
"""

import dataclasses
import math

Point = tuple[float, float]

FONT_PX = 13.0
# Widths in DejaVu Sans, the widest font that readers are likely to have, in ems.
_LETTER_EM = 0.64
_OTHER_EM = {**dict.fromkeys(" ,.\u00a0", 0.32), **dict.fromkeys("ijl|'", 0.3),
              **dict.fromkeys("()tfr-/:", 0.41), **dict.fromkeys("mMwW%@", 0.96),
              **dict.fromkeys("+\u2212", 0.84)}
_BOLD = 1.1
_LINE_PX = 1.25 * FONT_PX
_GAP_PX = 5.0
_STEP_PX = 6.0  # how finely lines are sampled; less than half the height of a name
_PLACES = 24  # along a line
_CLEARANCE_PX = 14.0  # a name this much nearer to its own line than to another is not mistaken


@dataclasses.dataclass(frozen=True)
class Box:
    """A rectangle: its left upper corner and its size."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: "Box") -> bool:
        """Whether they share an area."""
        return (self.x < other.x + other.width and other.x < self.x + self.width
                and self.y < other.y + other.height and other.y < self.y + self.height)

    def distance_to(self, point: Point) -> float:
        """0 inside."""
        dx = max(self.x - point[0], 0.0, point[0] - self.x - self.width)
        dy = max(self.y - point[1], 0.0, point[1] - self.y - self.height)
        return math.hypot(dx, dy)

    def is_within(self, other: "Box") -> bool:
        """Whether all of it lies in `other`."""
        return (other.x <= self.x and self.x + self.width <= other.x + other.width
                and other.y <= self.y and self.y + self.height <= other.y + other.height)


def text_width(text: str) -> float:
    """An estimate, on the wide side; no font is at hand to measure with."""
    return FONT_PX * sum(_OTHER_EM.get(character, _LETTER_EM) for character in text)


def bold_width(text: str) -> float:
    """The same in bold."""
    return text_width(text) * _BOLD


def sample(line: list[Point], area: Box) -> list[Point]:
    """Points along the line at equal steps, those within `area`."""
    points: list[Point] = line[:1]
    for (x0, y0), (x1, y1) in zip(line, line[1:]):
        steps = max(1, math.ceil(math.hypot(x1 - x0, y1 - y0) / _STEP_PX))
        points += [(x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps)
                   for step in range(1, steps + 1)]
    return [point for point in points if area.distance_to(point) == 0]


def place(texts: list[str], lines: list[list[Point]], area: Box) -> list[Box | None]:
    """A box for each text beside the line of the same index; None for a line outside `area`.

    One after the other, each takes the best of many places; the first texts have the free choice.
    """
    sampled = [sample(line, area) for line in lines]
    placed: list[Box | None] = []
    for index, text in enumerate(texts):
        taken = [box for box in placed if box is not None]
        candidates = _candidates(text, sampled[index], area)
        best = sorted(candidates, key=lambda box: _badness(box, index, sampled, taken))[:1]
        placed.append(best[0] if best else None)
    return placed


def _candidates(text: str, line: list[Point], area: Box) -> list[Box]:
    width, height = bold_width(text), _LINE_PX
    boxes = []
    for x, y in line[:: max(1, len(line) // _PLACES)]:
        left, right, middle = x - width - _GAP_PX, x + _GAP_PX, x - width / 2
        above, below = y - height - _GAP_PX, y + _GAP_PX
        boxes += [Box(bx, by, width, height)
                  for bx in (left, middle, right) for by in (above, y - height / 2, below)
                  if (bx, by) != (middle, y - height / 2)]
    return [box for box in boxes if box.is_within(area)]


def _badness(box: Box, own: int, lines: list[list[Point]], taken: list[Box]) -> float:
    """Hits on lines and names first; then nearness to a foreign line; then distance to its own."""
    overlaps = sum(1 for other in taken if box.overlaps(other))
    distances = [[box.distance_to(point) for point in line] for line in lines]
    hits = sum(1 for line in distances for distance in line if distance < 2)
    own_distance = min(distances[own])
    foreign = min((min(line) for index, line in enumerate(distances) if index != own and line),
                  default=math.inf)
    confusion = max(0.0, own_distance + _CLEARANCE_PX - foreign)
    return 1000 * overlaps + 100 * min(hits, 9) + 5 * confusion + own_distance
