"""Measure everything, or draw the page from results that are there already."""

import argparse
import pathlib
import sys

from report import documents, measure
from report.errors import ReportError


def main(arguments: list[str]) -> int:
    """0 when the page was written; 1 with one line on stderr when something is wrong."""
    chosen = _parser().parse_args(arguments)
    try:
        report = chosen.run(chosen)
    except ReportError as error:
        print(f"report: {error}", file=sys.stderr)
        return 1
    print(f"the report is {report}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="report", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    everything = commands.add_parser("measure", help="run portcullis-eval, then draw and tabulate")
    everything.add_argument("--program", type=pathlib.Path, required=True, help="portcullis-eval")
    everything.add_argument("--models", type=pathlib.Path, required=True,
                            help="the folder of models.toml")
    everything.add_argument("--data", type=pathlib.Path, required=True,
                            help="a folder per data set, in each a folder of images per person")
    everything.add_argument("--output", type=pathlib.Path, required=True,
                            help="where report.html and the JSON files go")
    everything.add_argument("--accuracy", type=pathlib.Path,
                            help="a Markdown page whose tables between <!-- eval:NAME --> and "
                                 "<!-- /eval:NAME --> are made anew")
    everything.set_defaults(run=_measure)
    render = commands.add_parser("render", help="draw the page from JSON files")
    render.add_argument("results", type=pathlib.Path, nargs="+",
                        help="JSON files of portcullis-eval, or folders of them")
    render.add_argument("--output", type=pathlib.Path, required=True, help="the HTML file")
    render.set_defaults(run=_render)
    return parser


def _measure(chosen: argparse.Namespace) -> pathlib.Path:
    return measure.measure(measure.Paths(chosen.program, chosen.models, chosen.data, chosen.output,
                                         chosen.accuracy))


def _render(chosen: argparse.Namespace) -> pathlib.Path:
    files = [file for path in chosen.results
             for file in (sorted(path.glob("*.json")) if path.is_dir() else [path])]
    return measure.write_page([documents.load(file) for file in files], chosen.output)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
