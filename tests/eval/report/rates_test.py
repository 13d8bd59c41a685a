import unittest

import made_up  # noqa: F401  (makes the package importable)
from report import rates


class Rates(unittest.TestCase):

    def test_percent_has_three_significant_digits(self):
        for rate, text in ((0, "0 %"), (0.0971, "9.71 %"), (0.105, "10.5 %"), (0.7946, "79.5 %"),
                           (0.001, "0.100 %"), (0.0000123, "0.00123 %"), (1, "100 %")):
            self.assertEqual(rates.percent(rate), text)

    def test_almost_all_is_not_rounded_to_all(self):
        self.assertEqual(rates.percent(0.9996), "99.96 %")
        self.assertEqual(rates.percent(0.999999), "above 99.99 %")

    def test_an_upper_bound_is_never_rounded_down(self):
        self.assertEqual(rates.percent_at_most(0.06491), "6.50 %")
        self.assertEqual(rates.percent_at_most(0.05), "5.00 %")

    def test_ticks_have_no_trailing_zeros(self):
        for rate, text in ((0.001, "0.1 %"), (1e-7, "0.00001 %"), (0.4, "40 %"), (1, "100 %"),
                           (0, "0 %")):
            self.assertEqual(rates.tick(rate), text)
        self.assertEqual(rates.plain_tick(20), "20")
        self.assertEqual(rates.plain_tick(0.5), "0.5")

    def test_the_unit_of_an_interval_is_said_once(self):
        self.assertEqual(rates.rate_with_interval(0.0971, 0.0821, 0.115), "9.71 % (8.21 to 11.5 %)")

    def test_few_errors_are_only_a_bound(self):
        # Clopper-Pearson, two-sided 95 %, 0 of 55: 1 - 0.025 ** (1 / 55) = 0.06487
        bound = 1 - 0.025 ** (1 / 55)
        self.assertEqual(rates.too_few_errors(0, 55, bound), "0 of 55: at most 6.49 %")
        self.assertEqual(rates.too_few_errors(None, None, None), "not measurable")

    def test_the_rule_of_three_says_how_many_trials_a_rate_needs(self):
        self.assertEqual(rates.trials_needed(0.01), 300)
        self.assertEqual(rates.trials_needed(1e-5), 300_000)
        self.assertEqual(rates.not_supported(0.001, 1600, "searches"),
                         "not measurable: needs 3,000 searches, there were 1,600")

    def test_a_lay_reader_is_told_how_many_of_a_hundred(self):
        self.assertEqual(rates.in_hundred(0.795), "80")
        self.assertEqual(rates.in_hundred(0.0399), "4.0")

    def test_plain_numbers_keep_their_significant_digits(self):
        for value, text in ((0.131, "0.131"), (0.013, "0.0130"), (1234.6, "1,235"), (0, "0"),
                            (2.6914, "2.69")):
            self.assertEqual(rates.plain(value), text)


if __name__ == "__main__":
    unittest.main()
