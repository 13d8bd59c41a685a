#include "tests/server/server_under_test.h"

#include <atomic>
#include <utility>

#include "fmt/format.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/create_channel.h"
#include "gtest/gtest.h"
#include "matcher/index/flat_reference_index.h"
#include "server/event_line.h"
#include "tests/fakes/fake_calibration.h"
#include "tests/fakes/fake_encoder_parts.h"

namespace portcullis::testing {
namespace {

/// "picture of WIDTHxHEIGHT, MAX at most".
class FakePictureWriter : public PictureWriter {
 public:
  absl::StatusOr<std::string> Write(const Image& image, int max_side_px) const override {
    return fmt::format("picture of {}x{}, {} at most", image.width(), image.height(), max_side_px);
  }
};

const FakePictureWriter kPictures;

WatchlistSources SourcesWith(const TestClock& clock) {
  return {.now = [&clock] { return clock.now(); },
          .random_id =
              [] {
                static std::atomic<std::int64_t> last = 0;
                return ++last;
              }};
}

std::unique_ptr<PolicyOffice> OpenOffice(PolicyStore& store, CheckLog& log, const Gallery& gallery,
                                         const TestClock& clock, const Policy& configured) {
  auto office =
      PolicyOffice::Open(store, log,
                         {.configured = configured,
                          .measures = {.finest_fmr = FakeCalibration().finest_fmr(),
                                       .list_sizes = [&gallery] { return gallery.ListSizes(); }},
                          .now = [&clock] { return clock.now(); }});
  EXPECT_TRUE(office.ok()) << office.status();
  return *std::move(office);
}

template <typename Detail>
Detail Find(const grpc::Status& status) {
  google::rpc::Status details;
  details.ParseFromString(status.error_details());
  Detail detail;
  for (const auto& any : details.details()) {
    if (any.UnpackTo(&detail)) return detail;
  }
  return Detail();
}

}  // namespace

ServerUnderTest::ServerUnderTest(const ServerUnderTestOptions& options)
    : ServerUnderTest(options, std::make_unique<MemoryWatchlistStore>(kFakeModel)) {}

ServerUnderTest::ServerUnderTest(const ServerUnderTestOptions& options,
                                 std::unique_ptr<MemoryWatchlistStore> store)
    : policies_(*store),
      store_(std::move(store)),
      searchable_(
          options.make_index ? options.make_index() : *CreateFlatReferenceIndex(kFakeModel, 2),
          [this] { return clock_.now(); }),
      dormant_(*CreateFlatReferenceIndex(kFakeModel, 2), [this] { return clock_.now(); }),
      office_(OpenOffice(policies_, check_log_, searchable_, clock_, options.policy)),
      follower_(store_, {searchable_, dormant_}),
      committer_(store_, follower_, SourcesWith(clock_)),
      lists_(committer_),
      duplicates_({searchable_, dormant_}, FakeCalibration(), office_->in_force()),
      entries_(committer_, duplicates_, office_->in_force()),
      eraser_(committer_, {searchable_, dormant_}, signer_),
      time_acts_(committer_),
      screening_(searchable_, FakeCalibration(), office_->in_force(), office_->recorder(),
                 RecallWatchOptions{.report = [this](const RecallEvent& event) {
                   const absl::MutexLock lock(&log_mutex_);
                   log_.push_back(EventLine(event));
                 }}) {
  EXPECT_TRUE(follower_.CatchUp().ok());
  RpcServerOptions server_options;
  server_options.listen = "127.0.0.1:0";
  if (options.tls) {
    server_options.tls = *options.tls;
  } else {
    server_options.caller_check = CallerCheck::kInsecureLoopback;
  }
  server_options.queue_capacity = options.queue_capacity;
  server_options.longest_wait = options.longest_wait;
  server_options.max_image_bytes = options.max_image_bytes;
  server_options.longest_stream = options.longest_stream;
  server_options.linger = options.linger;
  server_options.facts = {.version = "1.2.3",
                          .start_time = absl::FromUnixSeconds(1'700'000'000),
                          .detector = "fake",
                          .embedder_licence = "none",
                          .calibration_sha256 = "0123abcd",
                          .insecure_loopback = !options.tls};
  server_options.write_log = [this](const std::string& line) {
    const absl::MutexLock lock(&log_mutex_);
    log_.push_back(line);
  };
  RpcServerParts parts{.screening = screening_,
                       .pictures = kPictures,
                       .gallery = searchable_,
                       .policy = *office_,
                       .watchlist = {.store = store_,
                                     .lists = lists_,
                                     .entries = entries_,
                                     .eraser = eraser_,
                                     .signer = signer_,
                                     .now = [this] { return clock_.now(); },
                                     .impact = options.impact,
                                     .snapshots = options.snapshots},
                       .encoders = MakeGatedEncoders(options.lanes, gate_, options.checks_attacks),
                       .enrolment_encoders = MakeGatedEncoders(options.enrolment_lanes, gate_)};
  auto server = RpcServer::Start(std::move(parts), server_options);
  EXPECT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
  server_->SetServing(true);
  channel_ = grpc::CreateChannel(address(), grpc::InsecureChannelCredentials());
  match_ = v1::MatchService::NewStub(channel_);
  watchlist_ = v1::WatchlistService::NewStub(channel_);
  policy_ = v1::PolicyService::NewStub(channel_);
  admin_ = v1::AdminService::NewStub(channel_);
}

ServerUnderTest::~ServerUnderTest() { gate_.Open(); }

std::string ServerUnderTest::address() const {
  return fmt::format("127.0.0.1:{}", server_->port());
}

std::vector<std::string> ServerUnderTest::log() const {
  const absl::MutexLock lock(&log_mutex_);
  return log_;
}

std::string ServerUnderTest::CreateList(const std::string& id) {
  v1::CreateListRequest request;
  request.set_request_id("create " + id);
  request.set_list_id(id);
  request.mutable_list()->set_display_name("List " + id);
  grpc::ClientContext context;
  v1::CreateListResponse response;
  const grpc::Status status = watchlist_->CreateList(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.list().name();
}

std::string ServerUnderTest::Enroll(const std::string& list, const std::string& name,
                                    const std::string& portrait) {
  v1::ProposeEntryRequest proposal;
  proposal.set_request_id("propose " + name);
  proposal.mutable_entry()->set_display_name(name);
  proposal.mutable_entry()->add_lists(list);
  proposal.add_portraits(portrait);
  proposal.set_allow_duplicate(true);
  grpc::ClientContext propose;
  StateActor(propose, "proposer");
  v1::ProposeEntryResponse proposed;
  grpc::Status status = watchlist_->ProposeEntry(&propose, proposal, &proposed);
  EXPECT_TRUE(status.ok()) << status.error_message();

  v1::ApproveEntryRequest approval;
  approval.set_request_id("approve " + name);
  approval.set_name(proposed.entry().name());
  approval.set_expected_revision(proposed.entry().revision());
  grpc::ClientContext approve;
  StateActor(approve, "approver");
  v1::ApproveEntryResponse approved;
  status = watchlist_->ApproveEntry(&approve, approval, &approved);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return approved.entry().name();
}

void StateActor(grpc::ClientContext& context, const std::string& actor) {
  context.AddMetadata("portcullis-actor", actor);
}

google::rpc::ErrorInfo ErrorInfoOf(const grpc::Status& status) {
  return Find<google::rpc::ErrorInfo>(status);
}

google::rpc::RetryInfo RetryInfoOf(const grpc::Status& status) {
  return Find<google::rpc::RetryInfo>(status);
}

std::string CodeAndReason(const grpc::Status& status) {
  const std::string code = absl::StatusCodeToString(
      static_cast<absl::StatusCode>(static_cast<int>(status.error_code())));
  const std::string reason = ErrorInfoOf(status).reason();
  return reason.empty() ? code : code + "/" + reason;
}

}  // namespace portcullis::testing
