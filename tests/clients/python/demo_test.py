"""The demo's own rules: what counts as right, when it succeeds, and where photographs come from."""

import pathlib
import tempfile
import unittest
from unittest import mock

import paths  # noqa: F401  (makes the demo importable)
import portcullis  # noqa: F401  (makes the stubs importable)
import faces
import lane
import passport
from lane import Expected, Verdict
from PIL import Image
from portcullis.v1 import common_pb2, match_pb2

CLEAR, REFER = common_pb2.OUTCOME_CLEAR, common_pb2.OUTCOME_REFER
NO_DECISION = common_pb2.OUTCOME_NO_DECISION


def passage(expected, outcome, first_entry="entries/a"):
    """The person in front of the kiosk is volunteer 003, who is enrolled as entries/a."""
    answer = match_pb2.IdentifyResponse(
        outcome=outcome, candidates=[match_pb2.Candidate(rank=1, entry=first_entry)])
    number = "" if expected is Expected.UNUSABLE else "003"
    traveller = lane.Traveller("label", expected, number, lambda: [b""])
    return lane.Passage(traveller, answer, {"entries/a": "003", "entries/b": "004"})


class TheVerdict(unittest.TestCase):

    def test_says_what_each_answer_is(self):
        for expected, outcome, first_entry, verdict in (
                (Expected.LISTED, REFER, "entries/a", Verdict.RIGHT),
                (Expected.LISTED, REFER, "entries/b", Verdict.WRONG_PERSON),
                (Expected.LISTED_OTHERWISE, REFER, "entries/a", Verdict.RIGHT),
                (Expected.LISTED_OTHERWISE, CLEAR, "entries/a", Verdict.MISSED),
                (Expected.LISTED, REFER, "entries/unknown", Verdict.WRONG_PERSON),
                (Expected.LISTED, CLEAR, "entries/a", Verdict.MISSED),
                (Expected.LISTED, NO_DECISION, "entries/a", Verdict.NOT_DECIDED),
                (Expected.LISTED, common_pb2.OUTCOME_UNSPECIFIED, "entries/a", Verdict.NOT_DECIDED),
                (Expected.STRANGER, common_pb2.OUTCOME_UNSPECIFIED, "entries/a", Verdict.NOT_DECIDED),
                (Expected.UNUSABLE, common_pb2.OUTCOME_UNSPECIFIED, "entries/a", Verdict.NOT_DECIDED),
                (Expected.STRANGER, CLEAR, "entries/a", Verdict.RIGHT),
                (Expected.STRANGER, REFER, "entries/a", Verdict.FALSE_ALARM),
                (Expected.UNUSABLE, NO_DECISION, "entries/a", Verdict.RIGHT),
                (Expected.UNUSABLE, REFER, "entries/a", Verdict.FALSE_ALARM),
                (Expected.UNUSABLE, CLEAR, "entries/a", Verdict.FALSELY_CLEAR)):
            with self.subTest(expected=expected, outcome=outcome, first_entry=first_entry):
                self.assertIs(passage(expected, outcome, first_entry).verdict, verdict)


class Success(unittest.TestCase):

    def lane(self, missed=0, missed_otherwise=0, false_alarms=0, falsely_clear=0):
        return [*(passage(Expected.LISTED, CLEAR if i < missed else REFER) for i in range(12)),
                *(passage(Expected.LISTED_OTHERWISE, CLEAR if i < missed_otherwise else REFER)
                  for i in range(2)),
                *(passage(Expected.STRANGER, REFER if i < false_alarms else CLEAR) for i in range(12)),
                *(passage(Expected.UNUSABLE, CLEAR if i < falsely_clear else NO_DECISION)
                  for i in range(2))]

    def test_allows_one_miss_and_one_false_alarm(self):
        self.assertTrue(lane.is_success(self.lane()))
        self.assertTrue(lane.is_success(self.lane(missed=1, false_alarms=1)))

    def test_does_not_allow_two(self):
        self.assertFalse(lane.is_success(self.lane(missed=2)))
        self.assertFalse(lane.is_success(self.lane(missed=1, missed_otherwise=1)))
        self.assertFalse(lane.is_success(self.lane(false_alarms=2)))

    def test_does_not_allow_an_image_without_a_face_to_be_clear(self):
        self.assertFalse(lane.is_success(self.lane(falsely_clear=1)))


class ThePhotographs(unittest.TestCase):

    def test_are_of_twelve_listed_and_twelve_others_in_the_order_of_their_numbers(self):
        listed, strangers = faces.numbers()
        self.assertEqual((len(listed), len(strangers)), (12, 12))
        self.assertEqual(listed + strangers, sorted({*listed, *strangers}))

    def test_with_other_bytes_than_pinned_are_not_used(self):
        with tempfile.TemporaryDirectory() as folder, \
                mock.patch.object(faces, "UPSTREAM_HOST", "localhost.invalid"):
            shared = pathlib.Path(folder)
            (shared / "003_neutral.jpg").write_bytes(b"somebody else")
            photographs = faces.Photographs(shared, shared / "cache")
            with self.assertRaisesRegex(faces.FacesUnavailable, "cannot be reached"):
                photographs.file(faces.neutral("003"))

    def test_fit_into_the_chip_of_a_passport(self):
        chip = passport.chip_of(Image.new("RGB", (1350, 1350)))
        self.assertEqual(chip[0], 0x75)
        record = chip[chip.index(b"FAC\0"):]
        self.assertIn(b"\xff\x4f\xff\x51", record)  # the begin of a JPEG 2000 codestream

    def test_without_a_face_and_with_two_are_images(self):
        self.assertTrue(faces.without_face().startswith(b"\x89PNG"))
        with tempfile.TemporaryDirectory() as folder:
            one = pathlib.Path(folder) / "one.png"
            one.write_bytes(faces.without_face())
            self.assertTrue(faces.with_two_faces(one, one).startswith(b"\xff\xd8"))


if __name__ == "__main__":
    unittest.main()
