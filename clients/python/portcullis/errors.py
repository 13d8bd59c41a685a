"""Errors of calls."""

from __future__ import annotations

import grpc
from google.rpc import error_details_pb2, status_pb2


class PortcullisError(Exception):
    """A call that failed. "No face" and the like are answers, not errors."""

    def __init__(self, reason: str, message: str, code: grpc.StatusCode,
                 retry_after_s: float | None = None, records: tuple[str, ...] = (),
                 metadata: dict[str, str] | None = None):
        super().__init__(f"{reason}: {message}")
        self.reason = reason
        """Such as "IMAGE_UNREADABLE"; the name of the gRPC code where the server gave no reason."""
        self.message = message
        self.code = code
        self.retry_after_s = retry_after_s
        """When to try again, where the server said so."""
        self.records = records
        """Names of the records that it is about, for example of possible duplicates."""
        self.metadata = metadata or {}
        """All that the server said beside it; docs of the call say under which names."""


def from_rpc(error: grpc.RpcError) -> PortcullisError:
    """Reads the google.rpc details that travel in the trailing metadata."""
    reason, message, retry_after_s = error.code().name, error.details() or "", None
    records, metadata = (), {}
    # A refusal for want of a role comes before the server can send details: its message starts with
    # the reason.
    if message.startswith("ROLE_REQUIRED: "):
        reason, _, message = message.partition(": ")
    for key, value in error.trailing_metadata() or ():
        if key != "grpc-status-details-bin":
            continue
        for detail in status_pb2.Status.FromString(value).details:
            if detail.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
                info = error_details_pb2.ErrorInfo.FromString(detail.value)
                reason = info.reason
                metadata = dict(info.metadata)
                records = tuple(filter(None, metadata.get("records", "").split(",")))
            elif detail.Is(error_details_pb2.RetryInfo.DESCRIPTOR):
                retry = error_details_pb2.RetryInfo.FromString(detail.value)
                retry_after_s = retry.retry_delay.ToTimedelta().total_seconds()
    return PortcullisError(reason, message, error.code(), retry_after_s, records, metadata)
