"""What a user is told about a file that does not fit."""

import json
import pathlib
import unittest

import made_up
from report import documents
from report.errors import ReportError


class Documents(unittest.TestCase):

    def refusal(self, document):
        text = document if isinstance(document, str) else json.dumps(document)
        with self.assertRaises(ReportError) as caught:
            documents.parse(text, "x.json")
        return str(caught.exception)

    def test_every_kind_is_read(self):
        for name, document in made_up.every().items():
            read = documents.parse(json.dumps(document), name)
            self.assertEqual(read.kind, document["kind"])
            self.assertEqual(read.people, document["people"])

    def test_a_missing_key_is_named(self):
        document = made_up.verify()
        del document["det"]
        self.assertEqual(self.refusal(document), "x.json: key 'det' is missing")

    def test_a_missing_key_deep_inside_is_named_with_its_place(self):
        document = made_up.identify()
        del document["galleries"][1]["cmc"][0]["rank"]
        self.assertEqual(self.refusal(document),
                         "x.json.galleries[1].cmc[0]: key 'rank' is missing")

    def test_a_foreign_key_is_refused_rather_than_left_out(self):
        message = self.refusal({**made_up.groups(), "colour": "red"})
        self.assertIn("x.json: unknown key 'colour'; known are kind, portcullis,", message)

    def test_a_value_of_another_type_is_named(self):
        self.assertEqual(self.refusal({**made_up.verify(), "people": "many"}),
                         "x.json.people: expected a whole number, found 'many'")
        self.assertEqual(self.refusal({**made_up.verify(), "people": True}),
                         "x.json.people: expected a whole number, found True")
        self.assertEqual(self.refusal({**made_up.verify(), "det": {}}),
                         "x.json.det: expected a list, found an object")
        self.assertEqual(self.refusal({**made_up.verify(), "data_set": None}),
                         "x.json.data_set: expected a text, found nothing (null)")

    def test_what_is_no_result_is_refused(self):
        self.assertIn("x.json: not JSON", self.refusal("{"))
        self.assertIn("it has no key 'kind'", self.refusal([]))
        self.assertIn("it has no key 'kind'", self.refusal({}))
        self.assertIn("unknown kind 'dance'; known are verify, identify",
                      self.refusal({"kind": "dance"}))

    def test_a_file_that_is_not_there_is_named(self):
        with self.assertRaisesRegex(ReportError, "/nonexistent.json: No such file"):
            documents.load(pathlib.Path("/nonexistent.json"))


if __name__ == "__main__":
    unittest.main()
