"""The calls, as methods with plain arguments."""

from __future__ import annotations

import os
import pathlib
import re
import uuid
from collections.abc import Iterator, Sequence

import grpc
from google.protobuf import message

from portcullis import errors
from portcullis.v1 import admin_pb2, admin_pb2_grpc, match_pb2, match_pb2_grpc
from portcullis.v1 import watchlist_pb2, watchlist_pb2_grpc

PAGE_SIZE = 1000
LOOPBACK = re.compile(r"(127(\.\d+){3}|localhost|\[::1\]):\d+")


def connect(server: str, *, ca: os.PathLike | str | None = None,
            certificate: os.PathLike | str | None = None, key: os.PathLike | str | None = None,
            insecure_loopback: bool = False, timeout_s: float = 10) -> Client:
    """A client of the server at "host:port", with three PEM files or, on this machine, without TLS."""
    if insecure_loopback:
        if not LOOPBACK.fullmatch(server):
            raise ValueError(f"insecure_loopback is for servers on this machine, not for {server}")
        return Client(grpc.insecure_channel(server), timeout_s)
    if not (ca and certificate and key):
        raise ValueError("needs ca, certificate and key (or insecure_loopback=True)")
    credentials = grpc.ssl_channel_credentials(
        root_certificates=pathlib.Path(ca).read_bytes(),
        private_key=pathlib.Path(key).read_bytes(),
        certificate_chain=pathlib.Path(certificate).read_bytes())
    return Client(grpc.secure_channel(server, credentials), timeout_s)


class Client:
    """Thread-safe. Each call gets `timeout_s` seconds; each raises PortcullisError where it fails.

    Changes take a `request_id`: repeating a call with the same one changes nothing a second time.
    Without it, each call gets a fresh one.
    """

    def __init__(self, channel: grpc.Channel, timeout_s: float):
        self._channel = channel
        self._timeout_s = timeout_s
        self._match = match_pb2_grpc.MatchServiceStub(channel)
        self._watchlist = watchlist_pb2_grpc.WatchlistServiceStub(channel)
        self._admin = admin_pb2_grpc.AdminServiceStub(channel)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        self._channel.close()

    def identify(self, image: bytes, lists: Sequence[str] = (),
                 max_candidates: int = 0) -> match_pb2.IdentifyResponse:
        """Is this traveller on a watch list? `lists` are names such as "lists/wanted"; none is all."""
        return self._call(self._match.Identify, match_pb2.IdentifyRequest(
            images=[image], lists=lists, max_candidates=max_candidates))

    def verify(self, document_image: bytes, live_image: bytes) -> match_pb2.VerifyResponse:
        """Do these two images show the same person?"""
        return self._call(self._match.Verify, match_pb2.VerifyRequest(
            document_image=document_image, live_image=live_image))

    def create_list(self, list_id: str, display_name: str, *, owner: str = "", purpose: str = "",
                    legal_basis: str = "", request_id: str = "") -> watchlist_pb2.WatchList:
        return self._call(self._watchlist.CreateList, watchlist_pb2.CreateListRequest(
            request_id=request_id or str(uuid.uuid4()), list_id=list_id,
            list=watchlist_pb2.WatchList(display_name=display_name, owner=owner, purpose=purpose,
                                         legal_basis=legal_basis))).list

    def lists(self) -> Iterator[watchlist_pb2.WatchList]:
        """All watch lists; fetches page after page as they are asked for."""
        request = watchlist_pb2.ListListsRequest(page_size=PAGE_SIZE)
        while True:
            page = self._call(self._watchlist.ListLists, request)
            yield from page.lists
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def enroll(self, display_name: str, lists: Sequence[str], portraits: Sequence[bytes], *,
               external_reference: str = "", request_id: str = "") -> watchlist_pb2.Entry:
        """Puts a person on watch lists. When it returns, the next search finds the entry."""
        return self._call(self._watchlist.EnrollEntry, watchlist_pb2.EnrollEntryRequest(
            request_id=request_id or str(uuid.uuid4()), portraits=portraits,
            entry=watchlist_pb2.Entry(display_name=display_name, lists=lists,
                                      external_reference=external_reference))).entry

    def entry(self, name: str) -> watchlist_pb2.Entry:
        return self._call(self._watchlist.GetEntry, watchlist_pb2.GetEntryRequest(name=name)).entry

    def entries(self, list_name: str = "") -> Iterator[watchlist_pb2.Entry]:
        """The entries of one list, or all; fetches page after page as they are asked for."""
        request = watchlist_pb2.ListEntriesRequest(list=list_name, page_size=PAGE_SIZE)
        while True:
            page = self._call(self._watchlist.ListEntries, request)
            yield from page.entries
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def delete_entry(self, name: str, expected_revision: int = 0, *, request_id: str = "") -> None:
        """Removes the entry and its biometric data. A revision of 0 deletes any."""
        self._call(self._watchlist.DeleteEntry, watchlist_pb2.DeleteEntryRequest(
            request_id=request_id or str(uuid.uuid4()), name=name,
            expected_revision=expected_revision))

    def status(self) -> admin_pb2.GetStatusResponse:
        return self._call(self._admin.GetStatus, admin_pb2.GetStatusRequest())

    def _call(self, method: grpc.UnaryUnaryMultiCallable, request: message.Message):
        try:
            return method(request, timeout=self._timeout_s)
        except grpc.RpcError as error:
            raise errors.from_rpc(error) from None
