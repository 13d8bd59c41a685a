"""Numbers as people read them: never finer than they are, and rounded to the cautious side."""

from __future__ import annotations

import math

from portcullis.v1 import common_pb2


def distance(value: float) -> str:
    """Three decimals."""
    return f"{value:.3f}"


def one_in(rate: float) -> str:
    """"1 in 4,200": two significant digits; "none" for a rate of 0, which is no claim that we make."""
    if not rate > 0:
        return "none"
    rounded = _two_digits(1 / rate, math.floor)
    return f"1 in {rounded:.1f}" if rounded < 9.95 else f"1 in {round(rounded):,}"


def fmr(score: common_pb2.MatchScore) -> str:
    """The rate, or only a bound where no stranger was ever measured this close."""
    prefix = "finer than measured: below " if score.beyond_measured_range else ""
    return prefix + one_in(score.fmr)


def expected_false_alarms(score: common_pb2.MatchScore) -> str:
    """Two significant digits, "below" before it where it is only an upper bound."""
    expected = score.expected_false_alarms
    if not expected > 0:
        return "none"
    rounded = _two_digits(expected, math.ceil)
    decimals = max(0, 1 - math.floor(math.log10(rounded)))
    return ("below " if score.beyond_measured_range else "") + f"{rounded:,.{decimals}f}"


def confidence(score: common_pb2.MatchScore) -> str:
    """Two decimals, between "below 0.01" and "above 0.99": never a certainty.

    "above" also where no stranger was ever measured this close: the likelihood ratio is then only a
    lower bound.
    """
    if score.confidence > 0.99:
        return "above 0.99"
    if score.beyond_measured_range:
        return f"above {math.floor(score.confidence * 100) / 100:.2f}"
    if score.confidence < 0.01:
        return "below 0.01"
    return f"{score.confidence:.2f}"


def milliseconds(value: float) -> str:
    """One decimal; "-" for a step that did not run."""
    if value == 0:
        return "-"
    return "<0.1" if value < 0.05 else f"{value:.1f}"


def _two_digits(value: float, round_to) -> float:
    """The tiny margin keeps exact values, such as 1 / 0.0001, where they are."""
    unit = 10.0 ** (math.floor(math.log10(value) + 1e-9) - 1)
    margin = 1e-6 if round_to is math.floor else -1e-6
    return round_to(value / unit + margin) * unit
