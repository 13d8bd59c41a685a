"""The calls that govern the policy; docs/policy.md tells what a target means."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence

from portcullis.calls import SLOW_CALL_S, Calls, new_request_id, timestamp
from portcullis.v1 import calibration_pb2, policy_document_pb2, policy_pb2, policy_pb2_grpc
from portcullis.v1 import policy_simulation_pb2 as simulation


class PolicyCalls(Calls):
    """Changes take a `request_id`, as in WatchlistCalls. `name` is that of a version, such as
    "policies/3".
    """

    def __init__(self, channel, timeout_s, actor):
        super().__init__(channel, timeout_s, actor)
        self._policy = policy_pb2_grpc.PolicyServiceStub(channel)

    def policy(self, name: str = "") -> policy_document_pb2.PolicyVersion:
        """The version in force where none is named."""
        return self._call(self._policy.GetPolicy, policy_pb2.GetPolicyRequest(name=name)).version

    def policies(self, states: Sequence[int] = ()) -> Iterator[policy_document_pb2.PolicyVersion]:
        """Newest first; those in one of these states, or all."""
        return self._pages(self._policy.ListPolicyVersions,
                           policy_pb2.ListPolicyVersionsRequest(states=states), "versions")

    def propose_policy(self, policy: policy_document_pb2.Policy, justification: str, *,
                       effective_time: datetime.datetime | None = None,
                       request_id: str = "") -> policy_document_pb2.PolicyVersion:
        """Puts a whole policy forward. In force from its time on, or else from the approval on.

        TARGET_TOO_FINE where the measurements cannot support a target: `metadata` of the error has
        the "field" and the "finest_possible" one.
        """
        return self._call(self._policy.ProposePolicy, policy_pb2.ProposePolicyRequest(
            request_id=new_request_id(request_id), policy=policy, justification=justification,
            effective_time=timestamp(effective_time))).version

    def approve_policy(self, name: str, expected_revision: int, *,
                       request_id: str = "") -> policy_document_pb2.PolicyVersion:
        """Consents to what was seen at that revision; not by who proposed it."""
        return self._call(self._policy.ApprovePolicy, policy_pb2.ApprovePolicyRequest(
            request_id=new_request_id(request_id), name=name,
            expected_revision=expected_revision)).version

    def reject_policy(self, name: str, expected_revision: int, reason: str, *,
                      request_id: str = "") -> policy_document_pb2.PolicyVersion:
        return self._call(self._policy.RejectPolicy, policy_pb2.RejectPolicyRequest(
            request_id=new_request_id(request_id), name=name, expected_revision=expected_revision,
            reason=reason)).version

    def withdraw_policy(self, name: str, expected_revision: int, *,
                        request_id: str = "") -> policy_document_pb2.PolicyVersion:
        """Takes back one's own version before it is in force."""
        return self._call(self._policy.WithdrawPolicy, policy_pb2.WithdrawPolicyRequest(
            request_id=new_request_id(request_id), name=name,
            expected_revision=expected_revision)).version

    def rollback_policy(self, name: str, justification: str, *,
                        request_id: str = "") -> policy_document_pb2.PolicyVersion:
        """Puts what version `name` says into force once more, at once, as a new version."""
        return self._call(self._policy.RollbackPolicy, policy_pb2.RollbackPolicyRequest(
            request_id=new_request_id(request_id), name=name, justification=justification)).version

    def simulate_policy(self, policy: policy_document_pb2.Policy | str, *,
                        start_time: datetime.datetime | None = None,
                        end_time: datetime.datetime | None = None,
                        confirmed_hits: Iterable[tuple[str, str]] = (),
                        ) -> simulation.SimulatePolicyResponse:
        """What a policy, or a version by name, would have done with the checks on record.

        `confirmed_hits` are (trace id, entry) of checks that met a listed person.
        """
        request = simulation.SimulatePolicyRequest(
            start_time=timestamp(start_time), end_time=timestamp(end_time),
            confirmed_hits=[simulation.ConfirmedHit(trace_id=trace_id, entry=entry)
                            for trace_id, entry in confirmed_hits])
        if isinstance(policy, str):
            request.name = policy
        else:
            request.policy.CopyFrom(policy)
        return self._call(self._policy.SimulatePolicy, request, SLOW_CALL_S)

    def calibration(self, policy_name: str = "") -> calibration_pb2.GetCalibrationResponse:
        """What was measured, and the thresholds of that version for the lists as they are now."""
        return self._call(self._policy.GetCalibration,
                          calibration_pb2.GetCalibrationRequest(policy=policy_name))
