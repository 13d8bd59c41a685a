"""The client package against a fake server that records what it was asked."""

import concurrent.futures
import datetime
import unittest

import paths  # noqa: F401  (makes the package importable)
import grpc
import portcullis
from google.protobuf import any_pb2, duration_pb2
from google.rpc import error_details_pb2, status_pb2
from portcullis.v1 import admin_pb2, admin_pb2_grpc, entry_changes_pb2, entry_pb2
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
    """Serves five entries, two to a page; answers changes with the entry that was sent."""

    def __init__(self):
        self.requests = []
        self.metadata = {}
        self.breaks_after = None  # so many rows

    def record(self, request, context):
        self.requests.append(request)
        self.metadata = dict(context.invocation_metadata())

    def ListEntries(self, request, context):
        self.record(request, context)
        first = int(request.page_token or 0)
        names = [f"entries/{i}" for i in range(5)]
        return watchlist_pb2.ListEntriesResponse(
            entries=[entry_pb2.Entry(name=name) for name in names[first:first + 2]],
            next_page_token=str(first + 2) if first + 2 < len(names) else "")

    def CreateList(self, request, context):
        self.record(request, context)
        return watchlist_pb2.CreateListResponse(list=request.list)

    def UpdateList(self, request, context):
        self.record(request, context)
        return watchlist_pb2.UpdateListResponse(list=request.list)

    def ProposeEntry(self, request, context):
        self.record(request, context)
        return entry_changes_pb2.ProposeEntryResponse(entry=request.entry)

    def ApproveEntry(self, request, context):
        self.record(request, context)
        details = status_pb2.Status(code=7, message="ann proposed it")
        info = error_details_pb2.ErrorInfo(reason="SELF_APPROVAL_FORBIDDEN", domain="portcullis")
        info.metadata["records"] = "entries/a,entries/b"
        details.details.add().Pack(info)
        context.set_trailing_metadata((("grpc-status-details-bin", details.SerializeToString()),))
        context.abort(grpc.StatusCode.PERMISSION_DENIED, "ann proposed it")

    def UpdateEntry(self, request, context):
        self.record(request, context)
        return entry_changes_pb2.UpdateEntryResponse(entry=request.entry)

    def ExtendEntry(self, request, context):
        self.record(request, context)
        return entry_changes_pb2.ExtendEntryResponse()

    def MergeEntries(self, request, context):
        self.record(request, context)
        return entry_changes_pb2.MergeEntriesResponse()

    def EraseEntry(self, request, context):
        self.record(request, context)
        return entry_changes_pb2.EraseEntryResponse(
            receipt=entry_changes_pb2.ErasureReceipt(statement=b"gone"))

    def VerifyErasure(self, request, context):
        self.record(request, context)
        return entry_changes_pb2.VerifyErasureResponse(absent=request.receipt.statement == b"gone")

    def ImportEntries(self, requests, context):
        for count, request in enumerate(requests):
            if count == self.breaks_after:
                context.abort(grpc.StatusCode.UNAVAILABLE, "the connection broke")
            self.record(request, context)
            refused = not request.proposal.portraits
            yield watchlist_pb2.ImportEntriesResponse(
                row=request.row, entry=None if refused else request.proposal.entry,
                reason="IMAGE_MISSING" if refused else "")

    def ExportEntries(self, request, context):
        self.record(request, context)
        for name in ("entries/1", "entries/2"):
            yield watchlist_pb2.ExportEntriesResponse(entry=entry_pb2.Entry(name=name))

    def WatchChanges(self, request, context):
        self.record(request, context)
        sequence = request.after_sequence
        while context.is_active():
            sequence += 1
            yield watchlist_pb2.WatchChangesResponse(sequence=sequence)


class FakeAdmin(admin_pb2_grpc.AdminServiceServicer):

    def PurgeExpired(self, request, context):
        return admin_pb2.PurgeExpiredResponse(entries=["entries/1"], more=request.dry_run)

    def CreateSnapshot(self, request, context):
        return admin_pb2.CreateSnapshotResponse(snapshot=admin_pb2.Snapshot(name="snapshots/1"))

    def ListSnapshots(self, request, context):
        return admin_pb2.ListSnapshotsResponse(snapshots=[admin_pb2.Snapshot(name="snapshots/1")])

    def VerifySnapshot(self, request, context):
        return admin_pb2.VerifySnapshotResponse(findings=[f"{request.name} is damaged"])


