"""Figures as a benchmark would write them. Importing it puts what is tested on the path."""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "eval")]

from bench.report.figures import Figures, run_from  # noqa: E402


def measure(ident: str, value: float, unit: str = "ms", **more) -> dict:
    return {"id": ident, "name": f"name of {ident}", "value": value, "unit": unit,
            "conditions": "here", **more}


def document(*measures: dict, bench: str = "service", **more) -> dict:
    return {"bench": bench, "machine": {"cpu": "a CPU", "cores": 2, "isa": "avx2"},
            "measures": list(measures), "measured": "2026-01-02", "commit": "abc", **more}


def figures(*documents: dict) -> Figures:
    return Figures([run_from(one, "test") for one in documents])


def write(folder: pathlib.Path, name: str, content: object) -> None:
    (folder / name).write_text(json.dumps(content))
