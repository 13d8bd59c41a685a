"""Whether a target was reached."""

import unittest

import samples
from bench.report import targets
from bench.report.figures import FigureError
from bench.report.targets import Rule, Target


def judged(rule, bound, value, unit="ms", target_unit="", **more):
    target = Target("part", "words", {"a.b": ""}, rule, bound, target_unit)
    found = samples.figures(samples.document(samples.measure("a.b", value, unit, **more)))
    return targets.judge(target, "a.b", found)


class Judging(unittest.TestCase):

    def test_asks_how_many_times_faster_than_the_baseline(self):
        self.assertTrue(judged(Rule.TIMES_FASTER, 10, 4, baseline_value=40).is_met)
        self.assertFalse(judged(Rule.TIMES_FASTER, 10, 4.01, baseline_value=40).is_met)
        self.assertTrue(judged(Rule.TIMES_FASTER, 6, 60, "checks/s", baseline_value=10).is_met)
        self.assertFalse(judged(Rule.TIMES_FASTER, 6, 10, "checks/s", baseline_value=60).is_met)

    def test_asks_for_the_share_of_the_baseline_that_is_left(self):
        self.assertTrue(judged(Rule.RATIO_AT_LEAST, 0.9, 90, "checks/s", baseline_value=100).is_met)
        self.assertFalse(judged(Rule.RATIO_AT_LEAST, 0.9, 89, "checks/s",
                                baseline_value=100).is_met)

    def test_asks_how_much_more_than_the_baseline_it_became(self):
        self.assertTrue(judged(Rule.RATIO_AT_MOST, 3, 30, baseline_value=10).is_met)
        self.assertFalse(judged(Rule.RATIO_AT_MOST, 3, 31, baseline_value=10).is_met)

    def test_asks_for_the_value_itself(self):
        self.assertTrue(judged(Rule.AT_MOST, 5, 5).is_met)
        self.assertFalse(judged(Rule.AT_MOST, 5, 5.1).is_met)
        self.assertTrue(judged(Rule.AT_MOST, 0, 0, "faces").is_met)
        self.assertFalse(judged(Rule.AT_LEAST, 1, 0.9999, "share").is_met)

    def test_of_a_figure_that_is_missing_says_neither_met_nor_missed(self):
        target = Target("part", "words", {"a.b": ""}, Rule.AT_MOST, 5)
        judgement = targets.judge(target, "a.b", samples.figures())
        self.assertIsNone(judgement.is_met)
        self.assertIsNone(judgement.figure)

    def test_of_a_figure_without_its_baseline_says_neither_met_nor_missed(self):
        for rule in (Rule.TIMES_FASTER, Rule.RATIO_AT_LEAST, Rule.RATIO_AT_MOST):
            self.assertIsNone(judged(rule, 1, 4).is_met, rule)

    def test_refuses_a_value_in_another_unit_than_the_target(self):
        self.assertTrue(judged(Rule.AT_MOST, 5, 4, "ms", "ms").is_met)
        with self.assertRaisesRegex(FigureError, "measured in us"):
            judged(Rule.AT_MOST, 5, 4, "us", "ms")

    def test_covers_every_target_even_with_nothing_measured(self):
        judgements = targets.judge_all(samples.figures())
        self.assertEqual(len(judgements), sum(len(one.idents) for one in targets.TARGETS))
        self.assertEqual({one.is_met for one in judgements}, {None})


if __name__ == "__main__":
    unittest.main()
