"""The generated tables of docs/accuracy.md."""

import json
import pathlib
import unittest

import made_up
from report import accuracy_page, documents
from report.collection import Collection
from report.errors import ReportError

PAGE = pathlib.Path(__file__).resolve().parents[3] / "docs" / "accuracy.md"


def collection(*parts):
    return Collection([documents.parse(json.dumps(part), "test") for part in parts])


def block(name, content=""):
    return f"before\n<!-- eval:{name} -->\n{content}<!-- /eval:{name} -->\nafter\n"


EVERYTHING = collection(*made_up.every().values())


class AccuracyPage(unittest.TestCase):

    def test_only_what_stands_between_the_marks_changes(self):
        page = accuracy_page.update(block("embedders", "old\n"), EVERYTHING)
        self.assertTrue(page.startswith("before\n<!-- eval:embedders -->\n\n| embedder |"))
        self.assertTrue(page.endswith("\n\n<!-- /eval:embedders -->\nafter\n"))
        self.assertNotIn("old", page)

    def test_a_second_time_changes_nothing(self):
        empty = "".join(block(name) for name in accuracy_page.TABLES)
        once = accuracy_page.update(empty, EVERYTHING)
        self.assertEqual(accuracy_page.update(once, EVERYTHING), once)

    def test_there_is_a_row_per_embedder_with_intervals(self):
        rows = accuracy_page.embedders(EVERYTHING).splitlines()
        self.assertEqual(
            rows[0], "| embedder | FNMR at FMR 1 % | FNMR at FMR 0.1 % | rank 1, 1,028 entries | "
                     "FNIR at FPIR 1 %, 100 entries | FNIR at FPIR 1 %, 1,028 entries | "
                     "Cllr (minimum), each half |")
        weak = next(row for row in rows if "weaknet" in row)
        self.assertIn("| 38.9 % (36.8 to 41.1 %) |", weak)
        self.assertIn("| 78.5 % (75.2 to 81.5 %) |", weak)
        self.assertIn("| 0.131 (0.118); 0.131 (0.118) |", weak)
        self.assertEqual(sum("net-v1@" in row for row in rows), 2)
        self.assertIn("900 people, 3,500 images; measured on 2000-01-01", rows[-1])

    def test_what_was_not_measured_is_said_in_words(self):
        alone = collection(made_up.identify())
        self.assertIn("| not measured | not measured |", accuracy_page.embedders(alone))
        self.assertIn("nothing to compare", accuracy_page.differences(alone))
        self.assertIn("Not measured", accuracy_page.false_alarms(alone))
        self.assertIn("Not measured", accuracy_page.groups(alone))

    def test_rows_have_as_many_cells_as_the_header(self):
        for name, table in accuracy_page.TABLES.items():
            lines = [line for line in table(EVERYTHING).splitlines() if line.startswith("|")]
            self.assertGreater(len(lines), 2, name)
            self.assertEqual({line.count("|") for line in lines}, {lines[0].count("|")}, name)

    def test_groups_too_small_to_say_are_no_number(self):
        self.assertIn("| west | FMR | too few to say: 5 people, 20 comparisons |",
                      accuracy_page.groups(EVERYTHING))

    def test_an_unknown_table_is_named(self):
        with self.assertRaisesRegex(ReportError, "no table is called eval:cakes; there are emb"):
            accuracy_page.update(block("cakes"), EVERYTHING)

    def test_a_mark_without_its_end_is_named(self):
        with self.assertRaisesRegex(ReportError, "eval:groups --> has no <!-- /eval:groups -->"):
            accuracy_page.update("<!-- eval:groups -->\n", EVERYTHING)

    def test_the_marks_of_our_page_are_understood(self):
        page = accuracy_page.update(PAGE.read_text(encoding="utf-8"), EVERYTHING)
        self.assertTrue("| `weaknet-v1@" in page, "docs/accuracy.md has no table of embedders")


if __name__ == "__main__":
    unittest.main()
