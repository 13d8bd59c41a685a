"""Runs the benchmarks and writes docs/performance.md from what they measured.

Raw figures stay in build/bench/*.json, so that one part can be measured again alone (--only), and
the page be written again without measuring (--only nothing).
"""

import argparse
import pathlib
import sys

from bench.report import figures, page, pictures
from bench.report.programs import PROGRAMS, ROOT, Ending, Places, run


def main() -> int:
    arguments = parsed()
    work = arguments.work / "quick" if arguments.quick else arguments.work
    work.mkdir(parents=True, exist_ok=True)
    images = sorted((arguments.data / "london").glob("*_smiling.jpg"))
    places = Places(arguments.programs, arguments.models, arguments.data, work,
                    images[0] if images else arguments.image)
    outcomes = {}
    for program in PROGRAMS:
        if arguments.quick and not program.is_in_quick:
            continue
        if arguments.only is None or program.bench in arguments.only:
            outcomes[program.bench] = run(program, places, arguments.quick)
    target = work / "performance.md" if arguments.quick else arguments.page
    try:
        write_page(work, arguments.page, target, arguments.quick)
    except figures.FigureError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    for bench, outcome in outcomes.items():
        if outcome.ending != Ending.MEASURED:
            print(f"bench: no figures of {bench}: {outcome.reason}", file=sys.stderr)
    print(f"raw figures in {work}, page {target}")
    return 1 if any(outcome.ending == Ending.FAILED for outcome in outcomes.values()) else 0


def write_page(work: pathlib.Path, page_from: pathlib.Path, page_to: pathlib.Path,
               is_quick: bool) -> None:
    """From the page as it is: its prose stays."""
    found = figures.load(work)
    quick = [run.bench for run in found.runs if run.is_quick]
    if quick and not is_quick:
        raise figures.FigureError(f"these runs were quick ones, which measure nothing: {quick}")
    text = page.update(page_from.read_text(), found)
    pictures.write_all(found, page_to.parent / "performance")
    page_to.write_text(text)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench --report",
                                     description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--models", type=pathlib.Path, default=ROOT / "models")
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data")
    parser.add_argument("--image", type=pathlib.Path, help="JPEG for decode_hop without --data")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build/bench",
                        help="folder of the raw figures and of filled data folders")
    parser.add_argument("--page", type=pathlib.Path, default=ROOT / "docs/performance.md")
    names = [program.bench for program in PROGRAMS]
    parser.add_argument("--only", type=lambda text: text.split(","),
                        help=f"measure these again, keep what the others measured: "
                             f"{','.join(names)}, or nothing")
    parser.add_argument("--quick", action="store_true",
                        help="tiny sizes: shows that everything runs; the page goes beside the "
                             "figures, docs/ stays as it is")
    arguments = parser.parse_args()
    unknown = set(arguments.only or []) - {*names, "nothing"}
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
