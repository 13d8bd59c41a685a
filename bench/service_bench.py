"""The whole service under load: throughput, latency, processor time by step, overload, memory.

usage: service_bench.py --json FILE [--programs BUILD_DIR] [--sizes 1000,100000,1000000] [--quick]

Two servers run side by side from one binary, the plain way by configuration and the server as it
is; they take turns, on the same cores, and the generator has the others. Data folders are filled
once and kept in --work.
"""

import argparse
import contextlib
import json
import os
import pathlib
import statistics
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.service import folders, machine, measures, probes  # noqa: E402
from bench.service.loads import OK, Generator, Load  # noqa: E402
from bench.service.server import BASELINE, FAST, Server, Side  # noqa: E402

SIZES_PX = ((640, 480), (1350, 1350))
SHARES = (50, 80)
OVERLOAD = 2.0
# At twice what the server can do the queue grows by a second of waiting each second, up to
# capacity.longest_wait_ms; what comes before it is full is no overload yet.
FILL_S = 2.5
# More than one call a lane keeps each lane busy while the next call is read.
CALLS_PER_LANE = 3


class Bench:
    """What is measured, and the cores it is measured on."""

    def __init__(self, arguments: argparse.Namespace):
        self._programs = arguments.programs
        self._models = arguments.models
        self._work = arguments.work
        self._rounds = arguments.rounds
        self._seconds = arguments.seconds
        self._warm_up_s = arguments.warm_up
        self._is_quick = arguments.quick
        self._fill_s = 0 if arguments.quick else FILL_S
        self._cores = sorted(os.sched_getaffinity(0))
        self._portraits = arguments.portraits
        self.start_lines: list[str] = []
        self.measures: list[dict] = []
        self.loads: list[dict] = []

    def _folder(self, side: Side, entries: int) -> pathlib.Path:
        return folders.filled(self._programs / "eval/portcullis-eval", self._models,
                              self._work / "data" / f"{side.name}-{entries}", entries,
                              list(side.engine))

    def _server(self, side: Side, entries: int, lanes: int) -> Server:
        return Server(self._programs / "server/portcullisd", self._models,
                      self._folder(side, entries), side, self._cores[:lanes], lanes)

    def _generator(self, lanes: int) -> Generator:
        """On the cores that the server leaves; on all where it leaves none."""
        return Generator(self._programs / "bench/load/portcullis-load",
                         self._cores[lanes:] or self._cores, self._seconds, self._warm_up_s,
                         self._is_quick)

    def _keep(self, load: Load, **where) -> Load:
        share = load.report["generator_cpu_s"] / (
            load.report["window_s"] + load.report["warm_up_s"])
        print(f"  {' '.join(str(item) for item in where.values())}: "
              f"{load.ok_per_s:.2f} checks/s, {self._latency_words(load)}, "
              f"generator {share:.1%} of a core", flush=True)
        self.loads.append({**where, "generator_share_of_a_core": share, "server_cpu_s": load.cpu_s,
                           "server_mib": load.after.mib, "report": load.report})
        return load

    @staticmethod
    def _lanes_words(lanes: int) -> str:
        return "1 lane on 1 core" if lanes == 1 else f"{lanes} lanes on {lanes} cores"

    @staticmethod
    def _latency_words(load: Load) -> str:
        p50_ms, p99_ms = load.latency_ms(OK, "p50"), load.latency_ms(OK, "p99")
        if p50_ms is None or p99_ms is None:
            return "no call that was due in the window was served"
        return f"p50 {p50_ms:.1f} ms, p99 {p99_ms:.1f} ms"

    def conditions(self, shown: probes.Probes, entries: int, lanes: int) -> str:
        words = [f"{entries:,} entries", f"JPEG {shown.name}",
                 self._lanes_words(lanes)]
        words.append("generator on another core" if self._cores[lanes:]
                     else "generator on the same cores")
        if not shown.has_faces:
            words.append("a drawing without a face: nothing is embedded or searched")
        return ", ".join(words)

    def measure_size(self, entries: int, lanes: int, whole: bool) -> None:
        """Throughput of both sides; where it is `whole`, all else of the fast side too."""
        print(f"{entries:,} entries, {lanes} core(s)", flush=True)
        with contextlib.ExitStack() as stack:
            servers = {side.name: stack.enter_context(self._server(side, entries, lanes))
                       for side in (BASELINE, FAST)}
            for server in servers.values():
                server.settle()
            self.start_lines = servers[FAST.name].start_lines()
            self._memory(servers, entries, lanes)
            for width, height in SIZES_PX:
                shown = probes.make(self._work / "probes", width, height, self._portraits)
                peak = self._throughput(servers, shown, entries, lanes)
                if whole:
                    self._latencies(servers[FAST.name], shown, entries, lanes, peak)

    def _memory(self, servers: dict[str, Server], entries: int, lanes: int) -> None:
        mib = {name: server.usage().mib for name, server in servers.items()}
        self.measures += measures.measure(
            "memory after the start", f"service.memory.{entries}.{lanes}", mib[FAST.name], "MiB",
            f"{entries:,} entries, {self._lanes_words(lanes)}, decoders included",
            baseline=BASELINE.described(), baseline_value=mib[BASELINE.name], entries=entries,
            cores=lanes, series="whole server")

    def _throughput(self, servers: dict[str, Server], shown: probes.Probes, entries: int,
                    lanes: int) -> float:
        """In turns, so that what the machine does beside hits both alike. The fast side's."""
        generator = self._generator(lanes)
        rates: dict[str, list[float]] = {name: [] for name in servers}
        cpu_ms: dict[str, list[float | None]] = {name: [] for name in servers}
        for turn in range(self._rounds):
            for name, server in servers.items():
                load = self._keep(generator.closed(server, shown, CALLS_PER_LANE * lanes),
                                  side=name, entries=entries, probe=shown.name, cores=lanes,
                                  phase="saturation", turn=turn)
                rates[name].append(load.ok_per_s)
                cpu_ms[name].append(measures.cpu_ms_per_check(load))
                if shown.has_faces and load.count(OK) and load.decided_share() < 1:
                    print(f"    {1 - load.decided_share():.0%} of the checks had no face to search")
        conditions = self.conditions(shown, entries, lanes)
        where = f"{entries}.{shown.name}.{lanes}"
        for kind, name, unit, values in (
                ("throughput", "throughput at saturation", "checks/s", rates),
                ("cpu", "processor time of a check", "ms", cpu_ms)):
            if not all(value for found in values.values() for value in found):
                continue  # a side that answered nothing has no figure
            medians = {side: statistics.median(found) for side, found in values.items()}
            self.measures += measures.measure(
                name, f"service.{kind}.{where}", medians[FAST.name], unit, conditions,
                baseline=BASELINE.described(), baseline_value=medians[BASELINE.name],
                entries=entries, cores=lanes, series=shown.name)
        return statistics.median(rates[FAST.name])

    def _latencies(self, server: Server, shown: probes.Probes, entries: int, lanes: int,
                   peak: float) -> None:
        generator = self._generator(lanes)
        conditions = self.conditions(shown, entries, lanes)
        where = f"{entries}.{shown.name}.{lanes}"
        about = {"side": FAST.name, "entries": entries, "probe": shown.name, "cores": lanes}
        alone = self._keep(generator.closed(server, shown, 1), **about, phase="one at a time")
        p50_ms = alone.latency_ms(OK, "p50")
        self.measures += measures.measure("p50 of one call at a time", f"service.p50_alone.{where}",
                                          p50_ms, "ms", conditions)
        self.measures += measures.profile(alone, where, conditions, entries)
        if peak <= 0:
            return
        for share in SHARES:
            for arrivals in ("even", "poisson"):
                load = self._keep(generator.open(server, shown, peak * share / 100, arrivals),
                                  **about, phase=f"{share} % {arrivals}")
                self.measures += measures.latencies(load, str(share), arrivals, p50_ms, where,
                                                    conditions)
        before = server.usage().mib
        load = self._keep(generator.open(server, shown, peak * OVERLOAD, "even", self._fill_s),
                          **about, phase="200 % even")
        self.measures += measures.overload(load, peak, before, where, conditions)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--models", type=pathlib.Path, default=ROOT / "models")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build/bench")
    parser.add_argument("--portraits", type=pathlib.Path,
                        default=ROOT.parent / "shared/data/london")
    parser.add_argument("--sizes", default="1000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=2, help="turns of each side")
    parser.add_argument("--seconds", type=float, default=6, help="of each load")
    parser.add_argument("--warm-up", type=float, default=1, help="seconds before each load")
    parser.add_argument("--quick", action="store_true",
                        help="one small size and short loads: shows that it runs, measures nothing")
    parser.add_argument("--json", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.sizes, arguments.rounds = "200", 1
        arguments.seconds, arguments.warm_up = 0.5, 0.2
    bench = Bench(arguments)
    sizes = [int(size) for size in arguments.sizes.split(",")]
    for size in sizes:
        bench.measure_size(size, lanes=1, whole=size == sizes[-1])
    if not arguments.quick:
        for lanes in machine.core_counts()[1:]:
            bench.measure_size(sizes[-1], lanes, whole=True)
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(
        {"bench": "service", "machine": machine.described(), "baseline": BASELINE.described(),
         "quick": arguments.quick, "start": bench.start_lines, "measures": bench.measures,
         "loads": bench.loads}, indent=2) + "\n")


if __name__ == "__main__":
    main()
