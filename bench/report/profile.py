"""What one check is made of."""

import dataclasses

from bench.report.figures import Figures

# In the order in which they run.
STEPS = ("queue", "decode", "detect", "align", "pad", "embed", "search", "rest")
NAMES = {"queue": "waiting for a lane", "decode": "decoding", "detect": "finding the face",
         "align": "alignment and quality", "pad": "attack check", "embed": "embedding",
         "search": "search", "rest": "decision, record, answer"}


@dataclasses.dataclass(frozen=True)
class Profile:
    """Milliseconds by step, in the order in which they run; one call at a time."""

    probe: str
    entries: int
    steps_ms: tuple[tuple[str, float], ...]

    @property
    def total_ms(self) -> float:
        return sum(ms for _, ms in self.steps_ms)


def profiles(figures: Figures) -> list[Profile]:
    """One for each probe, of the largest list measured, with one core."""
    found: dict[tuple[int, str], dict[str, float]] = {}
    for figure in figures.starting_with("service.step."):
        _, _, step, entries, probe, cores = figure.ident.split(".")
        if cores != "1":
            continue
        found.setdefault((int(entries), probe), {})[step] = figure.value
    if not found:
        return []
    largest = max(entries for entries, _ in found)
    return [Profile(probe, entries,
                    tuple((step, steps[step]) for step in STEPS if step in steps))
            for (entries, probe), steps in sorted(found.items(), key=_by_pixels)
            if entries == largest]


def _by_pixels(item: tuple[tuple[int, str], dict]) -> int:
    width, height = item[0][1].split("x")
    return int(width) * int(height)
