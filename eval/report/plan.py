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
    """One run of portcullis-eval; `name` is that of its JSON file."""

    name: str
    arguments: list[str]


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
    """All measurements: each embedder on each data set, then each pair of embedders."""
    measurements = []
    for data_set in data_sets:
        source = _source(data_set, output)
        for embedder in embedders:
            measurements += [
                Measurement(f"{data_set.name}.{embedder}.{name}",
                            [command, *source, "--model", embedder, *options])
                for name, command, options in _commands(data_set)]
        if data_set.people >= _PEOPLE_TO_SEARCH:
            measurements += [
                Measurement(f"{data_set.name}.{first}.{second}.compare",
                            ["compare", *source, "--model", first, "--b-model", second,
                             *_list_sizes(data_set)])
                for first, second in itertools.combinations(embedders, 2)]
    return measurements


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


def _commands(data_set: DataSet) -> list[tuple[str, str, list[str]]]:
    """(name, command, options)"""
    commands: list[tuple[str, str, list[str]]] = [("verify", "verify", [])]
    if data_set.people >= _PEOPLE_TO_SEARCH:
        commands += [("identify", "identify", _list_sizes(data_set)), ("check", "check", [])]
    commands += [(f"groups-{column}", "groups", ["--column", column, "--fmr", _GROUPS_FMR])
                 for column in data_set.columns]
    return commands
