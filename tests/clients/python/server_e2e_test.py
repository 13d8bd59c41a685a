"""The real server with real certificates, called by the portcullis program and the Python client.

usage: server_e2e_test.py PORTCULLISD PORTCULLIS

Skipped where the model files or the volunteers' photographs are not there.
"""

import json
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import paths
import portcullis
from portcullis.v1 import common_pb2, match_pb2

PORTCULLIS = sys.argv.pop()
PORTCULLISD = sys.argv.pop()
FACES = paths.ROOT.parent / "shared/data/london"
WEIGHTS = paths.ROOT / "models/weights"


def openssl(*arguments, folder):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def make_certificates(folder):
    """An authority, the server's certificate, and one for each role that the test plays."""
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-days", "2", "-subj", "/CN=test authority", "-keyout", "ca.key", "-out", "ca.pem",
            folder=folder)
    for name, alternative in (("server", "IP:127.0.0.1"),
                              ("kiosk", "URI:urn:portcullis:role:kiosk"),
                              ("administrator", "URI:urn:portcullis:role:administrator"),
                              ("approver", "URI:urn:portcullis:role:approver"),
                              ("everything", "URI:urn:portcullis:role:administrator,"
                                             "URI:urn:portcullis:role:approver")):
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr",
                folder=folder)
        (folder / f"{name}.ext").write_text(f"subjectAltName={alternative}\n")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                "-CAcreateserial", "-days", "2", "-extfile", f"{name}.ext", "-out", f"{name}.pem",
                folder=folder)


