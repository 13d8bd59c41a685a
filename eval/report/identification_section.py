"""1:N: who is missed on a list, at which rate of false alarms, by the size of the list."""

import itertools

from report import cells, figure, rates
from report.collection import Collection, embedder_of
from report.documents import Identify
from report.markup import Child, Element, element
from report.palette import Style, of_member, of_series
from report.plot import Axis, Plot
from report.records import Gallery, IetPoint
from report.scales import Linear, Log, decade_below

Curve = tuple[str, Style, Gallery]

_LOG_FLOOR = 1e-4
_ALL_ALARM = 0.995  # where every search raises an alarm, the curve is a wall


def section(collection: Collection, data_set: str, key: str) -> Element | None:
    """The section about one data set; None where nobody was searched for in it."""
    results = collection.of(Identify, data_set)
    if not results:
        return None
    scales = _scales([gallery for result in results for gallery in result.galleries])
    plots = [figure.figure(iet_plot(curves, scales, f"iet-{key}-{index}", caption), caption)
             for index, (caption, curves) in enumerate(_iet_plots(collection, results))]
    return element(
        "section", element("h3", "A list of people: is the traveller on it?"),
        element("p", "A search goes wrong in two ways: somebody who is on the list is missed "
                     "(FNIR), or a stranger raises an alarm (FPIR). A stricter threshold raises "
                     "fewer alarms and misses more people. Lower and further left is better. In a "
                     "longer list more strangers come close to somebody."),
        figure.side_by_side(plots, figure.figure(cmc_plot(collection, results, f"cmc-{key}"),
                                                 _cmc_caption(data_set))),
        miss_table(collection, results))


def _iet_plots(collection: Collection, results: list[Identify]) -> list[tuple[str, list[Curve]]]:
    """All embedders at their longest list, and each embedder by the length of the list."""
    plots = []
    if len(results) > 1:
        largest = [(collection.label(embedder_of(result)),
                    of_series(collection.series(embedder_of(result))), _largest(result))
                   for result in results]
        sizes = sorted({gallery.entries for _, _, gallery in largest})
        entries = " and ".join(rates.count(size) for size in sizes)
        plots.append((f"IET curves of all embedders, {entries} entries", largest))
    for result in results:
        if len(results) == 1 or len(result.galleries) > 1:
            series = collection.series(embedder_of(result))
            curves = [(gallery_name(gallery, result), of_member(series, index), gallery)
                      for index, gallery in enumerate(result.galleries)]
            label = collection.label(embedder_of(result))
            plots.append((f"IET curves of {label}, by the length of the list", curves))
    return plots


def _largest(result: Identify) -> Gallery:
    """Of several equally long lists the first, which has the fewest references per entry."""
    return max(result.galleries, key=lambda gallery: (gallery.entries,
                                                      -gallery.references_per_entry))


def gallery_name(gallery: Gallery, result: Identify) -> str:
    """Its length, and the references per entry where the galleries differ in them."""
    name = f"{rates.count(gallery.entries)} entries"
    if len({other.references_per_entry for other in result.galleries}) > 1:
        plural = "" if gallery.references_per_entry == 1 else "s"
        name += f", {gallery.references_per_entry} reference{plural}"
    return name


def _scales(galleries: list[Gallery]) -> tuple[Log, Log]:
    """Of FPIR and FNIR; the same for all plots of a data set, so that they can be compared."""
    points = [point for gallery in galleries for point in _by_fpir(gallery.iet)]
    return (_log_scale([fpir for fpir, _ in points]),
            _log_scale([end for _, point in points for end in (point.fnir, point.fnir_high)
                        if end]))


def iet_plot(curves: list[Curve], scales: tuple[Log, Log], key: str, title: str) -> Element:
    """FNIR over FPIR on logarithmic axes."""
    plot = Plot(Axis(scales[0], "False positive identification rate, FPIR (log)", rates.tick),
                Axis(scales[1], "False negative identification rate, FNIR (log)", rates.tick))
    for name, style, gallery in curves:
        measured = _by_fpir(gallery.iet)
        line = [(fpir, point.fnir or 0.0) for fpir, point in measured]
        has_line = sum(1 for _, fnir in line if fnir > 0) > 1
        plot.band([(fpir, point.fnir_low, point.fnir_high) for fpir, point in measured], style,
                  None if has_line else name)
        plot.line(line, style, name)
    return plot.draw(key, title, _iet_description(curves))


