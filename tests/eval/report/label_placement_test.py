import unittest

import made_up  # noqa: F401  (makes the package importable)
from report import label_placement
from report.label_placement import Box

AREA = Box(0, 0, 400, 300)


class LabelPlacement(unittest.TestCase):

    def test_names_lie_in_the_area_off_all_lines_and_off_each_other(self):
        lines = [[(0.0, 20.0 * step), (400.0, 20.0 * step + 90)] for step in (1, 4, 7)]
        boxes = label_placement.place(["the first", "the second", "the third"], lines, AREA)
        for index, box in enumerate(boxes):
            self.assertTrue(box.is_within(AREA))
            for line in lines:
                for point in label_placement.sample(line, AREA):
                    self.assertGreater(box.distance_to(point), 0)
            for other in boxes[index + 1:]:
                self.assertFalse(box.overlaps(other))

    def test_a_name_is_nearest_to_its_own_line(self):
        lines = [[(0.0, 50.0), (400.0, 50.0)], [(0.0, 90.0), (400.0, 90.0)]]
        for index, box in enumerate(label_placement.place(["upper", "lower"], lines, AREA)):
            distances = [min(box.distance_to(point) for point in label_placement.sample(line, AREA))
                         for line in lines]
            self.assertEqual(distances.index(min(distances)), index)

    def test_names_avoid_lines_that_have_no_name(self):
        lines = [[(0.0, 150.0), (400.0, 150.0)], [(0.0, 140.0), (400.0, 140.0)]]
        (box,) = label_placement.place(["named"], lines, AREA)
        self.assertGreater(box.y, 150)

    def test_a_line_outside_the_area_gets_no_name(self):
        self.assertEqual(label_placement.place(["gone"], [[(0.0, 400.0), (400.0, 500.0)]], AREA),
                         [None])

    def test_lines_are_sampled_at_equal_steps(self):
        self.assertEqual(label_placement.sample([(0.0, 0.0), (12.0, 0.0)], AREA),
                         [(0.0, 0.0), (6.0, 0.0), (12.0, 0.0)])

    def test_distance_to_a_box(self):
        box = Box(10, 10, 20, 10)
        self.assertEqual(box.distance_to((15, 15)), 0)
        self.assertEqual(box.distance_to((33, 24)), 5)  # 3 to the right, 4 below


if __name__ == "__main__":
    unittest.main()
