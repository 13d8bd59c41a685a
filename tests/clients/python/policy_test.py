"""The policy calls of the client package against a fake server that records what it was asked."""

import concurrent.futures
import datetime
import unittest

import paths  # noqa: F401  (makes the package importable)
import grpc
import portcullis
from google.rpc import error_details_pb2, status_pb2
from portcullis.v1 import calibration_pb2, policy_document_pb2, policy_pb2, policy_pb2_grpc
from portcullis.v1 import policy_simulation_pb2


class FakePolicy(policy_pb2_grpc.PolicyServiceServicer):
    """Has five versions, two to a page; version 9 is too fine."""

    def __init__(self):
        self.requests = []

    def ListPolicyVersions(self, request, context):
        self.requests.append(request)
        first = int(request.page_token or 0)
        names = [f"policies/{i}" for i in (5, 4, 3, 2, 1)]
        return policy_pb2.ListPolicyVersionsResponse(
            versions=[policy_document_pb2.PolicyVersion(name=name) for name in names[first:first + 2]],
            next_page_token=str(first + 2) if first + 2 < len(names) else "")

    def ApprovePolicy(self, request, context):
        self.requests.append(request)
        details = status_pb2.Status(code=9, message="too fine")
        info = error_details_pb2.ErrorInfo(reason="TARGET_TOO_FINE", domain="portcullis")
        info.metadata["field"] = "rules[demo].alert"
        info.metadata["finest_possible"] = "0.00123"
        details.details.add().Pack(info)
        context.set_trailing_metadata((("grpc-status-details-bin", details.SerializeToString()),))
        context.abort(grpc.StatusCode.FAILED_PRECONDITION, "too fine")

    def SimulatePolicy(self, request, context):
        self.requests.append(request)
        return policy_simulation_pb2.SimulatePolicyResponse(checks_recorded=7)

    def GetCalibration(self, request, context):
        self.requests.append(request)
        return calibration_pb2.GetCalibrationResponse(policy=request.policy)


def answer_with_a_version(method, response):
    def serve(self, request, context):
        self.requests.append(request)
        return response(version=policy_document_pb2.PolicyVersion(name=f"policies/{method}"))
    setattr(FakePolicy, method, serve)


for method in ("GetPolicy", "ProposePolicy", "RejectPolicy", "WithdrawPolicy", "RollbackPolicy"):
    answer_with_a_version(method, getattr(policy_pb2, f"{method}Response"))


class Policy(unittest.TestCase):

    def setUp(self):
        self.fake = FakePolicy()
        server = grpc.server(concurrent.futures.ThreadPoolExecutor(2))
        policy_pb2_grpc.add_PolicyServiceServicer_to_server(self.fake, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        self.addCleanup(server.stop, None)
        self.client = portcullis.connect(f"127.0.0.1:{port}", insecure_loopback=True, actor="ann")
        self.addCleanup(self.client.close)

    def asked(self):
        return self.fake.requests[-1]

    def test_reads_the_one_in_force_or_a_version(self):
        self.assertEqual(self.client.policy().name, "policies/GetPolicy")
        self.assertEqual(self.asked().name, "")
        self.client.policy("policies/2")
        self.assertEqual(self.asked().name, "policies/2")

    def test_policies_follows_all_pages(self):
        versions = self.client.policies([policy_document_pb2.POLICY_STATE_APPROVED])
        self.assertEqual([version.name for version in versions],
                         [f"policies/{i}" for i in (5, 4, 3, 2, 1)])
        self.assertEqual(self.asked().states, [policy_document_pb2.POLICY_STATE_APPROVED])

    def test_proposes_a_whole_policy_with_its_time(self):
        policy = policy_document_pb2.Policy()
        policy.default_rule.review.false_alarms_per_1000_searches = 3
        begin = datetime.datetime(2028, 1, 1, tzinfo=datetime.timezone.utc)
        self.client.propose_policy(policy, "why", effective_time=begin, request_id="mine")
        self.assertEqual(self.asked().policy, policy)
        self.assertEqual(self.asked().effective_time.seconds, 1830297600)
        self.assertEqual((self.asked().justification, self.asked().request_id), ("why", "mine"))
        self.client.propose_policy(policy, "why")
        self.assertFalse(self.asked().HasField("effective_time"))
        self.assertTrue(self.asked().request_id)

    def test_an_error_names_the_finest_target_that_is_possible(self):
        with self.assertRaises(portcullis.PortcullisError) as caught:
            self.client.approve_policy("policies/9", 1)
        self.assertEqual(caught.exception.reason, "TARGET_TOO_FINE")
        self.assertEqual(caught.exception.metadata["field"], "rules[demo].alert")
        self.assertEqual(caught.exception.metadata["finest_possible"], "0.00123")
        self.assertEqual(self.asked().expected_revision, 1)

    def test_rejects_withdraws_and_rolls_back(self):
        self.client.reject_policy("policies/2", 3, "too strict")
        self.assertEqual((self.asked().expected_revision, self.asked().reason), (3, "too strict"))
        self.client.withdraw_policy("policies/2", 4)
        self.assertEqual(self.asked().expected_revision, 4)
        self.client.rollback_policy("policies/1", "calmer")
        self.assertEqual((self.asked().name, self.asked().justification), ("policies/1", "calmer"))

    def test_simulates_a_policy_or_a_version(self):
        self.assertEqual(self.client.simulate_policy("policies/2").checks_recorded, 7)
        self.assertEqual(self.asked().name, "policies/2")
        policy = policy_document_pb2.Policy()
        policy.verification.max_fmr = 0.5
        self.client.simulate_policy(policy, confirmed_hits=[("trace", "entries/a")])
        self.assertEqual(self.asked().policy, policy)
        self.assertEqual(self.asked().confirmed_hits[0].entry, "entries/a")

    def test_asks_for_the_thresholds_of_a_version(self):
        self.assertEqual(self.client.calibration("policies/2").policy, "policies/2")


if __name__ == "__main__":
    unittest.main()