def _by_fpir(iet: list[IetPoint]) -> list[tuple[float, IetPoint]]:
    """The points whose FPIR was measured and is of use, ascending in it."""
    return sorted(((point.fpir, point) for point in iet if point.fpir and point.fpir < _ALL_ALARM),
                  key=lambda pair: pair[0])


def _log_scale(measured: list[float]) -> Log:
    low = decade_below(min(measured, default=0.01))
    return Log(min(max(low, _LOG_FLOOR), 0.1), 1.0)


def _iet_description(curves: list[Curve]) -> str:
    said = []
    for name, _, gallery in curves:
        at = [f"{rates.percent(one.fnir)} at FPIR {rates.tick(one.fpir)}" for one in gallery.at_fpir
              if one.supported and one.fnir is not None]
        said.append(f"{name}: " + (", ".join(at) if at else "too few errors for a rate"))
    return ("False negative identification rate over false positive identification rate. "
            + "; ".join(said) + ".")


def cmc_plot(collection: Collection, results: list[Identify], key: str) -> Element:
    """CMC: how often the right entry is among the first candidates."""
    curves = [_cmc_curve(collection, result, index) for result in results
              for index in range(len(result.galleries))]
    lows = [point.low for _, _, gallery in curves for point in gallery.cmc]
    ranks = [point.rank for _, _, gallery in curves for point in gallery.cmc]
    floor = min(int(min(lows, default=0) * 10) / 10, 0.9)
    plot = Plot(Axis(Log(1.0, float(max(ranks + [2]))), "Rank (log)", rates.plain_tick),
                Axis(Linear(floor, 1.0), "Right entry at this rank or better", rates.tick))
    for name, style, gallery in curves:
        plot.band([(point.rank, point.low, point.high) for point in gallery.cmc], style)
        plot.line([(point.rank, point.hit_rate) for point in gallery.cmc], style, name)
    said = "; ".join(f"{name}: {rates.percent(gallery.cmc[0].hit_rate)} at rank "
                     f"{gallery.cmc[0].rank}" for name, _, gallery in curves if gallery.cmc)
    return plot.draw(key, "CMC curves", f"Share of searches with the right entry in time. {said}.")


def _cmc_curve(collection: Collection, result: Identify, index: int) -> Curve:
    embedder, gallery = embedder_of(result), result.galleries[index]
    name = gallery_name(gallery, result)
    if len(collection.embedders) > 1:
        name = f"{collection.label(embedder)}, {name.removesuffix(' entries')}"
    return name, of_member(collection.series(embedder), index), gallery


def _cmc_caption(data_set: str) -> str:
    return (f"CMC curves on {data_set}: searches for people who are on the list, without a "
            "threshold. Good ranks alone do not make a watch list; see FNIR.")


def miss_table(collection: Collection, results: list[Identify]) -> Element:
    """A row per embedder and list, a column per level."""
    pairs = list(itertools.chain.from_iterable(
        ((result, gallery) for gallery in result.galleries) for result in results))
    levels = sorted({at.fpir for _, gallery in pairs for at in gallery.at_fpir}, reverse=True)
    header = ["embedder", "list", "right at rank 1", *(f"FNIR at FPIR {rates.tick(level)}"
                                                  for level in levels), "searches"]
    rows = [_miss_row(collection, result, gallery, levels) for result, gallery in pairs]
    return figure.table("How often a listed person is missed", header, rows)


def _miss_row(collection: Collection, result: Identify, gallery: Gallery,
              levels: list[float]) -> list[Child]:
    searches = figure.two_lines(f"{rates.count(gallery.mated_searches)} of listed people",
                                f"{rates.count(gallery.non_mated_searches)} of strangers")
    return [collection.label(embedder_of(result)), gallery_name(gallery, result),
            hit_rate(gallery, 1).element(),
            *(fnir(gallery, level).element() for level in levels), searches]


def hit_rate(gallery: Gallery, rank: int) -> cells.Said:
    """The hit rate at a rank."""
    point = next((point for point in gallery.cmc if point.rank == rank), None)
    return (cells.NOT_ASKED_FOR if point is None
            else cells.rate(point.hit_rate, point.low, point.high))


def fnir(gallery: Gallery, level: float) -> cells.Said:
    """The FNIR at an FPIR."""
    at = next((at for at in gallery.at_fpir if at.fpir == level), None)
    if at is None:
        return cells.NOT_ASKED_FOR
    if not at.supported:
        # A person who is searched for in every draw is one person: people support a rate.
        return cells.not_supported(level, gallery.non_mated_people, "strangers")
    return cells.rate(at.fnir, at.low, at.high, at.errors, at.trials)
