"""Counts the instructions of the scanner's kernels and compares them with those on record.

A kernel that got slower shows here on any machine, busy or not. Counted are the instructions
between entering and leaving the kernel, for one pass over 100 blocks (see scan_once.cc). When a
change of a kernel or of the compiler is meant to change them, put what this prints into
instructions.json.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

RECORD = pathlib.Path(__file__).with_name("instructions.json")
# A new minor version of a compiler orders a few instructions otherwise.
BAND = 0.05


def count(program, path, requests, kernel):
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "callgrind"
        subprocess.run(
            ["valgrind", "--tool=callgrind", f"--toggle-collect=portcullis::scan::{kernel}(*",
             f"--callgrind-out-file={out}", program, path, str(requests)],
            check=True, capture_output=True, timeout=300)
        return int(re.search(r"^(?:totals|summary): (\d+)", out.read_text(), re.MULTILINE)[1])


class Kernels(unittest.TestCase):

    def test_run_no_more_instructions_than_on_record(self):
        if not shutil.which("valgrind"):
            self.skipTest("valgrind is not installed")
        record = json.loads(RECORD.read_text())
        compiler = os.environ["COMPILER"]
        if compiler.split(".")[0] != record["compiler"].split(".")[0]:
            self.skipTest(f"counts on record are for {record['compiler']}, this is {compiler}")
        for case in record["passes"]:
            with self.subTest(case["path"], requests=case["requests"]):
                counted = count(os.environ["SCAN_ONCE"], case["path"], case["requests"],
                                case["kernel"])
                print(f"{case['path']}, {case['requests']} requests: {counted} instructions, "
                      f"{case['instructions']} on record")
                # A count of nothing would pass for ever.
                self.assertGreater(counted, 0)
                self.assertLessEqual(counted, case["instructions"] * (1 + BAND))


if __name__ == "__main__":
    unittest.main()
