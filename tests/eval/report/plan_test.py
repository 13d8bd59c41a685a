import pathlib
import tempfile
import unittest

import made_up  # noqa: F401  (makes the package importable)
from report import plan
from report.data_sets import DataSet
from report.errors import ReportError

CROWD = DataSet(pathlib.Path("data/crowd"), "The crowd", 900, None, [])
VOLUNTEERS = DataSet(pathlib.Path("data/volunteers"), "The volunteers", 55,
                     pathlib.Path("data/volunteers/subjects.csv"), ["origin"])
OUT = pathlib.Path("out")


class Plan(unittest.TestCase):

    def test_many_people_are_verified_searched_and_checked(self):
        measurements = plan.plan([CROWD], ["one"], OUT)
        self.assertEqual([one.name for one in measurements],
                         ["crowd.one.verify", "crowd.one.identify", "crowd.one.check",
                          "crowd.one.discard"])
        self.assertEqual(measurements[0].arguments,
                         ["verify", "--root", "data/crowd", "--data-set", "The crowd", "--model",
                          "one"])
        self.assertFalse(any(one.checks_promises for one in measurements))

    def test_lists_are_so_long_that_as_many_strangers_are_left(self):
        def sizes(people):
            data_set = DataSet(pathlib.Path("data/crowd"), "The crowd", people, None, [])
            arguments = plan.plan([data_set], ["one"], OUT)[1].arguments
            return arguments[arguments.index("--gallery-sizes") + 1]
        self.assertEqual(sizes(900), "100")
        self.assertEqual(sizes(2056), "100,1028")

    def test_few_people_are_verified_and_grouped_by_what_they_said_of_themselves(self):
        measurements = plan.plan([VOLUNTEERS], ["one"], OUT)
        self.assertEqual([one.name for one in measurements],
                         ["volunteers.one.groups-origin", "volunteers.one.verify"])
        self.assertIn("out/volunteers.images.csv", measurements[0].arguments)

    def test_promises_are_checked_last_and_on_few_people_alone(self):
        measurements = plan.plan([VOLUNTEERS, CROWD], ["one"], OUT)
        self.assertEqual([one.name for one in measurements if one.checks_promises],
                         ["volunteers.one.verify"])
        self.assertEqual(measurements[-1].name, "volunteers.one.verify")

    def test_each_pair_of_embedders_is_compared(self):
        names = [one.name for one in plan.plan([CROWD], ["a", "b", "c"], OUT)]
        self.assertEqual([name for name in names if name.endswith("compare")],
                         ["crowd.a.b.compare", "crowd.a.c.compare", "crowd.b.c.compare"])

    def test_one_embedder_has_nothing_to_be_compared_with(self):
        self.assertFalse([one for one in plan.plan([CROWD], ["a"], OUT)
                          if one.arguments[0] == "compare"])


class EmbeddersPresent(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.models = pathlib.Path(folder.name)
        (self.models / "weights").mkdir()
        (self.models / "models.toml").write_text(
            '[[model]]\nid = "net-a"\nkind = "embedder"\nfile = "a.dat"\n'
            '[[model]]\nid = "net-b"\nkind = "embedder"\nfile = "b.dat"\n'
            '[[model]]\nid = "finder"\nkind = "detector"\nfile = "c.dat"\n'
            '[[model]]\nid = "points"\nkind = "landmarks"\nsystem = "/usr/share/points"\n')

    def test_those_whose_weights_are_there(self):
        for name in ("b.dat", "c.dat"):
            (self.models / "weights" / name).touch()
        self.assertEqual(plan.embedders_present(self.models), ["net-b"])

    def test_a_calibration_is_found_by_the_name_and_alignment_of_its_model(self):
        (self.models / "calibration").mkdir()
        table = self.models / "calibration" / "net-a.five-v2.json"
        table.touch()
        self.assertEqual(plan.calibration_of("net-a@0123/five-v2", self.models), table)
        self.assertIsNone(plan.calibration_of("net-a@0123/five-v1", self.models))

    def test_none_is_an_error_that_says_what_to_run(self):
        with self.assertRaisesRegex(ReportError, "no embedder is in .*weights; run models/fetch"):
            plan.embedders_present(self.models)

    def test_a_missing_catalogue_is_named(self):
        with self.assertRaisesRegex(ReportError, "models.toml"):
            plan.embedders_present(self.models / "gone")


if __name__ == "__main__":
    unittest.main()
