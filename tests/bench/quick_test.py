"""`./dev bench --report --quick` on the programs of a build folder: every benchmark runs and tells.

usage: quick_test.py BUILD_DIR
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "eval")]

from bench.report.programs import PROGRAMS  # noqa: E402

SKIPPED = 77


def main() -> int:
    programs = pathlib.Path(sys.argv[1])
    if not list((ROOT / "models/weights").glob("*.dat")):
        print("skipped: no embedder in models/weights")
        return SKIPPED
    page = ROOT / "docs/performance.md"
    before = page.read_text()
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-B", "-m", "bench.report", "--quick", "--programs", programs,
             "--work", folder],
            cwd=ROOT, env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT),
                                                                        str(ROOT / "eval")])},
            check=False)
        work = pathlib.Path(folder) / "quick"
        assert done.returncode == 0, done.returncode
        service = json.loads((work / "service.json").read_text())
        assert service["quick"]
        # How fast it was is no matter of a test, nor, therefore, which figures there are.
        assert {one["id"] for one in service["measures"]}
        statuses = {status for load in service["loads"] for status in load["report"]["statuses"]}
        assert "OK" in statuses, statuses
        assert statuses <= {"OK", "RESOURCE_EXHAUSTED/QUEUE_FULL", "DEADLINE_EXCEEDED"}, statuses
        assert (work / "performance.md").read_text().startswith("# Performance")
        left_out = [program.bench for program in PROGRAMS
                    if program.is_in_quick and not (work / f"{program.bench}.json").exists()]
    assert page.read_text() == before, "a quick run must not touch docs/"
    if left_out:
        print(f"skipped: {', '.join(left_out)}; the report says above what they lack")
        return SKIPPED
    return 0


if __name__ == "__main__":
    sys.exit(main())
