"""Kills a real server under traffic and checks what is left.

usage: crash_harness.py PORTCULLISD_WITH_FAILPOINTS [--kills N] [--seed S]

Skipped where the model files or the volunteers' photographs are not there.
"""

import argparse
import collections
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "clients/python/generated")]

import grpc  # noqa: E402

import checks  # noqa: E402
import server as servers  # noqa: E402
import traffic  # noqa: E402
from ledger import Ledger  # noqa: E402
from portcullis.v1 import entry_pb2, watchlist_pb2  # noqa: E402

CLIENTS = 3
FACES = ROOT.parent / "shared/data/london"
EXAMINE_EVERY = 25  # kills; then the data folder is examined offline too


class Harness:

    def __init__(self, program: str, folder: pathlib.Path, seed: int):
        self.kills = collections.Counter()
        self.changes = 0
        self.start_s: list[float] = []
        self._program = program
        self._folder = folder
        self._dice = random.Random(seed)
        self._ledgers = [Ledger() for _ in range(CLIENTS)]
        self._faces = [(FACES / f"{person}_neutral.jpg").read_bytes()
                       for person in ("003", "004", "006")]
        servers.write_configuration(folder, ROOT / "models")

    def prepare(self) -> None:
        server = servers.Server(self._program, self._folder, "")
        server.watchlist.CreateList(watchlist_pb2.CreateListRequest(
            request_id="list", list_id="crash",
            list=entry_pb2.WatchList(display_name="Crash")), timeout=checks.CALL_S)
        server.kill()
        self._ledgers[0].acknowledged.add("list")

    def kill_once(self) -> list[str]:
        """One life of the server: start, check, traffic, death."""
        failpoint = servers.next_failpoint(self._dice)
        server = servers.Server(self._program, self._folder, failpoint)
        self.start_s.append(server.start_s)
        wrong = []
        # A failpoint may strike while doubts are settled: those who come next check it all again.
        try:
            wrong += self._check(server)
            wrong += self._play(server, failpoint)
        except grpc.RpcError as error:
            if not server.has_ended() and not self._ends_soon(server):
                raise
            print(f"  (died while it was checked: {type(error).__name__})", file=sys.stderr)
        self.kills[failpoint.split(":")[0] or "from outside"] += 1
        server.kill()
        return wrong

    def examine(self) -> list[str]:
        """The last word: everything once more, then the data folder without a server."""
        server = servers.Server(self._program, self._folder, "")
        wrong = self._check(server)
        wrong += checks.check_receipts(server, self._ledgers[0], count=1000)
        server.kill()
        offline = subprocess.run(
            [self._program, "--config", self._folder / "portcullisd.toml", "--check"],
            capture_output=True, text=True, check=False)
        if offline.returncode != 0:
            wrong.append(f"--check: {offline.stdout}{offline.stderr}")
        return wrong

    def _check(self, server) -> list[str]:
        wrong = []
        for ledger in self._ledgers:
            wrong += checks.check_entries(server, ledger)
            wrong += checks.settle_doubt(server, ledger)
            wrong += checks.check_receipts(server, ledger, count=1)
        wrong += checks.check_log(server, self._ledgers)
        return wrong + checks.check_searches(server, self._ledgers, self._faces)

    def _play(self, server, failpoint: str) -> list[str]:
        clients = [
            traffic.Client(number, ledger, self._faces, self._dice.randrange(2**32), server)
            for number, ledger in enumerate(self._ledgers)]
        for client in clients:
            client.start()
        limit = self._dice.uniform(0.02, 0.5)
        started = time.monotonic()
        # A failpoint gets longer to be passed; where it is not, the kill comes from outside.
        while time.monotonic() - started < (3 * limit if failpoint else limit):
            if server.has_ended():
                break
            time.sleep(0.002)
        server.kill()
        for client in clients:
            client.stop()
            client.join()
        self.changes += sum(client.done for client in clients)
        return [failure for client in clients for failure in client.failures]

    @staticmethod
    def _ends_soon(server) -> bool:
        for _ in range(100):
            if server.has_ended():
                return True
            time.sleep(0.01)
        return False


def report(harness: Harness, elapsed: float) -> None:
    starts = sorted(harness.start_s)
    print(f"{sum(harness.kills.values())} kills in {elapsed:.0f} s, "
          f"{harness.changes} acknowledged changes, "
          f"median time from start to listening {starts[len(starts) // 2]:.2f} s")
    for name, count in sorted(harness.kills.items()):
        print(f"  {count:6d} {name}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if not list((ROOT / "models/weights").glob("*.dat")):
        print("SKIPPED: no embedder in models/weights (models/fetch gets it)")
        return 0
    if not FACES.is_dir():
        print("SKIPPED: ../shared/data/london is not there")
        return 0
    folder = pathlib.Path(tempfile.mkdtemp(prefix="portcullis-crash-"))
    started = time.monotonic()
    harness = Harness(arguments.program, folder, arguments.seed)
    harness.prepare()
    for number in range(1, arguments.kills + 1):
        wrong = harness.kill_once()
        if number % EXAMINE_EVERY == 0 or number == arguments.kills:
            wrong += harness.examine()
            print(f"{number} of {arguments.kills} kills, {time.monotonic() - started:.0f} s",
                  file=sys.stderr)
        if wrong:
            print(f"after kill {number} of seed {arguments.seed}; the data is in {folder}")
            print("\n".join(wrong))
            return 1
    report(harness, time.monotonic() - started)
    if harness.changes < arguments.kills:
        print("hardly a change was made: nothing was tested")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
