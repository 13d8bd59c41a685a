"""Makes the examples of docs/images.md: starts a server, assesses every example, writes what it says.

The drawings and the outputs of the terminal go into the documentation. The images, and pages on which
they are seen, go into build/images and are never committed: they show people.
"""

from __future__ import annotations

import argparse
import dataclasses
import html
import json
import os
import pathlib
import subprocess
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "clients/python/demo")]

import drawing  # noqa: E402  (all found by the line above, or beside this file)
import faces  # noqa: E402
import recipes  # noqa: E402
import server_process  # noqa: E402

BUILD = ROOT / "build/release"
PAGE = ROOT / "docs/images.md"
DRAWINGS = ROOT / "docs/images"
PICTURES = ROOT / "build/images"
BEGIN, END = "<!-- examples: made by ./dev images -->", "<!-- end of the examples -->"
CONTEXT_LINES = 3



@dataclasses.dataclass(frozen=True)
class Result:
    """What came of an example."""
    example: recipes.Example
    command: str
    output: str  # of the terminal: of an error, its one line
    answer: dict | None  # None: an error

    @property
    def outcome(self) -> str:
        if self.answer is None:
            return self.output.split(": ")[2]
        if self.answer["acceptable"]:
            return "ACCEPTED"
        return self.answer["face"]["problem"].removeprefix("NO_DECISION_REASON_")


def assess(example: recipes.Example, image: bytes, client: pathlib.Path, address: str) -> Result:
    PICTURES.joinpath(example.name).write_bytes(image)
    arguments = ["assess", example.name, *(["--use", example.use] if example.use != "probe" else [])]

    def run(*more: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [client, *arguments, *more, "--insecure-loopback", "--server", address], text=True,
            cwd=PICTURES, env={**os.environ, "LC_ALL": "C.UTF-8"}, capture_output=True, check=False)

    text = run("--html", f"{example.stem}.html")
    answer = json.loads(run("-o", "json").stdout) if text.returncode == 0 else None
    output = text.stdout if text.returncode == 0 else text.stderr
    return Result(example, "portcullis " + " ".join(arguments), output.rstrip("\n"), answer)


def reason_of(result: Result) -> str:
    """The first paragraph of what the terminal shows, without the verdict."""
    paragraph = " ".join(result.output.split("\n\n")[0].split())
    return paragraph.split(": ", 1)[1] if result.answer is not None else paragraph


def section(result: Result, with_context: bool) -> str:
    example = result.example
    output = result.output if with_context or result.answer is None else (
        "\n".join(result.output.split("\n")[:-CONTEXT_LINES]).rstrip())
    block = textwrap.indent(f"$ {result.command}\n{output}", "    ", lambda line: bool(line.strip()))
    picture = f"![{html.escape(example.title)}](images/{example.stem}.svg)\n\n" if result.answer else ""
    return f"### {example.title}: {result.outcome}\n\nMade of {example.recipe}\n\n{picture}{block}\n"


def write_documentation(results: list[Result]) -> None:
    for result in results:
        if result.answer is None:
            continue
        verdict = "ACCEPTED" if result.outcome == "ACCEPTED" else "REFUSED"
        lines = textwrap.wrap(f"as a {result.example.use}: {reason_of(result)}", 36)
        DRAWINGS.joinpath(f"{result.example.stem}.svg").write_text(
            drawing.svg(result.answer, verdict, lines))
    sections = [section(result, with_context=i == 0) for i, result in enumerate(results)]
    text = PAGE.read_text()
    before, rest = text.split(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n\n" + "\n".join(sections) + f"\n{END}{rest.split(END)[1]}")


def write_index(results: list[Result]) -> None:
    """Of the pages with photographs, for whoever made them."""
    items = "".join(
        f'<li><a href="{r.example.stem}.html">{html.escape(r.example.title)}</a>: {html.escape(r.outcome)}</li>'
        for r in results if r.answer is not None)
    PICTURES.joinpath("index.html").write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Examples</title>'
        f"<h1>Examples</h1><ul>{items}</ul><p>{html.escape(faces.ATTRIBUTION)}</p></html>\n")


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev images", description=__doc__)
    parser.add_argument("--check", action="store_true",
                        help="write no documentation; only look whether each example has the outcome that it says")
    parser.add_argument("--server", type=pathlib.Path, default=BUILD / "server/portcullisd")
    parser.add_argument("--client", type=pathlib.Path, default=BUILD / "clients/cli/portcullis")
    arguments = parser.parse_args()
    if not list(ROOT.glob("models/weights/*.dat")):
        sys.exit("./dev images: no embedder in models/weights (models/fetch gets it)")
    photographs = faces.Photographs(ROOT.parent / "shared/data/london", ROOT / "build/demo-faces")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with server_process.ServerProcess(arguments.server, ROOT / "models") as server:
        results = [assess(example, example.make(photographs), arguments.client, server.address)
                   for example in recipes.EXAMPLES]
    wrong = [result for result in results if result.outcome != result.example.expected]
    for result in wrong:
        print(f"{result.example.name}: {result.example.expected} was expected, not {result.outcome}:\n"
              f"{textwrap.indent(result.output, '    ')}", file=sys.stderr)
    write_index(results)
    if not arguments.check:
        write_documentation(results)
    print(f"{len(results) - len(wrong)} of {len(results)} examples are answered as expected; the pages with "
          f"photographs begin at {(PICTURES / 'index.html').relative_to(ROOT)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (faces.FacesUnavailable, server_process.ServerFailed) as problem:
        sys.exit(f"./dev images: {problem}")
