"""MADE-UP RESULTS for the tests and for looking at the page. Nothing in them was measured.

Two embedders whose distances are normal: strangers around 1, one person's images closer.
"""

import json
import math
import pathlib
import statistics
import sys
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "eval"))

DATA_SET, VOLUNTEERS = "Made-up crowd (test data)", "Made-up volunteers (test data)"
WEAK = ("weaknet-v1@000000000000/five-v2", "made-up-detector", 0.66)
STRONG = ("strongnet-v1@111111111111/five-v1", "made-up-detector", 0.38)

_STRANGERS = statistics.NormalDist(1.0, 0.1)


def _genuine(mean: float) -> statistics.NormalDist:
    return statistics.NormalDist(mean, 0.11)


def _interval(rate: float, trials: int) -> tuple[float, float]:
    """Wilson's; wide enough to look real."""
    z, n = 1.96, trials
    middle = (rate + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def _counted(rate: float, trials: int) -> tuple[int, float | None, float, float]:
    errors = round(rate * trials)
    low, high = _interval(errors / trials, trials)
    return errors, (errors / trials if errors >= 3 else None), low, high


def _head(kind: str, data_set: str, people: int, images: int) -> dict[str, Any]:
    return {"kind": kind, "portcullis": {"version": "0.0.0-test"}, "data_set": data_set,
            "measured_on": "2000-01-01", "protocol": {"kind": kind, "seed": 1}, "people": people,
            "images": images, "repeated_images": 0,
            "intervals": "95 %, for other people: made up"}


def _measured(kind: str, embedder: tuple[str, str, float], data_set: str, people: int,
              images: int, failures: dict[str, int]) -> dict[str, Any]:
    model, detector, _ = embedder
    return {**_head(kind, data_set, people, images), "model": model, "detector": detector,
            "failures_to_enrol": {"total": sum(failures.values()), "by_reason": failures}}


def verify(embedder: tuple[str, str, float] = WEAK, genuine: int = 2000,
           impostor: int = 6_000_000, data_set: str = DATA_SET) -> dict[str, Any]:
    mated = _genuine(embedder[2])
    det = []
    for step in range(0, 120):
        distance = 0.15 + step * 0.01
        _, fmr, fmr_low, fmr_high = _counted(_STRANGERS.cdf(distance), impostor)
        _, fnmr, fnmr_low, fnmr_high = _counted(1 - mated.cdf(distance), genuine)
        det.append({"distance": distance, "fmr": fmr, "fmr_low": fmr_low, "fmr_high": fmr_high,
                    "fnmr": fnmr, "fnmr_low": fnmr_low, "fnmr_high": fnmr_high})
    at_fmr = []
    for level in (1e-2, 1e-3, 1e-4, 1e-5):
        if level < 3 / impostor:
            at_fmr.append({"fmr": level, "supported": False})
            continue
        distance = _STRANGERS.inv_cdf(level)
        errors, fnmr, low, high = _counted(1 - mated.cdf(distance), genuine)
        at_fmr.append({"fmr": level, "supported": True, "distance": distance, "fnmr": fnmr,
                       "low": low, "high": high, "errors": errors, "trials": genuine,
                       "fnmr_of_comparisons": fnmr})
    return {**_measured("verify", embedder, data_set, 900, 3500, {"NO_FACE": 4, "LOW_QUALITY": 3}),
            "genuine": {"comparisons": genuine, "with_failure": 5},
            "impostor": {"comparisons": impostor, "with_failure": 9000},
            "eer": {"rate": 0.031, "low": 0.027, "high": 0.036}, "det": det, "at_fmr": at_fmr}


def promise(fmr: float, false_matches: int, false_non_matches: int) -> dict[str, Any]:
    counted = []
    for errors, comparisons in ((false_matches, 2970), (false_non_matches, 55)):
        _, rate, low, high = _counted(errors / comparisons, comparisons)
        counted.append({"errors": errors, "comparisons": comparisons, "rate": rate, "low": low,
                        "high": high})
    return {"promised_fmr": fmr, "distance": 0.5, "fmr": counted[0], "fnmr": counted[1]}


def _gallery(embedder: tuple[str, str, float], entries: int, mated: int,
             non_mated: int) -> dict[str, Any]:
    own = _genuine(embedder[2])
    iet, at_fpir, cmc = [], [], []
    for step in range(0, 95):
        distance = 0.2 + step * 0.01
        alarm = 1 - (1 - _STRANGERS.cdf(distance)) ** entries
        _, fpir, fpir_low, fpir_high = _counted(alarm, non_mated)
        _, fnir, fnir_low, fnir_high = _counted(1 - own.cdf(distance), mated)
        iet.append({"distance": distance, "fpir": fpir, "fpir_low": fpir_low,
                    "fpir_high": fpir_high, "fnir": fnir, "fnir_low": fnir_low,
                    "fnir_high": fnir_high})
    for level in (0.1, 0.01, 0.001):
        if level < 3 / non_mated:
            at_fpir.append({"fpir": level, "supported": False})
            continue
        distance = _STRANGERS.inv_cdf(1 - (1 - level) ** (1 / entries))
        errors, fnir, low, high = _counted(1 - own.cdf(distance), mated)
        at_fpir.append({"fpir": level, "supported": True, "distance": distance, "fnir": fnir,
                        "low": low, "high": high, "errors": errors, "trials": mated})
    first = own.cdf(_STRANGERS.inv_cdf(0.7 / entries))
    for rank in (1, 2, 3, 5, 10, 20):
        hit = 1 - (1 - first) * rank**-0.45
        low, high = _interval(hit, mated)
        cmc.append({"rank": rank, "hit_rate": hit, "low": low, "high": high})
    return {"entries": entries, "references_per_entry": 1, "draws": 10, "mated_searches": mated,
            "non_mated_searches": non_mated, "mated_people": 300, "non_mated_people": 1000,
            "mated_failures": 2, "non_mated_failures": 3, "iet": iet, "at_fpir": at_fpir,
            "cmc": cmc}


def identify(embedder: tuple[str, str, float] = WEAK, data_set: str = DATA_SET) -> dict[str, Any]:
    return {**_measured("identify", embedder, data_set, 900, 3500, {"NO_FACE": 7}),
            "galleries": [_gallery(embedder, 100, 400, 1600), _gallery(embedder, 1028, 652, 1600)]}


def check(embedder: tuple[str, str, float] = WEAK, data_set: str = DATA_SET) -> dict[str, Any]:
    halves = []
    for half, skew in ((0, 1.18), (1, 0.92)):
        alarms = []
        for size in (100, 1000):
            for expected, spread in ((0.01, 2.4), (0.1, 1.5), (1.0, 1.15)):
                ratio = skew * (1 + 0.1 * math.sin(size + expected))
                alarms.append({"list_size": size, "references_per_entry": 1, "expected": expected,
                               "supported": True, "observed": expected * ratio, "searches": 50000,
                               "ratio": ratio, "low": ratio / spread, "high": ratio * spread})
        alarms.append({"list_size": 1000, "references_per_entry": 1, "expected": 0.0001,
                       "supported": False})
        points = []
        for step, predicted in enumerate((0.997, 0.95, 0.6, 0.1, 0.01, 1e-3, 1e-4, 1e-5)):
            observed = min(0.999, predicted * (1 + 0.3 * math.sin(5 * step + half)))
            count = 50 + 10 * 4**step
            if observed * count < 1:
                observed = 0.0
            low, high = _interval(observed, count)
            points.append({"predicted": predicted * (1 - 0.002 * half), "observed": observed,
                           "low": low, "high": high, "count": count})
        halves.append({"calibrated_on": {"people": 450, "impostor_comparisons": 1_500_000},
                       "checked_on": {"people": 450}, "false_alarms": alarms, "cllr": 0.131,
                       "cllr_min": 0.118, "prior": 0.0007, "reliability": points})
    return {**_measured("check", embedder, data_set, 900, 3500, {"NO_FACE": 4}),
            "calibrations": halves}


def groups(embedder: tuple[str, str, float] = WEAK, column: str = "origin") -> dict[str, Any]:
    cells: list[dict[str, Any]] = []
    names = ["north", "south", "east_of_the_river"]
    for index, name in enumerate(names):
        errors, rate, low, high = _counted(0.012 * (index + 1), 600 + 100 * index)
        cells.append({"group": name, "other_group": name, "kind": "fmr", "errors": errors,
                      "comparisons": 600 + 100 * index, "people": 30, "rate": rate, "low": low,
                      "high": high, "suppressed": False})
    cells.append({"group": "north", "other_group": "south", "kind": "fmr", "errors": 0,
                  "comparisons": 800, "people": 55, "rate": None, "low": 0.0, "high": 0.0046,
                  "suppressed": False})
    cells.append({"group": "west", "other_group": "west", "kind": "fmr", "comparisons": 20,
                  "people": 5, "suppressed": True})
    for name, errors in (("north", 0), ("south", 4), ("east_of_the_river", 7)):
        low, high = _interval(errors / 40, 40)
        cells.append({"group": name, "kind": "fnmr", "errors": errors, "comparisons": 40,
                      "people": 30, "rate": errors / 40 if errors >= 3 else None, "low": low,
                      "high": high, "suppressed": False})
    cells.append({"group": "west", "kind": "fnmr", "comparisons": 5, "people": 5,
                  "suppressed": True})
    return {**_measured("groups", embedder, VOLUNTEERS, 55, 110, {}), "column": column,
            "threshold": {"distance": 0.47, "set_by": "FMR 1e-2 over all strangers"},
            "cells": cells,
            "summary": {"fmr": {"groups": 3, "max_over_min": 3.0, "max_over_geometric_mean": 1.65,
                                "gini": 0.22},
                        "fnmr": None}}


def discard(embedder: tuple[str, str, float] = WEAK) -> dict[str, Any]:
    def curve(speed: float) -> dict[str, Any]:
        points = []
        for percent in range(0, 96):
            rate = 0.1 * max(0.0, 1 - speed * percent / 100)
            low, high = _interval(rate, 1000)
            points.append({"discarded": percent / 100, "fnmr": rate or None, "low": low,
                           "high": high, "change_low": -0.05, "change_high": -0.01})
        area = {"value": 1 - speed / 2, "low": 0.9 - speed / 2, "high": 1.1 - speed / 2}
        return {"points": points, "area": area, "partial_area": area}

    errors, rate, low, high = _counted(0.1, 1000)
    counted = {"errors": errors, "comparisons": 1000, "rate": rate, "low": low, "high": high}
    nothing = {"errors": 0, "comparisons": 0, "rate": None, "low": 0.0, "high": 1.0}
    measures = [{"measure": name, **curve(speed)} for name, speed in (
        ("OVERALL", 1.0), ("DETECTOR_CONFIDENCE", 0.7), ("SHARPNESS", 0.4), ("EYES_OPEN", -0.1))]
    levels = [{"fmr": 0.001, "supported": True, "distance": 0.45, "fnmr": counted,
               "measures": measures, "ideal": curve(9.0),
               "bars": [{"bar": 30, "images_refused": 35, "reference_only": counted,
                         "both": counted},
                        {"bar": 90, "images_refused": 3500, "reference_only": nothing,
                         "both": nothing}]},
              {"fmr": 0.01, "supported": True, "distance": 0.55, "fnmr": nothing, "measures": [],
               "ideal": None, "bars": []},
              {"fmr": 1e-9, "supported": False}]
    return {**_measured("discard", embedder, DATA_SET, 900, 3500, {"NO_FACE": 4}),
            "images_with_embedding": 3496, "genuine": 1000, "impostors": 1_000_000,
            "at_fmr": levels}


def compare(data_set: str = DATA_SET) -> dict[str, Any]:
    sides = [{"model": model, "detector": detector,
              "failures_to_enrol": {"total": 7, "by_reason": {"NO_FACE": 7}}}
             for model, detector, _ in (WEAK, STRONG)]
    rows = [("fnmr", 1e-2, None, 0.11, 0.02, 0.015), ("fnmr", 1e-3, None, 0.34, 0.06, 0.02),
            ("fnir", 1e-2, 100, 0.55, 0.12, 0.05), ("fnir", 1e-2, 1028, 0.80, 0.24, 0.04),
            ("fnir", 1e-1, 1028, 0.62, 0.60, 0.03)]
    differences = [{"metric": metric, "at": at, **({"entries": entries} if entries else {}),
                    "supported": True, "a": a,
                    "b": b, "difference": b - a, "low": b - a - half, "high": b - a + half,
                    "excludes_zero": abs(b - a) > half} for metric, at, entries, a, b, half in rows]
    differences.append({"metric": "fnir", "at": 1e-4, "entries": 1028, "supported": False})
    return {**_head("compare", data_set, 900, 3500), "a": sides[0], "b": sides[1],
            "differences": differences,
            "cost": {"images": 200, "a_ms_per_image": 61.2, "b_ms_per_image": 33.5}}


def every() -> dict[str, dict[str, Any]]:
    """One document per file name."""
    return {
        "verify.weak.crowd": verify(), "verify.strong.crowd": verify(STRONG),
        "verify.weak.volunteers": {**verify(WEAK, 55, 2970, VOLUNTEERS),
                                   "promises": [promise(1e-2, 27, 0), promise(1e-3, 9, 4)]},
        "verify.strong.volunteers": verify(STRONG, 55, 2970, VOLUNTEERS),
        "identify.weak.crowd": identify(), "identify.strong.crowd": identify(STRONG),
        "check.weak.crowd": check(), "check.strong.crowd": check(STRONG),
        "groups.weak.volunteers": groups(), "groups.strong.volunteers": groups(STRONG),
        "discard.weak.crowd": discard(), "compare.crowd": compare()}


def write_all(folder: pathlib.Path) -> None:
    """Every document as a file in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, document in every().items():
        (folder / f"{name}.json").write_text(json.dumps(document))


if __name__ == "__main__":
    write_all(pathlib.Path(sys.argv[1]))
