"""What is said of one measurement: a figure with its interval, or in words why there is none."""

import dataclasses

from report import figure, rates
from report.markup import Element


@dataclasses.dataclass(frozen=True)
class Said:
    """`figure` with its `interval`; or, where `figure` is None, only `words`."""

    words: str = ""
    figure: str | None = None
    interval: str = ""

    def element(self) -> Element:
        """For a cell of the page."""
        if self.figure is None:
            return figure.words(self.words)
        return figure.two_lines(self.figure, self.interval)

    def text(self) -> str:
        """On one line: "9.71 % (8.21 to 11.5 %)"."""
        if self.figure is None:
            return self.words
        return f"{self.figure} ({self.interval})" if self.interval else self.figure


NOT_ASKED_FOR = Said("not asked for")  # the measurement's protocol did not have the level
NOT_MEASURED = Said("not measured")
NOT_MEASURABLE = Said("not measurable")


def rate(value: float | None, low: float | None, high: float | None,
         errors: int | None = None, trials: int | None = None) -> Said:
    """A rate; without one (counted on fewer than three errors) only its upper bound."""
    if value is None:
        return Said(rates.too_few_errors(errors, trials, high))
    if low is None or high is None:
        return Said(figure=rates.percent(value))
    return Said(figure=rates.percent(value), interval=rates.interval(low, high))


def not_supported(level: float, trials: int | None, of: str) -> Said:
    """The data is too small for the level."""
    return Said(rates.not_supported(level, trials, of))


def number(value: float | None) -> Said:
    """A number that is no rate."""
    return NOT_MEASURABLE if value is None else Said(figure=rates.plain(value))
