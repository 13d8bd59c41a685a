"""portcullisd on a port of its own, on the cores that it is given."""

import dataclasses
import pathlib
import signal
import subprocess
import tempfile
import time

from bench.service import processes

START_S = 300
STOP_S = 60
# A server that uses less than this share of a core for so long is idle.
IDLE_S, IDLE_SHARE = 0.5, 0.05
SETTLE_S = 60


class ServerFailed(Exception):
    """The message ends with what the server said."""


@dataclasses.dataclass(frozen=True)
class Side:
    """One of those compared: its name, its configuration (key, value) and, where it needs data of
    another model, the flags of portcullis-eval for it."""

    name: str
    settings: tuple[tuple[str, str], ...] = ()
    engine: tuple[str, ...] = ()

    def described(self) -> str:
        return ", ".join(f"{key} = {value}" for key, value in self.settings) or "defaults"


# The plain way: dlib's detector at full size, dlib's own forward pass, faiss::IndexFlatL2.
BASELINE = Side(
    "baseline",
    (("models.detector", "dlib-hog"), ("models.alignment", "dlib68-v2"),
     ("models.runtime", "dlib"), ("search.index", "faiss-flat")),
    ("--detector", "dlib-hog", "--alignment", "dlib68-v2"))
FAST = Side("fast")


class Server:
    """Ended by its own process id when the block is left."""

    def __init__(self, program: pathlib.Path, models: pathlib.Path, folder: pathlib.Path,
                 side: Side, cores: list[int], lanes: int):
        self._run = tempfile.TemporaryDirectory(prefix="portcullis-bench-")
        self._log = pathlib.Path(self._run.name) / "log"
        self._port_file = pathlib.Path(self._run.name) / "port"
        settings = [("storage.data_dir", str(folder / "data")),
                    ("storage.key_file", str(folder / "sealing.key")),
                    ("models.dir", str(models)), ("server.port_file", str(self._port_file)),
                    ("capacity.lanes", str(lanes)), *side.settings]
        command = ["taskset", "--cpu-list", ",".join(map(str, cores)), str(program),
                   "--insecure-loopback", "--listen", "127.0.0.1:0"]
        for key, value in settings:
            command += ["--set", f"{key}={value}"]
        self._command = command

    def __enter__(self) -> "Server":
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=log,
                                             stderr=log)
        started = time.monotonic()
        try:
            while not (self._port_file.exists() and self._port_file.read_text().strip()):
                if self._process.poll() is not None:
                    raise ServerFailed("portcullisd ended at once:\n" + self.said()[-2000:])
                if time.monotonic() - started > START_S:
                    raise ServerFailed(f"portcullisd did not start in {START_S} s")
                time.sleep(0.01)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_) -> None:
        self._end()

    @property
    def address(self) -> str:
        return "127.0.0.1:" + self._port_file.read_text().strip()

    def usage(self) -> processes.Usage:
        return processes.usage_of(self._process.pid)

    def settle(self) -> None:
        """Returns when it has done what it does after its start, in the background."""
        deadline = time.monotonic() + SETTLE_S
        while time.monotonic() < deadline:
            before = self.usage().cpu_s
            time.sleep(IDLE_S)
            if self.usage().cpu_s - before < IDLE_SHARE * IDLE_S:
                return

    def said(self) -> str:
        return self._log.read_text(errors="replace")

    def start_lines(self) -> list[str]:
        """What it told of itself when it started."""
        marker = "portcullisd: "
        return [line[len(marker):] for line in self.said().splitlines() if line.startswith(marker)]

    def _end(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._run.cleanup()
