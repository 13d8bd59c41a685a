"""portcullisd on loopback, with everything that it writes in one fresh folder."""

from __future__ import annotations

import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

START_S = 60
STOP_S = 30


class ServerFailed(Exception):
    """The server did not start; the message ends with what it said."""


class ServerProcess:
    """Ended by its own process id when the block is left, unless keep() was called."""

    def __init__(self, program: pathlib.Path, models: pathlib.Path):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="portcullis-demo-"))
        self._program = program
        self._models = models
        self._process: subprocess.Popen | None = None
        self._kept = False

    def __enter__(self) -> ServerProcess:
        try:
            self._start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_) -> None:
        if not self._kept:
            self._end()

    @property
    def address(self) -> str:
        return "127.0.0.1:" + self._port_file.read_text().strip()

    @property
    def pid(self) -> int:
        return self._process.pid

    def keep(self) -> None:
        """The server outlives this program."""
        self._kept = True

    def log_tail(self) -> str:
        lines = self._log_file.read_text(errors="replace").splitlines()
        return "\n".join(lines[-15:])

    @property
    def _port_file(self) -> pathlib.Path:
        return self.folder / "port"

    @property
    def _log_file(self) -> pathlib.Path:
        return self.folder / "portcullisd.log"

    def _start(self) -> None:
        config = self.folder / "portcullisd.toml"
        config.write_text(
            "[server]\n"
            'listen = "127.0.0.1:0"\n'
            "insecure_loopback = true\n"
            f'port_file = "{self._port_file}"\n'
            "[storage]\n"
            f'data_dir = "{self.folder / "data"}"\n'
            f'key_file = "{self.folder / "sealing.key"}"\n'
            "[models]\n"
            f'dir = "{self._models}"\n')
        with self._log_file.open("wb") as log:
            # A session of its own: Ctrl-C is for the demo, which then ends the server in order.
            self._process = subprocess.Popen(
                [self._program, "--config", config, "--create-key"], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + START_S
        while not (self._port_file.exists() and self._port_file.read_text().strip()):
            if self._process.poll() is not None:
                raise ServerFailed(f"portcullisd ended at once:\n{self.log_tail()}")
            if time.monotonic() > deadline:
                raise ServerFailed(f"portcullisd did not start in {START_S} s:\n{self.log_tail()}")
            time.sleep(0.05)

    def _end(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
