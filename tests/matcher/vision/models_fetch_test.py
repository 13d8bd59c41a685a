"""Tests of models/fetch: python3 models_fetch_test.py PATH-TO-FETCH. No network beyond loopback."""

import bz2
import contextlib
import hashlib
import http.server
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

FETCH = None
DETECTOR = b"the bytes of a detector" * 100
EMBEDDER = b"the bytes of an embedder" * 1000
PACKED = bz2.compress(EMBEDDER)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


class Upstream:
    """Serves files from memory on a port of its own, and counts the requests."""

    def __init__(self, files):
        self.requests = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(handler):
                self.requests.append(handler.path)
                body = files.get(handler.path.lstrip("/"))
                handler.send_response(200 if body is not None else 404)
                handler.send_header("Content-Length", str(len(body or b"")))
                handler.end_headers()
                handler.wfile.write(body or b"")

            def log_message(handler, *arguments):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class SilentPort:
    """Accepts no connection and refuses none: its backlog is full."""

    def __init__(self):
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(0)
        address = self._listener.getsockname()
        self._waiting = []
        for _ in range(8):
            connection = socket.socket()
            connection.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                connection.connect(address)
            self._waiting.append(connection)
        self.url = f"http://127.0.0.1:{address[1]}"

    def close(self):
        for connection in [*self._waiting, self._listener]:
            connection.close()


def dead_url():
    """A port that refuses connections."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


class FetchTest(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.models = pathlib.Path(self._folder.name) / "models"
        self.mirror = pathlib.Path(self._folder.name) / "mirror"
        self.models.mkdir()
        self.mirror.mkdir()
        self.weights = self.models / "weights"

    def list_models(self, url, second_url=None):
        """A detector, an embedder, and another embedder that nobody has."""
        self.models.joinpath("models.toml").write_text(
            f"""
[[model]]
id = "detector"
kind = "detector"
file = "detector.onnx"
sha256 = "{sha256(DETECTOR)}"
url = "{url}/detector.onnx"
[[model]]
id = "rare"
kind = "embedder"
file = "rare.dat"
sha256 = "{sha256(b'rare')}"
url = "{second_url or url}/rare.dat"
[[model]]
id = "embedder"
kind = "embedder"
file = "embedder.dat"
sha256 = "{sha256(EMBEDDER)}"
url = "{url}/embedder.dat.bz2"
form = "bzip2"
upstream_sha256 = "{sha256(PACKED)}"
"""
        )

    def list_attack_detector_and_landmarks(self, url):
        with self.models.joinpath("models.toml").open("a") as catalogue:
            for kind in ("attack-detector", "landmarks"):
                catalogue.write(
                    f"""
