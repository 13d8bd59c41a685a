#include "server/erasure_handlers.h"

#include <string>

#include "matcher/core/status_macros.h"
#include "server/field_checks.h"
#include "server/mutations.h"
#include "server/resource_names.h"

namespace portcullis {
namespace {

v1::ErasureReceipt ToProto(const ErasureReceipt& receipt) {
  v1::ErasureReceipt proto;
  proto.set_statement(receipt.statement);
  proto.set_signature(receipt.signature);
  proto.set_public_key(receipt.public_key);
  return proto;
}

}  // namespace

absl::Status ErasureHandlers::Erase(const Rpc& rpc, const v1::EraseEntryRequest& request,
                                    v1::EraseEntryResponse& response) {
  PORTCULLIS_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  EntryTarget target;
  PORTCULLIS_ASSIGN_OR_RETURN(target.entry, ParseEntryName(request.name(), "name"));
  PORTCULLIS_ASSIGN_OR_RETURN(target.expected, ExpectedRevision(request.expected_revision()));
  const auto answer = [](const ErasureReceipt& receipt) {
    v1::EraseEntryResponse reply;
    *reply.mutable_receipt() = ToProto(receipt);
    return reply.SerializeAsString();
  };
  return AnswerWith(eraser_.Erase(ContextOf(rpc, request), target, answer), response);
}

absl::Status ErasureHandlers::Verify(const Rpc& /*rpc*/, const v1::VerifyErasureRequest& request,
                                     v1::VerifyErasureResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const ReceiptFindings findings,
                              eraser_.Verify({.statement = request.receipt().statement(),
                                              .signature = request.receipt().signature(),
                                              .public_key = request.receipt().public_key()}));
  response.set_signature_valid(findings.signature_valid);
  response.set_recorded(findings.recorded);
  response.set_absent(findings.absent);
  for (const std::string& finding : findings.findings) response.add_findings(finding);
  return absl::OkStatus();
}

absl::Status ErasureHandlers::PurgeExpired(const Rpc& rpc, const v1::PurgeExpiredRequest& request,
                                           v1::PurgeExpiredResponse& response) {
  PORTCULLIS_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  const auto answer = [](const PurgeResult& result) {
    v1::PurgeExpiredResponse reply;
    for (const EntryId entry : result.entries) reply.add_entries(EntryName(entry));
    for (const ErasureReceipt& receipt : result.receipts) {
      *reply.add_receipts() = ToProto(receipt);
    }
    reply.set_more(result.more);
    return reply.SerializeAsString();
  };
  return AnswerWith(eraser_.PurgeExpired(ContextOf(rpc, request), request.dry_run(), answer),
                    response);
}

}  // namespace portcullis
