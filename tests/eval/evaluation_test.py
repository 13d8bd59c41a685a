"""The measuring commands on people who are made up. Usage: FILE PATH_OF_THE_BINARY

No model and no image is needed: --embeddings gives each image a place on a plane.
"""

import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "eval"))
from report import documents

BINARY = pathlib.Path(sys.argv.pop(1)).resolve()
MODEL = "made-up@0123456789ab/none"


class MadeUpPeople:
    """`count` people with three images each, the first `apart` with their images far apart."""

    def __init__(self, folder, count=60, apart=10, name="people", spread=1.0):
        rng = random.Random(1)
        self.images = folder / f"{name}.csv"
        self.people = folder / f"{name}-columns.csv"
        self.embeddings = folder / f"{name}.jsonl"
        rows, lines, columns = ["path,person,pose"], [], ["person,group"]
        for number in range(count):
            columns.append(f"p{number:03},{'even' if number % 2 == 0 else 'odd'}")
            x, y = rng.uniform(0, 1000), rng.uniform(0, 1000)
            for image in range(3):
                path = f"p{number:03}/{image}.jpg"
                rows.append(f'{path},p{number:03},"{"front" if image == 0 else "left, up"}"')
                away = 300 * image if number < apart else 2 * image * spread
                lines.append({"path": path, "outcome": "EMBEDDED", "model": MODEL,
                              "quality": {"inter_eye_distance_px": 60, "sharpness": 200,
                                          "mean_luminance": 120, "detector_confidence": 0.9,
                                          "overall": 30 if number < apart else 80,
                                          "components": [{"measure": "SHARPNESS", "raw": 0.5,
                                                          "score": 70}]},
                              "embedding": [x + away, y + rng.uniform(0, 1)]})
        lines[5] = {"path": lines[5]["path"], "outcome": "NO_FACE", "model": MODEL}
        self.write(self.images, rows)
        self.write(self.people, columns)
        self.write(self.embeddings, map(json.dumps, lines))

    @staticmethod
    def write(path, lines):
        path.write_text("".join(f"{line}\n" for line in lines))

    def arguments(self):
        return ["--images", self.images, "--embeddings", self.embeddings,
                "--measured-on", "2026-01-31"]


