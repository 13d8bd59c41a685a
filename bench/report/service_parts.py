"""The parts of docs/performance.md that tell of the whole service."""

from bench.report import plots, words
from bench.report.figures import Figure, Figures
from bench.report.profile import NAMES, profiles

FOLDER = "performance"  # of the pictures, beside the page


def profile(figures: Figures) -> str:
    found = profiles(figures)
    if not found:
        return f"The profile of a check: {words.NOT_MEASURED}."
    steps = [step for step in NAMES if any(step in dict(one.steps_ms) for one in found)]
    rows = []
    for step in steps:
        row = [NAMES[step]]
        for one in found:
            ms = dict(one.steps_ms).get(step)
            row += (["", ""] if ms is None else
                    [words.quantity(ms, "ms"), f"{ms / one.total_ms:.1%}"])
        rows.append(row)
    rows.append(["**together**"] + [text for one in found
                                    for text in (words.quantity(one.total_ms, "ms"), "100 %")])
    header = ["step"] + [text for one in found for text in (one.probe, "")]
    return (f"![What one check is made of]({FOLDER}/profile.svg)\n\n{words.table(header, rows)}\n\n"
            f"By the server's own clock, one call at a time; "
            f"{found[0].entries:,} entries, one lane on one core.")


def throughput(figures: Figures) -> str:
    rows = []
    for figure in _ordered(figures, "service.throughput."):
        cpu = figures.get(figure.ident.replace(".throughput.", ".cpu."))
        rows.append([figure.conditions, words.quantity(figure.value, figure.unit),
                     _beside(figure), _times(figure),
                     words.NOT_MEASURED if cpu is None else words.quantity(cpu.value, cpu.unit),
                     "" if cpu is None else _beside(cpu)])
    if not rows:
        return f"Throughput: {words.NOT_MEASURED}."
    plain = next((figure.baseline for figure in figures.starting_with("service.throughput.")), "")
    table = words.table(["", "at saturation", "the plain way", "times", "processor time of a check",
                         "the plain way"], rows)
    return f"{table}\n\nThe plain way is the same program with {plain}."


def latency(figures: Figures) -> str:
    rows = []
    for alone in _ordered(figures, "service.p50_alone."):
        where = alone.ident.removeprefix("service.p50_alone.")
        for arrivals in ("even", "poisson"):
            cells = [alone.conditions, words.quantity(alone.value, alone.unit), arrivals]
            for share in ("50", "80"):
                for kind in ("p50", "p99"):
                    found = figures.get(f"service.{kind}_at_{share}.{arrivals}.{where}")
                    cells.append(words.NOT_MEASURED if found is None else
                                 f"{words.quantity(found.value, found.unit)} "
                                 f"({_ratio(found)} times)")
            refused = figures.get(f"service.refused_at_80.{arrivals}.{where}")
            cells.append(words.NOT_MEASURED if refused is None else
                         words.quantity(refused.value, refused.unit))
            rows.append(cells)
    if not rows:
        return f"Latency under load: {words.NOT_MEASURED}."
    return words.table(["", "one at a time, p50", "arrivals", "p50 at 50 %", "p99 at 50 %",
                        "p50 at 80 %", "p99 at 80 %", "refused at 80 %"], rows)


_OVERLOAD = (("goodput", "goodput"), ("refused_p50", "refused in, p50"),
             ("refused_p99", "refused in, p99"), ("refused_max", "refused in, slowest"),
             ("overload_p99", "served in, p99"), ("lost", "neither served nor refused"),
             ("overload_memory", "memory"))


def overload(figures: Figures) -> str:
    rows = []
    for goodput in _ordered(figures, "service.goodput."):
        where = goodput.ident.removeprefix("service.goodput.")
        found = [figures.get(f"service.{key}.{where}") for key, _ in _OVERLOAD]
        rows.append([goodput.conditions] + [
            words.NOT_MEASURED if one is None else words.quantity(one.value, one.unit)
            + (f", before {words.quantity(one.baseline_value, one.unit)}"
               if one.ident.startswith("service.overload_memory") and one.baseline_value
               else f" ({_ratio(one)} of the peak)" if one is goodput else "")
            for one in found])
    if not rows:
        return f"Overload: {words.NOT_MEASURED}."
    return words.table(["twice what it can"] + [name for _, name in _OVERLOAD], rows)


def memory(figures: Figures) -> str:
    rows = [[figure.conditions, words.quantity(figure.value, figure.unit), _beside(figure)]
            for figure in _ordered(figures, "service.memory.")]
    if not rows:
        return f"Memory: {words.NOT_MEASURED}."
    return words.table(["", "memory after the start", "the plain way"], rows)


def growth(figures: Figures) -> str:
    """The pictures that can be drawn, and which cannot."""
    lines = []
    for picture in plots.PICTURES:
        if picture.is_drawable(figures):
            lines.append(f"![{picture.title}]({FOLDER}/{picture.stem}.svg)")
        else:
            lines.append(f"{picture.title}: {words.NOT_MEASURED}.")
    return "\n\n".join(lines)


def _ordered(figures: Figures, prefix: str) -> list[Figure]:
    return sorted(figures.starting_with(prefix),
                  key=lambda one: (one.cores or 0, one.entries or 0,
                                   [len(part) for part in one.ident.split(".")], one.ident))


def _beside(figure: Figure) -> str:
    if figure.baseline_value is None:
        return ""
    return words.quantity(figure.baseline_value, figure.unit)


def _times(figure: Figure) -> str:
    return "" if figure.times_faster is None else words.number(figure.times_faster)


def _ratio(figure: Figure) -> str:
    return words.NOT_MEASURED if figure.ratio is None else words.number(figure.ratio)
