"""The parts that the examples of docs/images.md are made of: passport records, drawings, sections."""

import pathlib
import struct
import sys
import unittest
from xml.etree import ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs/images"))

import make_examples  # noqa: E402  (found by the line above; it makes the demo importable)
import drawing  # noqa: E402
import passport  # noqa: E402
import recipes  # noqa: E402
import turned_head  # noqa: E402


def answer(**face):
    """As the program prints it with -o json, with `face` in the place of what is usual."""
    usual = {"source": {"widthPx": 200, "heightPx": 100, "turnedDegrees": 0}, "shortfalls": [],
             "problem": "NO_DECISION_REASON_UNSPECIFIED"}
    return {"acceptable": True, "bar": {"minOverall": 10, "minima": []}, "face": {**usual, **face}}


FOUND = {
    "box": {"left": 50, "top": 20, "width": 40, "height": 50},
    "points": {name: {"x": 60, "y": 40} for name in drawing.POINTS},
    "quality": {"interEyeDistancePx": 20, "overall": 55, "components": [
        {"measure": "QUALITY_MEASURE_SHARPNESS", "raw": 0.3, "score": 40}]}}


class Passport(unittest.TestCase):

    def test_has_the_lengths_that_the_standard_asks_for(self):
        record = passport.face_record(b"image", 413, 531, [(12, 1, 150, 250)])
        self.assertEqual(record[:8], b"FAC\0" + b"010\0")
        length, images = struct.unpack(">IH", record[8:14])
        self.assertEqual((length, images), (len(record), 1))
        # 14 of the header, 20 of the face, 8 of a point, 12 of the image.
        self.assertEqual(len(record), 14 + 20 + 8 + 12 + len(b"image"))
        self.assertEqual(struct.unpack(">I", record[14:18])[0], len(record) - 14)
        self.assertEqual(record[34:42], bytes([1, 0xC1, 0, 150, 0, 250, 0, 0]))
        self.assertTrue(record.endswith(b"image"))

    def test_is_wrapped_as_a_chip_wraps_it(self):
        group = passport.data_group_2(b"x" * 300)
        self.assertEqual(group[0], 0x75)
        self.assertEqual(group[1], 0x82)  # a length of two bytes
        self.assertEqual(int.from_bytes(group[2:4], "big"), len(group) - 4)
        self.assertEqual(group[4:6], b"\x7f\x61")
        self.assertIn(b"\x5f\x2e\x82\x01\x2c" + b"x" * 300, group)


class TurnedHead(unittest.TestCase):

    def test_moves_what_is_near_and_leaves_the_background(self):
        self.assertGreater(turned_head.moved(0, 0.62, 28), 0.5)  # the tip of the nose
        self.assertAlmostEqual(turned_head.moved(3.1, 0, 28), 3.1)
        self.assertAlmostEqual(turned_head.moved(0.5, 0, 0), 0.5)

    def test_keeps_the_order_of_points_as_far_as_it_claims(self):
        for row in (-1.0, 0.0, 0.62, 1.5):
            places = [turned_head.moved(x / 50, row, 28) for x in range(-200, 201)]
            self.assertEqual(places, sorted(places), row)


class Drawing(unittest.TestCase):

    def test_is_well_formed_and_holds_no_picture(self):
        for face in ({}, FOUND):
            text = drawing.svg(answer(**face), "ACCEPTED", ["a & b", "<c>"])
            names = {element.tag.split("}")[1] for element in ElementTree.fromstring(text).iter()}
            self.assertNotIn("image", names)
            self.assertNotIn("script", names)

    def test_draws_the_box_in_the_scale_of_the_image(self):
        text = drawing.svg(answer(**FOUND), "ACCEPTED", [])
        # 200 px are drawn as 250.
        self.assertIn('x="62.5" y="25.0" width="50.0" height="62.5"', text)

    def test_marks_what_is_below_the_policy(self):
        shortfall = {"measure": "QUALITY_MEASURE_SHARPNESS", "value": 40, "minimum": 50}
        text = drawing.svg(answer(**{**FOUND, "shortfalls": [shortfall]}), "REFUSED", [])
        self.assertIn("below: 40", text)
        self.assertNotIn("below: 55", text)


class Examples(unittest.TestCase):

    def test_have_names_of_their_own(self):
        stems = [example.stem for example in recipes.EXAMPLES]
        self.assertEqual(len(stems), len(set(stems)))

    def test_are_told_with_their_outcome_and_without_paths_of_the_machine(self):
        example = recipes.EXAMPLES[0]
        refused = {**answer(), "acceptable": False}
        refused["face"]["problem"] = "NO_DECISION_REASON_NO_FACE"
        result = make_examples.Result(example, "portcullis assess frontal.jpg",
                                      "REFUSED  as a probe: no face\n\nmodel\nsteps\ntrace", refused)
        self.assertEqual(result.outcome, "NO_FACE")
        text = make_examples.section(result, with_context=False)
        self.assertIn("### A frontal portrait: NO_FACE", text)
        self.assertIn("    $ portcullis assess frontal.jpg\n    REFUSED  as a probe: no face\n", text)
        self.assertNotIn("trace", text)
        self.assertNotIn(str(ROOT), text)

    def test_of_an_error_tell_its_reason(self):
        result = make_examples.Result(
            recipes.EXAMPLES[0], "portcullis assess x", "portcullis: assess: IMAGE_UNSUPPORTED: image is WebP",
            None)
        self.assertEqual(result.outcome, "IMAGE_UNSUPPORTED")


if __name__ == "__main__":
    unittest.main()
