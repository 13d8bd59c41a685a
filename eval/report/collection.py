"""All documents of one report: which embedders, which data sets, and each embedder's colour."""

import dataclasses
from typing import TypeVar

from report.documents import Compare, Document, Measured

D = TypeVar("D", bound=Document)
T = TypeVar("T")


@dataclasses.dataclass(frozen=True, order=True)
class Embedder:
    """A configuration that was measured: the ModelId (name@hash/alignment) and the detector."""

    model: str
    detector: str

    @property
    def name(self) -> str:
        """The model's name alone."""
        return self.model.split("@")[0]

    @property
    def alignment(self) -> str:
        """How its chips are cut."""
        return self.model.partition("/")[2]


def embedder_of(measured: Measured) -> Embedder:
    """Whose figures the document has."""
    return Embedder(measured.model, measured.detector)


class Collection:
    """Immutable; keeps the order in which the documents were given."""

    def __init__(self, documents: list[Document]):
        self._documents = documents
        self.embedders = _unique([embedder for document in documents
                                  for embedder in _embedders_in(document)])
        self.data_sets = _unique([document.data_set for document in documents])

    def of(self, kind: type[D], data_set: str | None = None) -> list[D]:
        """The documents of a kind, of all data sets or of one."""
        return [document for document in self._documents if isinstance(document, kind)
                and data_set in (None, document.data_set)]

    def series(self, embedder: Embedder) -> int:
        """Its number: an embedder has the same look in every plot."""
        return self.embedders.index(embedder)

    def label(self, embedder: Embedder) -> str:
        """Its name, with as much more as tells it from the others of this report."""
        same_name = [other for other in self.embedders if other.name == embedder.name]
        same_model = [other for other in same_name if other.model == embedder.model]
        alignments = {other.alignment for other in same_name}
        parts = [embedder.name]
        if len(alignments) > 1:
            parts.append(embedder.alignment)
        if len(same_model) > 1:
            parts.append(embedder.detector)
        return ", ".join(parts)

    @property
    def measured_on(self) -> list[str]:
        """The dates of measurement, ascending."""
        return sorted({document.measured_on for document in self._documents})

    @property
    def versions(self) -> list[str]:
        """The versions of Portcullis that measured, ascending."""
        return sorted({document.portcullis.version for document in self._documents})


def _embedders_in(document: Document) -> list[Embedder]:
    if isinstance(document, Measured):
        return [embedder_of(document)]
    if isinstance(document, Compare):
        return [Embedder(side.model, side.detector) for side in (document.a, document.b)]
    return []


def _unique(items: list[T]) -> list[T]:
    return list(dict.fromkeys(items))
