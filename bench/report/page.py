"""Refreshes the generated parts of docs/performance.md.

A part stands between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`; all else, the prose, is left
as it is.
"""

import re
from typing import Callable

from bench.report import service_parts, targets, words
from bench.report.figures import Figure, FigureError, Figures

_BLOCK = re.compile(r"(<!-- bench:([\w-]+) -->\n)(.*?)(<!-- /bench:\2 -->)", re.DOTALL)
_OPENING = re.compile(r"<!-- bench:([\w-]+) -->")


def update(text: str, figures: Figures) -> str:
    """The page with its generated parts made anew."""
    closed = [match.group(2) for match in _BLOCK.finditer(text)]
    for opened in _OPENING.findall(text):
        if opened not in PARTS:
            raise FigureError(f"docs/performance.md: no part is called bench:{opened}; there are "
                              f"{', '.join(PARTS)}")
        if opened not in closed:
            raise FigureError(f"docs/performance.md: <!-- bench:{opened} --> has no "
                              f"<!-- /bench:{opened} -->")
    return _BLOCK.sub(lambda match: f"{match.group(1)}\n{PARTS[match.group(2)](figures)}\n\n"
                                    f"{match.group(4)}", text)


def machine(figures: Figures) -> str:
    """A line for each benchmark: they may have run on different days."""
    if not figures.runs:
        return "Nothing has been measured."
    return words.table(
        ["benchmark", "date", "commit", "machine"],
        [[run.bench, run.measured or "unknown", run.commit or "unknown", _machine(run.machine)]
         for run in figures.runs])


def _machine(found: dict) -> str:
    cores = f"{found['cores']} cores" if "cores" in found else ""
    return ", ".join(part for part in (found.get("cpu"), cores, found.get("isa")) if part)


def target_table(figures: Figures) -> str:
    rows = [[judgement.target.group, judgement.target.words + _where(judgement),
             judgement.target.bound_words, _measured(judgement.figure), _held(judgement),
             {True: "**met**", False: "**missed**", None: words.NOT_MEASURED}[judgement.is_met]]
            for judgement in targets.judge_all(figures)]
    met = sum(judgement.is_met is True for judgement in targets.judge_all(figures))
    missed = sum(judgement.is_met is False for judgement in targets.judge_all(figures))
    return (words.table(["part", "what", "target", "measured", "comes to", ""], rows)
            + f"\n\n{met} met, {missed} missed, {len(rows) - met - missed} not measured.")


def _where(judgement: targets.Judgement) -> str:
    """Which of several figures of one target it is."""
    which = judgement.target.idents[judgement.ident]
    return f", {which}" if which else ""


def _measured(figure: Figure | None) -> str:
    if figure is None:
        return words.NOT_MEASURED
    text = words.quantity(figure.value, figure.unit)
    if figure.baseline_value is None:
        return text
    return f"{text} against {words.quantity(figure.baseline_value, figure.unit)}"


def _held(judgement: targets.Judgement) -> str:
    if judgement.held is None or judgement.figure is None:
        return ""
    rule = judgement.target.rule
    if rule in (targets.Rule.AT_MOST, targets.Rule.AT_LEAST):
        return words.quantity(judgement.held, judgement.figure.unit)
    return f"{words.number(judgement.held)} times"


def other_benches(figures: Figures) -> str:
    """A section for each program beside the load on the whole service."""
    parts = [f"### {run.bench}\n\n{figure_table(run.figures)}" for run in figures.runs
             if run.bench != "service"]
    return "\n\n".join(parts) or "None of them has been run."


def figure_table(figures: tuple[Figure, ...]) -> str:
    rows = [[figure.name, words.quantity(figure.value, figure.unit),
             "" if figure.baseline_value is None else
             f"{words.quantity(figure.baseline_value, figure.unit)} ({figure.baseline})",
             "" if figure.times_faster is None else words.number(figure.times_faster),
             figure.conditions] for figure in figures]
    return words.table(["what", "measured", "beside", "times better", "conditions"], rows)


PARTS: dict[str, Callable[[Figures], str]] = {
    "machine": machine,
    "targets": target_table,
    "profile": service_parts.profile,
    "throughput": service_parts.throughput,
    "latency": service_parts.latency,
    "overload": service_parts.overload,
    "memory": service_parts.memory,
    "parts": other_benches,
    "growth": service_parts.growth,
}
