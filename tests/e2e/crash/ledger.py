"""What the clients know: which changes were acknowledged, and which are in doubt."""

import dataclasses

from portcullis.v1 import entry_pb2


@dataclasses.dataclass
class Known:
    """An entry as its last acknowledged change left it."""
    name: str
    face: int
    status: int = entry_pb2.ENTRY_STATUS_PROPOSED
    display_name: str = ""
    revision: int = 1
    erased: bool = False

    def after(self, change):
        return dataclasses.replace(self, **change)

    def describes(self, entry) -> bool:
        """`entry` is None where the server has none."""
        if entry is None or self.erased:
            return entry is None and self.erased
        return (entry.status == self.status and entry.display_name == self.display_name
                and entry.revision == self.revision)


@dataclasses.dataclass
class Doubt:
    """A request without an answer: it has been done, or it has not."""
    call: str             # method of the stub
    request: object
    actor: str
    before: Known | None  # None: the request proposes the entry
    change: dict          # what it makes of the entry


class Ledger:
    """Of one client; not thread-safe."""

    def __init__(self):
        self.entries: dict[str, Known] = {}
        self.receipts: dict[str, object] = {}
        self.acknowledged: set[str] = set()
        self.doubt: Doubt | None = None

    def alive(self):
        return [entry for entry in self.entries.values() if not entry.erased]

    def acknowledge(self, doubt: Doubt, response) -> None:
        """`response` came for the request of `doubt`, at once or when it was repeated."""
        self.acknowledged.add(doubt.request.request_id)
        if doubt.before is None:
            known = Known(name=response.entry.name, **doubt.change)
        else:
            known = doubt.before.after(doubt.change)
        self.entries[known.name] = known
        if known.erased:
            self.receipts[known.name] = response.receipt
        self.doubt = None
