"""The calls that govern the watch lists; docs/watchlist.md tells the life of an entry."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterable, Iterator, Sequence

from google.protobuf import field_mask_pb2

from portcullis.calls import Calls, new_request_id, timestamp
from portcullis.v1 import entry_changes_pb2 as changes
from portcullis.v1 import entry_pb2, watchlist_pb2, watchlist_pb2_grpc


def proposal(display_name: str, lists: Sequence[str], portraits: Sequence[bytes], *,
             external_reference: str = "", alias_names: Sequence[str] = (),
             document_numbers: Sequence[str] = (), valid_from: datetime.datetime | None = None,
             valid_until: datetime.datetime | None = None,
             review_by: datetime.datetime | None = None, allow_duplicate: bool = False,
             request_id: str = "") -> changes.ProposeEntryRequest:
    """One person for Client.import_entries; `lists` are names such as "lists/wanted"."""
    return changes.ProposeEntryRequest(
        request_id=new_request_id(request_id), portraits=portraits, allow_duplicate=allow_duplicate,
        entry=entry_pb2.Entry(
            display_name=display_name, lists=lists, external_reference=external_reference,
            alias_names=alias_names, document_numbers=document_numbers,
            valid_from=timestamp(valid_from), valid_until=timestamp(valid_until),
            review_by=timestamp(review_by)))


class WatchlistCalls(Calls):
    """Changes take a `request_id`: repeating a call with the same one changes nothing a second time.
    Without it, each call gets a fresh one. An `expected_revision` of 0 changes any.
    """

    def __init__(self, channel, timeout_s, actor):
        super().__init__(channel, timeout_s, actor)
        self._watchlist = watchlist_pb2_grpc.WatchlistServiceStub(channel)

    def create_list(self, list_id: str, display_name: str, *, request_id: str = "",
                    **fields) -> entry_pb2.WatchList:
        """`fields` are those of WatchList, for example retention_days=90."""
        return self._call(self._watchlist.CreateList, watchlist_pb2.CreateListRequest(
            request_id=new_request_id(request_id), list_id=list_id,
            list=entry_pb2.WatchList(display_name=display_name, **fields))).list

    def get_list(self, name: str) -> entry_pb2.WatchList:
        return self._call(self._watchlist.GetList, watchlist_pb2.GetListRequest(name=name)).list

    def lists(self) -> Iterator[entry_pb2.WatchList]:
        return self._pages(self._watchlist.ListLists, watchlist_pb2.ListListsRequest(), "lists")

    def update_list(self, name: str, expected_revision: int = 0, *, request_id: str = "",
                    **fields) -> entry_pb2.WatchList:
        """`fields` are those of WatchList that change, and no others do."""
        return self._call(self._watchlist.UpdateList, watchlist_pb2.UpdateListRequest(
            request_id=new_request_id(request_id), expected_revision=expected_revision,
            list=entry_pb2.WatchList(name=name, **fields),
            update_mask=field_mask_pb2.FieldMask(paths=sorted(fields)))).list

    def delete_list(self, name: str, expected_revision: int = 0, *, request_id: str = "") -> None:
        """Only while no entry stands on it."""
        self._call(self._watchlist.DeleteList, watchlist_pb2.DeleteListRequest(
            request_id=new_request_id(request_id), name=name, expected_revision=expected_revision))

    def propose(self, display_name: str, lists: Sequence[str], portraits: Sequence[bytes],
                **details) -> entry_pb2.Entry:
        """Puts a person forward; nothing finds the entry until another administrator approves it.

        `details` as of proposal().
        """
        return self._call(self._watchlist.ProposeEntry,
                          proposal(display_name, lists, portraits, **details)).entry

    def approve(self, name: str, expected_revision: int, *, request_id: str = "") -> entry_pb2.Entry:
        """Consents to what was seen at that revision; not by who proposed a part of it."""
        return self._call(self._watchlist.ApproveEntry, changes.ApproveEntryRequest(
            request_id=new_request_id(request_id), name=name,
            expected_revision=expected_revision)).entry

    def reject(self, name: str, expected_revision: int, reason: str, *,
               request_id: str = "") -> entry_pb2.Entry:
        return self._call(self._watchlist.RejectEntry, changes.RejectEntryRequest(
            request_id=new_request_id(request_id), name=name, expected_revision=expected_revision,
            reason=reason)).entry

    def entry(self, name: str) -> entry_pb2.Entry:
        return self._call(self._watchlist.GetEntry, watchlist_pb2.GetEntryRequest(name=name)).entry

    def entries(self, list_name: str = "", *, statuses: Sequence[int] = (),
                external_reference: str = "", order_by: str = "",
                pending_only: bool = False) -> Iterator[entry_pb2.Entry]:
        """The entries of one list, or all."""
        return self._pages(self._watchlist.ListEntries, watchlist_pb2.ListEntriesRequest(
            list=list_name, statuses=statuses, external_reference=external_reference,
            order_by=order_by, pending_only=pending_only), "entries")

    def due_for_review(self, list_name: str = "",
                       due_by: datetime.datetime | None = None) -> Iterator[entry_pb2.Entry]:
        """The most urgent first; due now where no time is given."""
        return self._pages(self._watchlist.ListEntriesDueForReview,
                           watchlist_pb2.ListEntriesDueForReviewRequest(
                               list=list_name, due_by=timestamp(due_by)), "entries")

    def update_entry(self, name: str, expected_revision: int = 0, *, request_id: str = "",
                     **fields) -> entry_pb2.Entry:
        """`fields` are those of Entry that change, and no others do; None empties a time."""
        values = {field: timestamp(value) if isinstance(value, datetime.datetime) else value
                  for field, value in fields.items()}
        return self._call(self._watchlist.UpdateEntry, changes.UpdateEntryRequest(
            request_id=new_request_id(request_id), expected_revision=expected_revision,
            entry=entry_pb2.Entry(name=name, **values),
            update_mask=field_mask_pb2.FieldMask(paths=sorted(fields)))).entry

    def suspend(self, name: str, reason: str, expected_revision: int = 0, *,
                request_id: str = "") -> entry_pb2.Entry:
        """Takes an active entry out of all searches."""
        return self._call(self._watchlist.SuspendEntry, changes.SuspendEntryRequest(
            request_id=new_request_id(request_id), name=name, expected_revision=expected_revision,
            reason=reason)).entry

    def reinstate(self, name: str, reason: str, expected_revision: int = 0, *,
                  request_id: str = "") -> entry_pb2.Entry:
        return self._call(self._watchlist.ReinstateEntry, changes.ReinstateEntryRequest(
            request_id=new_request_id(request_id), name=name, expected_revision=expected_revision,
            reason=reason)).entry

    def extend(self, name: str, valid_until: datetime.datetime, justification: str,
               expected_revision: int = 0, *, review_by: datetime.datetime | None = None,
               request_id: str = "") -> entry_pb2.Entry:
        """Moves the end of the validity to a later time."""
        return self._call(self._watchlist.ExtendEntry, changes.ExtendEntryRequest(
            request_id=new_request_id(request_id), name=name, expected_revision=expected_revision,
            valid_until=timestamp(valid_until), review_by=timestamp(review_by),
            justification=justification)).entry

    def retire(self, name: str, reason: str, expected_revision: int = 0, *,
               request_id: str = "") -> entry_pb2.Entry:
        """Ends the entry; its record is kept for as long as its lists say."""
        return self._call(self._watchlist.RetireEntry, changes.RetireEntryRequest(
            request_id=new_request_id(request_id), name=name, expected_revision=expected_revision,
            reason=reason)).entry

    def merge(self, kept: str, merged: str, expected_revision: int = 0,
              merged_expected_revision: int = 0, *, request_id: str = "") -> entry_pb2.Entry:
        """Gives `kept` what `merged` has; once that is approved, `merged` is retired."""
        return self._call(self._watchlist.MergeEntries, changes.MergeEntriesRequest(
            request_id=new_request_id(request_id), name=kept, expected_revision=expected_revision,
            merged=merged, merged_expected_revision=merged_expected_revision)).entry

    def add_reference(self, name: str, portrait: bytes, expected_revision: int = 0, *,
                      allow_duplicate: bool = False, request_id: str = "") -> entry_pb2.Entry:
        """One more face, which waits for approval."""
        return self._call(self._watchlist.AddReference, changes.AddReferenceRequest(
            request_id=new_request_id(request_id), name=name, expected_revision=expected_revision,
            portrait=portrait, allow_duplicate=allow_duplicate)).entry

    def remove_reference(self, name: str, expected_revision: int = 0, *,
                         request_id: str = "") -> entry_pb2.Entry:
        """`name` is that of the reference, "entries/.../references/..."."""
        return self._call(self._watchlist.RemoveReference, changes.RemoveReferenceRequest(
            request_id=new_request_id(request_id), name=name,
            expected_revision=expected_revision)).entry

    def erase(self, name: str, expected_revision: int = 0, *,
              request_id: str = "") -> changes.ErasureReceipt:
        """Removes every trace of the entry but its id in the audit log. Keep the receipt."""
        return self._call(self._watchlist.EraseEntry, changes.EraseEntryRequest(
            request_id=new_request_id(request_id), name=name,
            expected_revision=expected_revision)).receipt

    def verify_erasure(self, receipt: changes.ErasureReceipt) -> changes.VerifyErasureResponse:
        return self._call(self._watchlist.VerifyErasure,
                          changes.VerifyErasureRequest(receipt=receipt))

    def preview_impact(self, name: str) -> watchlist_pb2.PreviewImpactResponse:
        """What the entry's photographs would cost travellers who are strangers."""
        return self._call(self._watchlist.PreviewImpact,
                          watchlist_pb2.PreviewImpactRequest(name=name))

    def import_entries(self, proposals: Iterable[changes.ProposeEntryRequest],
                       max_on_their_way: int = 16) -> Iterator[watchlist_pb2.ImportEntriesResponse]:
        """Proposes one entry for each; yields answers in the order in which they are done.

        `row` of an answer counts the proposals from 0. Few are taken at a time, so they may be made
        while it runs. After an error the same proposals, with the same request ids, may be sent once
        more: those that were done answer as they did, at no cost.
        """
        room = threading.Semaphore(max_on_their_way)
        is_over = threading.Event()

        def requests():
            for row, one in enumerate(proposals):
                while not room.acquire(timeout=0.5):
                    if is_over.is_set():
                        return
                yield watchlist_pb2.ImportEntriesRequest(row=row, proposal=one)

        try:
            for response in self._stream(self._watchlist.ImportEntries, requests()):
                room.release()
                yield response
        finally:
            is_over.set()

    def export_entries(self, list_name: str = "") -> Iterator[entry_pb2.Entry]:
        """Every entry without its faces, by id."""
        request = watchlist_pb2.ExportEntriesRequest(list=list_name)
        for response in self._stream(self._watchlist.ExportEntries, request):
            yield response.entry

    def watch_changes(self, after_sequence: int = 0) -> Iterator[watchlist_pb2.WatchChangesResponse]:
        """Every change after that number, then each new one as it happens, until an error.

        Go on with the sequence of the last change that was seen; close() the generator to end it.
        """
        return self._stream(self._watchlist.WatchChanges,
                            watchlist_pb2.WatchChangesRequest(after_sequence=after_sequence))
