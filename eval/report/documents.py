"""The documents that portcullis-eval writes with --json, as eval/README.md describes them.

A rate that is None was not measured: the level was not supported, or it was counted on fewer than
three errors and only its upper bound (`high`) may be said.
"""

import dataclasses
import json
import pathlib
from typing import Any

from report import schema
from report.errors import ReportError


@dataclasses.dataclass(frozen=True)
class Failures:
    total: int
    by_reason: dict[str, int]


@dataclasses.dataclass(frozen=True)
class Comparisons:
    comparisons: int
    with_failure: int


@dataclasses.dataclass(frozen=True)
class Rate:
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    errors: int | None = None
    trials: int | None = None


@dataclasses.dataclass(frozen=True)
class DetPoint:
    distance: float
    fmr: float | None
    fmr_low: float
    fmr_high: float
    fnmr: float | None
    fnmr_low: float
    fnmr_high: float


@dataclasses.dataclass(frozen=True)
class AtFmr:
    fmr: float
    supported: bool
    distance: float | None = None
    fnmr: float | None = None
    low: float | None = None
    high: float | None = None
    errors: int | None = None
    trials: int | None = None
    fnmr_of_comparisons: float | None = None


@dataclasses.dataclass(frozen=True)
class Promise:
    promised_fmr: float
    distance: float
    fmr: Rate
    fnmr: Rate


@dataclasses.dataclass(frozen=True)
class IetPoint:
    distance: float
    fpir: float | None
    fpir_low: float
    fpir_high: float
    fnir: float | None
    fnir_low: float
    fnir_high: float


@dataclasses.dataclass(frozen=True)
class AtFpir:
    fpir: float
    supported: bool
    distance: float | None = None
    fnir: float | None = None
    low: float | None = None
    high: float | None = None
    errors: int | None = None
    trials: int | None = None


@dataclasses.dataclass(frozen=True)
class CmcPoint:
    rank: int
    hit_rate: float
    low: float
    high: float


@dataclasses.dataclass(frozen=True)
class Gallery:
    entries: int
    references_per_entry: int
    mated_searches: int
    non_mated_searches: int
    iet: list[IetPoint]
    at_fpir: list[AtFpir]
    cmc: list[CmcPoint]
    draws: int | None = None
    mated_people: int | None = None
    non_mated_people: int | None = None
    mated_failures: int | None = None
    non_mated_failures: int | None = None


@dataclasses.dataclass(frozen=True)
class People:
    people: int
    impostor_comparisons: int | None = None


@dataclasses.dataclass(frozen=True)
class FalseAlarms:
    list_size: int
    references_per_entry: int
    expected: float
    supported: bool
    observed: float | None = None
    searches: int | None = None
    ratio: float | None = None
    low: float | None = None
    high: float | None = None


@dataclasses.dataclass(frozen=True)
class ReliabilityPoint:
    predicted: float
    observed: float | None
    low: float
    high: float
    count: int


@dataclasses.dataclass(frozen=True)
class CheckedCalibration:
    calibrated_on: People
    checked_on: People
    false_alarms: list[FalseAlarms]
    cllr: float | None
    cllr_min: float | None
    reliability: list[ReliabilityPoint]


@dataclasses.dataclass(frozen=True)
class Threshold:
    distance: float
    set_by: str


@dataclasses.dataclass(frozen=True)
class Cell:
    group: str
    kind: str
    comparisons: int
    suppressed: bool
    other_group: str | None = None
    people: int | None = None
    errors: int | None = None
    rate: float | None = None
    low: float | None = None
    high: float | None = None


@dataclasses.dataclass(frozen=True)
class Differential:
    groups: int
    max_over_min: float | None = None
    max_over_geometric_mean: float | None = None
    gini: float | None = None


@dataclasses.dataclass(frozen=True)
class Configuration:
    model: str
    detector: str
    failures_to_enrol: Failures


@dataclasses.dataclass(frozen=True)
class Difference:
    metric: str
    at: float
    supported: bool
    entries: int | None = None
    a: float | None = None
    b: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    excludes_zero: bool | None = None


@dataclasses.dataclass(frozen=True)
class Cost:
    images: int
    a_ms_per_image: float
    b_ms_per_image: float


@dataclasses.dataclass(frozen=True)
class Portcullis:
    version: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Document:
    """What every document begins with."""

    kind: str
    portcullis: Portcullis
    data_set: str
    measured_on: str
    protocol: dict[str, Any]
    people: int
    images: int
    repeated_images: int = 0
    intervals: str | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Measured(Document):
    """A document about one configuration."""

    model: str
    detector: str
    failures_to_enrol: Failures


@dataclasses.dataclass(frozen=True, kw_only=True)
class Verify(Measured):
    genuine: Comparisons
    impostor: Comparisons
    eer: Rate
    det: list[DetPoint]
    at_fmr: list[AtFmr]
    promises: list[Promise] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Identify(Measured):
    galleries: list[Gallery]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Check(Measured):
    calibrations: list[CheckedCalibration]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Groups(Measured):
    column: str
    threshold: Threshold
    cells: list[Cell]
    summary: dict[str, Differential]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Compare(Document):
    a: Configuration
    b: Configuration
    differences: list[Difference]
    cost: Cost | None  # None: not measured


KINDS: dict[str, type[Document]] = {
    "verify": Verify, "identify": Identify, "check": Check, "groups": Groups, "compare": Compare}


def parse(text: str, where: str) -> Document:
    """One document; `where` names it in messages."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise ReportError(f"{where}: not JSON: {error}") from error
    if not isinstance(value, dict) or "kind" not in value:
        raise ReportError(f"{where}: not a result of portcullis-eval: it has no key 'kind'")
    kind = value["kind"]
    if kind not in KINDS:
        raise ReportError(f"{where}: unknown kind {kind!r}; known are {', '.join(KINDS)}")
    return schema.read(KINDS[kind], value, where)


def load(path: pathlib.Path) -> Document:
    """The document in a file."""
    try:
        return parse(path.read_text(encoding="utf-8"), path.name)
    except OSError as error:
        raise ReportError(f"{path}: {error.strerror}") from error
