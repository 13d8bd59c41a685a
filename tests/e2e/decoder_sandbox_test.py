"""The real server with a decoder that misbehaves when an image tells it to.

usage: decoder_sandbox_test.py PORTCULLISD TRIAL_DECODER

Skipped where no embedder has been fetched.
"""

import io
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "clients/python"), str(ROOT / "clients/python/generated")]

import grpc  # noqa: E402

from portcullis.v1 import common_pb2, match_pb2, match_pb2_grpc  # noqa: E402

TRIAL_DECODER = sys.argv.pop()
PORTCULLISD = sys.argv.pop()
START_S = 60


def grey_picture():
    file = io.BytesIO()
    Image.new("RGB", (200, 200), (128, 128, 128)).save(file, "JPEG")
    return file.getvalue()


def children(pid):
    threads = pathlib.Path(f"/proc/{pid}/task").iterdir()
    return {int(child) for thread in threads for child in (thread / "children").read_text().split()}


def runs(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class DecoderSandbox(unittest.TestCase):

    def setUp(self):
        if not list((ROOT / "models/weights").glob("*.dat")):
            self.skipTest("no embedder in models/weights (models/fetch gets it)")
        folder = tempfile.TemporaryDirectory(prefix="portcullis-sandbox-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.log = self.folder / "log"

    def start(self, *settings):
        """True when it listens, false when it ended instead."""
        port_file = self.folder / "port"
        port_file.unlink(missing_ok=True)
        flags = [f"server.port_file={port_file}", "server.listen=127.0.0.1:0",
                 f"storage.data_dir={self.folder}/data", f"storage.key_file={self.folder}/key",
                 f"models.dir={ROOT}/models", "capacity.lanes=1", *settings]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [PORTCULLISD, "--insecure-loopback", "--create-key",
                 *(word for flag in flags for word in ("--set", flag))], stdout=log, stderr=log)
        self.addCleanup(self.end)
        deadline = time.monotonic() + START_S
        while not (port_file.exists() and port_file.read_text().strip()):
            if self.process.poll() is not None or time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        channel = grpc.insecure_channel(f"127.0.0.1:{port_file.read_text().strip()}")
        self.addCleanup(channel.close)
        self.match = match_pb2_grpc.MatchServiceStub(channel)
        return True

    def end(self):
        self.process.kill()
        self.process.wait()

    def identify(self, image):
        return self.match.Identify(match_pb2.IdentifyRequest(images=[image]), timeout=60)

    def refused(self, image):
        with self.assertRaises(grpc.RpcError) as caught:
            self.identify(image)
        return caught.exception

    def test_answers_the_next_request_whatever_an_image_did_to_its_decoder(self):
        self.assertTrue(self.start(f"images.decoder_program={TRIAL_DECODER}",
                                   "images.decode_timeout_ms=5000",
                                   "images.decode_memory_mib=128"), self.log.read_text())
        for image, told in ((b"segfault", "signal 11"), (b"abort", "signal 6"),
                            (b"socket", "signal 31"), (b"openat", "signal 31"),
                            (b"hang", "5000 ms"), (b"eat memory", "memory"),
                            (b"say nonsense", "nonsense")):
            with self.subTest(image=image):
                error = self.refused(image)
                self.assertEqual(error.code(), grpc.StatusCode.INVALID_ARGUMENT)
                self.assertIn(told, error.details())
                answer = self.identify(grey_picture())
                self.assertEqual(answer.outcome, common_pb2.OUTCOME_NO_DECISION)
        events = [json.loads(line) for line in self.log.read_text().splitlines()
                  if line.startswith("{")]
        ended = [event for event in events if event.get("event") == "decoder_failed"]
        self.assertEqual(len(ended), 7)
        self.assertIn("signal 11", ended[0]["fault"])

    def test_uses_the_decoder_beside_it_and_says_so(self):
        self.assertTrue(self.start(), self.log.read_text())
        self.assertIn("images are decoded in a sandbox by", self.log.read_text())
        self.assertEqual(self.identify(grey_picture()).outcome, common_pb2.OUTCOME_NO_DECISION)
        self.assertTrue(children(self.process.pid))

    def test_says_loudly_that_there_is_no_sandbox(self):
        self.assertTrue(self.start("images.sandbox=false"), self.log.read_text())
        self.assertIn("NOT SANDBOXED", self.log.read_text())
        self.assertEqual(self.identify(grey_picture()).outcome, common_pb2.OUTCOME_NO_DECISION)
        self.assertFalse(children(self.process.pid))

    def test_does_not_start_without_its_decoder(self):
        for program in ("/no/such/decoder", "/bin/true"):
            with self.subTest(program=program):
                self.assertFalse(self.start(f"images.decoder_program={program}"))
                self.assertEqual(self.process.wait(), 1)
                self.assertIn("the decoder cannot be used", self.log.read_text())

    def test_leaves_no_decoder_behind_when_it_is_killed(self):
        self.assertTrue(self.start(), self.log.read_text())
        workers = children(self.process.pid)
        self.assertTrue(workers)
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        deadline = time.monotonic() + 10
        while any(runs(pid) for pid in workers) and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertFalse([pid for pid in workers if runs(pid)])


if __name__ == "__main__":
    unittest.main()
