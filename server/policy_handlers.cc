#include "server/policy_handlers.h"

#include <cstddef>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/numbers.h"
#include "matcher/core/status_macros.h"
#include "server/field_checks.h"
#include "server/mutations.h"
#include "server/policy_conversions.h"
#include "server/resource_names.h"
#include "server/timestamps.h"

namespace portcullis {
namespace {

/// Right after the act: what has begun then has begun last.
template <typename Response>
PolicyResponse AnswerAs() {
  return [](const PolicyVersion& version) {
    const bool in_force = version.state == PolicyState::kApproved && version.effective_at &&
                          *version.effective_at <= version.decided_at;
    Response response;
    *response.mutable_version() = ToProto(version, in_force);
    return response.SerializeAsString();
  };
}

absl::Status CheckReason(std::string_view text, std::string_view field) {
  return CheckRequiredText(text, kMaxJustificationBytes, field, TextForm::kProse);
}

absl::StatusOr<PolicyProposal> ProposalFrom(const v1::ProposePolicyRequest& request) {
  PORTCULLIS_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  PORTCULLIS_RETURN_IF_ERROR(CheckReason(request.justification(), "justification"));
  PolicyProposal proposal;
  proposal.justification = request.justification();
  PORTCULLIS_ASSIGN_OR_RETURN(proposal.policy, PolicyFrom(request.policy()));
  if (request.has_effective_time()) {
    PORTCULLIS_ASSIGN_OR_RETURN(proposal.effective_at,
                                TimeFrom(request.effective_time(), "effective_time"));
  }
  return proposal;
}

}  // namespace

absl::Status PolicyHandlers::Get(const Rpc& /*rpc*/, const v1::GetPolicyRequest& request,
                                 v1::GetPolicyResponse& response) {
  const auto in_force = in_force_.Now();
  if (request.name().empty()) {
    *response.mutable_version() = ToProto(*in_force, /*in_force=*/true);
    return absl::OkStatus();
  }
  PORTCULLIS_ASSIGN_OR_RETURN(const PolicyNumber number, ParsePolicyName(request.name(), "name"));
  PORTCULLIS_ASSIGN_OR_RETURN(const PolicyVersion version, admin_.Get(number));
  *response.mutable_version() = ToProto(version, number == in_force->number);
  return absl::OkStatus();
}

absl::Status PolicyHandlers::List(const Rpc& rpc, const v1::ListPolicyVersionsRequest& request,
                                  v1::ListPolicyVersionsResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::size_t page_size, PageSize(request.page_size()));
  std::set<PolicyState> states;
  std::string query = rpc.method();
  for (const int state : request.states()) {
    PORTCULLIS_ASSIGN_OR_RETURN(const PolicyState wanted, PolicyStateFrom(state, "states"));
    states.insert(wanted);
  }
  for (const PolicyState state : states) query += std::to_string(static_cast<int>(state));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::string last,
                              page_tokens_.Parse(query, request.page_token()));
  std::int64_t before = std::numeric_limits<std::int64_t>::max();
  if (!last.empty() && !absl::SimpleAtoi(last, &before)) {
    return absl::InternalError("a page token of ours has no number");
  }
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<PolicyVersion> versions, admin_.Versions());
  const PolicyNumber in_force = in_force_.Now()->number;
  for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
    if (version->number.value >= before) continue;
    if (!states.empty() && !states.contains(version->state)) continue;
    if (static_cast<std::size_t>(response.versions_size()) == page_size) {
      response.set_next_page_token(page_tokens_.Make(query, std::to_string(before)));
      break;
    }
    *response.add_versions() = ToProto(*version, version->number == in_force);
    before = version->number.value;
  }
  return absl::OkStatus();
}

absl::Status PolicyHandlers::Propose(const Rpc& rpc, const v1::ProposePolicyRequest& request,
                                     v1::ProposePolicyResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const PolicyProposal proposal, ProposalFrom(request));
  return AnswerWith(
      admin_.Propose(ContextOf(rpc, request), proposal, AnswerAs<v1::ProposePolicyResponse>()),
      response);
}

absl::Status PolicyHandlers::Approve(const Rpc& rpc, const v1::ApprovePolicyRequest& request,
                                     v1::ApprovePolicyResponse& response) {
  PORTCULLIS_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  PORTCULLIS_ASSIGN_OR_RETURN(const PolicyNumber number, ParsePolicyName(request.name(), "name"));
  PORTCULLIS_ASSIGN_OR_RETURN(const Revision expected,
                              RequiredRevision(request.expected_revision()));
  return AnswerWith(admin_.Approve(ContextOf(rpc, request), number, expected,
                                   AnswerAs<v1::ApprovePolicyResponse>()),
                    response);
}

absl::Status PolicyHandlers::Reject(const Rpc& rpc, const v1::RejectPolicyRequest& request,
                                    v1::RejectPolicyResponse& response) {
  PORTCULLIS_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  PORTCULLIS_ASSIGN_OR_RETURN(const PolicyNumber number, ParsePolicyName(request.name(), "name"));
  PORTCULLIS_ASSIGN_OR_RETURN(const Revision expected,
                              RequiredRevision(request.expected_revision()));
  PORTCULLIS_RETURN_IF_ERROR(CheckReason(request.reason(), "reason"));
  return AnswerWith(admin_.Reject(ContextOf(rpc, request), number, expected, request.reason(),
                                  AnswerAs<v1::RejectPolicyResponse>()),
                    response);
}

absl::Status PolicyHandlers::Withdraw(const Rpc& rpc, const v1::WithdrawPolicyRequest& request,
                                      v1::WithdrawPolicyResponse& response) {
  PORTCULLIS_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  PORTCULLIS_ASSIGN_OR_RETURN(const PolicyNumber number, ParsePolicyName(request.name(), "name"));
  PORTCULLIS_ASSIGN_OR_RETURN(const Revision expected,
                              RequiredRevision(request.expected_revision()));
  return AnswerWith(admin_.Withdraw(ContextOf(rpc, request), number, expected,
                                    AnswerAs<v1::WithdrawPolicyResponse>()),
                    response);
}

absl::Status PolicyHandlers::Rollback(const Rpc& rpc, const v1::RollbackPolicyRequest& request,
                                      v1::RollbackPolicyResponse& response) {
  PORTCULLIS_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  PORTCULLIS_ASSIGN_OR_RETURN(const PolicyNumber target, ParsePolicyName(request.name(), "name"));
  PORTCULLIS_RETURN_IF_ERROR(CheckReason(request.justification(), "justification"));
  return AnswerWith(admin_.RollBack(ContextOf(rpc, request), target, request.justification(),
                                    AnswerAs<v1::RollbackPolicyResponse>()),
                    response);
}

}  // namespace portcullis
