"""What the service is meant to reach, and whether it was: computed, never typed."""

import dataclasses
import enum
import operator
from typing import Callable

from bench.report.figures import Figure, FigureError, Figures


class Rule(enum.Enum):
    """What of a figure is held against the bound."""

    TIMES_FASTER = "at least {bound:g} times"
    RATIO_AT_LEAST = "at least {bound:g} of it"
    RATIO_AT_MOST = "at most {bound:g} times"
    AT_MOST = "at most {bound:g} {unit}"
    AT_LEAST = "at least {bound:.0%}"


@dataclasses.dataclass(frozen=True)
class Target:
    """`idents`: all of these figures must reach the bound; the table shows each, with what stands
    beside it."""

    group: str
    words: str
    idents: dict[str, str]
    rule: Rule
    bound: float
    unit: str = ""

    @property
    def bound_words(self) -> str:
        return self.rule.value.format(bound=self.bound, unit=self.unit).strip()


@dataclasses.dataclass(frozen=True)
class Judgement:
    """`held` is what was compared with the bound; None together with `is_met`: not measured."""

    target: Target
    ident: str
    figure: Figure | None
    held: float | None
    is_met: bool | None


_HELD: dict[Rule, tuple[Callable[[Figure], float | None], Callable[[float, float], bool]]] = {
    Rule.TIMES_FASTER: (lambda figure: figure.times_faster, operator.ge),
    Rule.RATIO_AT_LEAST: (lambda figure: figure.ratio, operator.ge),
    Rule.RATIO_AT_MOST: (lambda figure: figure.ratio, operator.le),
    Rule.AT_MOST: (lambda figure: figure.value, operator.le),
    Rule.AT_LEAST: (lambda figure: figure.value, operator.ge),
}

_PROBES = ("640x480", "1350x1350")


def _only(ident: str) -> dict[str, str]:
    return {ident: ""}


def _service(figure: str) -> dict[str, str]:
    return {f"service.{figure}.1000000.{probe}.1": probe for probe in _PROBES}


TARGETS = (
    Target("embedding", "ResNet, one face, against dlib's forward pass",
           _only("embed.resnet.batch1"), Rule.TIMES_FASTER, 5),
    Target("embedding", "DenseNet, one face, against dlib's forward pass",
           _only("embed.densenet.batch1"), Rule.TIMES_FASTER, 4),
    Target("detection", "1350x1350, against dlib's detector at full size",
           _only("detect.face.1350x1350"), Rule.TIMES_FASTER, 4),
    Target("detection", "640x480, against dlib's detector at full size",
           _only("detect.face.640x480"), Rule.TIMES_FASTER, 1.5),
    Target("detection", "faces lost against full size",
           {"detect.lost_faces.london": "London", "detect.lost_faces.lfw-dev": "lfw-dev"},
           Rule.AT_MOST, 0, "faces"),
    Target("search", "one query of 1,000,000, against faiss::IndexFlatL2",
           _only("search.one_query.1e6"), Rule.TIMES_FASTER, 10),
    Target("search", "the same, against a plain read of the codes",
           _only("search.plain_read.1e6"), Rule.RATIO_AT_MOST, 1.2),
    Target("search", "a query of a batch of 32", _only("search.batch.1e6"), Rule.AT_MOST, 1.5,
           "ms"),
    Target("search", "a filter by list, against none", _only("live_index.all_lists"),
           Rule.RATIO_AT_MOST, 1.1),
    Target("search", "memory of a reference", _only("live_index.resident"),
           Rule.AT_MOST, 700, "bytes"),
    Target("search", "answers identical to exact search", _only("search.exactness.1e6"),
           Rule.AT_LEAST, 1, "share"),
    Target("service", "checks per second with 1,000,000 entries, against the plain way",
           _service("throughput"), Rule.TIMES_FASTER, 6),
    Target("service", "p99 at 80 % load, calls at even pauses, against the unloaded median",
           _service("p99_at_80.even"), Rule.RATIO_AT_MOST, 3),
    Target("service", "the same, calls as independent kiosks make them (Poisson)",
           _service("p99_at_80.poisson"), Rule.RATIO_AT_MOST, 3),
    Target("service", "goodput at 2x overload, against the peak", _service("goodput"),
           Rule.RATIO_AT_LEAST, 0.9),
    Target("service", "a refused call is answered, p99", _service("refused_p99"), Rule.AT_MOST, 5,
           "ms"),
    Target("service", "memory after 2x overload, against before it", _service("overload_memory"),
           Rule.RATIO_AT_MOST, 1.05),
    Target("start", "1,000,000 references to ready", _only("start.1000000"), Rule.AT_MOST, 3, "s"),
)


def judge(target: Target, ident: str, figures: Figures) -> Judgement:
    """A figure that is missing, or lacks the baseline that the rule needs, is not measured."""
    figure = figures.get(ident)
    if figure is None:
        return Judgement(target, ident, None, None, None)
    if target.unit and figure.unit != target.unit:
        raise FigureError(f"{ident} was measured in {figure.unit}, its target is in {target.unit}")
    held_of, reaches = _HELD[target.rule]
    held = held_of(figure)
    if held is None:
        return Judgement(target, ident, figure, None, None)
    return Judgement(target, ident, figure, held, reaches(held, target.bound))


def judge_all(figures: Figures) -> list[Judgement]:
    return [judge(target, ident, figures) for target in TARGETS for ident in target.idents]