class Server(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        if not list(WEIGHTS.glob("*.dat")):
            raise unittest.SkipTest("no embedder in models/weights (models/fetch gets it)")
        if not FACES.is_dir():
            raise unittest.SkipTest("../shared/data/london is not there")
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="portcullis-e2e-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        make_certificates(cls.folder)
        port_file = cls.folder / "port"
        (cls.folder / "portcullisd.toml").write_text(f"""
[server]
listen = "127.0.0.1:0"
port_file = "{port_file}"
[tls]
certificate_file = "{cls.folder}/server.pem"
private_key_file = "{cls.folder}/server.key"
client_ca_file = "{cls.folder}/ca.pem"
[storage]
data_dir = "{cls.folder}/data"
key_file = "{cls.folder}/sealing.key"
[models]
dir = "{paths.ROOT}/models"
[capacity]
lanes = 1
""")
        log = (cls.folder / "log").open("wb")
        cls.addClassCleanup(log.close)
        cls.process = subprocess.Popen(
            [PORTCULLISD, "--config", cls.folder / "portcullisd.toml", "--create-key"],
            stdout=log, stderr=log)
        cls.addClassCleanup(cls.end_server)
        deadline = time.monotonic() + 60
        while not (port_file.exists() and port_file.read_text().strip()):
            if cls.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError("no server:\n" + (cls.folder / "log").read_text())
            time.sleep(0.05)
        cls.address = f"127.0.0.1:{port_file.read_text().strip()}"
        with cls.client("administrator") as administrator:
            administrator.create_list("wanted", "Wanted persons")
            cls.proposed = administrator.propose(
                "Jane Roe", ["lists/wanted"], [(FACES / "003_neutral.jpg").read_bytes()],
                external_reference="CASE-17", request_id="propose-jane")
        with cls.client("approver") as approver:
            cls.entry = approver.approve(cls.proposed.name, cls.proposed.revision)

    @classmethod
    def end_server(cls):
        if cls.process.poll() is None:
            cls.process.send_signal(signal.SIGTERM)
        cls.process.wait(30)

    @classmethod
    def client(cls, role):
        return portcullis.connect(cls.address, ca=cls.folder / "ca.pem", timeout_s=30,
                                  certificate=cls.folder / f"{role}.pem", key=cls.folder / f"{role}.key")

    def run_program(self, role, *arguments):
        return subprocess.run(
            [PORTCULLIS, *arguments, "--server", self.address, "--ca", self.folder / "ca.pem",
             "--cert", self.folder / f"{role}.pem", "--key", self.folder / f"{role}.key",
             "--timeout", "30"],
            capture_output=True, text=True, timeout=60)

    def test_a_kiosk_gets_a_referral_without_a_name(self):
        result = self.run_program("kiosk", "identify", FACES / "003_smiling.jpg")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(result.stdout.startswith("REFER"), result.stdout)
        self.assertIn(self.entry.name, result.stdout)
        for secret in ("Jane", "Roe", "CASE-17"):
            self.assertNotIn(secret, result.stdout)

    def test_json_holds_the_whole_answer(self):
        result = self.run_program("kiosk", "identify", FACES / "003_smiling.jpg", "-o", "json")
        answer = json.loads(result.stdout)
        self.assertEqual(answer["outcome"], "OUTCOME_REFER")
        self.assertEqual(answer["candidates"][0]["entry"], self.entry.name)
        self.assertTrue(answer["context"]["traceId"])

    def test_a_kiosk_may_not_read_the_watch_list(self):
        result = self.run_program("kiosk", "entry", "ls")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout, "")
        self.assertTrue(result.stderr.startswith("portcullis: entry ls: ROLE_REQUIRED: "), result.stderr)

    def test_an_administrator_may_not_search(self):
        with self.client("administrator") as client:
            with self.assertRaises(portcullis.PortcullisError) as caught:
                client.identify((FACES / "003_smiling.jpg").read_bytes())
        self.assertEqual(caught.exception.reason, "ROLE_REQUIRED")

    def test_verify_compares_two_pictures(self):
        same = self.run_program("kiosk", "verify", FACES / "003_neutral.jpg", FACES / "003_smiling.jpg")
        self.assertEqual(same.returncode, 0, same.stderr)
        self.assertTrue(same.stdout.startswith("MATCH"), same.stdout)
        with self.client("kiosk") as client:
            other = client.verify((FACES / "003_neutral.jpg").read_bytes(),
                                  (FACES / "004_smiling.jpg").read_bytes())
        self.assertGreater(other.score.distance, 0)

    def test_a_traveller_is_checked_with_several_images_and_his_document(self):
        document = (FACES / "003_neutral.jpg").read_bytes()
        live = [(FACES / name).read_bytes() for name in ("003_smiling.jpg", "003_neutral.jpg")]
        with self.client("kiosk") as client:
            answer = client.check_traveller(document, live, ["lists/wanted"])
        self.assertEqual(answer.verification, match_pb2.VERIFICATION_MATCH)
        self.assertEqual(answer.outcome, common_pb2.OUTCOME_REFER)
        self.assertEqual(answer.candidates[0].entry, self.entry.name)
        self.assertEqual((len(answer.frames), answer.frames_used), (2, 2))

    def test_a_stream_advises_on_each_frame_and_answers_once(self):
        frames = [b"no image", (FACES / "003_smiling.jpg").read_bytes()]
        with self.client("kiosk") as client:
            broken, good, answer = client.check_stream(frames, lists=["lists/wanted"])
        self.assertEqual(broken.error_reason, "IMAGE_UNREADABLE")
        self.assertTrue(good.acceptable)
        self.assertEqual(answer.outcome, common_pb2.OUTCOME_REFER)
        self.assertEqual(answer.verification, match_pb2.VERIFICATION_UNSPECIFIED)

    def test_an_administrator_may_assess_a_portrait_and_not_search_with_it(self):
        portrait = (FACES / "003_neutral.jpg").read_bytes()
        with self.client("administrator") as client:
            assessment = client.assess(portrait, reference=True, pictures=True)
            self.assertTrue(assessment.acceptable)
            self.assertTrue(assessment.upright_image.startswith(b"\x89PNG"))
            with self.assertRaises(portcullis.PortcullisError) as caught:
                client.check_traveller(portrait, portrait)
        self.assertEqual(caught.exception.reason, "ROLE_REQUIRED")

    def test_an_unreadable_image_is_a_named_error(self):
        broken = self.folder / "broken.jpg"
        broken.write_bytes((FACES / "003_smiling.jpg").read_bytes()[:1000])
        result = self.run_program("kiosk", "identify", broken)
        self.assertEqual(result.returncode, 1)
        self.assertTrue(result.stderr.startswith("portcullis: identify: IMAGE_UNREADABLE: "), result.stderr)
        self.assertEqual(result.stderr.count("\n"), 1)

    def test_a_repeated_proposal_changes_nothing(self):
        with self.client("administrator") as client:
            again = client.propose("Jane Roe", ["lists/wanted"],
                                   [(FACES / "003_neutral.jpg").read_bytes()],
                                   external_reference="CASE-17", request_id="propose-jane")
            self.assertEqual(again, self.proposed)
            with self.assertRaises(portcullis.PortcullisError) as caught:
                client.propose("Someone Else", ["lists/wanted"],
                               [(FACES / "003_neutral.jpg").read_bytes()], request_id="propose-jane")
        self.assertEqual(caught.exception.reason, "REQUEST_ID_REUSED")

    def test_the_same_person_is_not_proposed_twice_unawares(self):
        with self.client("administrator") as client:
            with self.assertRaises(portcullis.PortcullisError) as caught:
                client.propose("J. Roe", ["lists/wanted"], [(FACES / "003_smiling.jpg").read_bytes()])
        self.assertEqual(caught.exception.reason, "POSSIBLE_DUPLICATE_PERSON")
        self.assertEqual(caught.exception.records, (self.entry.name,))

    def run_json(self, role, *arguments):
        result = self.run_program(role, *arguments, "-o", "json")
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def outcome(self, picture):
        return self.run_json("kiosk", "identify", FACES / picture, "--list", "lives")["outcome"]

    def test_the_program_leads_an_entry_through_its_life(self):
        self.run_json("administrator", "list", "create", "lives", "--display-name", "Lives")
        proposed = self.run_json("everything", "entry", "propose", "--list", "lives", "--name",
                                 "John Doe", FACES / "004_neutral.jpg")["entry"]
        name = proposed["name"]
        self.assertEqual(self.outcome("004_smiling.jpg"), "OUTCOME_NO_DECISION")
        refused = self.run_program("everything", "entry", "approve", name, "--expected-revision", "1")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("SELF_APPROVAL_FORBIDDEN", refused.stderr)
        approved = self.run_json("approver", "entry", "approve", name, "--expected-revision", "1")
        self.assertEqual(approved["entry"]["status"], "ENTRY_STATUS_ACTIVE")
        self.assertEqual(self.outcome("004_smiling.jpg"), "OUTCOME_REFER")
        self.run_json("administrator", "entry", "suspend", name, "--reason", "in doubt")
        self.assertNotEqual(self.outcome("004_smiling.jpg"), "OUTCOME_REFER")
        self.run_json("administrator", "entry", "reinstate", name, "--reason", "confirmed")
        self.assertEqual(self.outcome("004_smiling.jpg"), "OUTCOME_REFER")
        self.run_json("administrator", "entry", "retire", name, "--reason", "case closed")
        self.assertNotEqual(self.outcome("004_smiling.jpg"), "OUTCOME_REFER")
        receipt = self.folder / "receipt.json"
        erased = self.run_program("administrator", "entry", "erase", name, "--receipt", receipt)
        self.assertEqual(erased.returncode, 0, erased.stderr)
        gone = self.run_program("administrator", "entry", "show", name)
        self.assertEqual(gone.returncode, 1)
        self.assertIn("ENTRY_NOT_FOUND", gone.stderr)
        key = bytes.fromhex(self.run_program("administrator", "status").stdout.split()[-1])
        verified = self.run_program("administrator", "erasure", "verify", receipt,
                                    "--public-key", key.hex())
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
        self.assertNotIn("NO", verified.stdout)
        forged = self.folder / "forged.json"
        forged.write_text(receipt.read_text().replace("administrator", "somebodyelse!"))
        self.assertEqual(
            self.run_program("administrator", "erasure", "verify", forged).returncode, 1)
        changes = self.run_program("administrator", "changes")
        for action in ("ProposeEntry", "ApproveEntry", "SuspendEntry", "EraseEntry"):
            self.assertIn(action, changes.stdout)

    def test_an_import_refuses_rows_and_does_nothing_twice(self):
        self.run_json("administrator", "list", "create", "imported", "--display-name", "Imported")
        people = self.folder / "people.csv"
        shutil.copy(FACES / "006_neutral.jpg", self.folder)
        shutil.copy(FACES / "007_neutral.jpg", self.folder)
        (self.folder / "broken.png").write_bytes(b"no image")
        people.write_text("name,list,images,external_reference\n"
                          "\"Six, Sixtus\",imported,006_neutral.jpg,6\n"
                          "Seven,imported,007_neutral.jpg,7\n"
                          "Eight,imported,broken.png,8\n")
        first = self.run_program("administrator", "import", people)
        self.assertEqual(first.returncode, 1)
        self.assertIn("2 proposed, 1 refused\n  line 4: IMAGE_UNREADABLE: ", first.stdout)
        again = self.run_program("administrator", "import", people)
        self.assertIn("2 proposed, 1 refused", again.stdout)
        exported = self.run_program("administrator", "export", "--list", "imported")
        self.assertEqual(exported.stdout.count("proposed"), 2, exported.stdout)
        self.assertIn('"Six, Sixtus"', exported.stdout)

    def test_snapshots_are_made_and_verified(self):
        made = self.run_json("administrator", "snapshot", "create")["snapshot"]["name"]
        listed = self.run_json("administrator", "snapshot", "ls")["snapshots"]
        self.assertEqual(listed[0]["name"], made)
        sound = self.run_program("administrator", "snapshot", "verify", made)
        self.assertEqual(sound.returncode, 0, sound.stdout + sound.stderr)
        self.assertIn("sound", sound.stdout)

    def test_an_unknown_list_is_a_named_error(self):
        result = self.run_program("kiosk", "identify", FACES / "003_smiling.jpg", "--list", "nosuch")
        self.assertEqual(result.returncode, 1)
        self.assertIn("LIST_NOT_FOUND", result.stderr)

    def test_a_policy_is_edited_tried_approved_and_rolled_back(self):
        before = self.run_json("administrator", "policy", "show")["version"]["name"]
        alarm = self.run_json("kiosk", "identify", FACES / "003_smiling.jpg", "--list", "wanted")
        self.assertEqual(alarm["candidates"][0]["level"], "CANDIDATE_LEVEL_ALERT")
        self.assertEqual(alarm["context"]["policyVersion"], before)

        shown = self.run_program("administrator", "policy", "show", "-o", "toml")
        self.assertIn("[default_rule]\n", shown.stdout, shown.stderr)
        edited = self.folder / "policy.toml"
        edited.write_text(shown.stdout.replace("[verification]", """[rules.wanted]
review = { false_positive_identification_rate = 0.02 }
alert = { false_alarms_per_1000_searches = 2 }
prior_listed = 0.0001
required_verdicts = 2

[verification]"""))
        hits = self.folder / "hits.csv"
        hits.write_text(f"trace_id,entry\n{alarm['context']['traceId']},{self.entry.name}\n")
        trial = self.run_json("administrator", "policy", "simulate", edited, "--hits", hits)
        self.assertEqual(trial["confirmedHitsReplayed"], "1")
        self.assertEqual(trial["lostHits"], [])

        proposed = self.run_json("administrator", "policy", "propose", edited,
                                 "--justification", "a test")["version"]
        refused = self.run_program("administrator", "policy", "approve", proposed["name"],
                                   "--expected-revision", "1")
        self.assertIn("ROLE_REQUIRED", refused.stderr)
        approved = self.run_json("approver", "policy", "approve", proposed["name"],
                                 "--expected-revision", "1")["version"]
        self.assertTrue(approved["inForce"])
        answer = self.run_json("kiosk", "identify", FACES / "003_smiling.jpg", "--list", "wanted")
        self.assertEqual(answer["context"]["policyVersion"], proposed["name"])
        thresholds = self.run_program("administrator", "policy", "calibration")
        self.assertIn("FPIR 0.02", thresholds.stdout, thresholds.stderr)

        back = self.run_json("administrator", "policy", "rollback", before,
                             "--justification", "the end of the test")["version"]
        self.assertEqual(back["rollbackOf"], before)
        self.assertTrue(back["inForce"])

    def test_a_finer_target_than_was_measured_is_refused(self):
        with self.client("administrator") as client:
            policy = client.policy().policy
            policy.default_rule.alert.false_alarms_per_1000_searches = 1e-9
            with self.assertRaises(portcullis.PortcullisError) as caught:
                client.propose_policy(policy, "no false alarms at all")
            self.assertEqual(caught.exception.reason, "TARGET_TOO_FINE")
            self.assertEqual(caught.exception.metadata["field"], "default_rule.alert")
            finest = float(caught.exception.metadata["finest_possible"])
            policy.default_rule.alert.false_alarms_per_1000_searches = finest
            version = client.propose_policy(policy, "as few as can be told")
            client.withdraw_policy(version.name, version.revision)

    def test_status_tells_what_the_numbers_rest_on(self):
        result = self.run_program("administrator", "status")
        self.assertEqual(result.returncode, 0, result.stderr)
        for word in ("model", "calibration", "policy", "claims nothing finer than"):
            self.assertIn(word, result.stdout)
        self.assertNotIn("INSECURE", result.stdout)

    def test_a_stranger_is_answered_and_not_by_an_error(self):
        with self.client("kiosk") as client:
            answer = client.identify((FACES / "036_smiling.jpg").read_bytes(), ["lists/wanted"])
        self.assertIn(answer.outcome, (common_pb2.OUTCOME_CLEAR, common_pb2.OUTCOME_REFER))


if __name__ == "__main__":
    unittest.main(verbosity=2)
