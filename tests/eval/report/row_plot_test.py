"""Geometry in pixels: the axis runs from x = 8 to x = 432; the first row's mark lies at y = 35."""

import unittest

import made_up  # noqa: F401  (makes the package importable)
from report import rates, row_plot
from report.palette import of_series
from report.row_plot import Row, RowAxis
from report.scales import Linear, Log

STYLE = of_series(0)
AXIS = RowAxis(Linear(0, 1), "share", rates.tick)


def intervals(svg):
    return [path.get("d") for path in svg.iter("path")
            if path.get("class", "").startswith("interval")]


def texts(svg):
    return [text.text for text in svg.iter("text")]


class RowPlot(unittest.TestCase):

    def test_a_row_has_its_interval_and_its_dot(self):
        svg = row_plot.draw([Row("a", "half", STYLE, 0.5, 0.25, 0.75)], AXIS, "k", "t", "d")
        self.assertEqual(intervals(svg), ["M114 35H326M114 30v10M326 30v10"])
        self.assertEqual([dot.get("cx") for dot in svg.iter("circle")], ["220"])

    def test_a_row_without_figures_is_said_in_words_and_draws_nothing(self):
        svg = row_plot.draw([Row("west", "too few to say", STYLE)], AXIS, "k", "t", "d")
        self.assertEqual(intervals(svg), [])
        self.assertEqual(list(svg.iter("circle")), [])
        self.assertIn("too few to say", texts(svg))

    def test_a_bound_has_an_interval_and_no_dot(self):
        svg = row_plot.draw([Row("a", "at most", STYLE, None, 0, 0.5)], AXIS, "k", "t", "d")
        self.assertEqual(len(intervals(svg)), 1)
        self.assertEqual(list(svg.iter("circle")), [])

    def test_an_interval_that_goes_on_beyond_the_axis_ends_in_an_arrow(self):
        axis = RowAxis(Log(0.01, 1), "share", rates.tick)
        svg = row_plot.draw([Row("a", "at most", STYLE, None, 0, 0.1)], axis, "k", "t", "d")
        self.assertEqual(intervals(svg), ["M8 35H220M14 31L8 35l6 4M220 30v10"])

    def test_long_words_stand_below_the_names_in_every_row(self):
        rows = [Row("short", "brief", STYLE, 0.5, 0.25, 0.75),
                Row("a name of considerable length", "and as many words to go with it", STYLE, 0.5,
                    0.25, 0.75)]
        svg = row_plot.draw(rows, AXIS, "k", "t", "d")
        ys = {text.text: float(text.get("y")) for text in svg.iter("text")}
        self.assertEqual(ys["brief"], ys["short"] + 17)

    def test_the_promised_range_is_shaded(self):
        axis = RowAxis(Linear(0, 1), "share", rates.tick, band=(0.25, 0.5))
        (rect,) = row_plot.draw([Row("a", "b", STYLE)], axis, "k", "t", "d").iter("rect")
        self.assertEqual((rect.get("x"), rect.get("width")), ("114", "106"))


if __name__ == "__main__":
    unittest.main()
