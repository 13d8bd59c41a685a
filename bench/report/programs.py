"""The benchmarks that the report is made of, and how each is run."""

import dataclasses
import datetime
import enum
import json
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


@dataclasses.dataclass(frozen=True)
class Places:
    """Where the programs are and where their figures go."""

    programs: pathlib.Path
    models: pathlib.Path
    data: pathlib.Path
    work: pathlib.Path
    image: pathlib.Path | None  # a JPEG of about 500 KB, for decode_hop


class Ending(enum.Enum):
    MEASURED = enum.auto()
    SKIPPED = enum.auto()  # something that it needs and that not every machine has is not here
    FAILED = enum.auto()


@dataclasses.dataclass(frozen=True)
class Outcome:
    """How a run ended, and why where there are no figures of it."""

    ending: Ending
    reason: str = ""


# By which a program says so itself, after it has printed what it needs.
SKIPPED_STATUS = 77


@dataclasses.dataclass(frozen=True)
class Program:
    """`path` below the build folder, or a script of bench/; `arguments` of a run that is not
    quick."""

    bench: str
    path: str
    arguments: tuple[str, ...] = ()
    is_in_quick: bool = True

    @property
    def is_script(self) -> bool:
        return self.path.endswith(".py")

    def file(self, places: Places) -> pathlib.Path:
        return ROOT / "bench" / self.path if self.is_script else places.programs / self.path


PROGRAMS = (
    Program("search", "bench/search_bench"),
    Program("live_index", "bench/live_index_bench"),
    Program("approximate", "bench/approximate_bench"),
    Program("embed", "bench/embed_bench"),
    Program("detect", "bench/detect_bench"),
    Program("detect_agreement", "bench/detect_bench", ("--agreement", "1"), is_in_quick=False),
    Program("decode", "bench/decode_hop"),
    Program("service", "service_bench.py"),
    # After it: it can use the data folders that were filled there.
    Program("watchlist", "watchlist_bench.py", ("--sizes", "1000,100000,1000000")),
)


def command(program: Program, places: Places, known: str, output: pathlib.Path,
            is_quick: bool) -> list[str] | None:
    """None if the program needs what there is not. `known` is what its --help says."""
    file = program.file(places)
    made = [sys.executable, "-B", str(file)] if program.is_script else [str(file)]
    offered = {"--models": places.models, "--data": places.data, "--programs": places.programs,
               "--work": places.work, "--image": places.image,
               "--decoder": places.programs / "server/portcullis-decoder"}
    for flag, value in offered.items():
        if not knows(known, flag):
            continue
        if value is None:
            return None
        made += [flag, str(value)]
    if is_quick:
        made.append("--quick")
    else:
        made += program.arguments
    return made + ["--json", str(output)]


def knows(help_text: str, flag: str) -> bool:
    """Whether the flag stands in a --help of CLI11 or argparse, as a word of its own."""
    return any(word.strip("[],:").split("=")[0] == flag for word in help_text.split())


def run(program: Program, places: Places, is_quick: bool) -> Outcome:
    """Runs it and stamps what it wrote. Where there are no figures of it, those that an earlier run
    measured are gone too: they would pass for this one's."""
    output = places.work / f"{program.bench}.json"
    output.unlink(missing_ok=True)
    if not program.file(places).exists():
        return Outcome(Ending.FAILED, f"{program.path} is not built")
    asked = [sys.executable, "-B"] if program.is_script else []
    said = subprocess.run([*asked, program.file(places), "--help"], capture_output=True, text=True,
                          check=False)
    if is_quick and not knows(said.stdout, "--quick"):
        return Outcome(Ending.FAILED, "it has no --quick")
    line = command(program, places, said.stdout, output, is_quick)
    if line is None:
        return Outcome(Ending.SKIPPED, "there is no picture for it")
    started = time.monotonic()
    print(f"== {program.bench}: {' '.join(line)}", flush=True)
    done = subprocess.run(line, cwd=ROOT, check=False)
    print(f"== {program.bench}: {time.monotonic() - started:.0f} s\n", flush=True)
    if done.returncode != 0:
        output.unlink(missing_ok=True)
        if done.returncode == SKIPPED_STATUS:
            return Outcome(Ending.SKIPPED, "it cannot measure here, see what it printed above")
        return Outcome(Ending.FAILED, f"it ended with status {done.returncode}")
    if not output.exists():
        return Outcome(Ending.FAILED, "it wrote no figures")
    stamp(output, is_quick)
    return Outcome(Ending.MEASURED)


def stamp(output: pathlib.Path, is_quick: bool) -> None:
    """Adds when and from which commit; leaves other kinds of JSON alone."""
    document = json.loads(output.read_text())
    if not isinstance(document, dict):
        return
    if "measures" not in document:
        return
    document["measured"] = datetime.date.today().isoformat()
    document["commit"] = commit()
    document["quick"] = is_quick
    output.write_text(json.dumps(document, indent=2) + "\n")


def commit() -> str:
    """With a plus if files differ from it."""
    said = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty=+"],
                          capture_output=True, text=True, check=False)
    return said.stdout.strip() if said.returncode == 0 else ""
