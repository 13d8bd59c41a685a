import pathlib
import tempfile
import unittest

import made_up  # noqa: F401  (makes the package importable)
from report import data_sets
from report.errors import ReportError


class DataSets(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def write(self, name, text=""):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def write_volunteers(self):
        rows = [f"{n:03},{20 + n},{'north' if n % 2 else 'south'}\n" for n in range(20)]
        self.write("volunteers/subjects.csv", "subject,age,origin\n" + "".join(rows))
        for name in ("000_neutral.jpg", "000_smiling.jpg", "001_neutral.png", "notes.txt"):
            self.write(f"volunteers/{name}")

    def test_a_folder_per_person_is_a_data_set(self):
        self.write("crowd/anna/1.jpg")
        self.write("crowd/bert/1.jpg")
        (found,) = data_sets.find(self.root)
        self.assertEqual((found.name, found.title, found.people, found.subjects, found.columns),
                         ("crowd", "crowd", 2, None, []))

    def test_pictures_beside_subjects_csv_are_a_data_set_with_columns(self):
        self.write_volunteers()
        (found,) = data_sets.find(self.root)
        self.assertEqual((found.people, found.columns), (2, ["origin"]))  # ages are no groups

    def test_the_person_is_what_stands_before_the_underscore(self):
        self.write_volunteers()
        (found,) = data_sets.find(self.root)
        data_sets.write_images_csv(found, self.root / "images.csv")
        self.assertEqual((self.root / "images.csv").read_text(),
                         "path,person\n000_neutral.jpg,000\n000_smiling.jpg,000\n"
                         "001_neutral.png,001\n")

    def test_a_missing_folder_says_how_to_name_one(self):
        with self.assertRaisesRegex(ReportError, "there is no folder .*; name one with --data DIR"):
            data_sets.find(self.root / "gone")

    def test_a_folder_without_data_says_what_it_needs(self):
        self.write("empty/readme.md")
        with self.assertRaisesRegex(ReportError, "has no data set: it needs a folder per data set"):
            data_sets.find(self.root)

    def test_a_list_of_no_people_is_refused(self):
        self.write("volunteers/subjects.csv", "subject,origin\n")
        with self.assertRaisesRegex(ReportError, "has a header and no people"):
            data_sets.find(self.root)


if __name__ == "__main__":
    unittest.main()
