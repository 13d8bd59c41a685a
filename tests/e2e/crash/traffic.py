"""Clients that enrol, change and erase entries until the server dies under them."""

import random
import threading
import time

import grpc

from ledger import Doubt, Ledger
from portcullis.v1 import entry_changes_pb2 as changes
from portcullis.v1 import entry_pb2

CALL_S = 30
FULL = 12  # entries of one client; then it erases


class Client(threading.Thread):
    """Sends one change after the other, each on the revision that the last one left, so that a
    change applied twice or lost shows at the next one."""

    def __init__(self, number: int, ledger: Ledger, faces: list[bytes], seed: int, server):
        super().__init__()
        self.failures: list[str] = []
        self.done = 0
        self._number = number
        self._ledger = ledger
        self._faces = faces
        self._dice = random.Random(seed)
        self._server = server
        self._seed = seed
        self._stopping = threading.Event()

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        while not self._stopping.is_set():
            doubt = self._next()
            self._ledger.doubt = doubt
            try:
                self._ledger.acknowledge(doubt, send(self._server, doubt))
                self.done += 1
            except grpc.RpcError as error:
                if error.code() not in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED):
                    self.failures.append(f"{doubt.call}: {error.code().name}: {error.details()}")
                return

    def _next(self) -> Doubt:
        dice = self._dice
        request_id = f"c{self._number}-{self._seed}-{self.done}-{time.monotonic_ns()}"
        alive = self._ledger.alive()
        if len(alive) < 2 or (len(alive) < FULL and dice.random() < 0.15):
            return self._proposal(request_id)
        entry = dice.choice(alive)
        common = {"request_id": request_id, "name": entry.name, "expected_revision": entry.revision}
        revision = entry.revision + 1

        def doubt(call, request, actor="alice", **change):
            return Doubt(call, request, actor, entry, {"revision": revision, **change})

        if dice.random() < (0.3 if len(alive) >= FULL else 0.1):
            return doubt("EraseEntry", changes.EraseEntryRequest(**common), erased=True)
        if entry.status == entry_pb2.ENTRY_STATUS_PROPOSED:
            return doubt("ApproveEntry", changes.ApproveEntryRequest(**common), "bob",
                         status=entry_pb2.ENTRY_STATUS_ACTIVE)
        if entry.status == entry_pb2.ENTRY_STATUS_SUSPENDED:
            return doubt("ReinstateEntry", changes.ReinstateEntryRequest(**common, reason="over"),
                         status=entry_pb2.ENTRY_STATUS_ACTIVE)
        if dice.random() < 0.4:
            return doubt("SuspendEntry", changes.SuspendEntryRequest(**common, reason="appeal"),
                         status=entry_pb2.ENTRY_STATUS_SUSPENDED)
        name = f"Name {dice.randint(0, 10**9)}"
        request = changes.UpdateEntryRequest(
            request_id=request_id, expected_revision=entry.revision,
            entry=entry_pb2.Entry(name=entry.name, display_name=name))
        request.update_mask.paths.append("display_name")
        return doubt("UpdateEntry", request, display_name=name)

    def _proposal(self, request_id: str) -> Doubt:
        face = self._dice.randrange(len(self._faces))
        name = f"Name {self._dice.randint(0, 10**9)}"
        request = changes.ProposeEntryRequest(
            request_id=request_id, portraits=[self._faces[face]], allow_duplicate=True,
            entry=entry_pb2.Entry(display_name=name, lists=["lists/crash"]))
        return Doubt("ProposeEntry", request, "alice", None, {"face": face, "display_name": name})


def send(server, doubt: Doubt):
    call = getattr(server.watchlist, doubt.call)
    return call(doubt.request, timeout=CALL_S, metadata=(("portcullis-actor", doubt.actor),))
