"""1:1: the DET curve and the rates at the usual levels."""

from report import cells, figure, rates
from report.collection import Collection, embedder_of
from report.documents import Verify
from report.markup import Child, Element, element
from report.palette import of_series
from report.plot import Axis, Plot
from report.records import Counted, DetPoint
from report.scales import Probit, decade_below

_FINEST, _WIDEST = 1e-8, 0.99
_RIGHT_END = 0.5


def section(collection: Collection, data_set: str, key: str) -> Element | None:
    """The section about one data set; None where nothing was verified on it."""
    results = collection.of(Verify, data_set)
    if not results:
        return None
    return element(
        "section", element("h3", "Two photographs: are they of one person?"),
        element("p", "Each line is one embedder. Going left, the threshold is made stricter: fewer "
                     "strangers pass, and more people are not recognised as themselves. Lower is "
                     "better. The shading is the 95 % interval for other people."),
        figure.side_by_side(
            figure.figure(det_plot(collection, results, f"det-{key}"), _caption(results)),
            rate_table(collection, results)),
        [promise_table(collection, result) for result in results if result.promises])


def det_plot(collection: Collection, results: list[Verify], key: str) -> Element:
    """DET (ISO/IEC 19795-1): FNMR over FMR, both on normal-deviate axes."""
    plot = Plot(Axis(_fmr_scale(results), "False match rate, FMR (normal-deviate scale)",
                     rates.tick),
                Axis(_fnmr_scale(results), "False non-match rate, FNMR (normal-deviate scale)",
                     rates.tick))
    for result in results:
        name = collection.label(embedder_of(result))
        style = of_series(collection.series(embedder_of(result)))
        points = _by_fmr(result.det)
        line = [(fmr, point.fnmr or 0.0) for fmr, point in points]
        has_line = sum(1 for _, fnmr in line if fnmr > 0) > 1
        plot.band([(fmr, point.fnmr_low, point.fnmr_high) for fmr, point in points], style,
                  None if has_line else name)
        plot.line(line, style, name)
    return plot.draw(key, f"DET curves, {results[0].data_set}", _description(collection, results))


def _by_fmr(det: list[DetPoint]) -> list[tuple[float, DetPoint]]:
    """The points whose FMR was measured, ascending in it."""
    return sorted(((point.fmr, point) for point in det if point.fmr), key=lambda pair: pair[0])


def _fmr_scale(results: list[Verify]) -> Probit:
    measured = [fmr for result in results for fmr, _ in _by_fmr(result.det)]
    return Probit(max(decade_below(min(measured, default=0.01)), _FINEST), _RIGHT_END)


def _fnmr_scale(results: list[Verify]) -> Probit:
    points = [point for result in results for fmr, point in _by_fmr(result.det)
              if fmr <= _RIGHT_END]
    ends = [end for point in points for end in (point.fnmr, point.fnmr_high) if end]
    low = max(decade_below(min(ends, default=0.01)), _FINEST)
    highest = max(ends, default=0.5)
    return Probit(min(low, 0.1), next((end for end in (0.5, 0.9) if highest <= end), _WIDEST))


def rate_table(collection: Collection, results: list[Verify]) -> Element:
    """A row per level, a column per embedder."""
    names = [collection.label(embedder_of(result)) for result in results]
    levels = sorted({at.fmr for result in results for at in result.at_fmr}, reverse=True)
    rows: list[list[Child]] = [[f"FNMR at FMR {rates.tick(level)}",
                                *(fnmr(result, level).element() for result in results)]
                               for level in levels]
    rows.append(["equal error rate", *(
        cells.rate(result.eer.rate, result.eer.low, result.eer.high).element()
        for result in results)])
    if any(result.accuracy is not None for result in results):
        rows.append(["right at one threshold", *(_accuracy(result).element()
                                                 for result in results)])
    rows.append(["genuine comparisons", *(rates.count(result.genuine.comparisons)
                                          for result in results)])
    rows.append(["impostor comparisons", *(rates.count(result.impostor.comparisons)
                                           for result in results)])
    return figure.table("How often a person is not recognised as themselves", ["", *names], rows)


def fnmr(result: Verify, level: float) -> cells.Said:
    """The FNMR at an FMR."""
    at = next((at for at in result.at_fmr if at.fmr == level), None)
    if at is None:
        return cells.NOT_ASKED_FOR
    if not at.supported:
        return cells.not_supported(level, result.impostor.comparisons, "comparisons")
    return cells.rate(at.fnmr, at.low, at.high, at.errors, at.trials)


def _accuracy(result: Verify) -> cells.Said:
    """Of a list of pairs: the share that is judged rightly."""
    if result.accuracy is None:
        return cells.NOT_ASKED_FOR
    return cells.Said(figure=rates.percent(result.accuracy), interval=result.accuracy_method or "")


def promise_table(collection: Collection, result: Verify) -> Element:
    """What was found at the thresholds that a calibration sets on other people."""
    rows: list[list[Child]] = [
        [rates.tick(promise.promised_fmr), *(_counted(found).element()
                                             for found in (promise.fmr, promise.fnmr))]
        for promise in result.promises]
    label = collection.label(embedder_of(result))
    return figure.table(f"{label} at the thresholds that its calibration promises",
                        ["FMR promised", "FMR found", "FNMR found"], rows)


def _counted(found: Counted) -> cells.Said:
    return cells.rate(found.rate, found.low, found.high, found.errors, found.comparisons)


def _caption(results: list[Verify]) -> str:
    return (f"DET curves on {results[0].data_set}. Lines begin at the finest rate that the "
            "comparisons support and stop where fewer than three errors were counted; the shading "
            "says what remains possible.")


def _description(collection: Collection, results: list[Verify]) -> str:
    said = []
    for result in results:
        at = [f"{rates.percent(one.fnmr)} at FMR {rates.tick(one.fmr)}" for one in result.at_fmr
              if one.supported and one.fnmr is not None]
        said.append(f"{collection.label(embedder_of(result))}: "
                    + (", ".join(at) if at else "too few errors for a rate"))
    return "False non-match rate over false match rate. " + "; ".join(said) + "."
