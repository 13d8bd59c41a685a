"""The real portcullis-eval on a handful of faces of the London set. Usage: FILE PATH_OF_THE_BINARY"""

import json
import pathlib
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LONDON = ROOT / ".." / "shared" / "data" / "london"
WEIGHTS = ROOT / "models" / "weights" / "face_recognition_densenet_model_v1.dat"
SKIPPED = 77  # what CTest takes for "skipped"
BINARY = pathlib.Path(sys.argv.pop(1)).resolve()
MODEL = ["--model", "dlib-densenet-v1", "--models", str(ROOT / "models")]


class PortcullisEval(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.people = sorted(path.name[:3] for path in LONDON.glob("*_neutral.jpg"))[:3]

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def run_binary(self, *arguments):
        return subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True,
                              timeout=300)

    def run_measurement(self, command, *arguments):
        return self.run_binary(command, *MODEL, "--cache", self.folder / "cache", *arguments)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def test_embed_writes_one_line_per_image_in_their_order(self):
        portrait = LONDON / f"{self.people[0]}_neutral.jpg"
        truncated = self.write("truncated.jpg", portrait.read_bytes()[:2000])
        text = self.write("text.jpg", "not an image")
        result = self.run_measurement(
            "embed", "--files-from", self.write("list", f"{text}\n{portrait}\n{truncated}\n"))
        self.assertEqual(result.returncode, 0, result.stderr)
        lines = [json.loads(line) for line in result.stdout.splitlines()]
        self.assertEqual([line["outcome"] for line in lines],
                         ["IMAGE_UNREADABLE", "EMBEDDED", "IMAGE_UNREADABLE"])
        self.assertEqual([line["path"] for line in lines], [str(text), str(portrait), str(truncated)])
        self.assertEqual(len(lines[1]["embedding"]), 128)
        self.assertGreater(lines[1]["face"]["width"], 200)
        self.assertGreater(lines[1]["quality"]["inter_eye_distance_px"], 100)
        self.assertTrue(lines[1]["model"].startswith("dlib-densenet-v1@c6a6418ea119/"))

    def test_enrol_failures_names_each_image_without_an_embedding_and_why(self):
        text = self.write("text.jpg", "not an image")
        portrait = LONDON / f"{self.people[0]}_neutral.jpg"
        arguments = ["enrol-failures", *MODEL, "--files-from",
                     self.write("list", f"{text}\n{portrait}\n")]
        result = self.run_binary(*arguments, "-o", "json")
        self.assertEqual(result.returncode, 0, result.stderr)
        document = json.loads(result.stdout)
        self.assertEqual(document["images"], 2)
        self.assertEqual(document["failures_to_enrol"],
                         {"total": 1, "by_reason": {"IMAGE_UNREADABLE": 1}})
        self.assertIsNone(document["rate"])  # of one failure there is a bound only
        self.assertEqual(document["failed"], [{"path": str(text), "outcome": "IMAGE_UNREADABLE"}])
        self.assertIn(f"{text}\n", self.run_binary(*arguments).stdout)
        self.assertIn("--cache", self.run_binary(*arguments, "--cache", "x").stderr)

    def test_embed_gives_the_same_from_the_cache_and_keeps_it_private(self):
        names = self.write("names", "".join(f"{p}_neutral.jpg\n" for p in self.people))
        arguments = ["embed", "--root", LONDON, "--files-from", names]
        fresh = self.run_binary(*arguments, *MODEL, "--no-cache")
        first = self.run_measurement(*arguments)
        second = self.run_measurement(*arguments)
        self.assertEqual(fresh.returncode, 0, fresh.stderr)
        self.assertEqual(fresh.stdout, first.stdout)
        self.assertEqual(first.stdout, second.stdout)
        mode = stat.S_IMODE((self.folder / "cache" / "embeddings").stat().st_mode)
        self.assertEqual(mode, 0o700)

    def test_embed_names_a_missing_file_and_fails(self):
        result = self.run_measurement("embed", "--files-from", self.write("gone", "/nonexistent.jpg\n"))
        self.assertEqual(result.returncode, 1)
        self.assertEqual(json.loads(result.stdout)["outcome"], "NOT_FOUND")
        self.assertIn("/nonexistent.jpg", result.stderr)

    def pairs(self):
        lines = [f"{p}_neutral.jpg {p}_smiling.jpg 1\n" for p in self.people]
        lines += [f"{p}_neutral.jpg {q}_smiling.jpg 0\n"
                  for p in self.people for q in self.people if p != q]
        return self.write("pairs", "".join(lines))

    def test_verify_tells_three_people_apart(self):
        result = self.run_measurement("verify", "--pairs", self.pairs(), "--root", LONDON, "-o", "json")
        self.assertEqual(result.returncode, 0, result.stderr)
        report = json.loads(result.stdout)
        self.assertEqual(report["genuine_pairs"], 3)
        self.assertEqual(report["impostor_pairs"], 6)
        self.assertEqual(report["accuracy"], 1)
        self.assertEqual(report["accuracy_method"], "best threshold")
        self.assertIsNone(report["fnmr_at_fmr_1e3"], "six strangers support no such rate")
        self.assertIn("people", report["intervals"])

    def test_verify_counts_a_failure_as_a_miss(self):
        self.write("faces/a.jpg", (LONDON / f"{self.people[0]}_neutral.jpg").read_bytes())
        self.write("faces/b.jpg", "not an image")
        pairs = self.write("failing", "a.jpg b.jpg 1\na.jpg b.jpg 0\n")
        result = self.run_measurement(
            "verify", "--pairs", pairs, "--root", self.folder / "faces", "-o", "json")
        self.assertEqual(result.returncode, 0, result.stderr)
        report = json.loads(result.stdout)
        self.assertEqual(report["genuine_pairs_without_embedding"], 1)
        self.assertEqual(report["images_without_embedding"], {"IMAGE_UNREADABLE": 1})
        self.assertEqual(report["best_threshold_accuracy"], 0.5)

    def test_verify_prints_a_table_by_default(self):
        result = self.run_measurement("verify", "--pairs", self.pairs(), "--root", LONDON)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("FNMR at FMR 1 %", result.stdout)
        self.assertIn("not measured", result.stdout)

    def test_calibrate_writes_a_table(self):
        for person in self.people:
            for name in ("neutral", "smiling"):
                source = LONDON / f"{person}_{name}.jpg"
                self.write(f"people/{person}/{name}.jpg", source.read_bytes())
        out = self.folder / "tables"
        out.mkdir()
        result = self.run_measurement(
            "calibrate", "--root", self.folder / "people", "--data-set", "three volunteers",
            "--measured-on", "2026-01-31", "--out", out)
        self.assertEqual(result.returncode, 0, result.stderr)
        (file,) = out.iterdir()
        table = json.loads(file.read_text())
        self.assertEqual(table["people"], 3)
        self.assertEqual(table["images"], 6)
        self.assertEqual(table["genuine_comparisons"], 3)
        self.assertEqual(table["impostor_comparisons"], 12)
        self.assertEqual(table["measured_on"], "2026-01-31")
        self.assertEqual(table["data_set"], "three volunteers, up to 4 images per person")

    def test_fit_cohort_writes_nothing_about_three_people(self):
        for person in self.people:
            source = LONDON / f"{person}_neutral.jpg"
            self.write(f"few/{person}/neutral.jpg", source.read_bytes())
        out = self.folder / "cohorts"
        out.mkdir()
        result = self.run_measurement("fit-cohort", "--root", self.folder / "few",
                                      "--data-set", "three volunteers", "--out", out)
        self.assertEqual(result.returncode, 1)
        self.assertIn("too few", result.stderr)
        self.assertEqual(list(out.iterdir()), [])

    def test_check_cohort_refuses_the_table_of_another_model(self):
        (table,) = (ROOT / "models" / "calibration").glob("dlib-densenet-v1.dlib68-*.json")
        result = self.run_measurement("check-cohort", "--root", LONDON.parent, "--calibration", table)
        self.assertEqual(result.returncode, 1)
        self.assertIn("MODEL_MISMATCH", result.stderr)

    def test_verify_holds_a_calibration_to_its_promises(self):
        (table,) = (ROOT / "models" / "calibration").glob("dlib-densenet-v1.yunet5-*.json")
        result = self.run_measurement("verify", "--pairs", self.pairs(), "--root", LONDON,
                                      "--calibration", table, "-o", "json")
        self.assertEqual(result.returncode, 0, result.stderr)
        promises = json.loads(result.stdout)["promises"]
        self.assertEqual([promise["promised_fmr"] for promise in promises], [1e-4, 1e-3, 1e-2])
        self.assertEqual([promise["fmr"]["comparisons"] for promise in promises], [6, 6, 6])

    def test_misuse_is_told_from_failure(self):
        self.assertEqual(self.run_binary().returncode, 2)
        self.assertEqual(self.run_binary("verify").returncode, 2)
        self.assertEqual(self.run_binary("--help").returncode, 0)
        for command in ("embed", "verify", "calibrate", "check", "fit-cohort", "check-cohort"):
            self.assertEqual(self.run_binary(command, "--help").returncode, 0)
        gone = self.run_measurement("verify", "--pairs", "/nonexistent")
        self.assertEqual(gone.returncode, 1)
        self.assertIn("/nonexistent", gone.stderr)

    def test_an_unknown_model_is_refused_by_name(self):
        result = self.run_binary("embed", "--models", ROOT / "models", "--model", "nonsense",
                                 "--files-from", self.write("any", "x\n"))
        self.assertEqual(result.returncode, 1)
        self.assertIn("nonsense", result.stderr)


if __name__ == "__main__":
    for needed in (LONDON, WEIGHTS):
        if not needed.exists():
            print(f"skipped: {needed} is not there")
            sys.exit(SKIPPED)
    unittest.main(verbosity=2)
