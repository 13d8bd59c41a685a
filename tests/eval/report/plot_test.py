"""Geometry in pixels. A plot's area is 352 x 266 px, with its upper left corner at (72, 34)."""

import unittest

import made_up  # noqa: F401  (makes the package importable)
from report import rates
from report.palette import of_series
from report.plot import Axis, Interval, Plot
from report.scales import Linear, Log

STYLE = of_series(0)


def linear():
    return Plot(Axis(Linear(0, 1), "across", rates.tick), Axis(Linear(0, 1), "up", rates.tick))


def paths(svg, class_):
    return [path.get("d") for path in svg.iter("path") if path.get("class", "").startswith(class_)]


class Plots(unittest.TestCase):

    def test_a_line_runs_from_corner_to_corner(self):
        plot = linear()
        plot.line([(0, 0), (0.5, 0.25), (1, 1)], STYLE)
        self.assertEqual(paths(plot.draw("k", "t", "d"), "line"), ["M72 300L248 233.5L424 34"])

    def test_on_log_axes_each_decade_has_the_same_room(self):
        plot = Plot(Axis(Log(0.01, 1), "across", rates.tick), Axis(Log(1e-4, 1), "up", rates.tick))
        plot.line([(0.01, 1e-4), (0.1, 0.01), (1, 1)], STYLE)
        self.assertEqual(paths(plot.draw("k", "t", "d"), "line"), ["M72 300L248 167L424 34"])

    def test_a_line_is_interrupted_where_a_rate_has_no_place(self):
        plot = Plot(Axis(Linear(0, 1), "across", rates.tick), Axis(Log(0.01, 1), "up", rates.tick))
        plot.line([(0, 1), (0.25, 0.1), (0.5, 0), (0.75, 0.1), (1, 0.01)], STYLE)
        self.assertEqual(paths(plot.draw("k", "t", "d"), "line"),
                         ["M72 34L160 167", "M336 167L424 300"])

    def test_a_band_goes_forth_above_and_back_below(self):
        plot = linear()
        plot.band([(0, 0, 0.5), (1, 0.5, 1)], STYLE)
        self.assertEqual(paths(plot.draw("k", "t", "d"), "band"),
                         ["M72 167L424 34L424 167L72 300Z"])

    def test_an_interval_has_two_cross_bars_and_a_dot(self):
        plot = linear()
        plot.intervals([Interval(0.5, 0.25, 0.75, 0.5)], STYLE)
        svg = plot.draw("k", "t", "d")
        self.assertEqual(paths(svg, "interval"), ["M248 233.5V100.5M244 100.5h8M244 233.5h8"])
        self.assertEqual([(dot.get("cx"), dot.get("cy")) for dot in svg.iter("circle")],
                         [("248", "167")])

    def test_a_dot_beyond_the_axis_stays_on_its_edge(self):
        plot = linear()
        plot.intervals([Interval(0.5, 0.25, 7.0, 7.0), Interval(0.5, -7.0, 0.5, -7.0)], STYLE)
        dots = [circle.get("cy") for circle in plot.draw("k", "t", "d").iter("circle")]
        self.assertEqual([float(y) for y in dots], [34.0, 300.0])

    def test_an_interval_without_a_figure_has_no_dot(self):
        plot = linear()
        plot.intervals([Interval(0.5, 0.25, 0.75, None)], STYLE)
        self.assertEqual(list(plot.draw("k", "t", "d").iter("circle")), [])

    def test_axes_carry_their_titles_and_units(self):
        texts = [text.text for text in linear().draw("k", "t", "d").iter("text")]
        for expected in ("across", "up", "25\u00a0%", "100\u00a0%"):
            self.assertIn(expected, texts)

    def test_a_screen_reader_finds_title_and_description(self):
        svg = linear().draw("k", "the title", "the description")
        self.assertEqual(svg.get("role"), "img")
        self.assertEqual(svg.get("aria-labelledby"), "title-k desc-k")
        self.assertEqual((svg.find("title").text, svg.find("desc").text),
                         ("the title", "the description"))

    def test_series_differ_without_colour(self):
        self.assertEqual(len({of_series(index).dashes for index in range(6)}), 6)

    def test_a_named_line_has_its_name_beside_it(self):
        plot = linear()
        plot.line([(0, 0), (1, 1)], STYLE, "this one")
        names = [text.text for text in plot.draw("k", "t", "d").iter("text")
                 if text.get("class", "").startswith("name")]
        self.assertEqual(names, ["this one"])


if __name__ == "__main__":
    unittest.main()
