"""Runs the measurements of the plan and writes the page and the tables of docs/accuracy.md."""

import dataclasses
import pathlib
import subprocess
import sys

from report import accuracy_page, data_sets, documents, page, plan
from report.collection import Collection
from report.errors import ReportError


@dataclasses.dataclass(frozen=True)
class Paths:
    """`accuracy` is the page whose tables are refreshed; None: it is left alone."""

    program: pathlib.Path
    models: pathlib.Path
    data: pathlib.Path
    output: pathlib.Path
    accuracy: pathlib.Path | None


def measure(paths: Paths) -> pathlib.Path:
    """Measures everything and returns the page. Images are embedded once and then remembered."""
    sets = data_sets.find(paths.data)
    embedders = plan.embedders_present(paths.models)
    paths.output.mkdir(parents=True, exist_ok=True)
    for data_set in sets:
        if data_set.subjects is not None:
            data_sets.write_images_csv(data_set, plan.images_csv(data_set, paths.output))
    measurements = plan.plan(sets, embedders, paths.output)
    results: list[documents.Document] = []
    for number, measurement in enumerate(measurements, start=1):
        print(f"[{number}/{len(measurements)}] {measurement.name}", file=sys.stderr, flush=True)
        promises = _promises(measurement, results, paths.models)
        results.append(_run(measurement, promises, paths))
    report = write_page(results, paths.output / "report.html")
    if paths.accuracy is not None:
        _refresh(paths.accuracy, Collection(results))
    return report


def write_page(results: list[documents.Document], file: pathlib.Path) -> pathlib.Path:
    """Writes the page; it appears whole."""
    _write(file, page.render(results))
    return file


def _promises(measurement: plan.Measurement, results: list[documents.Document],
              models: pathlib.Path) -> list[str]:
    """The calibration table of the measurement's embedder, if an earlier result tells which."""
    if not measurement.checks_promises:
        return []
    embedder = measurement.arguments[measurement.arguments.index("--model") + 1]
    for result in results:
        if isinstance(result, documents.Measured) and result.model.split("@")[0] == embedder:
            table = plan.calibration_of(result.model, models)
            return [] if table is None else ["--calibration", str(table)]
    return []


def _run(measurement: plan.Measurement, promises: list[str],
         paths: Paths) -> documents.Document:
    """Runs it; its progress goes to the terminal, its table beside its JSON."""
    result = paths.output / f"{measurement.name}.json"
    command = [str(paths.program), *measurement.arguments, *promises, "--models",
               str(paths.models), "--json", str(result)]
    with (paths.output / f"{measurement.name}.txt").open("w", encoding="utf-8") as table:
        run = subprocess.run(command, stdout=table, check=False)
    if run.returncode != 0:
        raise ReportError(f"{measurement.name} could not be measured: portcullis-eval "
                          f"{measurement.arguments[0]} ended with {run.returncode}; what it said "
                          "stands above")
    return documents.load(result)


def _refresh(accuracy: pathlib.Path, collection: Collection) -> None:
    old = accuracy.read_text(encoding="utf-8")
    new = accuracy_page.update(old, collection)
    if new != old:
        _write(accuracy, new)


def _write(file: pathlib.Path, text: str) -> None:
    partial = file.with_name(f"{file.name}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(file)
