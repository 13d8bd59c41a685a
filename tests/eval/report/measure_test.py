"""The whole run, with a program in place of portcullis-eval that answers with made-up results."""

import contextlib
import io
import json
import pathlib
import tempfile
import unittest

import made_up
from report import __main__ as command

_PROGRAM = """#!/bin/sh
[ "$1" = "{failing}" ] && exit 7
for last; do :; done  # the file of --json
cp "{results}/$1.json" "$last"
"""


class Measure(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.data = pathlib.Path(folder.name)
        for number in range(200):
            (cls.data / "crowd" / f"person-{number}").mkdir(parents=True)

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        models = self.root / "models"
        (models / "weights").mkdir(parents=True)
        (models / "weights" / "a.dat").touch()
        (models / "models.toml").write_text('[[model]]\nid = "a"\nkind = "embedder"\n'
                                            'file = "a.dat"\n')
        (self.root / "data").symlink_to(self.data)
        self.accuracy = self.root / "accuracy.md"
        self.accuracy.write_text("prose\n<!-- eval:embedders -->\n<!-- /eval:embedders -->\n")

    def run_report(self, *arguments):
        said, complained = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
            status = command.main([str(argument) for argument in arguments])
        return status, said.getvalue(), complained.getvalue()

    def measure(self, failing="nothing", data="data"):
        results = self.root / "results"
        results.mkdir(exist_ok=True)
        for result in (made_up.verify(), made_up.identify(), made_up.check(),
                       made_up.discard()):
            (results / f"{result['kind']}.json").write_text(json.dumps(result))
        program = self.root / "program"
        program.write_text(_PROGRAM.format(results=results, failing=failing))
        program.chmod(0o755)
        return self.run_report(
            "measure", "--program", program, "--models", self.root / "models", "--data",
            self.root / data, "--output", self.root / "out", "--accuracy", self.accuracy)

    def test_everything_is_measured_drawn_and_tabulated(self):
        status, said, progress = self.measure()
        self.assertEqual(status, 0, progress)
        self.assertIn("out/report.html", said)
        self.assertIn("[1/4] crowd.a.verify\n[2/4] crowd.a.identify\n[3/4] crowd.a.check", progress)
        self.assertIn("weaknet-v1", (self.root / "out" / "report.html").read_text())
        self.assertIn("| `weaknet-v1@", self.accuracy.read_text())
        self.assertTrue((self.root / "out" / "crowd.a.check.json").is_file())

    def test_a_second_run_changes_nothing(self):
        self.measure()
        files = [self.root / "out" / "report.html", self.accuracy]
        first = [file.read_bytes() for file in files]
        self.measure()
        self.assertEqual([file.read_bytes() for file in files], first)

    def test_a_measurement_that_fails_is_named_and_nothing_is_written(self):
        before = self.accuracy.read_text()
        status, _, complaint = self.measure(failing="identify")
        self.assertEqual(status, 1)
        self.assertIn("report: crowd.a.identify could not be measured: portcullis-eval identify "
                      "ended with 7", complaint)
        self.assertFalse((self.root / "out" / "report.html").exists())
        self.assertEqual(self.accuracy.read_text(), before)

    def test_a_missing_data_folder_is_one_line(self):
        status, _, complaint = self.measure(data="gone")
        self.assertEqual((status, complaint.count("\n")), (1, 1))
        self.assertIn("name one with --data DIR", complaint)

    def test_a_page_is_drawn_from_a_folder_of_results(self):
        made_up.write_all(self.root / "made-up")
        status, said, _ = self.run_report("render", self.root / "made-up", "--output",
                                          self.root / "page.html")
        self.assertEqual(status, 0)
        self.assertIn("page.html", said)
        self.assertIn("strongnet-v1", (self.root / "page.html").read_text())

    def test_a_folder_without_results_is_named_as_such(self):
        status, _, complaint = self.run_report("render", self.root / "models", "--output",
                                               self.root / "page.html")
        self.assertEqual((status, complaint), (1, "report: there are no results to report\n"))


if __name__ == "__main__":
    unittest.main()
