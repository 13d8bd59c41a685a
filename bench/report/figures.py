"""What the benchmarks measured, read from their JSON and checked."""

import collections
import dataclasses
import json
import math
import pathlib


class FigureError(Exception):
    """A file of figures that cannot be used; the message names it and says why."""


@dataclasses.dataclass(frozen=True)
class Figure:
    """One measured value, with what it was measured beside, if anything."""

    bench: str
    ident: str  # empty where the program gave none
    name: str
    value: float
    unit: str
    conditions: str
    baseline: str | None = None
    baseline_value: float | None = None
    entries: int | None = None
    cores: int | None = None
    series: str | None = None

    @property
    def ratio(self) -> float | None:
        """value / baseline; None where there is nothing to compare with."""
        if self.baseline_value is None or self.baseline_value <= 0:
            return None
        return self.value / self.baseline_value

    @property
    def times_faster(self) -> float | None:
        """How many times less time than the baseline, or how many times its rate."""
        if self.ratio is None:
            return None
        if self.unit.endswith("/s"):
            return self.ratio
        return 1 / self.ratio if self.ratio > 0 else None


@dataclasses.dataclass(frozen=True)
class Run:
    """What one benchmark program wrote."""

    bench: str
    machine: dict
    figures: tuple[Figure, ...]
    is_quick: bool
    measured: str  # date
    commit: str


class Figures:
    """All runs. Immutable."""

    def __init__(self, runs: list[Run]):
        self.runs = tuple(sorted(runs, key=lambda run: run.bench))
        every = [figure for run in self.runs for figure in run.figures if figure.ident]
        times = collections.Counter(figure.ident for figure in every)
        self._by_ident = {figure.ident: figure for figure in every if times[figure.ident] == 1}

    def get(self, ident: str) -> Figure | None:
        """None if it was not measured, or more than once: which value holds is not known then."""
        return self._by_ident.get(ident)

    def of(self, bench: str) -> tuple[Figure, ...]:
        return tuple(figure for run in self.runs if run.bench == bench for figure in run.figures)

    def starting_with(self, prefix: str) -> list[Figure]:
        return [figure for ident, figure in self._by_ident.items() if ident.startswith(prefix)]


def load(folder: pathlib.Path) -> Figures:
    """Every JSON in the folder that has measures; others, raw records, are not ours."""
    runs = []
    for path in sorted(folder.glob("*.json")):
        try:
            document = json.loads(path.read_text())
        except ValueError as error:
            raise FigureError(f"{path} is not JSON: {error}") from error
        if isinstance(document, dict) and "measures" in document:
            runs.append(run_from(document, str(path)))
    return Figures(runs)


def run_from(document: dict, where: str) -> Run:
    try:
        bench = document["bench"]
        figures = tuple(figure_from(bench, one, where) for one in document["measures"])
        return Run(bench, document.get("machine", {}), figures, document.get("quick", False),
                   document.get("measured", ""), document.get("commit", ""))
    except KeyError as error:
        raise FigureError(f"{where} lacks {error}") from error


def figure_from(bench: str, one: dict, where: str) -> Figure:
    name = one["name"]
    value = number(one["value"], f"{where}: {name}")
    baseline_value = one.get("baseline_value")
    if baseline_value is not None:
        baseline_value = number(baseline_value, f"{where}: {name}, baseline")
    return Figure(bench, one.get("id", ""), name, value, one["unit"], one.get("conditions", ""),
                  one.get("baseline"), baseline_value, one.get("entries"), one.get("cores"),
                  one.get("series"))


def number(value: object, what: str) -> float:
    """Refuses what is no measured quantity: a text, a truth value, an infinity, less than 0."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise FigureError(f"{what}: {value!r} is not a number")
    if not math.isfinite(value) or value < 0:
        raise FigureError(f"{what}: {value} cannot have been measured")
    return float(value)
