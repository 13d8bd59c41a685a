"""A frontal portrait as if the head had been turned: a rough model of a face, good for one example.

Lengths are in distances between the eyes, from the middle between them: x to the right of the image, y
down, z towards the camera.
"""

from __future__ import annotations

import math

from PIL import Image

HALF_WIDTH, HALF_HEIGHT, MIDDLE = 1.25, 1.9, 0.45  # of the head
DEPTH, NOSE = 1.1, 0.35
REACH = 3.0  # beyond it, nothing moves
CELL_PX = 15


def turned_head(portrait: Image.Image, degrees: float, eyes: tuple[int, int], unit_px: float) -> Image.Image:
    """Towards the right of the image; `eyes` is the point between them. Sound up to about 28 degrees."""
    cells = []
    for top in range(0, portrait.height, CELL_PX):
        for left in range(0, portrait.width, CELL_PX):
            right, bottom = min(left + CELL_PX, portrait.width), min(top + CELL_PX, portrait.height)
            corners = ((left, top), (left, bottom), (right, bottom), (right, top))
            quad = [part for corner in corners for part in _origin(corner, degrees, eyes, unit_px)]
            cells.append(((left, top, right, bottom), quad))
    return portrait.transform(portrait.size, Image.Transform.MESH, cells, Image.Resampling.BICUBIC)


def _depth(x: float, y: float) -> float:
    """A paraboloid with a nose: steep sides would hide each other, and could not be turned back."""
    head = DEPTH * max(0.0, 1 - (x / HALF_WIDTH) ** 2 - ((y - MIDDLE) / HALF_HEIGHT) ** 2)
    return head + NOSE * math.exp(-(x / 0.22) ** 2 - ((y - 0.62) / 0.35) ** 2)


def moved(x: float, y: float, degrees: float) -> float:
    angle = math.radians(degrees)
    turned = x * math.cos(angle) + _depth(x, y) * math.sin(angle)
    stays = min(1.0, max(0.0, (math.hypot(x, y - MIDDLE) - HALF_WIDTH) / (REACH - HALF_WIDTH)))
    return turned * (1 - stays) + x * stays


def _origin(corner: tuple[int, int], degrees: float, eyes: tuple[int, int],
            unit_px: float) -> tuple[float, float]:
    """Where a corner of the picture comes from. Points keep their order along a row: halving finds it."""
    x, y = (corner[0] - eyes[0]) / unit_px, (corner[1] - eyes[1]) / unit_px
    low, high = x - 2.0, x + 2.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if moved(middle, y, degrees) < x else (low, middle)
    return eyes[0] + low * unit_px, float(corner[1])
