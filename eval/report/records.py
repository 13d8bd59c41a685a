"""The parts that the documents of portcullis-eval are made of, as eval/README.md describes them.

A rate that is None was not measured: the level was not supported, or it was counted on fewer than
three errors and only its upper bound (`high`) may be said.
"""

import dataclasses


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
    rate: float | None
    low: float | None = None
    high: float | None = None


@dataclasses.dataclass(frozen=True)
class Counted:
    errors: int
    comparisons: int
    rate: float | None
    low: float
    high: float


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
class RelativeArea:
    value: float
    low: float
    high: float


@dataclasses.dataclass(frozen=True)
class DiscardPoint:
    discarded: float
    fnmr: float | None
    low: float
    high: float
    change_low: float
    change_high: float


@dataclasses.dataclass(frozen=True)
class DiscardCurve:
    points: list[DiscardPoint]
    area: RelativeArea
    partial_area: RelativeArea


@dataclasses.dataclass(frozen=True)
class MeasureCurve:
    measure: str
    points: list[DiscardPoint]
    area: RelativeArea
    partial_area: RelativeArea


@dataclasses.dataclass(frozen=True)
class BarEffect:
    bar: int
    images_refused: int
    reference_only: Counted
    both: Counted


@dataclasses.dataclass(frozen=True)
class DiscardLevel:
    fmr: float
    supported: bool
    distance: float | None = None
    fnmr: Counted | None = None
    measures: list[MeasureCurve] = dataclasses.field(default_factory=list)
    ideal: DiscardCurve | None = None
    bars: list[BarEffect] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Promise:
    promised_fmr: float
    distance: float
    fmr: Counted
    fnmr: Counted


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
class Consistency:
    images: int
    refused: Counted
    caught: Counted


@dataclasses.dataclass(frozen=True)
class CheckedCalibration:
    calibrated_on: People
    checked_on: People
    false_alarms: list[FalseAlarms]
    cllr: float | None
    cllr_min: float | None
    reliability: list[ReliabilityPoint]
    prior: float | None = None
    consistency: Consistency | None = None  # where one image is searched with: no question


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
    max_over_min: float | None
    max_over_geometric_mean: float | None
    gini: float | None


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
