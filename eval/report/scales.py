"""Axes: from a value to a place between 0 and 1, and where the ticks stand.

Places are fractions of the axis from its low end; a plot turns them into pixels.
"""

import math
import statistics
from typing import Protocol

_NORMAL = statistics.NormalDist()

# The rates that a probit axis may carry, in the steps that a reader of error rates expects.
_PROBIT_TICKS = (1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95,
                 0.99, 0.999)


def probit(rate: float) -> float:
    """The normal deviate: the z below which a share `rate` of a standard normal lies; 0 < rate < 1.

    The inverse of Phi; ISO/IEC 19795-1 draws DET curves on it because two normal score
    distributions of equal width then give a straight line.
    """
    return _NORMAL.inv_cdf(rate)


class Scale(Protocol):
    """A monotone map from [low, high] onto [0, 1]. Immutable."""

    low: float
    high: float

    def place(self, value: float) -> float:
        """Where `value` lies: 0 at `low`, 1 at `high`, beyond them outside; infinite where the
        scale has no such value (a rate of 0 on a log scale)."""

    def ticks(self) -> list[float]:
        """Values to label, ascending, all within [low, high]."""


class _Mapped:
    """A scale that is linear after `_transform`."""

    def __init__(self, low: float, high: float):
        if not low < high:
            raise ValueError(f"an axis from {low} to {high} has no length")
        self.low, self.high = low, high
        self._start = self._transform(low)
        self._length = self._transform(high) - self._start

    def place(self, value: float) -> float:
        return (self._transform(value) - self._start) / self._length

    @staticmethod
    def _transform(value: float) -> float:
        raise NotImplementedError


class Linear(_Mapped):
    """Equal steps, with ticks at round values."""

    @staticmethod
    def _transform(value: float) -> float:
        return value

    def ticks(self) -> list[float]:
        step = _round_step((self.high - self.low) / 4.0)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [round(index * step, 10) for index in range(first, last + 1)]


class Log(_Mapped):
    """Equal factors; low must be above 0. Ticks at powers of ten, at 2 and 5 too where few fit."""

    @staticmethod
    def _transform(value: float) -> float:
        return math.log10(value) if value > 0 else -math.inf

    def ticks(self) -> list[float]:
        powers = range(math.floor(self._start), math.ceil(self._start + self._length) + 1)
        for digits in ((1,), (1, 3), (1, 2, 5)):
            ticks = [digit * 10.0**power for power in powers for digit in digits]
            inside = [tick for tick in ticks if self._holds(tick)]
            if len(inside) >= 4:
                break
        return inside

    def _holds(self, tick: float) -> bool:
        return self.low * (1 - 1e-9) <= tick <= self.high * (1 + 1e-9)


class Probit(_Mapped):
    """Equal normal deviates, for rates in (0, 1)."""

    @staticmethod
    def _transform(value: float) -> float:
        if value <= 0:
            return -math.inf
        return probit(value) if value < 1 else math.inf

    def ticks(self) -> list[float]:
        return [tick for tick in _PROBIT_TICKS if self.low <= tick <= self.high]


def _round_step(rough: float) -> float:
    """The smallest of 1, 2, 2.5 and 5 times a power of ten that is not below `rough`."""
    power = 10.0 ** math.floor(math.log10(rough))
    steps = [digit * power for digit in (1, 2, 2.5, 5, 10)]
    return next(step for step in steps if step >= rough * (1 - 1e-9))


def decade_below(value: float) -> float:
    """The largest power of ten that is not above `value`; value > 0."""
    return 10.0 ** math.floor(math.log10(value) + 1e-9)


def decade_above(value: float) -> float:
    """The smallest power of ten that is not below `value`; value > 0."""
    return 10.0 ** math.ceil(math.log10(value) - 1e-9)
