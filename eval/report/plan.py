"""Which measurements make the report: pure, from the data sets and embedders that are there."""

import dataclasses
import itertools
import pathlib
import tomllib

from report.data_sets import DataSet
from report.errors import ReportError

# With fewer people there are too few strangers for a list and searches beside it.
_PEOPLE_TO_SEARCH = 200
# Of a list; 1,028 is the length that the first figures of this project were given for.
_LIST_SIZES = (100, 1028)
# Finer than this the people of a group are too few for a false match to be seen.
_GROUPS_FMR = "0.01"


@dataclasses.dataclass(frozen=True)
class Measurement:
    """One run of portcullis-eval; `name` is that of its JSON file.

    `checks_promises`: it is given the calibration table of its model, where there is one, to say
    what is found at the thresholds that the table sets.
    """

    name: str
    arguments: list[str]
    checks_promises: bool = False


def embedders_present(models: pathlib.Path) -> list[str]:
    """The ids of the embedders whose weights are there, in the catalogue's order."""
    catalogue = models / "models.toml"
    try:
        listed = tomllib.loads(catalogue.read_text(encoding="utf-8")).get("model", [])
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ReportError(f"{catalogue}: {error}") from error
    found = [model["id"] for model in listed
             if model["kind"] == "embedder" and (models / "weights" / model["file"]).is_file()]
    if not found:
        raise ReportError(f"no embedder is in {models / 'weights'}; run models/fetch")
    return found


def plan(data_sets: list[DataSet], embedders: list[str], output: pathlib.Path) -> list[Measurement]:
    """All measurements: each embedder on each data set, then each pair of embedders.

    Those that check promises come last: by then it is known which model an embedder is.
    """
    measurements = []
    for data_set in data_sets:
        source = _source(data_set, output)
        for embedder in embedders:
            measurements += [dataclasses.replace(
                one, name=f"{data_set.name}.{embedder}.{one.name}",
                arguments=[*one.arguments, *source, "--model", embedder])
                for one in _measurements_of_one(data_set)]
        if data_set.people >= _PEOPLE_TO_SEARCH:
            measurements += [
                Measurement(f"{data_set.name}.{first}.{second}.compare",
                            ["compare", *_list_sizes(data_set), *source, "--model", first,
                             "--b-model", second])
                for first, second in itertools.combinations(embedders, 2)]
    return sorted(measurements, key=lambda one: one.checks_promises)


def calibration_of(model: str, models: pathlib.Path) -> pathlib.Path | None:
    """The table of a ModelId (name@hash/alignment), if there is one."""
    name, alignment = model.split("@")[0], model.partition("/")[2]
    table = models / "calibration" / f"{name}.{alignment}.json"
    return table if table.is_file() else None


def images_csv(data_set: DataSet, output: pathlib.Path) -> pathlib.Path:
    """Where the list of a flat data set's pictures is written."""
    return output / f"{data_set.name}.images.csv"


def _source(data_set: DataSet, output: pathlib.Path) -> list[str]:
    titled = ["--data-set", data_set.title]
    if data_set.subjects is None:
        return ["--root", str(data_set.folder), *titled]
    return ["--images", str(images_csv(data_set, output)), "--root", str(data_set.folder),
            "--people", str(data_set.subjects), *titled]


def _list_sizes(data_set: DataSet) -> list[str]:
    """Those that leave as many strangers to search for."""
    sizes = [str(size) for size in _LIST_SIZES if 2 * size <= data_set.people]
    return ["--gallery-sizes", ",".join(sizes)]


def _measurements_of_one(data_set: DataSet) -> list[Measurement]:
    """Of one embedder. Many people may be those that it was calibrated on; few are not."""
    is_large = data_set.people >= _PEOPLE_TO_SEARCH
    measurements = [Measurement("verify", ["verify"], checks_promises=not is_large)]
    if is_large:
        measurements += [Measurement("identify", ["identify", *_list_sizes(data_set)]),
                         Measurement("check", ["check"]),
                         # The overall value was fitted on the first half.
                         Measurement("discard", ["discard", "--half", "second"])]
    measurements += [
        Measurement(f"groups-{column}", ["groups", "--column", column, "--fmr", _GROUPS_FMR])
        for column in data_set.columns]
    return measurements
