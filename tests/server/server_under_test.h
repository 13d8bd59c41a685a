// A whole server in this process, on a free port of the loopback, with everything real but the
// networks and the disk.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "border/screening/screening.h"
#include "border/watchlist/changelog_follower.h"
#include "border/watchlist/committer.h"
#include "border/watchlist/duplicate_finder.h"
#include "border/watchlist/entry_admin.h"
#include "border/watchlist/erasure.h"
#include "border/watchlist/list_admin.h"
#include "border/watchlist/time_acts.h"
#include "google/rpc/error_details.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"
#include "matcher/core/reference_index.h"
#include "matcher/pipeline/gallery.h"
#include "portcullis/v1/admin.grpc.pb.h"
#include "portcullis/v1/match.grpc.pb.h"
#include "portcullis/v1/policy.grpc.pb.h"
#include "portcullis/v1/watchlist.grpc.pb.h"
#include "server/policy_office.h"
#include "server/rpc_server.h"
#include "store/memory/memory_check_log.h"
#include "store/memory/memory_watchlist_store.h"
#include "tests/fakes/fake_signer.h"
#include "tests/fakes/flaky_store.h"
#include "tests/fakes/gated_decoder.h"

namespace portcullis::testing {

/// The clock of the watch lists: the real one, which a test can put forward.
class TestClock {
 public:
  absl::Time now() const { return absl::Now() + absl::Seconds(ahead_s_.load()); }
  void Advance(absl::Duration step) { ahead_s_ += absl::ToInt64Seconds(step); }

 private:
  std::atomic<std::int64_t> ahead_s_ = 0;
};

struct ServerUnderTestOptions {
  std::size_t lanes = 1;
  std::size_t enrolment_lanes = 1;
  std::size_t queue_capacity = 64;
  absl::Duration longest_wait = absl::InfiniteDuration();
  std::size_t max_image_bytes = 64U << 10U;
  absl::Duration longest_stream = absl::Minutes(2);
  absl::Duration linger = RpcServerOptions().linger;  // longer where a client must not be late
  std::optional<TlsMaterial> tls = std::nullopt;      // absent: insecure loopback
  const ImpactPreview* impact = nullptr;
  SnapshotStore* snapshots = nullptr;
  bool checks_attacks = false;  // of travellers
  Policy policy = {};           // as the configuration states it
  /// Of what can be searched. Absent: the plain index.
  std::function<std::unique_ptr<ReferenceIndex>()> make_index = {};
};

class ServerUnderTest {
 public:
  explicit ServerUnderTest(const ServerUnderTestOptions& options = {});
  ~ServerUnderTest();

  RpcServer& server() { return *server_; }
  Gate& gate() { return gate_; }
  FlakyStore& store() { return store_; }
  Gallery& gallery() { return searchable_; }
  TestClock& clock() { return clock_; }
  TimeActs& time_acts() { return time_acts_; }
  std::string address() const;
  std::vector<std::string> log() const ABSL_LOCKS_EXCLUDED(log_mutex_);

  std::vector<AuditEvent> Events() const { return *store_.EventsAfter(Sequence{0}, 100'000); }

  /// To the insecure server.
  const std::shared_ptr<grpc::Channel>& channel() { return channel_; }
  v1::MatchService::Stub& match() { return *match_; }
  v1::WatchlistService::Stub& watchlist() { return *watchlist_; }
  v1::PolicyService::Stub& policy() { return *policy_; }
  v1::AdminService::Stub& admin() { return *admin_; }

  /// Through the server: a list, and an entry on it with a fake portrait that "proposer" proposes
  /// and "approver" approves. Return resource names.
  std::string CreateList(const std::string& id);
  std::string Enroll(const std::string& list, const std::string& name, const std::string& portrait);

 private:
  ServerUnderTest(const ServerUnderTestOptions& options,
                  std::unique_ptr<MemoryWatchlistStore> store);

  mutable absl::Mutex log_mutex_;
  std::vector<std::string> log_ ABSL_GUARDED_BY(log_mutex_);
  Gate gate_;
  TestClock clock_;
  PolicyStore& policies_;  // in store_
  FlakyStore store_;
  MemoryCheckLog check_log_;
  Gallery searchable_;
  Gallery dormant_;
  std::unique_ptr<PolicyOffice> office_;
  ChangelogFollower follower_;
  Committer committer_;
  ListAdmin lists_;
  DuplicateFinder duplicates_;
  EntryAdmin entries_;
  FakeSigner signer_;
  Eraser eraser_;
  TimeActs time_acts_;
  Screening screening_;
  std::unique_ptr<RpcServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::MatchService::Stub> match_;
  std::unique_ptr<v1::WatchlistService::Stub> watchlist_;
  std::unique_ptr<v1::PolicyService::Stub> policy_;
  std::unique_ptr<v1::AdminService::Stub> admin_;
};

/// Under which name a call to the insecure server is made.
void StateActor(grpc::ClientContext& context, const std::string& actor);

/// The details of an error; empty messages where there are none.
google::rpc::ErrorInfo ErrorInfoOf(const grpc::Status& status);
google::rpc::RetryInfo RetryInfoOf(const grpc::Status& status);

/// "INVALID_ARGUMENT/FIELD_INVALID", "OK", "CANCELLED".
std::string CodeAndReason(const grpc::Status& status);

}  // namespace portcullis::testing
