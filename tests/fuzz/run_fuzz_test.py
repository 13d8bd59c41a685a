"""Tests of run_fuzz.py with targets that are shell scripts."""

import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

RUN = pathlib.Path(__file__).with_name("run_fuzz.py")
GOOD = "#!/bin/sh\necho stat::number_of_executed_units: 1234\n"
BAD = "#!/bin/sh\necho Test unit written to ./crash-1\nexit 77\n"


class RunFuzz(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.script("fuzz_seeds", "#!/bin/sh\nmkdir -p $1/good && echo seed > $1/good/1\n")

    def script(self, name, text):
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o755)

    def run_fuzz(self, *more):
        return subprocess.run(
            [sys.executable, "-B", RUN, "--programs", self.folder, "--work", self.folder / "work",
             "--junit", self.folder / "fuzz.xml", *more], capture_output=True, text=True)

    def statuses(self):
        cases = xml.parse(self.folder / "fuzz.xml").getroot().iter("testcase")
        return {case.get("name"): case.get("status") for case in cases}

    def test_counts_what_was_executed(self):
        self.script("fuzz_good", GOOD)
        done = self.run_fuzz()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("fuzz good: 1,234 executions", done.stdout)
        self.assertEqual(self.statuses(), {"fuzz_good": "run"})

    def test_fails_and_says_how_to_see_a_crash_again(self):
        self.script("fuzz_good", GOOD)
        self.script("fuzz_bad", BAD)
        done = self.run_fuzz()
        self.assertEqual(done.returncode, 1)
        self.assertIn("Test unit written to ./crash-1", done.stdout)
        self.assertIn("to see it again", done.stdout)
        self.assertEqual(self.statuses(), {"fuzz_good": "run", "fuzz_bad": "fail"})

    def test_runs_only_the_targets_named(self):
        self.script("fuzz_good", GOOD)
        self.script("fuzz_bad", BAD)
        self.assertEqual(self.run_fuzz("good").returncode, 0)

    def test_refuses_a_target_that_is_none(self):
        self.script("fuzz_good", GOOD)
        done = self.run_fuzz("goood")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("there are good", done.stderr)

    def test_refuses_to_run_nothing(self):
        self.assertNotEqual(self.run_fuzz().returncode, 0)


if __name__ == "__main__":
    unittest.main()
