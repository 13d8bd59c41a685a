"""How the demo shows itself: progress on standard error, one table on standard output."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterable, Iterator

from lane import Passage, Verdict
from portcullis import numbers
from portcullis.v1 import common_pb2

BOLD, DIM, RED, GREEN, YELLOW = "1", "2", "31", "32", "33"
HEADINGS = ("traveller", "outcome", "candidate", "distance", "false alarms", "confidence", "decode",
            "detect", "align", "embed", "search", "total", "")
RIGHT_ALIGNED = range(3, 12)
OUTCOMES = {common_pb2.OUTCOME_CLEAR: ("CLEAR", GREEN), common_pb2.OUTCOME_REFER: ("REFER", RED),
            common_pb2.OUTCOME_NO_DECISION: ("NO DECISION", YELLOW)}
REASONS = {common_pb2.NO_DECISION_REASON_NO_FACE: "no face",
           common_pb2.NO_DECISION_REASON_SEVERAL_FACES: "several faces",
           common_pb2.NO_DECISION_REASON_LOW_QUALITY: "too poor to compare",
           common_pb2.NO_DECISION_REASON_PARTIAL_COVERAGE: "not all searched",
           common_pb2.NO_DECISION_REASON_NOTHING_TO_SEARCH: "nothing to search",
           common_pb2.NO_DECISION_REASON_PAD_FAILED: "attack, or no evidence",
           common_pb2.NO_DECISION_REASON_INCONSISTENT_FRAMES: "not one person"}


def uses_colours() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def paint(text: str, colour: str) -> str:
    return f"\033[{colour}m{text}\033[0m" if colour and uses_colours() else text


@contextlib.contextmanager
def progress(label: str) -> Iterator:
    """Yields a function to call with (done, total); shows itself when it takes over two seconds."""
    started = time.monotonic()
    on_terminal = sys.stderr.isatty()
    announced = False

    def elapsed() -> float:
        return time.monotonic() - started

    def advance(done: int, total: int) -> None:
        nonlocal announced
        if elapsed() < 2:
            return
        if on_terminal:
            print(f"\r\033[K{label} {done}/{total} {elapsed():.0f} s", end="", file=sys.stderr, flush=True)
        elif not announced:
            print(f"{label} ...", file=sys.stderr, flush=True)
        announced = True

    yield advance
    if announced:
        print(f"{chr(13) + chr(27) + '[K' if on_terminal else ''}{label}: done after {elapsed():.0f} s",
              file=sys.stderr, flush=True)


def rows_of(passage: Passage) -> Iterator[tuple[tuple[str, ...], str]]:
    """The cells of each line and the colour of the outcome: rank 1, then others that are referred."""
    answer = passage.answer
    outcome, colour = OUTCOMES.get(answer.outcome, ("UNKNOWN", YELLOW))
    reasons = ", ".join(REASONS.get(r, f"reason {r}") for r in answer.no_decision_reasons)
    timings = answer.context.timings
    steps = tuple(numbers.milliseconds(ms) for ms in (
        timings.decode_ms, timings.detect_ms, timings.align_ms, timings.embed_ms, timings.search_ms,
        timings.total_ms))
    remark = passage.verdict.value
    head = (passage.traveller.label, outcome)
    if reasons:
        yield (*head, reasons, "", "", "", *steps, remark), colour
        head, steps, remark = ("", ""), ("",) * 6, ""
    shown = [c for c in answer.candidates if c.rank == 1 or c.referred]
    for candidate in shown:
        score = candidate.score
        who = f"{candidate.rank}. {passage.number_of.get(candidate.entry, candidate.entry)}"
        yield (*head, who, numbers.distance(score.distance), numbers.expected_false_alarms(score),
               numbers.confidence(score), *steps, remark), colour
        head, steps, remark = ("", ""), ("",) * 6, ""
    if not (shown or reasons):
        yield (*head, "", "", "", "", *steps, remark), colour


def print_table(passages: Iterable[Passage]) -> None:
    rows = [row for passage in passages for row in rows_of(passage)]
    widths = [max(len(cells[i]) for cells in (HEADINGS, *(cells for cells, _ in rows)))
              for i in range(len(HEADINGS))]

    def aligned(cells: tuple[str, ...]) -> list[str]:
        return [cell.rjust(width) if i in RIGHT_ALIGNED else cell.ljust(width)
                for i, (cell, width) in enumerate(zip(cells, widths))]

    print(paint("  ".join(aligned(HEADINGS)).rstrip(), BOLD))
    for cells, colour in rows:
        columns = aligned(cells)
        remark = cells[-1]
        columns[1] = paint(columns[1], colour)
        columns[-1] = paint(remark, GREEN if remark == Verdict.RIGHT.value else RED) if remark else ""
        print("  ".join(columns).rstrip())
    print(paint("candidate: rank and volunteer, also where not referred; false alarms: strangers expected "
                "this close in one search of this list; steps in ms", DIM))
