"""Rates and counts in words: percent as the field writes it, intervals, what was not measured."""

import math


def percent(rate: float) -> str:
    """Three significant digits, the way error rates are read: 0.0971 as "9.71 %"."""
    hundredfold = rate * 100
    text = f"{hundredfold:.{_decimals(hundredfold)}f}"
    # What is not all is not rounded to all.
    return "above 99.99 %" if float(text) == 100 and rate < 1 else f"{text} %"


def percent_at_most(rate: float) -> str:
    """An upper bound: as percent, but never rounded to less than it is."""
    hundredfold = rate * 100
    decimals = _decimals(hundredfold)
    shift = 10**decimals
    return f"{math.ceil(hundredfold * shift - 1e-6) / shift:.{decimals}f} %"


def _decimals(hundredfold: float) -> int:
    """For three significant digits, one more where they would round to 100; none from 100 on."""
    size = abs(hundredfold)
    if size == 0 or size >= 100:
        return 0
    return 2 if size >= 99.95 else 2 - math.floor(math.log10(size))


def tick(rate: float) -> str:
    """A rate on an axis, without trailing zeros: 0.001 as "0.1 %"."""
    return f"{float(f'{rate * 100:.6g}'):.10f}".rstrip("0").rstrip(".") + " %"


def interval(low: float, high: float) -> str:
    """An interval of rates, the unit said once: "8.21 to 11.5 %"."""
    return f"{percent(low).removesuffix(' %')} to {percent(high)}"


def rate_with_interval(rate: float, low: float, high: float) -> str:
    """ "9.71 % (8.21 to 11.5 %)" """
    return f"{percent(rate)} ({interval(low, high)})"


def share_with_interval(errors: int, trials: int, rate: float, low: float, high: float) -> str:
    """As above; no error in n trials is only a bound: "0 of 55: at most 6.49 %"."""
    if errors == 0:
        return f"0 of {count(trials)}: at most {percent_at_most(high)}"
    return rate_with_interval(rate, low, high)


def count(number: int) -> str:
    """With thousands marked: 6,065,334."""
    return f"{number:,}"


def plain(value: float, digits: int = 3) -> str:
    """A number that is no rate, with so many significant digits and no exponent."""
    if value == 0:
        return "0"
    decimals = max(digits - 1 - math.floor(math.log10(abs(value))), 0)
    return f"{value:,.{decimals}f}"


def trials_needed(rate: float) -> int:
    """Comparisons or searches without which a rate is not supported: 3 / rate (rule of three)."""
    return math.ceil(3 / rate - 1e-9)


def not_supported(rate: float, trials: int | None, of: str) -> str:
    """Instead of a figure: "not measurable: needs 3,000 searches, there were 1,200"."""
    there_were = "" if trials is None else f", there were {count(trials)}"
    return f"not measurable: needs {count(trials_needed(rate))} {of}{there_were}"


def in_hundred(rate: float) -> str:
    """How many of 100, for a reader who is no expert: whole from 10 on, else one decimal."""
    return f"{rate * 100:.0f}" if rate >= 0.0995 else f"{rate * 100:.1f}"


def too_few_errors(errors: int | None, trials: int | None, high: float | None) -> str:
    """Fewer than three errors give a bound and no rate: "1 of 55: at most 9.72 %"."""
    bound = "not measurable" if high is None else f"at most {percent_at_most(high)}"
    if errors is None or trials is None:
        return bound
    return f"{count(errors)} of {count(trials)}: {bound}"


def plain_tick(value: float) -> str:
    """A number on an axis that is no rate: 0.5, 20, 1,000."""
    return f"{float(f'{value:.6g}'):,.10f}".rstrip("0").rstrip(".")
