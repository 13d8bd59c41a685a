"""The client package against a fake server that records what it was asked."""

import concurrent.futures
import unittest

import paths  # noqa: F401  (makes the package importable)
import grpc
import portcullis
from google.protobuf import any_pb2, duration_pb2
from google.rpc import error_details_pb2, status_pb2
from portcullis.v1 import match_pb2, match_pb2_grpc, watchlist_pb2, watchlist_pb2_grpc


class FakeMatch(match_pb2_grpc.MatchServiceServicer):

    def __init__(self):
        self.request = None

    def Identify(self, request, context):
        self.request = request
        return match_pb2.IdentifyResponse(outcome=1)

    def Verify(self, request, context):
        details = status_pb2.Status(code=8, message="no place in the queue")
        for detail in (error_details_pb2.ErrorInfo(reason="QUEUE_FULL", domain="portcullis"),
                       error_details_pb2.RetryInfo(retry_delay=duration_pb2.Duration(nanos=250_000_000))):
            packed = any_pb2.Any()
            packed.Pack(detail)
            details.details.append(packed)
        context.set_trailing_metadata((("grpc-status-details-bin", details.SerializeToString()),))
        context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "no place in the queue")


class FakeWatchlist(watchlist_pb2_grpc.WatchlistServiceServicer):
    """Serves five entries, two to a page."""

    def __init__(self):
        self.requests = []

    def ListEntries(self, request, context):
        first = int(request.page_token or 0)
        names = [f"entries/{i}" for i in range(5)]
        return watchlist_pb2.ListEntriesResponse(
            entries=[watchlist_pb2.Entry(name=name) for name in names[first:first + 2]],
            next_page_token=str(first + 2) if first + 2 < len(names) else "")

    def EnrollEntry(self, request, context):
        self.requests.append(request)
        return watchlist_pb2.EnrollEntryResponse(entry=watchlist_pb2.Entry(name="entries/new"))


class Client(unittest.TestCase):

    def setUp(self):
        self.match, self.watchlist = FakeMatch(), FakeWatchlist()
        server = grpc.server(concurrent.futures.ThreadPoolExecutor(2))
        match_pb2_grpc.add_MatchServiceServicer_to_server(self.match, server)
        watchlist_pb2_grpc.add_WatchlistServiceServicer_to_server(self.watchlist, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        self.addCleanup(server.stop, None)
        self.client = portcullis.connect(f"127.0.0.1:{port}", insecure_loopback=True)
        self.addCleanup(self.client.close)

    def test_identify_sends_one_image_and_the_lists(self):
        answer = self.client.identify(b"image", ["lists/a"], max_candidates=3)
        self.assertEqual(answer.outcome, 1)
        self.assertEqual(self.match.request, match_pb2.IdentifyRequest(
            images=[b"image"], lists=["lists/a"], max_candidates=3))

    def test_an_error_carries_the_reason_and_when_to_try_again(self):
        with self.assertRaises(portcullis.PortcullisError) as caught:
            self.client.verify(b"a", b"b")
        self.assertEqual(caught.exception.reason, "QUEUE_FULL")
        self.assertEqual(caught.exception.message, "no place in the queue")
        self.assertEqual(caught.exception.retry_after_s, 0.25)
        self.assertEqual(str(caught.exception), "QUEUE_FULL: no place in the queue")

    def test_an_error_without_details_has_the_code_as_its_reason(self):
        with self.assertRaises(portcullis.PortcullisError) as caught:
            self.client.status()
        self.assertEqual(caught.exception.reason, "UNIMPLEMENTED")

    def test_entries_follows_all_pages(self):
        names = [entry.name for entry in self.client.entries()]
        self.assertEqual(names, [f"entries/{i}" for i in range(5)])

    def test_each_enrolment_has_a_request_id_of_its_own_unless_one_is_given(self):
        for request_id in ("", "", "mine"):
            self.client.enroll("Jane Roe", ["lists/a"], [b"portrait"], request_id=request_id)
        first, second, third = (request.request_id for request in self.watchlist.requests)
        self.assertTrue(first and second and first != second)
        self.assertEqual(third, "mine")


class Connect(unittest.TestCase):

    def test_refuses_plain_text_to_another_machine(self):
        for server in ("10.0.0.1:1", "127.example.org:1", "example.org:1"):
            with self.assertRaises(ValueError):
                portcullis.connect(server, insecure_loopback=True)

    def test_refuses_half_of_tls(self):
        with self.assertRaises(ValueError):
            portcullis.connect("server:1", ca="ca.pem")


if __name__ == "__main__":
    unittest.main()
