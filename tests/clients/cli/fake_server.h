// A fake server that records what it was asked, and command lines that are run against it.
#pragma once

#include <grpcpp/server.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/terminal.h"
#include "portcullis/v1/admin.grpc.pb.h"
#include "portcullis/v1/match.grpc.pb.h"
#include "portcullis/v1/policy.grpc.pb.h"
#include "portcullis/v1/watchlist.grpc.pb.h"

namespace portcullis::cli {

/// What was asked, as "Method field: value ...", and who asked.
struct Asked {
  std::vector<std::string> requests = {};
  std::string actor = {};
  std::string Last() const { return requests.empty() ? "" : requests.back(); }
};

class FakeMatchService final : public v1::MatchService::Service {
 public:
  using CheckReaderWriter =
      grpc::ServerReaderWriter<v1::CheckStreamResponse, v1::CheckStreamRequest>;

  grpc::Status Identify(grpc::ServerContext* context, const v1::IdentifyRequest* request,
                        v1::IdentifyResponse* response) override;
  grpc::Status Verify(grpc::ServerContext* context, const v1::VerifyRequest* request,
                      v1::VerifyResponse* response) override;
  grpc::Status CheckTraveller(grpc::ServerContext* context,
                              const v1::CheckTravellerRequest* request,
                              v1::CheckTravellerResponse* response) override;
  grpc::Status AssessImage(grpc::ServerContext* context, const v1::AssessImageRequest* request,
                           v1::AssessImageResponse* response) override;
  /// `advice` for frame after frame, then `check_response`, or `stream_failure` if it is one.
  grpc::Status CheckStream(grpc::ServerContext* context, CheckReaderWriter* stream) override;

  v1::IdentifyRequest identify_request;
  v1::IdentifyResponse identify_response;
  v1::VerifyRequest verify_request;
  v1::VerifyResponse verify_response;
  v1::CheckTravellerRequest check_request;
  v1::CheckTravellerResponse check_response;
  v1::AssessImageRequest assess_request;
  v1::AssessImageResponse assess_response;
  grpc::Status assess_failure;
  v1::CheckStreamStart stream_start;
  std::vector<std::string> frames;
  std::vector<v1::FrameAdvice> advice;
  grpc::Status stream_failure;
};

/// Answers calls about an entry with `entry`, about a list with `list`, and all with `failure` if
/// it is one.
class FakeWatchlistService final : public v1::WatchlistService::Service {
 public:
  using ImportStream =
      grpc::ServerReaderWriter<v1::ImportEntriesResponse, v1::ImportEntriesRequest>;

#define PORTCULLIS_FAKE_CALL(Method)                                                    \
  grpc::Status Method(grpc::ServerContext* context, const v1::Method##Request* request, \
                      v1::Method##Response* response) override {                        \
    return Serve(#Method, *context, *request, *response);                               \
  }
  PORTCULLIS_FAKE_CALL(CreateList)
  PORTCULLIS_FAKE_CALL(GetList)
  PORTCULLIS_FAKE_CALL(UpdateList)
  PORTCULLIS_FAKE_CALL(DeleteList)
  PORTCULLIS_FAKE_CALL(ProposeEntry)
  PORTCULLIS_FAKE_CALL(ApproveEntry)
  PORTCULLIS_FAKE_CALL(RejectEntry)
  PORTCULLIS_FAKE_CALL(GetEntry)
  PORTCULLIS_FAKE_CALL(UpdateEntry)
  PORTCULLIS_FAKE_CALL(SuspendEntry)
  PORTCULLIS_FAKE_CALL(ReinstateEntry)
  PORTCULLIS_FAKE_CALL(ExtendEntry)
  PORTCULLIS_FAKE_CALL(RetireEntry)
  PORTCULLIS_FAKE_CALL(MergeEntries)
  PORTCULLIS_FAKE_CALL(AddReference)
  PORTCULLIS_FAKE_CALL(RemoveReference)
#undef PORTCULLIS_FAKE_CALL

  grpc::Status ListLists(grpc::ServerContext* context, const v1::ListListsRequest* request,
                         v1::ListListsResponse* response) override;
  /// Two entries of `names` to a page, or fewer if the page is smaller.
  grpc::Status ListEntries(grpc::ServerContext* context, const v1::ListEntriesRequest* request,
                           v1::ListEntriesResponse* response) override;
  grpc::Status ListEntriesDueForReview(grpc::ServerContext* context,
                                       const v1::ListEntriesDueForReviewRequest* request,
                                       v1::ListEntriesDueForReviewResponse* response) override;
  grpc::Status PreviewImpact(grpc::ServerContext* context, const v1::PreviewImpactRequest* request,
                             v1::PreviewImpactResponse* response) override;
  grpc::Status EraseEntry(grpc::ServerContext* context, const v1::EraseEntryRequest* request,
                          v1::EraseEntryResponse* response) override;
  grpc::Status VerifyErasure(grpc::ServerContext* context, const v1::VerifyErasureRequest* request,
                             v1::VerifyErasureResponse* response) override;
  grpc::Status ImportEntries(grpc::ServerContext* context, ImportStream* stream) override;
  /// Each of `exported`, then `failure`.
  grpc::Status ExportEntries(grpc::ServerContext* context, const v1::ExportEntriesRequest* request,
                             grpc::ServerWriter<v1::ExportEntriesResponse>* writer) override;
  /// Changes after the number asked for, at most `changes_in_a_stream`, then UNAVAILABLE.
  grpc::Status WatchChanges(grpc::ServerContext* context, const v1::WatchChangesRequest* request,
                            grpc::ServerWriter<v1::WatchChangesResponse>* writer) override;

  Asked asked;
  grpc::Status failure;
  v1::Entry entry;
  v1::WatchList list;
  std::vector<std::string> names;
  v1::PreviewImpactResponse impact;
  v1::ErasureReceipt receipt;
  v1::VerifyErasureResponse verification;
  std::function<grpc::Status(ImportStream&)> import;
  std::vector<v1::Entry> exported;
  std::uint64_t changes = 0;
  std::uint64_t changes_in_a_stream = 1000;

 private:
  template <typename Request>
  grpc::Status Record(const char* method, const grpc::ServerContext& context,
                      const Request& request);
  template <typename Request, typename Response>
  grpc::Status Serve(const char* method, const grpc::ServerContext& context, const Request& request,
                     Response& response);
};

class FakeAdminService final : public v1::AdminService::Service {
 public:
  grpc::Status GetStatus(grpc::ServerContext* context, const v1::GetStatusRequest* request,
                         v1::GetStatusResponse* response) override;
  grpc::Status CreateSnapshot(grpc::ServerContext* context,
                              const v1::CreateSnapshotRequest* request,
                              v1::CreateSnapshotResponse* response) override;
  grpc::Status ListSnapshots(grpc::ServerContext* context, const v1::ListSnapshotsRequest* request,
                             v1::ListSnapshotsResponse* response) override;
  grpc::Status VerifySnapshot(grpc::ServerContext* context,
                              const v1::VerifySnapshotRequest* request,
                              v1::VerifySnapshotResponse* response) override;
  /// Each of `purges`, in turn.
  grpc::Status PurgeExpired(grpc::ServerContext* context, const v1::PurgeExpiredRequest* request,
                            v1::PurgeExpiredResponse* response) override;

