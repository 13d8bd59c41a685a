"""Places on axes, worked by hand or taken from tables of the normal distribution."""

import math
import unittest

import made_up  # noqa: F401  (makes the package importable)
from report import scales


class Scales(unittest.TestCase):

    def test_probit_is_the_inverse_normal_distribution(self):
        for rate, deviate in ((0.5, 0.0), (0.025, -1.959964), (0.975, 1.959964), (0.1, -1.281552),
                              (0.001, -3.090232), (1e-6, -4.753424)):
            self.assertAlmostEqual(scales.probit(rate), deviate, places=5, msg=rate)

    def test_a_probit_axis_has_equal_room_for_equal_deviates(self):
        axis = scales.Probit(0.001, 0.5)
        self.assertAlmostEqual(axis.place(0.001), 0)
        self.assertAlmostEqual(axis.place(0.5), 1)
        # (-1.959964 + 3.090232) / 3.090232
        self.assertAlmostEqual(axis.place(0.025), 0.365755, places=5)

    def test_a_log_axis_has_equal_room_for_equal_factors(self):
        axis = scales.Log(1e-4, 1)
        self.assertAlmostEqual(axis.place(1e-3), 0.25)
        self.assertAlmostEqual(axis.place(0.01), 0.5)
        self.assertAlmostEqual(axis.place(0.02), 0.5752575)  # (4 - 1.69897) / 4

    def test_a_linear_axis_has_equal_room_for_equal_steps(self):
        self.assertAlmostEqual(scales.Linear(-1, 3).place(0), 0.25)

    def test_values_beyond_the_ends_lie_outside(self):
        self.assertAlmostEqual(scales.Linear(0, 2).place(3), 1.5)
        self.assertAlmostEqual(scales.Log(0.01, 1).place(0.001), -0.5)

    def test_no_rate_has_no_place_on_a_scale_of_factors_or_deviates(self):
        self.assertEqual(scales.Log(0.01, 1).place(0), -math.inf)
        self.assertEqual(scales.Probit(0.01, 0.5).place(0), -math.inf)
        self.assertEqual(scales.Probit(0.01, 0.5).place(1), math.inf)

    def test_ticks_stand_at_values_that_a_reader_expects(self):
        self.assertEqual(scales.Linear(0, 1).ticks(), [0, 0.25, 0.5, 0.75, 1])
        self.assertEqual(scales.Linear(-0.6, 0.02).ticks(), [-0.6, -0.4, -0.2, 0])
        self.assertEqual(scales.Log(1e-4, 1).ticks(), [1e-4, 1e-3, 1e-2, 0.1, 1])
        self.assertEqual(scales.Log(1, 20).ticks(), [1, 2, 5, 10, 20])
        self.assertEqual(scales.Probit(0.001, 0.5).ticks(), [0.001, 0.01, 0.05, 0.1, 0.2, 0.4])

    def test_decades(self):
        self.assertEqual(scales.decade_below(0.03), 0.01)
        self.assertEqual(scales.decade_below(0.01), 0.01)
        self.assertEqual(scales.decade_above(0.03), 0.1)
        self.assertEqual(scales.decade_above(0.1), 0.1)

    def test_an_axis_without_length_is_refused(self):
        with self.assertRaises(ValueError):
            scales.Linear(1, 1)


if __name__ == "__main__":
    unittest.main()
