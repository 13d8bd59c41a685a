"""How calls are made: deadlines, who acts, pages, streams, errors."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator

import grpc
from google.protobuf import message, timestamp_pb2

from portcullis import errors

PAGE_SIZE = 1000
SLOW_CALL_S = 600
"""For calls that are known to take their time."""


class Calls:
    """What the services' calls have in common. Thread-safe."""

    def __init__(self, channel: grpc.Channel, timeout_s: float, actor: str):
        self._channel = channel
        self._timeout_s = timeout_s
        self._metadata = (("portcullis-actor", actor),) if actor else ()

    def _call(self, method: grpc.UnaryUnaryMultiCallable, request: message.Message,
              least_s: float = 0):
        try:
            return method(request, timeout=max(self._timeout_s, least_s), metadata=self._metadata)
        except grpc.RpcError as error:
            raise errors.from_rpc(error) from None

    def _pages(self, method: grpc.UnaryUnaryMultiCallable, request: message.Message,
               field: str) -> Iterator:
        """The items of all pages; fetches page after page as they are asked for."""
        request.page_size = PAGE_SIZE
        while True:
            page = self._call(method, request)
            yield from getattr(page, field)
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def _stream(self, method, request, timeout_s: float | None = None) -> Iterator:
        """The messages of a stream, which lasts as long as it lasts, or no longer than it may."""
        stream = method(request, timeout=timeout_s, metadata=self._metadata)
        try:
            yield from stream
        except grpc.RpcError as error:
            raise errors.from_rpc(error) from None
        finally:
            stream.cancel()


def new_request_id(given: str = "") -> str:
    return given or str(uuid.uuid4())


def timestamp(time: datetime.datetime | None) -> timestamp_pb2.Timestamp | None:
    if time is None:
        return None
    if time.tzinfo is None:
        raise ValueError(f"{time} has no time zone; for example datetime(..., tzinfo=timezone.utc)")
    proto = timestamp_pb2.Timestamp()
    proto.FromDatetime(time.astimezone(datetime.timezone.utc).replace(tzinfo=None))
    return proto
