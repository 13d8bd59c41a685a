"""The data sets in a folder, and how portcullis-eval is told about each."""

import csv
import dataclasses
import pathlib

from report.errors import ReportError

_TITLES = {"lfw-dev": "LFW, development part", "london": "London set, volunteers"}
_PICTURES = (".jpg", ".jpeg", ".png")
_SUBJECTS = "subjects.csv"
_MOST_GROUPS = 12  # a column with more values than this is no grouping; ages in years are none


@dataclasses.dataclass(frozen=True)
class DataSet:
    """Either a folder per person, or pictures named PERSON_WORD.jpg beside subjects.csv."""

    folder: pathlib.Path
    title: str
    people: int
    subjects: pathlib.Path | None
    columns: list[str]  # what the people said of themselves, if they fall in a few groups

    @property
    def name(self) -> str:
        """For file names."""
        return self.folder.name


def find(root: pathlib.Path) -> list[DataSet]:
    """The data sets below `root`, by name."""
    if not root.is_dir():
        raise ReportError(f"there is no folder {root}; name one with --data DIR: below it a folder "
                          "per data set, in each a folder of images per person")
    folders = sorted(path for path in root.iterdir() if path.is_dir())
    sets = [found for found in map(_data_set, folders) if found is not None]
    if not sets:
        raise ReportError(f"{root} has no data set: it needs a folder per data set, and in each a "
                          "folder of images per person")
    return sets


def _data_set(folder: pathlib.Path) -> DataSet | None:
    title = _TITLES.get(folder.name, folder.name)
    subjects = folder / _SUBJECTS
    if subjects.is_file():
        people = len({person for _, person in flat_images(folder)})
        return DataSet(folder, title, people, subjects, group_columns(subjects))
    people = sum(1 for path in folder.iterdir() if path.is_dir())
    return DataSet(folder, title, people, None, []) if people else None


def flat_images(folder: pathlib.Path) -> list[tuple[str, str]]:
    """(file name, person) of each picture; the person is what stands before the first "_"."""
    return [(path.name, path.stem.split("_")[0]) for path in sorted(folder.iterdir())
            if path.suffix.lower() in _PICTURES]


def group_columns(subjects: pathlib.Path) -> list[str]:
    """All columns but the first, which is the person, that have a few values."""
    with subjects.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    if not rows:
        raise ReportError(f"{subjects}: has a header and no people")
    columns = list(rows[0])[1:]
    return [column for column in columns
            if 2 <= len({row[column] for row in rows}) <= _MOST_GROUPS]


def write_images_csv(data_set: DataSet, file: pathlib.Path) -> None:
    """The pictures of a flat data set as --images takes them."""
    with file.open("w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(["path", "person"])
        writer.writerows(flat_images(data_set.folder))
