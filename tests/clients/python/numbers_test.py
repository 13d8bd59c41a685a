import unittest

import paths  # noqa: F401  (makes the package importable)
from portcullis import numbers
from portcullis.v1 import common_pb2


class Numbers(unittest.TestCase):

    def test_fmr_has_two_significant_digits_and_is_never_rounded_finer(self):
        for rate, text in ((1 / 4231, "1 in 4,200"), (1 / 4299, "1 in 4,200"), (1e-4, "1 in 10,000"),
                           (0.4, "1 in 2.5"), (0, "none")):
            self.assertEqual(numbers.fmr(common_pb2.MatchScore(fmr=rate)), text)

    def test_fmr_beyond_the_measured_range_is_only_a_bound(self):
        score = common_pb2.MatchScore(fmr=1 / 4000, beyond_measured_range=True)
        self.assertEqual(numbers.fmr(score), "finer than measured: below 1 in 4,000")

    def test_expected_false_alarms_never_round_down(self):
        for expected, text in ((0.00121, "0.0013"), (0.5, "0.50"), (3.4, "3.4"), (1234, "1,300")):
            score = common_pb2.MatchScore(expected_false_alarms=expected)
            self.assertEqual(numbers.expected_false_alarms(score), text)

    def test_expected_false_alarms_beyond_the_measured_range_are_only_a_bound(self):
        score = common_pb2.MatchScore(expected_false_alarms=0.002, beyond_measured_range=True)
        self.assertEqual(numbers.expected_false_alarms(score), "below 0.0020")

    def test_confidence_is_never_certainty(self):
        for confidence, beyond, text in ((0, False, "below 0.01"), (0.877, False, "0.88"),
                                         (1, False, "above 0.99"), (0.877, True, "above 0.87")):
            score = common_pb2.MatchScore(confidence=confidence, beyond_measured_range=beyond)
            self.assertEqual(numbers.confidence(score), text)

    def test_a_step_that_did_not_run_has_no_time(self):
        self.assertEqual([numbers.milliseconds(ms) for ms in (0, 0.004, 12.34)], ["-", "<0.1", "12.3"])


if __name__ == "__main__":
    unittest.main()
