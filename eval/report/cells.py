"""What stands in a cell of a table: a figure with its interval, or in words why there is none."""

from report import figure, rates
from report.markup import Element


def rate(value: float | None, low: float | None, high: float | None,
         errors: int | None = None, trials: int | None = None) -> Element:
    """A rate; without one (counted on fewer than three errors) only its upper bound."""
    if value is None:
        return figure.words(rates.too_few_errors(errors, trials, high))
    if low is None or high is None:
        return figure.two_lines(rates.percent(value), "")
    return figure.two_lines(rates.percent(value), rates.interval(low, high))


def not_asked_for() -> Element:
    """The protocol of this embedder's measurement did not have the level."""
    return figure.words("not asked for")


def not_supported(level: float, trials: int | None, of: str) -> Element:
    """The data is too small for the level."""
    return figure.words(rates.not_supported(level, trials, of))