[[model]]
id = "{kind}"
kind = "{kind}"
file = "{kind}.onnx"
sha256 = "{sha256(DETECTOR)}"
url = "{url}/{kind}.onnx"
"""
                )
                (self.mirror / f"{kind}.onnx").write_bytes(DETECTOR)

    def upstream(self, files):
        server = Upstream(files)
        self.addCleanup(server.close)
        return server

    def fill_mirror(self):
        (self.mirror / "detector.onnx").write_bytes(DETECTOR)
        (self.mirror / "embedder.dat.bz2").write_bytes(PACKED)

    def fetch(self, *arguments, environment=None):
        clean = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
        return subprocess.run(
            [sys.executable, FETCH, "--models-dir", self.models, *arguments],
            env={**clean, "PORTCULLIS_MIRROR": str(self.mirror), **(environment or {})},
            capture_output=True,
            text=True,
            timeout=30,
        )

    def assert_fetched(self):
        self.assertEqual((self.weights / "detector.onnx").read_bytes(), DETECTOR)
        self.assertEqual((self.weights / "embedder.dat").read_bytes(), EMBEDDER)
        self.assert_nothing_but("detector.onnx", "embedder.dat")

    def assert_nothing_but(self, *names):
        found = sorted(path.name for path in self.weights.iterdir()) if self.weights.is_dir() else []
        self.assertEqual(found, sorted(names))

    def test_fetches_attack_detectors_unasked_and_landmarks_only_by_name(self):
        url = self.upstream({}).url
        self.list_models(url)
        self.fill_mirror()
        self.list_attack_detector_and_landmarks(url)
        self.assertEqual(self.fetch().returncode, 0)
        self.assert_nothing_but("detector.onnx", "embedder.dat", "attack-detector.onnx")
        self.assertEqual(self.fetch("landmarks").returncode, 0)
        self.assertTrue((self.weights / "landmarks.onnx").is_file())

    def test_takes_files_from_the_mirror_and_unpacks_them(self):
        self.list_models(dead_url())
        self.fill_mirror()
        done = self.fetch()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_fetched()

    def test_takes_the_mirror_that_the_option_names(self):
        self.list_models(dead_url())
        self.fill_mirror()
        done = self.fetch("--mirror", self.mirror, environment={"PORTCULLIS_MIRROR": "/nowhere"})
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_takes_from_upstream_what_the_mirror_lacks(self):
        server = self.upstream({"detector.onnx": DETECTOR, "embedder.dat.bz2": PACKED})
        self.list_models(server.url)
        done = self.fetch()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_fetched()
        self.assertIn("embedder: fetched from upstream", done.stdout)

    def test_leaves_alone_what_is_present_and_right(self):
        server = self.upstream({"detector.onnx": DETECTOR, "embedder.dat.bz2": PACKED})
        self.list_models(server.url)
        self.fetch("detector", "embedder")
        server.requests.clear()
        done = self.fetch("detector", "embedder")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(server.requests, [])
        self.assertIn("detector: present", done.stdout)

    def test_replaces_an_altered_file(self):
        self.list_models(dead_url())
        self.fill_mirror()
        self.weights.mkdir()
        (self.weights / "detector.onnx").write_bytes(b"altered")
        self.assertEqual(self.fetch().returncode, 0)
        self.assert_fetched()

    def test_goes_on_to_upstream_where_the_mirror_has_wrong_bytes(self):
        server = self.upstream({"detector.onnx": DETECTOR, "embedder.dat.bz2": PACKED})
        self.list_models(server.url)
        (self.mirror / "detector.onnx").write_bytes(b"not it")
        (self.mirror / "embedder.dat.bz2").write_bytes(b"not bzip2 at all")
        done = self.fetch()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_fetched()

    def test_keeps_no_wrong_bytes_on_disk(self):
        cut = PACKED[: len(PACKED) // 2]
        server = self.upstream({"detector.onnx": b"evil", "embedder.dat.bz2": cut})
        self.list_models(server.url)
        done = self.fetch()
        self.assertEqual(done.returncode, 1)
        self.assert_nothing_but()
        self.assertIn("could not get any detector, any embedder", done.stderr)

    def test_fails_for_a_named_model_that_cannot_be_had(self):
        self.list_models(dead_url())
        self.fill_mirror()
        done = self.fetch("rare")
        self.assertEqual(done.returncode, 1)
        self.assertIn("could not get rare", done.stderr)

    def test_refuses_an_unknown_name(self):
        self.list_models(dead_url())
        done = self.fetch("eigenfaces")
        self.assertEqual(done.returncode, 1)
        self.assertIn("eigenfaces", done.stderr)
        self.assertNotIn("Traceback", done.stderr)

    def test_keeps_nothing_of_a_network_that_cannot_be_brought_into_form(self):
        self.list_models(dead_url())
        with (self.models / "models.toml").open("a") as catalogue:
            catalogue.write(
                f"""
[[model]]
id = "clipped"
kind = "embedder"
file = "clipped.onnx"
sha256 = "{sha256(b'whatever')}"
url = "https://no-such-host.invalid/upstream.onnx"
form = "onnx-clip"
upstream_sha256 = "{sha256(b'no network')}"
"""
            )
        self.fill_mirror()
        (self.mirror / "upstream.onnx").write_bytes(b"no network")
        done = self.fetch("clipped")
        self.assertEqual(done.returncode, 1)
        self.assertIn("not the network expected", done.stdout)
        self.assertFalse((self.weights / "clipped.onnx").exists())

    def test_waits_for_a_silent_host_once_and_at_most_five_seconds(self):
        silent = SilentPort()
        self.addCleanup(silent.close)
        self.list_models(silent.url)
        start = time.monotonic()
        done = self.fetch()
        self.assertLess(time.monotonic() - start, 6.5)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(len(done.stdout.splitlines()), 3, done.stdout)

    def test_says_in_one_line_that_a_name_cannot_be_resolved(self):
        self.list_models(dead_url(), second_url="https://no-such-host.invalid")
        self.fill_mirror()
        start = time.monotonic()
        done = self.fetch()
        self.assertLess(time.monotonic() - start, 6.5)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.count("no-such-host.invalid"), 1, done.stdout)


if __name__ == "__main__":
    FETCH = sys.argv.pop(1)
    unittest.main()
