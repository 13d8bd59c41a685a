"""The documents that portcullis-eval writes with --json, as eval/README.md describes them."""

import dataclasses
import json
import pathlib
from typing import Any

from report import schema
from report.errors import ReportError
from report.records import (AtFmr, Cell, CheckedCalibration, Comparisons, Configuration, Cost,
                            DetPoint, Difference, Differential, DiscardLevel, Failures, Gallery, Portcullis,
                            Promise, Rate, Threshold)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Document:
    """What every document begins with."""

    kind: str
    portcullis: Portcullis
    data_set: str
    measured_on: str
    protocol: dict[str, Any]
    people: int | None = None  # not known of a list of pairs
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
class OfPairs:
    """What is said besides where the pairs were given, under the names of earlier releases."""

    accuracy: float | None = None
    accuracy_method: str | None = None
    accuracy_standard_error: float | None = None
    best_threshold_accuracy: float | None = None
    best_threshold_distance: float | None = None
    equal_error_rate: float | None = None
    fnmr_at_fmr_1e2: float | None = None
    fnmr_at_fmr_1e3: float | None = None
    genuine_pairs: int | None = None
    impostor_pairs: int | None = None
    genuine_pairs_without_embedding: int | None = None
    impostor_pairs_without_embedding: int | None = None
    images_without_embedding: dict[str, int] | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Verify(Measured, OfPairs):
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
    summary: dict[str, Differential | None]  # None: fewer than two groups have a rate


@dataclasses.dataclass(frozen=True, kw_only=True)
class Discard(Measured):
    images_with_embedding: int
    genuine: int
    impostors: int
    at_fmr: list[DiscardLevel]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Compare(Document):
    a: Configuration
    b: Configuration
    differences: list[Difference]
    cost: Cost | None  # None: not measured


KINDS: dict[str, type[Document]] = {
    "verify": Verify, "identify": Identify, "check": Check, "groups": Groups, "discard": Discard,
    "compare": Compare}


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
