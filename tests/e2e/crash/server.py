"""portcullisd with failpoints, started again and again on one data folder."""

import pathlib
import random
import signal
import subprocess
import time

import grpc

from portcullis.v1 import admin_pb2, admin_pb2_grpc, match_pb2_grpc, watchlist_pb2_grpc

START_S = 60
FAILPOINTS = (
    "store.commit.begin", "store.commit.rows_written", "store.commit.before_commit",
    "store.commit.after_commit", "store.erase.before_checkpoint", "store.erase.after_checkpoint",
    "store.cache.before_rename", "store.cache.after_rename")


class CannotStart(Exception):
    pass


class Server:
    """One run of the process, from start to kill."""

    def __init__(self, program: str, folder: pathlib.Path, failpoint: str):
        port_file = folder / "port"
        port_file.unlink(missing_ok=True)
        self._log = (folder / "portcullisd.log").open("ab")
        environment = {"PORTCULLIS_FAILPOINT": failpoint} if failpoint else {}
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            [program, "--config", folder / "portcullisd.toml", "--create-key"],
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, env=environment)
        while not (port_file.exists() and port_file.read_text().strip()):
            if self._process.poll() is not None:
                raise CannotStart(f"portcullisd ended with {self._process.returncode}")
            if time.monotonic() - self._started > START_S:
                raise CannotStart("portcullisd does not listen")
            time.sleep(0.005)
        self.start_s = time.monotonic() - self._started
        self.channel = grpc.insecure_channel(f"127.0.0.1:{port_file.read_text().strip()}")
        self.watchlist = watchlist_pb2_grpc.WatchlistServiceStub(self.channel)
        self.match = match_pb2_grpc.MatchServiceStub(self.channel)
        self.admin = admin_pb2_grpc.AdminServiceStub(self.channel)

    def status(self):
        return self.admin.GetStatus(admin_pb2.GetStatusRequest(), timeout=START_S)

    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self.channel.close()
        self._log.close()


def write_configuration(folder: pathlib.Path, models: pathlib.Path) -> None:
    (folder / "portcullisd.toml").write_text(f"""
[server]
listen = "127.0.0.1:0"
insecure_loopback = true
port_file = "{folder}/port"
[storage]
data_dir = "{folder}/data"
key_file = "{folder}/sealing.key"
[models]
dir = "{models}"
[capacity]
lanes = 1
""")


def next_failpoint(dice: random.Random) -> str:
    """Half of the kills come from outside, at a moment that nobody chose."""
    if dice.random() < 0.5:
        return ""
    return f"{dice.choice(FAILPOINTS)}:{dice.randint(1, 8)}"
