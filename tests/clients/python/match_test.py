"""The calls that check travellers, against a fake server that records what it was asked."""

import concurrent.futures
import threading
import unittest

import paths  # noqa: F401  (makes the package importable)
import grpc
import portcullis
from portcullis.v1 import capture_pb2, match_pb2, match_pb2_grpc

EVIDENCE = portcullis.attack_evidence(capture_pb2.PRESENTATION_ATTACK_RESULT_ATTACK, "acme-3d 4.1", 0.25)


class FakeMatch(match_pb2_grpc.MatchServiceServicer):

    def __init__(self):
        self.requests = []
        self.enough_at = None  # the frame that is told to be enough
        self.breaks_at = None
        self.ended = threading.Event()

    def Identify(self, request, context):
        self.requests.append(request)
        return match_pb2.IdentifyResponse(frames_used=len(request.images))

    def Verify(self, request, context):
        self.requests.append(request)
        return match_pb2.VerifyResponse()

    def CheckTraveller(self, request, context):
        self.requests.append(request)
        return match_pb2.CheckTravellerResponse(frames_used=len(request.live_images))

    def AssessImage(self, request, context):
        self.requests.append(request)
        return match_pb2.AssessImageResponse(acceptable=True)

    def CheckStream(self, requests, context):
        context.add_callback(self.ended.set)
        frames = 0
        for request in requests:
            self.requests.append(request)
            if not request.HasField("frame"):
                continue
            frames += 1
            if frames == self.breaks_at:
                context.abort(grpc.StatusCode.UNAVAILABLE, "the connection broke")
            yield match_pb2.CheckStreamResponse(advice=match_pb2.FrameAdvice(
                frame=frames, enough=frames == self.enough_at))
        yield match_pb2.CheckStreamResponse(
            answer=match_pb2.CheckTravellerResponse(frames_used=frames))


class MatchCalls(unittest.TestCase):

    def setUp(self):
        self.match = FakeMatch()
        server = grpc.server(concurrent.futures.ThreadPoolExecutor(2))
        match_pb2_grpc.add_MatchServiceServicer_to_server(self.match, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        self.addCleanup(server.stop, None)
        self.client = portcullis.connect(f"127.0.0.1:{port}", insecure_loopback=True)
        self.addCleanup(self.client.close)

    def test_identify_takes_one_image_or_several(self):
        self.assertEqual(self.client.identify(b"one").frames_used, 1)
        self.client.identify([b"one", b"two"], ["lists/a"], 3, attack_evidence=EVIDENCE)
        self.assertEqual(self.match.requests[1], match_pb2.IdentifyRequest(
            images=[b"one", b"two"], lists=["lists/a"], max_candidates=3,
            presentation_attack_evidence=EVIDENCE))

    def test_evidence_is_sent_only_where_the_kiosk_looked(self):
        self.client.identify(b"one")
        self.assertFalse(self.match.requests[0].HasField("presentation_attack_evidence"))
        self.client.verify(b"a", b"b", attack_evidence=EVIDENCE)
        self.assertEqual(self.match.requests[1].presentation_attack_evidence.score, 0.25)

    def test_a_score_of_nothing_is_not_sent(self):
        evidence = portcullis.attack_evidence(capture_pb2.PRESENTATION_ATTACK_RESULT_BONA_FIDE)
        self.assertFalse(evidence.HasField("score"))

    def test_a_traveller_is_checked_with_his_document(self):
        self.client.check_traveller(b"document", [b"one", b"two"], ["lists/a"])
        self.assertEqual(self.match.requests[0], match_pb2.CheckTravellerRequest(
            document_image=b"document", live_images=[b"one", b"two"], lists=["lists/a"]))
        self.assertEqual(self.client.check_traveller(b"document", b"one").frames_used, 1)

    def test_an_image_is_assessed_for_its_use(self):
        self.client.assess(b"image")
        self.client.assess(b"image", reference=True, pictures=True)
        probe, reference = self.match.requests
        self.assertEqual((probe.use, probe.include_pictures), (match_pb2.CAPTURE_USE_PROBE, False))
        self.assertEqual((reference.use, reference.include_pictures),
                         (match_pb2.CAPTURE_USE_REFERENCE, True))

    def test_a_stream_gives_advice_for_each_frame_and_then_the_answer(self):
        *advice, answer = self.client.check_stream(
            [b"1", b"2", b"3"], document_image=b"document", lists=["lists/a"], max_candidates=2,
            attack_evidence=EVIDENCE)
        self.assertEqual([one.frame for one in advice], [1, 2, 3])
        self.assertEqual(answer.frames_used, 3)
        self.assertEqual(self.match.requests[0].start, match_pb2.CheckStreamStart(
            document_image=b"document", lists=["lists/a"], max_candidates=2,
            presentation_attack_evidence=EVIDENCE))
        self.assertEqual([request.frame for request in self.match.requests[1:]], [b"1", b"2", b"3"])

    def test_a_stream_takes_a_frame_only_when_the_last_advice_was_taken(self):
        taken = []

        def camera():
            for i in range(5):
                taken.append(i)
                yield bytes([i])

        stream = self.client.check_stream(camera())
        for frame in range(1, 6):
            self.assertEqual(next(stream).frame, frame)
            self.assertLessEqual(len(taken), frame)
        self.assertEqual(next(stream).frames_used, 5)

    def test_a_stream_takes_no_frame_more_than_enough(self):
        self.match.enough_at = 2
        *advice, answer = self.client.check_stream(bytes([i]) for i in range(50))
        self.assertEqual(len(advice), 2)
        self.assertEqual(answer.frames_used, 2)

    def test_a_stream_of_which_nobody_wants_more_is_cancelled(self):
        stream = self.client.check_stream(bytes([i]) for i in range(50))
        self.assertEqual(next(stream).frame, 1)
        stream.close()
        self.assertTrue(self.match.ended.wait(10))

    def test_a_stream_that_breaks_off_is_an_error(self):
        self.match.breaks_at = 2
        with self.assertRaises(portcullis.PortcullisError) as caught:
            list(self.client.check_stream([b"1", b"2", b"3"]))
        self.assertEqual(caught.exception.code, grpc.StatusCode.UNAVAILABLE)

    def test_a_camera_that_fails_is_told_as_it_failed(self):
        def camera():
            yield b"1"
            raise OSError("the camera is unplugged")

        with self.assertRaisesRegex(OSError, "unplugged"):
            list(self.client.check_stream(camera()))


if __name__ == "__main__":
    unittest.main()
