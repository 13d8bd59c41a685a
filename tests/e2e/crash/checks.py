"""What must hold after every restart, whatever the kill cut off."""

import collections

import grpc

import traffic
from ledger import Ledger
from portcullis.v1 import common_pb2, entry_changes_pb2, entry_pb2, match_pb2, watchlist_pb2

CALL_S = 30


def entry_or_none(server, name):
    try:
        return server.watchlist.GetEntry(watchlist_pb2.GetEntryRequest(name=name),
                                         timeout=CALL_S).entry
    except grpc.RpcError as error:
        if error.code() == grpc.StatusCode.NOT_FOUND:
            return None
        raise


def check_entries(server, ledger: Ledger) -> list[str]:
    """Acknowledged changes are there; a change in doubt is there whole or not at all."""
    wrong = []
    doubt = ledger.doubt
    for known in ledger.entries.values():
        entry = entry_or_none(server, known.name)
        allowed = [known]
        if doubt is not None and doubt.before is not None and doubt.before.name == known.name:
            allowed.append(known.after(doubt.change))
        if not any(state.describes(entry) for state in allowed):
            wrong.append(f"{known.name} should be {allowed}, is {entry}")
    return wrong


def settle_doubt(server, ledger: Ledger) -> list[str]:
    """The request again, byte for byte: done now or found done, and never refused."""
    doubt = ledger.doubt
    if doubt is None:
        return []
    try:
        ledger.acknowledge(doubt, traffic.send(server, doubt))
    except grpc.RpcError as error:
        if error.code() == grpc.StatusCode.UNAVAILABLE:
            raise  # the server has died again
        return [f"{doubt.call} repeated: {error.code().name}: {error.details()}"]
    return check_entries(server, ledger)


def check_log(server, ledgers) -> list[str]:
    """Numbers without gaps; every acknowledged request once, no request twice."""
    newest = server.status().epoch
    seen = collections.Counter()
    expected = 1
    wrong = []
    stream = server.watchlist.WatchChanges(watchlist_pb2.WatchChangesRequest(), timeout=CALL_S)
    if newest:
        for change in stream:
            if change.sequence != expected:
                wrong.append(f"change {expected} is missing, got {change.sequence}")
            expected = change.sequence + 1
            if change.request_id:
                seen[change.request_id] += 1
            if change.sequence >= newest:
                break
    stream.cancel()
    wrong += [f"{request} was applied {count} times" for request, count in seen.items() if count > 1]
    for ledger in ledgers:
        wrong += [f"{request} was acknowledged and is not in the log"
                  for request in ledger.acknowledged if request not in seen]
    return wrong


def check_searches(server, ledgers, faces) -> list[str]:
    """Every active entry is found by its face; nothing else is, least of all what was erased."""
    known = {name: entry for ledger in ledgers for name, entry in ledger.entries.items()}
    wrong = []
    for number, face in enumerate(faces):
        answer = server.match.Identify(
            match_pb2.IdentifyRequest(images=[face], max_candidates=100), timeout=CALL_S)
        if not answer.context.coverage.complete:
            wrong.append("the gallery is incomplete after a restart")
        active = {name for name, entry in known.items() if not entry.erased
                  and entry.status == entry_pb2.ENTRY_STATUS_ACTIVE}
        found = {candidate.entry for candidate in answer.candidates}
        wrong += [f"{name} is found and should not be" for name in found - active]
        wrong += [f"{name} is not found by its face" for name in active - found
                  if known[name].face == number]
        wanted = any(known[name].face == number for name in active)
        if wanted and answer.outcome != common_pb2.OUTCOME_REFER:
            wrong.append(f"a listed face is answered with {answer.outcome}")
    return wrong


def check_receipts(server, ledger: Ledger, count: int) -> list[str]:
    wrong = []
    for name, receipt in list(ledger.receipts.items())[-count:]:
        answer = server.watchlist.VerifyErasure(
            entry_changes_pb2.VerifyErasureRequest(receipt=receipt), timeout=CALL_S)
        wrong += [f"erasure of {name}: {finding}" for finding in answer.findings]
    return wrong