class Client(unittest.TestCase):

    def setUp(self):
        self.match, self.watchlist = FakeMatch(), FakeWatchlist()
        server = grpc.server(concurrent.futures.ThreadPoolExecutor(2))
        match_pb2_grpc.add_MatchServiceServicer_to_server(self.match, server)
        watchlist_pb2_grpc.add_WatchlistServiceServicer_to_server(self.watchlist, server)
        admin_pb2_grpc.add_AdminServiceServicer_to_server(FakeAdmin(), server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        self.addCleanup(server.stop, None)
        self.client = portcullis.connect(f"127.0.0.1:{port}", insecure_loopback=True, actor="ann")
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
            self.client.get_list("lists/a")
        self.assertEqual(caught.exception.reason, "UNIMPLEMENTED")

    def test_entries_follows_all_pages(self):
        names = [entry.name for entry in self.client.entries()]
        self.assertEqual(names, [f"entries/{i}" for i in range(5)])

    def test_each_proposal_has_a_request_id_of_its_own_unless_one_is_given(self):
        for request_id in ("", "", "mine"):
            self.client.propose("Jane Roe", ["lists/a"], [b"portrait"], request_id=request_id)
        first, second, third = (request.request_id for request in self.watchlist.requests)
        self.assertTrue(first and second and first != second)
        self.assertEqual(third, "mine")

    def test_a_proposal_says_everything_about_a_person(self):
        until = datetime.datetime(2027, 6, 1, 2, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
        entry = self.client.propose("Jane Roe", ["lists/a"], [b"portrait"], alias_names=["J."],
                                    document_numbers=["X1"], valid_until=until, allow_duplicate=True)
        self.assertEqual(entry.valid_until.seconds, 1811808000)
        self.assertEqual(entry.alias_names, ["J."])
        self.assertEqual(entry.document_numbers, ["X1"])
        self.assertTrue(self.watchlist.requests[0].allow_duplicate)

    def test_a_time_without_a_zone_is_refused(self):
        with self.assertRaises(ValueError):
            self.client.propose("Jane Roe", ["lists/a"], [b"portrait"],
                                valid_until=datetime.datetime(2027, 6, 1))

    def test_who_acts_is_told(self):
        list(self.client.entries())
        self.assertEqual(self.watchlist.metadata["portcullis-actor"], "ann")

    def test_a_refusal_names_the_records(self):
        with self.assertRaises(portcullis.PortcullisError) as caught:
            self.client.approve("entries/a", 3)
        self.assertEqual(caught.exception.reason, "SELF_APPROVAL_FORBIDDEN")
        self.assertEqual(caught.exception.records, ("entries/a", "entries/b"))
        self.assertEqual(self.watchlist.requests[0].expected_revision, 3)

    def test_updates_mask_what_is_given_alone(self):
        self.client.update_entry("entries/a", 2, alias_names=["J."], valid_until=None)
        request = self.watchlist.requests[0]
        self.assertEqual(request.update_mask.paths, ["alias_names", "valid_until"])
        self.assertFalse(request.entry.HasField("valid_until"))
        self.client.update_list("lists/a", retention_days=0)
        self.assertEqual(self.watchlist.requests[1].update_mask.paths, ["retention_days"])

    def test_extend_and_merge_send_both_of_what_they_name(self):
        until = datetime.datetime(2028, 1, 1, tzinfo=datetime.timezone.utc)
        self.client.extend("entries/a", until, "why", 2, review_by=until)
        self.client.merge("entries/a", "entries/b", 2, 3)
        extend, merge = self.watchlist.requests
        self.assertEqual((extend.valid_until.seconds, extend.review_by.seconds), (1830297600,) * 2)
        self.assertEqual((merge.name, merge.merged, merge.expected_revision,
                          merge.merged_expected_revision), ("entries/a", "entries/b", 2, 3))

    def test_a_receipt_can_be_verified(self):
        self.assertTrue(self.client.verify_erasure(self.client.erase("entries/a")).absent)

    def test_imports_more_rows_than_are_on_their_way_at_once(self):
        people = (portcullis.proposal(f"Person {i}", ["lists/a"], [b"portrait"] if i else [])
                  for i in range(100))
        answers = list(self.client.import_entries(people, max_on_their_way=3))
        self.assertEqual([answer.row for answer in answers], list(range(100)))
        self.assertEqual(answers[0].reason, "IMAGE_MISSING")
        self.assertEqual(answers[99].entry.display_name, "Person 99")

    def test_an_import_that_breaks_off_is_an_error(self):
        self.watchlist.breaks_after = 5
        people = [portcullis.proposal("Jane", ["lists/a"], [b"portrait"]) for _ in range(50)]
        answers = []
        with self.assertRaises(portcullis.PortcullisError) as caught:
            answers.extend(self.client.import_entries(people))
        self.assertEqual(caught.exception.code, grpc.StatusCode.UNAVAILABLE)

    def test_exports_and_watches(self):
        names = [entry.name for entry in self.client.export_entries("lists/a")]
        self.assertEqual(names, ["entries/1", "entries/2"])
        changes = self.client.watch_changes(after_sequence=7)
        self.assertEqual([next(changes).sequence, next(changes).sequence], [8, 9])
        changes.close()

    def test_snapshots_and_purges(self):
        self.assertEqual(self.client.create_snapshot().name, self.client.snapshots()[0].name)
        self.assertEqual(self.client.verify_snapshot("snapshots/1").findings,
                         ["snapshots/1 is damaged"])
        self.assertTrue(self.client.purge_expired(dry_run=True).more)


class Connect(unittest.TestCase):

    def test_refuses_plain_text_to_another_machine(self):
        for server in ("10.0.0.1:1", "127.example.org:1", "example.org:1"):
            with self.assertRaises(ValueError):
                portcullis.connect(server, insecure_loopback=True)

    def test_lets_nobody_choose_a_name_beside_a_certificate(self):
        with self.assertRaises(ValueError):
            portcullis.connect("server:1", ca="a", certificate="b", key="c", actor="ann")

    def test_refuses_half_of_tls(self):
        with self.assertRaises(ValueError):
            portcullis.connect("server:1", ca="ca.pem")


if __name__ == "__main__":
    unittest.main()