  Asked asked;
  v1::GetStatusResponse status;
  v1::Snapshot snapshot;
  std::vector<std::string> findings;
  std::vector<v1::PurgeExpiredResponse> purges;
};

/// Answers calls about a version with `version`, and all with `failure` if it is one.
class FakePolicyService final : public v1::PolicyService::Service {
 public:
#define PORTCULLIS_FAKE_CALL(Method)                                                    \
  grpc::Status Method(grpc::ServerContext* context, const v1::Method##Request* request, \
                      v1::Method##Response* response) override;
  PORTCULLIS_FAKE_CALL(GetPolicy)
  PORTCULLIS_FAKE_CALL(ListPolicyVersions)
  PORTCULLIS_FAKE_CALL(ProposePolicy)
  PORTCULLIS_FAKE_CALL(ApprovePolicy)
  PORTCULLIS_FAKE_CALL(RejectPolicy)
  PORTCULLIS_FAKE_CALL(WithdrawPolicy)
  PORTCULLIS_FAKE_CALL(RollbackPolicy)
  PORTCULLIS_FAKE_CALL(SimulatePolicy)
  PORTCULLIS_FAKE_CALL(GetCalibration)
#undef PORTCULLIS_FAKE_CALL

  Asked asked;
  v1::PolicyVersion version;
  v1::SimulatePolicyResponse simulation;
  v1::GetCalibrationResponse calibration;
  grpc::Status failure;

 private:
  template <typename Request, typename Response>
  grpc::Status Serve(const char* method, const grpc::ServerContext& context, const Request& request,
                     Response& response);
};

class Commands : public testing::Test {
 protected:
  Commands();

  /// Runs the command line. A mistake of usage is thrown, as CLI11 does.
  absl::Status Run(std::vector<std::string> arguments);

  std::string Output() const { return out_.str(); }
  std::string Notes() const { return notes_.str(); }
  bool Says(const std::string& text) const { return Output().find(text) != std::string::npos; }

  /// A file with this content in a folder of the test's own.
  std::string File(const std::string& name, const std::string& content);
  /// The path of a file that is not there.
  std::string NoFile(const std::string& name);

  FakeMatchService match_;
  FakeWatchlistService watchlist_;
  FakeAdminService admin_;
  FakePolicyService policy_;
  std::string image_;
  std::istringstream in_;
  Terminal terminal_;

 private:
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
  std::ostringstream out_;
  std::ostringstream notes_;
};

/// What the file holds; empty if there is none.
std::string ContentOf(const std::string& path);

}  // namespace portcullis::cli
