"""The calls that check travellers."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence

from portcullis import errors
from portcullis.calls import Calls
from portcullis.v1 import capture_pb2, match_pb2, match_pb2_grpc

STREAM_TIMEOUT_S = 130
"""A server ends a stream after two minutes, and says why: that answer is to come before this end."""


class MatchCalls(Calls):
    """An image is the bytes of a file: JPEG, PNG, JPEG 2000, or the face record of a passport. `lists`
    are names such as "lists/wanted"; none is all. `attack_evidence` is what the kiosk's own presentation
    attack detection found; see attack_evidence().
    """

    def __init__(self, channel, timeout_s, actor):
        super().__init__(channel, timeout_s, actor)
        self._match = match_pb2_grpc.MatchServiceStub(channel)

    def identify(self, images: bytes | Sequence[bytes], lists: Sequence[str] = (),
                 max_candidates: int = 0, *,
                 attack_evidence: capture_pb2.PresentationAttackEvidence | None = None,
                 ) -> match_pb2.IdentifyResponse:
        """Is this traveller on a watch list? One image, or up to 8, all of the same traveller."""
        return self._call(self._match.Identify, match_pb2.IdentifyRequest(
            images=_several(images), lists=lists, max_candidates=max_candidates,
            presentation_attack_evidence=attack_evidence))

    def verify(self, document_image: bytes, live_image: bytes, *,
               attack_evidence: capture_pb2.PresentationAttackEvidence | None = None,
               ) -> match_pb2.VerifyResponse:
        """Do these two images show the same person?"""
        return self._call(self._match.Verify, match_pb2.VerifyRequest(
            document_image=document_image, live_image=live_image,
            presentation_attack_evidence=attack_evidence))

    def check_traveller(self, document_image: bytes, live_images: bytes | Sequence[bytes],
                        lists: Sequence[str] = (), max_candidates: int = 0, *,
                        attack_evidence: capture_pb2.PresentationAttackEvidence | None = None,
                        ) -> match_pb2.CheckTravellerResponse:
        """Is the traveller the holder of the document, and is he on a watch list?

        One live image, or up to 8.
        """
        return self._call(self._match.CheckTraveller, match_pb2.CheckTravellerRequest(
            document_image=document_image, live_images=_several(live_images), lists=lists,
            max_candidates=max_candidates, presentation_attack_evidence=attack_evidence))

    def assess(self, image: bytes, *, reference: bool = False,
               pictures: bool = False) -> match_pb2.AssessImageResponse:
        """How good an image is and what would make it better; nothing is searched or stored.

        `reference` holds it against the bar for portraits that are enrolled instead of that for
        travellers. With `pictures` the answer has the picture and the chip as PNG.
        """
        use = match_pb2.CAPTURE_USE_REFERENCE if reference else match_pb2.CAPTURE_USE_PROBE
        return self._call(self._match.AssessImage, match_pb2.AssessImageRequest(
            image=image, use=use, include_pictures=pictures))

    def check_stream(self, frames: Iterable[bytes], *, document_image: bytes = b"",
                     lists: Sequence[str] = (), max_candidates: int = 0,
                     attack_evidence: capture_pb2.PresentationAttackEvidence | None = None,
                     ) -> Iterator[match_pb2.FrameAdvice | match_pb2.CheckTravellerResponse]:
        """Yields advice for each frame, in order, and last the answer for all of them.

        `frames` are taken one at a time, each when the advice on the one before has been taken, so they
        may come from a camera. Taking ends early where the advice says that there are `enough`. Without
        a document, nothing is verified.
        """
        start = match_pb2.CheckStreamStart(
            document_image=document_image, lists=lists, max_candidates=max_candidates,
            presentation_attack_evidence=attack_evidence)
        wanted = threading.Semaphore(1)  # whether the next frame may be taken
        is_over = threading.Event()
        failures = []

        def requests():
            yield match_pb2.CheckStreamRequest(start=start)
            try:
                for frame in _one_by_one(frames, wanted, is_over):
                    yield match_pb2.CheckStreamRequest(frame=frame)
            except Exception as failure:  # of the camera; told where the answers are taken
                failures.append(failure)
                raise

        try:
            for response in self._stream(self._match.CheckStream, requests(), STREAM_TIMEOUT_S):
                if response.HasField("answer"):
                    yield response.answer
                    continue
                yield response.advice
                if response.advice.enough:
                    is_over.set()
                wanted.release()
        except errors.PortcullisError:
            if failures:
                raise failures[0] from None
            raise
        finally:
            is_over.set()
            wanted.release()


def attack_evidence(result: int, subsystem: str = "",
                    score: float | None = None) -> capture_pb2.PresentationAttackEvidence:
    """What a kiosk's own detection found: a capture_pb2.PRESENTATION_ATTACK_RESULT_..., what looked, and
    its score, which is kept for the record.
    """
    return capture_pb2.PresentationAttackEvidence(result=result, subsystem=subsystem, score=score)


def _several(images: bytes | Sequence[bytes]) -> Sequence[bytes]:
    return (images,) if isinstance(images, bytes) else images


def _one_by_one(frames: Iterable[bytes], wanted: threading.Semaphore,
                is_over: threading.Event) -> Iterator[bytes]:
    """Takes a frame only when it is wanted, so that it is fresh; none once it is over."""
    waiting = iter(frames)
    while True:
        wanted.acquire()
        if is_over.is_set():
            return
        try:
            frame = next(waiting)
        except StopIteration:
            return
        yield frame
