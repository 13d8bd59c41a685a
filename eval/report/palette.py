"""How the lines of a plot are told apart: by colour, and without colour by their dashes and marks.

The colours stand in report.css as --series-1 to --series-6, one set for light and one for dark.
They follow Okabe and Ito's palette for colour-blind readers, darkened until texts in them have a
contrast of 4.5 with the background.
"""

import dataclasses

SERIES = 6


@dataclasses.dataclass(frozen=True)
class Style:
    """The look of one series. `colour` and `dot` are CSS classes; `dashes` an SVG dash array."""

    colour: str
    dashes: str | None = None  # solid
    width: float = 2.0
    dot: str = "dot"  # or "dot hollow"


_DASHES = (None, "7 3", "2 3", "10 3 2 3", "4 2", "12 4")
_WIDTHS = (1.5, 2.1, 2.8, 3.4)


def of_series(index: int) -> Style:
    """The style of the index-th thing compared (embedders, mostly); they repeat after six."""
    return Style(f"s{index % SERIES + 1}", _DASHES[index % len(_DASHES)])


def of_member(series: int, member: int) -> Style:
    """Lines within one series (gallery sizes): its colour, told apart by dashes and width."""
    return Style(f"s{series % SERIES + 1}", _DASHES[member % len(_DASHES)],
                 _WIDTHS[min(member, len(_WIDTHS) - 1)])
