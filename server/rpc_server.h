// The gRPC server: all services on one port, behind one runner.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "border/screening/screening.h"
#include "border/watchlist/entry_admin.h"
#include "border/watchlist/erasure.h"
#include "border/watchlist/impact_preview.h"
#include "border/watchlist/list_admin.h"
#include "border/watchlist/receipt_signer.h"
#include "border/watchlist/snapshot_store.h"
#include "border/watchlist/store.h"
#include "matcher/core/picture_writer.h"
#include "matcher/pipeline/face_encoder.h"
#include "matcher/pipeline/gallery.h"
#include "server/admin_service.h"
#include "server/policy_office.h"
#include "server/transport/rpc_runner.h"

namespace portcullis {

/// PEM texts.
struct TlsMaterial {
  std::string certificate_chain;
  std::string private_key;
  std::string client_ca;
};

struct RpcServerOptions {
  std::string listen;  // "host:port"; port 0 for any
  CallerCheck caller_check = CallerCheck::kCertificate;
  TlsMaterial tls;  // not used with kInsecureLoopback
  bool reflection = false;
  std::size_t queue_capacity = 64;
  absl::Duration longest_wait = absl::InfiniteDuration();  // of a check, for a lane
  std::size_t max_image_bytes = 8U << 20U;
  absl::Duration longest_stream = absl::Minutes(2);  // of MatchService.CheckStream
  // Of the connections, after the last call in progress was answered, when the server shuts down.
  // A client that is still writing loses an answer that it has not read when its connection
  // breaks, and nothing tells the server that it has been read.
  absl::Duration linger = absl::Milliseconds(250);
  ServerFacts facts;
  std::function<void(const std::string& line)> write_log;  // thread-safe
};

/// What administrators govern.
struct WatchlistParts {
  const WatchlistStore& store;
  ListAdmin& lists;
  EntryAdmin& entries;
  Eraser& eraser;
  const ReceiptSigner& signer;
  std::function<absl::Time()> now;        // the clock of the above
  const ImpactPreview* impact = nullptr;  // none: PreviewImpact is NO_COHORT
  SnapshotStore* snapshots = nullptr;     // none: snapshots are STORE_UNAVAILABLE
};

/// What the services serve. The references outlive the server.
struct RpcServerParts {
  const Screening& screening;
  const PictureWriter& pictures;
  const Gallery& gallery;
  PolicyOffice& policy;
  WatchlistParts watchlist;
  std::vector<FaceEncoder> encoders;  // one for each lane of the border check, one or more
  std::vector<FaceEncoder> enrolment_encoders;  // one for each lane of enrolment, one or more
};

/// Thread-safe.
class RpcServer {
 public:
  /// Listens when it returns; health says NOT_SERVING until SetServing(true). UNAVAILABLE if the
  /// address cannot be listened on or the certificates cannot be used, FAILED_PRECONDITION if a
  /// method has no roles.
  static absl::StatusOr<std::unique_ptr<RpcServer>> Start(RpcServerParts parts,
                                                          const RpcServerOptions& options);

  virtual ~RpcServer() = default;

  virtual int port() const = 0;

  /// What the health service says.
  virtual void SetServing(bool serving) = 0;

  /// Refuses new calls, says NOT_SERVING and waits for the calls in progress; those that are not
  /// done after `patience` are cancelled. Lingers, as far as `patience` lasts, before it closes the
  /// connections. Returns when no call is left.
  virtual void Shutdown(absl::Duration patience) = 0;
};

}  // namespace portcullis
