"""Runs portcullis-load against a server and books what both used meanwhile."""

import dataclasses
import json
import pathlib
import subprocess

from bench.service.probes import Probes
from bench.service.processes import Usage
from bench.service.server import Server

OK = "OK"
QUEUE_FULL = "RESOURCE_EXHAUSTED/QUEUE_FULL"


class LoadFailed(Exception):
    """The message is what the generator said."""


@dataclasses.dataclass(frozen=True)
class Load:
    """One load: what the generator reported, and the server's usage over all of it."""

    report: dict
    before: Usage
    after: Usage

    @property
    def ok_per_s(self) -> float:
        return self.report["ok_per_s"]

    @property
    def steps_ms(self) -> dict[str, float]:
        return self.report["mean_steps_ms"]

    @property
    def cpu_s(self) -> float:
        return self.after.cpu_s - self.before.cpu_s

    def count(self, status: str) -> int:
        return self.report["statuses"].get(status, {}).get("since_due", {}).get("count", 0)

    def latency_ms(self, status: str, figure: str, since: str = "since_due") -> float | None:
        """None where no call ended so."""
        if not self.count(status):
            return None
        return self.report["statuses"][status][since][f"{figure}_ms"]

    def decided_share(self) -> float:
        """Of the calls that were served, those in which a face was searched."""
        outcomes = self.report["outcomes"]
        total = sum(outcomes.values())
        return (total - outcomes.get("OUTCOME_NO_DECISION", 0)) / total if total else 0.0


# Of an open load, for its 99th percentile to be more than its slowest call; and how long at most.
CALLS_WANTED = 120
LONGEST_S = 15.0


def long_enough(seconds: float, rate_per_s: float) -> float:
    """How long to load at this rate: `seconds`, or longer where calls are few."""
    return max(seconds, min(CALLS_WANTED / rate_per_s, LONGEST_S))


class Generator:
    """Calls from the cores that it is given."""

    def __init__(self, program: pathlib.Path, cores: list[int], seconds: float, warm_up_s: float,
                 is_quick: bool = False):
        self._program = program
        self._cores = cores
        self._seconds = seconds
        self._warm_up_s = warm_up_s
        self._is_quick = is_quick

    def closed(self, server: Server, probes: Probes, under_way: int) -> Load:
        return self._run(server, probes, ["--closed", str(under_way)], self._seconds,
                         self._warm_up_s)

    def open(self, server: Server, probes: Probes, rate_per_s: float, arrivals: str,
             fill_s: float = 0) -> Load:
        """`fill_s`: what the warm-up is longer by, for the queue to fill."""
        seconds = self._seconds if self._is_quick else long_enough(self._seconds, rate_per_s)
        return self._run(server, probes,
                         ["--rate", f"{rate_per_s:.3f}", "--arrivals", arrivals, "--seed", "1"],
                         seconds, self._warm_up_s + fill_s)

    def _run(self, server: Server, probes: Probes, how: list[str], seconds: float,
             warm_up_s: float) -> Load:
        command = ["taskset", "--cpu-list", ",".join(map(str, self._cores)), self._program,
                   "--address", server.address, "--seconds", str(seconds),
                   "--warm-up", str(warm_up_s), *how]
        for file in probes.files:
            command += ["--image", file]
        before = server.usage()
        said = subprocess.run(command, capture_output=True, text=True, check=False)
        if said.returncode != 0:
            raise LoadFailed(said.stderr.strip() or f"portcullis-load ended with {said.returncode}")
        return Load(json.loads(said.stdout), before, server.usage())
