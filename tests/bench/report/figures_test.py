"""Reading what the benchmarks measured."""

import pathlib
import tempfile
import unittest

import samples
from bench.report import figures
from bench.report.figures import FigureError


def figure(**more):
    return figures.figure_from("x", {"name": "n", "value": 2, "unit": "ms", **more}, "here")


class Figure(unittest.TestCase):

    def test_of_a_time_is_faster_when_it_is_less_than_its_baseline(self):
        self.assertEqual(figure(value=2, baseline="b", baseline_value=10).times_faster, 5)

    def test_of_a_rate_is_faster_when_it_is_more_than_its_baseline(self):
        self.assertEqual(figure(value=60, unit="checks/s", baseline_value=10).times_faster, 6)

    def test_without_a_baseline_has_no_ratio(self):
        self.assertIsNone(figure().ratio)
        self.assertIsNone(figure().times_faster)

    def test_with_a_baseline_of_zero_has_no_ratio(self):
        self.assertIsNone(figure(baseline_value=0).ratio)
        self.assertIsNone(figure(value=0, baseline_value=5).times_faster)

    def test_is_refused_when_it_cannot_have_been_measured(self):
        for value in (-1, float("nan"), float("inf"), "7", None, True):
            with self.subTest(value=value), self.assertRaises(FigureError):
                figure(value=value)

    def test_is_refused_with_a_baseline_that_cannot_have_been_measured(self):
        with self.assertRaises(FigureError):
            figure(baseline_value=float("inf"))


class Folder(unittest.TestCase):

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.folder = pathlib.Path(self._folder.name)

    def test_without_files_holds_no_figures(self):
        self.assertEqual(figures.load(self.folder).runs, ())

    def test_gives_a_figure_by_its_ident_and_none_where_it_was_not_measured(self):
        samples.write(self.folder, "search.json", samples.document(
            samples.measure("search.one_query.1e6", 4), bench="search"))
        found = figures.load(self.folder)
        self.assertEqual(found.get("search.one_query.1e6").value, 4)
        self.assertIsNone(found.get("search.batch.1e6"))

    def test_passes_over_raw_records_that_have_no_measures(self):
        samples.write(self.folder, "watchlist.json", {"sizes": []})
        samples.write(self.folder, "other.json", [1, 2])
        self.assertEqual(figures.load(self.folder).runs, ())

    def test_with_half_a_file_is_refused_by_name(self):
        (self.folder / "embed.json").write_text('{"bench": "embed", "measures": [')
        with self.assertRaisesRegex(FigureError, "embed.json"):
            figures.load(self.folder)

    def test_with_a_measure_that_lacks_its_value_is_refused_by_name(self):
        samples.write(self.folder, "embed.json",
                      {"bench": "embed", "measures": [{"name": "n", "unit": "ms"}]})
        with self.assertRaisesRegex(FigureError, "embed.json lacks 'value'"):
            figures.load(self.folder)

    def test_with_two_values_for_one_figure_gives_neither(self):
        for name, value in (("a.json", 1), ("b.json", 2)):
            samples.write(self.folder, name, samples.document(samples.measure("x.y", value)))
        found = figures.load(self.folder)
        self.assertIsNone(found.get("x.y"))
        self.assertEqual(found.starting_with("x."), [])
        self.assertEqual(len(found.of("service")), 2)


if __name__ == "__main__":
    unittest.main()