class Evaluation(unittest.TestCase):

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.people = MadeUpPeople(self.folder)
        self.json = self.folder / "report.json"

    def run_binary(self, *arguments):
        return subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True,
                              timeout=300)

    def measure(self, command, *arguments):
        """The report and the table of a command that succeeds; eval/report can read the report."""
        result = self.run_binary(command, *self.people.arguments(), "--json", self.json, *arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(documents.load(self.json).kind, command)
        return json.loads(self.json.read_text()), result.stdout

    def refuse(self, *arguments):
        """What a command that fails says."""
        result = self.run_binary(*arguments)
        self.assertEqual(result.returncode, 1, result.stdout)
        return result.stderr

    def test_every_report_begins_with_what_was_measured(self):
        for command in ("verify", "identify"):
            report, table = self.measure(command)
            self.assertEqual(report["kind"], command)
            self.assertEqual(report["model"], MODEL)
            self.assertEqual(report["data_set"], "people")
            self.assertEqual(report["measured_on"], "2026-01-31")
            self.assertEqual(report["protocol"]["kind"], command)
            self.assertEqual((report["people"], report["images"]), (60, 180))
            self.assertEqual(report["failures_to_enrol"], {"total": 1, "by_reason": {"NO_FACE": 1}})
            self.assertIn("180, 1 without an embedding (NO_FACE 1)", table)

    def test_a_second_run_gives_the_same_bytes(self):
        for command in ("verify", "identify"):
            self.measure(command)
            first = self.json.read_bytes()
            self.measure(command)
            self.assertEqual(first, self.json.read_bytes())

    def test_verify_makes_all_pairs(self):
        report, _ = self.measure("verify", "--replicates", "100")
        # Two of the three genuine pairs of one person have the image without a face.
        self.assertEqual(report["genuine"], {"comparisons": 180, "with_failure": 2})
        self.assertEqual(report["impostor"]["comparisons"], 180 * 179 // 2 - 180)
        levels = {level["fmr"]: level for level in report["at_fmr"]}
        self.assertFalse(levels[1e-5]["supported"])
        # Nine of ten people apart are missed with all three pairs, the tenth has a failure too.
        self.assertEqual(levels[1e-2]["errors"], 30)
        self.assertAlmostEqual(levels[1e-2]["fnmr"], 30 / 180)
        self.assertAlmostEqual(levels[1e-2]["fnmr_of_comparisons"], 28 / 178)
        self.assertGreater(len(report["det"]), 10)
        self.assertLess(report["eer"]["low"], report["eer"]["rate"])

    def test_verify_draws_impostors(self):
        report, _ = self.measure("verify", "--max-impostor-comparisons", "500", "--replicates", "20")
        self.assertEqual(report["impostor"]["comparisons"], 500)
        self.assertEqual(report["genuine"]["comparisons"], 180)

    def test_identify_searches_several_sizes(self):
        report, table = self.measure("identify", "--gallery-sizes", "10,30", "--draws", "4",
                                     "--references-per-entry", "1,2")
        self.assertEqual([(gallery["entries"], gallery["references_per_entry"])
                          for gallery in report["galleries"]], [(10, 1), (10, 2), (30, 1), (30, 2)])
        gallery = report["galleries"][2]
        self.assertEqual(gallery["mated_searches"], 120)
        self.assertEqual(gallery["non_mated_searches"], 120)
        self.assertEqual(len(gallery["cmc"]), 20)
        by_fpir = {level["fpir"]: level for level in gallery["at_fpir"]}
        self.assertFalse(by_fpir[0.01]["supported"])
        self.assertTrue(by_fpir[0.1]["supported"])
        self.assertIn("not measured", table)
        for point in gallery["iet"]:
            self.assertLessEqual(point["fpir_low"], point["fpir"])
            self.assertGreaterEqual(point["fpir_high"], point["fpir"])

    def test_a_protocol_file_is_read_and_repeated(self):
        protocol = self.folder / "protocol.toml"
        protocol.write_text("kind = 'identify'\ngallery_sizes = [20]\ndraws = 2\n")
        report, _ = self.measure("identify", "--protocol", protocol, "--draws", "3")
        self.assertEqual(report["protocol"]["gallery_sizes"], [20])
        self.assertEqual(report["protocol"]["draws"], 3)
        protocol.write_text("kind = 'identify'\ngalery_sizes = [20]\n")
        message = self.refuse("identify", *self.people.arguments(), "--protocol", protocol)
        self.assertIn("unknown key galery_sizes", message)

    def test_discard_says_what_a_measure_is_worth(self):
        report, table = self.measure("discard", "--fmr-levels", "0.001", "--bars", "50",
                                     "--replicates", "100")
        level = report["at_fmr"][0]
        # 180 images, one without a face: of its person one pair is left.
        self.assertEqual((report["images_with_embedding"], report["genuine"]), (179, 178))
        by_measure = {of["measure"]: of for of in level["measures"]}
        self.assertLess(by_measure["OVERALL"]["partial_area"]["high"], 1)
        self.assertAlmostEqual(by_measure["SHARPNESS"]["partial_area"]["value"], 1)
        self.assertEqual(level["bars"][0]["images_refused"], 29)
        self.assertEqual(level["bars"][0]["both"]["errors"], 0)
        self.assertIn("OVERALL", table)

    def test_discard_takes_half_of_the_people(self):
        first, _ = self.measure("discard", "--half", "first", "--fmr-levels", "0.01",
                                "--replicates", "20")
        second, _ = self.measure("discard", "--half", "second", "--fmr-levels", "0.01",
                                 "--replicates", "20")
        self.assertEqual(first["genuine"] + second["genuine"], 178)
        self.assertGreater(first["genuine"], 0)
        self.assertGreater(second["genuine"], 0)

    def test_groups_counts_by_column_and_hides_the_small(self):
        report, table = self.measure("groups", "--people", self.people.people, "--column", "group",
                                     "--fmr", "0.01")
        self.assertEqual(report["column"], "group")
        cells = {(cell["kind"], cell["group"], cell.get("other_group")): cell
                 for cell in report["cells"]}
        self.assertEqual(cells["fnmr", "even", None]["comparisons"], 90)
        self.assertEqual(cells["fnmr", "even", None]["errors"], 15)
        self.assertEqual(cells["fmr", "even", "odd"]["comparisons"], 90 * 90)
        self.assertAlmostEqual(report["summary"]["fnmr"]["max_over_min"], 1)
        self.assertIn("as people described themselves", table)
        report, table = self.measure("groups", "--people", self.people.people, "--column", "group",
                                     "--fmr", "0.01", "--minimum-comparisons", "100")
        hidden = [cell for cell in report["cells"] if cell["suppressed"]]
        self.assertEqual({cell["kind"] for cell in hidden}, {"fnmr"})
        self.assertTrue(all("errors" not in cell and "rate" not in cell for cell in hidden))
        self.assertIn("too few: 90 comparisons of 30 people", table)

    def test_compare_finds_the_better_one(self):
        better = MadeUpPeople(self.folder, apart=1, name="better")
        report, table = self.measure("compare", "--b-embeddings", better.embeddings,
                                     "--fmr-levels", "0.01", "--fpir-levels", "0.1")
        fnmr = report["differences"][0]
        self.assertEqual((fnmr["metric"], fnmr["at"]), ("fnmr", 0.01))
        self.assertLess(fnmr["high"], 0)
        self.assertTrue(fnmr["excludes_zero"])
        self.assertAlmostEqual(fnmr["difference"], fnmr["b"] - fnmr["a"])
        self.assertIsNone(report["cost"])
        self.assertIn("B misses less: the interval excludes zero", table)
        same, _ = self.measure("compare", "--b-embeddings", self.people.embeddings,
                               "--fmr-levels", "0.01", "--fpir-levels", "0.1")
        self.assertFalse(any(each.get("excludes_zero") for each in same["differences"]))
        self.assertIn("B is the same as A", self.refuse("compare", *self.people.arguments()))

    def test_compare_takes_rules_for_b(self):
        self.people = MadeUpPeople(self.folder, name="wide", spread=14)
        rules, _ = self.measure("compare", "--references-per-entry", "2", "--b-reference-rule",
                                "mean-distance", "--fmr-levels", "0.01", "--fpir-levels", "0.1")
        self.assertEqual(rules["protocol"]["b_reference_rule"], "mean-distance")
        fnmr, fnir = rules["differences"][:2]
        self.assertEqual(fnmr["difference"], 0, "a rule for several references is not about pairs")
        self.assertNotEqual(fnir["a"], fnir["b"], "but it is about searches")
        self.assertIn("needs a cohort", self.refuse("compare", *self.people.arguments(),
                                                    "--b-normalisation", "s"))

    def test_check_looks_at_lists_and_at_likelihood_ratios(self):
        self.people = MadeUpPeople(self.folder, count=300, apart=30, name="many")
        report, table = self.measure("check", "--list-sizes", "50", "--expected", "1")
        self.assertEqual(len(report["calibrations"]), 2)
        half = report["calibrations"][0]
        self.assertEqual([(each["list_size"], each["references_per_entry"])
                          for each in half["false_alarms"]][0], (50, 1))
        self.assertEqual({each["references_per_entry"] for each in half["false_alarms"]}, {1, 2, 3})
        self.assertLessEqual(half["cllr_min"], half["cllr"])
        self.assertLess(half["cllr"], 1)
        self.assertTrue(half["reliability"])
        self.assertIn("Cllr", table)

    def test_check_asks_whether_several_images_show_one_person(self):
        self.people = MadeUpPeople(self.folder, count=300, apart=30, name="many")
        report, table = self.measure("check", "--list-sizes", "50", "--expected", "1",
                                     "--references-per-entry", "1", "--probe-images", "2")
        for half in report["calibrations"]:
            consistency = half["consistency"]
            self.assertEqual(consistency["images"], 2)
            self.assertEqual(consistency["refused"]["comparisons"],
                             consistency["caught"]["comparisons"])
            self.assertGreater(consistency["caught"]["errors"], consistency["refused"]["errors"])
        self.assertIn("2 images of two people seen to be", table)

    def test_wrong_input_is_named(self):
        csv = self.folder / "wrong.csv"
        def refused(text, *more):
            csv.write_text(text)
            return self.refuse("verify", "--images", csv, "--embeddings", self.people.embeddings,
                               *more)
        self.assertIn("only one person, ann", refused("path,person\np000/0.jpg,ann\np001/0.jpg,ann\n"))
        self.assertIn("no genuine comparison", refused("path,person\np000/0.jpg,ann\np001/0.jpg,bob\n"))
        self.assertIn("has no column person", refused("path,who\np000/0.jpg,ann\n"))
        self.assertIn("column person is empty", refused("path,person\np000/0.jpg,\n"))
        self.assertIn("none of gone.jpg",
                      refused("path,person\np000/0.jpg,ann\np000/1.jpg,ann\ngone.jpg,bob\n"))
        columns = self.folder / "columns.csv"
        columns.write_text("person,age\nann,30\nbob,30\ncarl,30\n")
        good = "path,person\np000/0.jpg,ann\np000/1.jpg,ann\np001/0.jpg,bob\n"
        self.assertIn("person carl has no image", refused(good, "--people", columns))
        self.assertIn("no column sex", self.refuse(
            "groups", *self.people.arguments(), "--people", self.people.people, "--column", "sex"))

    def test_one_picture_of_two_people_is_refused_naming_both_files(self):
        for person in ("ann", "bob"):
            (self.folder / "root" / person).mkdir(parents=True)
            (self.folder / "root" / person / "1.jpg").write_bytes(b"the same")
        message = self.refuse("verify", "--root", self.folder / "root")
        self.assertIn("ann/1.jpg and bob/1.jpg are the same picture", message)

    def test_misuse_is_told_from_failure(self):
        for command in ("verify", "identify", "check", "groups", "discard", "compare"):
            self.assertEqual(self.run_binary(command).returncode, 2, command)
            self.assertEqual(self.run_binary(command, "--help").returncode, 0, command)


if __name__ == "__main__":
    unittest.main(verbosity=2)
