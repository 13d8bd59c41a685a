"""How the benchmarks are run."""

import json
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

import samples
from bench.report import programs
from bench.report.programs import Ending, Outcome, Places, Program

HELP = """Usage: x [OPTIONS]
  --json FILE       figures
  --quick           tiny
  --models TEXT     folder
  --model-list      not the same word
"""


class Command(unittest.TestCase):

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.work = pathlib.Path(self._folder.name)
        self.places = Places(self.work, pathlib.Path("m"), pathlib.Path("d"), self.work, None)

    def test_gives_a_program_what_it_knows_and_nothing_else(self):
        made = programs.command(Program("x", "x_bench"), self.places, HELP, self.work / "x.json",
                                False)
        self.assertEqual(made, [str(self.work / "x_bench"), "--models", "m", "--json",
                                str(self.work / "x.json")])

    def test_asks_for_tiny_sizes_instead_of_its_own(self):
        program = Program("x", "x_bench", ("--sizes", "1000000"))
        made = programs.command(program, self.places, HELP, self.work / "x.json", True)
        self.assertIn("--quick", made)
        self.assertNotIn("--sizes", made)

    def test_is_none_where_the_picture_is_missing(self):
        self.assertIsNone(programs.command(Program("x", "x_bench"), self.places, "  --image FILE",
                                           self.work / "x.json", False))

    def script(self, text: str, help_text: str = "") -> Program:
        """A program of the build folder that does as `text` says."""
        file = self.work / "x_bench"
        file.write_text(f"#!{sys.executable}\nimport sys, json\n"
                        f"if '--help' in sys.argv: sys.exit(print({help_text!r}))\n{text}\n")
        file.chmod(0o755)
        return Program("x", "x_bench")

    def run_program(self, program: Program, is_quick: bool = False) -> Outcome:
        with mock.patch("builtins.print"):
            return programs.run(program, self.places, is_quick)

    def expect_failed(self, outcome: Outcome, because: str) -> None:
        self.assertEqual(outcome.ending, Ending.FAILED)
        self.assertIn(because, outcome.reason)
        self.assertFalse((self.work / "x.json").exists())

    def test_that_works_leaves_figures_with_date_and_commit(self):
        program = self.script("open(sys.argv[-1], 'w').write(json.dumps("
                              "{'bench': 'x', 'measures': []}))")
        self.assertEqual(self.run_program(program), Outcome(Ending.MEASURED))
        found = json.loads((self.work / "x.json").read_text())
        self.assertFalse(found["quick"])
        self.assertIn("commit", found)
        self.assertRegex(found["measured"], r"^\d{4}-\d\d-\d\d$")

    def test_that_fails_leaves_nothing_of_an_earlier_run(self):
        samples.write(self.work, "x.json", samples.document(samples.measure("x.y", 1)))
        self.expect_failed(self.run_program(self.script("sys.exit(3)")), "status 3")

    def test_that_cannot_measure_here_is_skipped_and_leaves_nothing_of_an_earlier_run(self):
        samples.write(self.work, "x.json", samples.document(samples.measure("x.y", 1)))
        outcome = self.run_program(self.script("sys.exit(77)"))
        self.assertEqual(outcome.ending, Ending.SKIPPED)
        self.assertFalse((self.work / "x.json").exists())

    def test_that_needs_a_picture_is_skipped_without_one(self):
        self.assertEqual(self.run_program(self.script("", help_text="--image FILE")),
                         Outcome(Ending.SKIPPED, "there is no picture for it"))

    def test_that_ends_well_and_writes_nothing_has_failed(self):
        self.expect_failed(self.run_program(self.script("")), "no figures")

    def test_that_writes_half_a_file_and_fails_leaves_nothing(self):
        program = self.script("open(sys.argv[-1], 'w').write('{'); sys.exit(1)")
        self.expect_failed(self.run_program(program), "status 1")

    def test_that_knows_no_tiny_sizes_does_not_run_with_large_ones(self):
        program = self.script("open(sys.argv[-1], 'w').write('ran')")
        self.expect_failed(self.run_program(program, is_quick=True), "no --quick")

    def test_of_a_program_that_is_not_built_says_so(self):
        samples.write(self.work, "x.json", samples.document(samples.measure("x.y", 1)))
        self.expect_failed(self.run_program(Program("x", "absent_bench")), "not built")


if __name__ == "__main__":
    unittest.main()
