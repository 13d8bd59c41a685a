"""The client, and how to connect."""

from __future__ import annotations

import os
import pathlib
import re
from collections.abc import Sequence

import grpc

from portcullis.calls import SLOW_CALL_S, new_request_id
from portcullis.match import MatchCalls
from portcullis.policy import PolicyCalls
from portcullis.v1 import admin_pb2, admin_pb2_grpc
from portcullis.watchlist import WatchlistCalls

LOOPBACK = re.compile(r"(127(\.\d+){3}|localhost|\[::1\]):\d+")


def connect(server: str, *, ca: os.PathLike | str | None = None,
            certificate: os.PathLike | str | None = None, key: os.PathLike | str | None = None,
            insecure_loopback: bool = False, actor: str = "", timeout_s: float = 10) -> Client:
    """A client of the server at "host:port", with three PEM files or, on this machine, without TLS.

    `actor` says who acts where no certificate does: for trials with insecure_loopback.
    """
    if insecure_loopback:
        if not LOOPBACK.fullmatch(server):
            raise ValueError(f"insecure_loopback is for servers on this machine, not for {server}")
        return Client(grpc.insecure_channel(server, CHANNEL_OPTIONS), timeout_s, actor)
    if actor:
        raise ValueError("actor is for insecure_loopback only; a certificate says who you are")
    if not (ca and certificate and key):
        raise ValueError("needs ca, certificate and key (or insecure_loopback=True)")
    credentials = grpc.ssl_channel_credentials(
        root_certificates=pathlib.Path(ca).read_bytes(),
        private_key=pathlib.Path(key).read_bytes(),
        certificate_chain=pathlib.Path(certificate).read_bytes())
    return Client(grpc.secure_channel(server, credentials, CHANNEL_OPTIONS), timeout_s)


# A page of entries may be long.
CHANNEL_OPTIONS = (("grpc.max_receive_message_length", -1),)


class Client(MatchCalls, WatchlistCalls, PolicyCalls):
    """Thread-safe. Each call gets `timeout_s` seconds; each raises PortcullisError where it fails."""

    def __init__(self, channel: grpc.Channel, timeout_s: float, actor: str = ""):
        super().__init__(channel, timeout_s, actor)
        self._admin = admin_pb2_grpc.AdminServiceStub(channel)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        self._channel.close()

    def status(self) -> admin_pb2.GetStatusResponse:
        return self._call(self._admin.GetStatus, admin_pb2.GetStatusRequest())

    def create_snapshot(self) -> admin_pb2.Snapshot:
        """A copy of the watch lists as they are now, on the server's disk."""
        return self._call(self._admin.CreateSnapshot, admin_pb2.CreateSnapshotRequest(),
                          SLOW_CALL_S).snapshot

    def snapshots(self) -> Sequence[admin_pb2.Snapshot]:
        """Newest first."""
        return self._call(self._admin.ListSnapshots, admin_pb2.ListSnapshotsRequest()).snapshots

    def verify_snapshot(self, name: str) -> admin_pb2.VerifySnapshotResponse:
        """Reads every byte; a sound snapshot has no findings."""
        return self._call(self._admin.VerifySnapshot, admin_pb2.VerifySnapshotRequest(name=name),
                          SLOW_CALL_S)

    def purge_expired(self, dry_run: bool = False, *,
                      request_id: str = "") -> admin_pb2.PurgeExpiredResponse:
        """Erases ended entries whose retention has passed, at most 1,000; call again while `more`."""
        return self._call(self._admin.PurgeExpired, admin_pb2.PurgeExpiredRequest(
            request_id=new_request_id(request_id), dry_run=dry_run), SLOW_CALL_S)
