"""Runs fuzz targets, some at a time, and tells how often each was executed.

usage: run_fuzz.py --programs FOLDER --work FOLDER [--portraits FOLDER] [--seconds N] [--jobs N]
                   [--junit FILE] [TARGET...]

FOLDER of the programs holds fuzz_seeds and fuzz_TARGET for each. What a target has found to be
worth keeping stays in WORK/corpus and is where the next run begins. Exits 1 if a target crashed,
after saying how to do it again.
"""

import argparse
import concurrent.futures
import dataclasses
import os
import pathlib
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as xml

EXECUTED = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
# One image may take as long as this, in seconds, and a target as much memory, in MiB.
SLOWEST_S = 30
MEMORY_MIB = 3000
KEPT_LINES = 60


@dataclasses.dataclass
class Result:
    target: str
    executed: int
    seconds: float
    crashed: bool
    output: str


def targets_in(programs):
    names = (path.name.removeprefix("fuzz_") for path in programs.glob("fuzz_*")
             if path.is_file() and path.stat().st_mode & 0o100 and not path.suffix)
    return sorted(set(names) - {"seeds", "mutators_test"})


def run_target(target, programs, work, seconds):
    corpus = work / "corpus" / target
    crashes = work / "crashes"
    for folder in (corpus, crashes, work / "seeds" / target):
        folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    done = subprocess.run(
        [programs / f"fuzz_{target}", f"-max_total_time={seconds}", f"-timeout={SLOWEST_S}",
         f"-rss_limit_mb={MEMORY_MIB}", "-max_len=65536", "-print_final_stats=1",
         f"-artifact_prefix={crashes / target}-", corpus, work / "seeds" / target],
        env={"ASAN_SYMBOLIZER_PATH": "/usr/bin/llvm-symbolizer-14", **os.environ},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace")
    executed = EXECUTED.search(done.stdout)
    return Result(target, int(executed[1]) if executed else 0, time.monotonic() - started,
                  done.returncode != 0, "\n".join(done.stdout.splitlines()[-KEPT_LINES:]))


def write_junit(results, path):
    suite = xml.Element("testsuite", name="fuzz", tests=str(len(results)))
    for result in results:
        case = xml.SubElement(suite, "testcase", name=f"fuzz_{result.target}",
                              time=f"{result.seconds:.1f}",
                              status="fail" if result.crashed else "run")
        xml.SubElement(case, "system-out").text = re.sub(r"[^\n\t -~]", "?", result.output)
    xml.ElementTree(suite).write(path, encoding="unicode", xml_declaration=True)


def tell(result, programs):
    print(f"fuzz {result.target}: {result.executed:,} executions in {result.seconds:.0f} s"
          f"{', CRASHED' if result.crashed else ''}", flush=True)
    if result.crashed:
        print(f"{result.output}\nto see it again: {programs}/fuzz_{result.target} FILE, "
              "with the file that \"Test unit written to\" names above", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--portraits", type=pathlib.Path)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--junit", type=pathlib.Path)
    parser.add_argument("targets", nargs="*")
    arguments = parser.parse_args()
    known = targets_in(arguments.programs)
    unknown = set(arguments.targets) - set(known)
    if unknown or not known:
        sys.exit(f"no such target: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    portraits = [arguments.portraits] if arguments.portraits else []
    subprocess.run([arguments.programs / "fuzz_seeds", arguments.work / "seeds", *portraits],
                   check=True)
    results = []
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        runs = [pool.submit(run_target, target, arguments.programs, arguments.work,
                            arguments.seconds) for target in arguments.targets or known]
        for run in concurrent.futures.as_completed(runs):
            results.append(run.result())
            tell(results[-1], arguments.programs)
    if arguments.junit:
        write_junit(results, arguments.junit)
    return 1 if any(result.crashed for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
