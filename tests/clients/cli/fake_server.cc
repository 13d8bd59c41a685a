#include "tests/clients/cli/fake_server.h"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <type_traits>

#include "CLI/App.hpp"
#include "CLI/Config.hpp"
#include "CLI/Formatter.hpp"
#include "clients/cli/action.h"

namespace portcullis::cli {
namespace {

std::string FolderOfTheTest() {
  const testing::TestInfo& test = *testing::UnitTest::GetInstance()->current_test_info();
  const std::string folder =
      testing::TempDir() + "portcullis_cli_" + test.test_suite_name() + "_" + test.name();
  std::filesystem::create_directories(folder);
  return folder;
}

template <typename Request>
void Note(Asked& asked, const char* method, const grpc::ServerContext& context,
          const Request& request) {
  asked.requests.push_back(std::string(method) + " " + request.ShortDebugString());
  const auto actor = context.client_metadata().find("portcullis-actor");
  asked.actor = actor == context.client_metadata().end()
                    ? ""
                    : std::string(actor->second.data(), actor->second.size());
}

}  // namespace

grpc::Status FakeMatchService::Identify(grpc::ServerContext*, const v1::IdentifyRequest* request,
                                        v1::IdentifyResponse* response) {
  identify_request = *request;
  *response = identify_response;
  return grpc::Status::OK;
}

grpc::Status FakeMatchService::Verify(grpc::ServerContext*, const v1::VerifyRequest* request,
                                      v1::VerifyResponse* response) {
  verify_request = *request;
  *response = verify_response;
  return grpc::Status::OK;
}

grpc::Status FakeMatchService::CheckTraveller(grpc::ServerContext*,
                                              const v1::CheckTravellerRequest* request,
                                              v1::CheckTravellerResponse* response) {
  check_request = *request;
  *response = check_response;
  return grpc::Status::OK;
}

grpc::Status FakeMatchService::AssessImage(grpc::ServerContext*,
                                           const v1::AssessImageRequest* request,
                                           v1::AssessImageResponse* response) {
  assess_request = *request;
  *response = assess_response;
  return assess_failure;
}

grpc::Status FakeMatchService::CheckStream(grpc::ServerContext*, CheckReaderWriter* stream) {
  v1::CheckStreamRequest request;
  if (!stream->Read(&request)) return {grpc::INVALID_ARGUMENT, "no start"};
  stream_start = request.start();
  while (stream->Read(&request)) {
    frames.push_back(request.frame());
    if (frames.size() > advice.size()) break;
    v1::CheckStreamResponse response;
    *response.mutable_advice() = advice[frames.size() - 1];
    stream->Write(response);
  }
  if (!stream_failure.ok()) return stream_failure;
  v1::CheckStreamResponse response;
  *response.mutable_answer() = check_response;
  stream->Write(response);
  return grpc::Status::OK;
}

template <typename Request>
grpc::Status FakeWatchlistService::Record(const char* method, const grpc::ServerContext& context,
                                          const Request& request) {
  Note(asked, method, context, request);
  return failure;
}

template <typename Request, typename Response>
grpc::Status FakeWatchlistService::Serve(const char* method, const grpc::ServerContext& context,
                                         const Request& request, Response& response) {
  if constexpr (requires { response.mutable_entry(); }) *response.mutable_entry() = entry;
  if constexpr (requires { response.mutable_list(); }) *response.mutable_list() = list;
  return Record(method, context, request);
}

grpc::Status FakeWatchlistService::ListLists(grpc::ServerContext* context,
                                             const v1::ListListsRequest* request,
                                             v1::ListListsResponse* response) {
  *response->add_lists() = list;
  return Record("ListLists", *context, *request);
}

grpc::Status FakeWatchlistService::ListEntries(grpc::ServerContext* context,
                                               const v1::ListEntriesRequest* request,
                                               v1::ListEntriesResponse* response) {
  const std::size_t first = request->page_token().empty() ? 0 : std::stoul(request->page_token());
  const std::size_t size = std::min<std::size_t>(2, static_cast<std::size_t>(request->page_size()));
  for (std::size_t i = first; i < names.size() && i < first + size; ++i) {
    response->add_entries()->set_name(names[i]);
  }
  if (first + size < names.size()) response->set_next_page_token(std::to_string(first + size));
  return Record("ListEntries", *context, *request);
}

grpc::Status FakeWatchlistService::ListEntriesDueForReview(
    grpc::ServerContext* context, const v1::ListEntriesDueForReviewRequest* request,
    v1::ListEntriesDueForReviewResponse* response) {
  *response->add_entries() = entry;
  return Record("ListEntriesDueForReview", *context, *request);
}

grpc::Status FakeWatchlistService::PreviewImpact(grpc::ServerContext* context,
                                                 const v1::PreviewImpactRequest* request,
                                                 v1::PreviewImpactResponse* response) {
  *response = impact;
  return Record("PreviewImpact", *context, *request);
}

grpc::Status FakeWatchlistService::EraseEntry(grpc::ServerContext* context,
                                              const v1::EraseEntryRequest* request,
                                              v1::EraseEntryResponse* response) {
  *response->mutable_receipt() = receipt;
  return Record("EraseEntry", *context, *request);
}

grpc::Status FakeWatchlistService::VerifyErasure(grpc::ServerContext* context,
                                                 const v1::VerifyErasureRequest* request,
                                                 v1::VerifyErasureResponse* response) {
  *response = verification;
  return Record("VerifyErasure", *context, *request);
}

grpc::Status FakeWatchlistService::ImportEntries(grpc::ServerContext*, ImportStream* stream) {
  return import(*stream);
}

grpc::Status FakeWatchlistService::ExportEntries(
    grpc::ServerContext* context, const v1::ExportEntriesRequest* request,
    grpc::ServerWriter<v1::ExportEntriesResponse>* writer) {
  for (const v1::Entry& one : exported) {
    v1::ExportEntriesResponse response;
    *response.mutable_entry() = one;
    writer->Write(response);
  }
  return Record("ExportEntries", *context, *request);
}

grpc::Status FakeWatchlistService::WatchChanges(
    grpc::ServerContext* context, const v1::WatchChangesRequest* request,
    grpc::ServerWriter<v1::WatchChangesResponse>* writer) {
  const grpc::Status status = Record("WatchChanges", *context, *request);
  if (!status.ok()) return status;
  const std::uint64_t last = std::min(changes, request->after_sequence() + changes_in_a_stream);
  for (std::uint64_t i = request->after_sequence() + 1; i <= last; ++i) {
    v1::WatchChangesResponse change;
    change.set_sequence(i);
    change.set_action("ProposeEntry");
    change.set_target("entries/" + std::to_string(i));
    change.set_actor("ann");
    writer->Write(change);
  }
  return {grpc::UNAVAILABLE, "the connection broke"};
}

grpc::Status FakeAdminService::GetStatus(grpc::ServerContext* context,
                                         const v1::GetStatusRequest* request,
                                         v1::GetStatusResponse* response) {
  Note(asked, "GetStatus", *context, *request);
  *response = status;
  return grpc::Status::OK;
}

grpc::Status FakeAdminService::CreateSnapshot(grpc::ServerContext* context,
                                              const v1::CreateSnapshotRequest* request,
                                              v1::CreateSnapshotResponse* response) {
  Note(asked, "CreateSnapshot", *context, *request);
  *response->mutable_snapshot() = snapshot;
  return grpc::Status::OK;
}

grpc::Status FakeAdminService::ListSnapshots(grpc::ServerContext* context,
                                             const v1::ListSnapshotsRequest* request,
                                             v1::ListSnapshotsResponse* response) {
  Note(asked, "ListSnapshots", *context, *request);
  *response->add_snapshots() = snapshot;
  return grpc::Status::OK;
}

grpc::Status FakeAdminService::VerifySnapshot(grpc::ServerContext* context,
                                              const v1::VerifySnapshotRequest* request,
                                              v1::VerifySnapshotResponse* response) {
  Note(asked, "VerifySnapshot", *context, *request);
  *response->mutable_snapshot() = snapshot;
  response->mutable_findings()->Assign(findings.begin(), findings.end());
  return grpc::Status::OK;
}

grpc::Status FakeAdminService::PurgeExpired(grpc::ServerContext* context,
                                            const v1::PurgeExpiredRequest* request,
                                            v1::PurgeExpiredResponse* response) {
  *response = purges.at(asked.requests.size());
  Note(asked, "PurgeExpired", *context, *request);
  return grpc::Status::OK;
}

template <typename Request, typename Response>
grpc::Status FakePolicyService::Serve(const char* method, const grpc::ServerContext& context,
                                      const Request& request, Response& response) {
  if constexpr (requires { response.mutable_version(); }) *response.mutable_version() = version;
  if constexpr (requires { response.add_versions(); }) *response.add_versions() = version;
  if constexpr (std::is_same_v<Response, v1::SimulatePolicyResponse>) response = simulation;
  if constexpr (std::is_same_v<Response, v1::GetCalibrationResponse>) response = calibration;
  Note(asked, method, context, request);
  return failure;
}

#define PORTCULLIS_FAKE_CALL(Method)                                         \
  grpc::Status FakePolicyService::Method(grpc::ServerContext* context,       \
                                         const v1::Method##Request* request, \
                                         v1::Method##Response* response) {   \
    return Serve(#Method, *context, *request, *response);                    \
  }
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

Commands::Commands() {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
  builder.RegisterService(&match_);
  builder.RegisterService(&watchlist_);
  builder.RegisterService(&admin_);
  builder.RegisterService(&policy_);
  server_ = builder.BuildAndStart();
  image_ = File("image.jpg", "image bytes");
}

absl::Status Commands::Run(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(),
                   {"--insecure-loopback", "--server", "127.0.0.1:" + std::to_string(port_)});
  CLI::App app;
  SessionOptions options;
  Action action;
  AddCommands(app, options, action);
  // CLI11 takes the arguments of a vector from its end.
  app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  out_.str("");
  notes_.str("");
  const auto session =
      Session::Create(options, {.in = in_, .out = out_, .notes = notes_, .terminal = terminal_});
  return session.ok() ? action(**session) : session.status();
}

std::string Commands::File(const std::string& name, const std::string& content) {
  const std::string path = FolderOfTheTest() + "/" + name;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

std::string Commands::NoFile(const std::string& name) {
  const std::string path = FolderOfTheTest() + "/" + name;
  std::filesystem::remove(path);
  return path;
}

std::string ContentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace portcullis::cli
