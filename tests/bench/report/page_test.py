"""The page of figures: what is generated, what is kept, and what is said of what is missing."""

import pathlib
import re
import tempfile
import unittest
from xml.etree import ElementTree

import samples
from bench.report import page, pictures, plots, words
from bench.report.figures import FigureError

ALL_PARTS = "".join(f"<!-- bench:{name} -->\n<!-- /bench:{name} -->\n" for name in page.PARTS)


def steps(probe, entries="1000000"):
    return [samples.measure(f"service.step.{step}.{entries}.{probe}.1", ms)
            for step, ms in (("decode", 2.0), ("detect", 6.0), ("embed", 10.0), ("search", 1.5),
                             ("rest", 0.5))]


def throughput(entries, probe, value, plain, cores=1):
    where = f"{entries}.{probe}.{cores}"
    more = {"entries": entries, "cores": cores, "series": probe, "baseline": "the plain way"}
    return [samples.measure(f"service.throughput.{where}", value, "checks/s", baseline_value=plain,
                            **more),
            samples.measure(f"service.cpu.{where}", 1000 / value, "ms", baseline_value=1000 / plain,
                            **more)]


SERVICE = samples.document(
    *steps("640x480"), *steps("1350x1350"), *throughput(1000, "640x480", 60, 9),
    *throughput(1000000, "640x480", 50, 5), *throughput(1000000, "640x480", 95, 9, cores=2),
    samples.measure("service.goodput.1000000.640x480.1", 48, "checks/s", baseline_value=50),
    samples.measure("service.refused_p99.1000000.640x480.1", 2.5))


class Page(unittest.TestCase):

    def test_keeps_the_words_between_its_parts(self):
        text = "before\n<!-- bench:targets -->\nold\n<!-- /bench:targets -->\nWhy it fell short.\n"
        made = page.update(text, samples.figures(SERVICE))
        self.assertTrue(made.startswith("before\n"))
        self.assertTrue(made.endswith("\nWhy it fell short.\n"))
        self.assertNotIn("old", made)

    def test_made_twice_from_the_same_figures_is_the_same(self):
        figures = samples.figures(SERVICE)
        once = page.update(ALL_PARTS, figures)
        self.assertEqual(page.update(once, figures), once)

    def test_without_figures_shows_no_number_of_its_own(self):
        for name, part in page.PARTS.items():
            if name == "targets":
                continue  # has the bounds
            with self.subTest(name):
                text = part(samples.figures())
                self.assertIsNone(re.search(r"\d+(\.\d+)? (ms|s|MiB|checks|%)", text))

    def test_says_of_every_target_without_a_figure_that_it_was_not_measured(self):
        rows = [line for line in page.target_table(samples.figures()).splitlines()
                if line.startswith("| ") and not line.startswith("| part")]
        self.assertTrue(rows)
        for row in rows:
            self.assertRegex(row, f"[|] {words.NOT_MEASURED} [|]  [|] {words.NOT_MEASURED} [|]$")

    def test_tells_met_from_missed(self):
        table = page.target_table(samples.figures(SERVICE))
        goodput = next(line for line in table.splitlines() if "goodput" in line)
        self.assertIn("48.0 checks/s against 50.0 checks/s | 0.960 times | **met**", goodput)
        checks = next(line for line in table.splitlines() if "checks per second" in line)
        self.assertIn("10.0 times | **met**", checks)

    def test_with_a_part_that_nobody_makes_is_refused(self):
        with self.assertRaisesRegex(FigureError, "bench:colours"):
            page.update("<!-- bench:colours -->\n<!-- /bench:colours -->", samples.figures())

    def test_with_a_part_that_is_not_closed_is_refused(self):
        with self.assertRaisesRegex(FigureError, "has no"):
            page.update("<!-- bench:targets -->\n", samples.figures())

    def test_of_the_repository_has_every_part(self):
        text = (samples.ROOT / "docs/performance.md").read_text()
        for name in page.PARTS:
            self.assertIn(f"<!-- bench:{name} -->\n", text)


class Profile(unittest.TestCase):

    def test_gives_each_step_its_share_of_the_whole(self):
        part = page.PARTS["profile"](samples.figures(SERVICE))
        self.assertIn("| embedding | 10.0 ms | 50.0% | 10.0 ms | 50.0% |", part)
        self.assertIn("| **together** | 20.0 ms | 100 % | 20.0 ms | 100 % |", part)

    def test_is_of_the_longest_list(self):
        small = samples.document(*steps("640x480", "1000"), bench="other")
        for one in small["measures"]:
            one["value"] *= 7
        part = page.PARTS["profile"](samples.figures(SERVICE, small))
        self.assertIn("| **together** | 20.0 ms |", part)


class Pictures(unittest.TestCase):

    def test_are_whole_files_with_what_they_show_in_words(self):
        with tempfile.TemporaryDirectory() as folder:
            files = pictures.write_all(samples.figures(SERVICE), pathlib.Path(folder))
            stems = {file.stem for file in files}
            self.assertEqual(stems, {"profile", "throughput-by-size", "time-by-size",
                                     "throughput-by-cores"})
            for file in files:
                root = ElementTree.parse(file).getroot()
                self.assertEqual(root.tag, f"{{{pictures.SVG}}}svg")
                self.assertTrue(root.find(f"{{{pictures.SVG}}}desc").text)

    def test_that_can_no_longer_be_drawn_are_removed(self):
        with tempfile.TemporaryDirectory() as folder:
            pictures.write_all(samples.figures(SERVICE), pathlib.Path(folder))
            self.assertEqual(pictures.write_all(samples.figures(), pathlib.Path(folder)), [])
            self.assertEqual(list(pathlib.Path(folder).iterdir()), [])

    def test_of_one_point_are_not_drawn(self):
        one = samples.figures(samples.document(*throughput(1000, "640x480", 60, 9)))
        self.assertFalse(any(picture.is_drawable(one) for picture in plots.PICTURES))
        self.assertNotIn(".svg", page.PARTS["growth"](one))

    def test_by_size_leave_out_what_ran_on_more_cores(self):
        picture = next(one for one in plots.PICTURES if one.stem == "throughput-by-size")
        lines = picture.lines(samples.figures(SERVICE))
        self.assertEqual(sorted(lines["640x480"]), [(1000, 60), (1000000, 50)])

    def test_draw_once_what_every_series_was_measured_beside(self):
        picture = next(one for one in plots.PICTURES if one.stem == "search-by-size")
        found = samples.figures(samples.document(*(
            samples.measure(f"search.one_query.{entries}{path}", value, entries=entries,
                            series=f"scan{path}", baseline_value=10 * value)
            for path, value in (("", 1.0), (".avx2", 2.0)) for entries in (1000, 100000))))
        self.assertEqual(set(picture.lines(found)), {"scan", "scan.avx2", "FAISS flat"})
        self.assertEqual(picture.lines(found)["FAISS flat"], [(1000, 10.0), (100000, 10.0)])


class Words(unittest.TestCase):

    def test_of_numbers_have_three_digits(self):
        for value, text in ((0, "0"), (0.00123, "0.00123"), (1.234, "1.23"), (12.34, "12.3"),
                            (1234.5, "1,234")):
            self.assertEqual(words.number(value), text)

    def test_of_shares_are_percentages(self):
        self.assertEqual(words.quantity(0.025, "share"), "2.5 %")


if __name__ == "__main__":
    unittest.main()
