// portcullis changes: what happened to the watch lists, and what happens.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "CLI/Validators.hpp"
#include "clients/cli/action.h"
#include "clients/cli/call.h"
#include "clients/cli/failure.h"
#include "clients/cli/numbers.h"
#include "clients/cli/option_groups.h"
#include "clients/cli/table.h"
#include "fmt/format.h"
#include "portcullis/v1/admin.grpc.pb.h"
#include "portcullis/v1/watchlist.grpc.pb.h"

namespace portcullis::cli {
namespace {

struct ChangesOptions {
  std::uint64_t after = 0;
  bool follow = false;
  int limit = 0;  // 0: none
};

/// How far the watching has come.
struct Position {
  std::uint64_t sequence = 0;  // the last one shown
  int shown = 0;
  std::optional<std::uint64_t> end = std::nullopt;  // the last one wanted
};

bool IsDone(const ChangesOptions& options, const Position& position) {
  return (position.end && position.sequence >= *position.end) ||
         (options.limit > 0 && position.shown >= options.limit);
}

absl::Status PrintChange(Session& session, const v1::WatchChangesResponse& change) {
  absl::Status status;
  if (session.wants_json()) {
    status = session.PrintJsonLine(change);
  } else {
    session.out() << fmt::format("{:>8}  {}  {:<16}  {:<24}  {}\n", change.sequence(),
                                 FormatTime(change.time()), change.action(), change.target(),
                                 change.actor());
  }
  session.out().flush();  // somebody waits for the line
  return status;
}

/// Shows changes until the stream ends, breaks, or has brought what was wanted.
grpc::Status Watch(Session& session, const ChangesOptions& options, Position& position) {
  v1::WatchChangesRequest request;
  request.set_after_sequence(position.sequence);
  const auto stub = v1::WatchlistService::NewStub(session.channel());
  const auto call = session.NewStream();
  const auto stream = stub->WatchChanges(call.get(), request);
  v1::WatchChangesResponse change;
  while (!IsDone(options, position) && stream->Read(&change)) {
    if (!PrintChange(session, change).ok() || !session.out()) break;
    position.sequence = change.sequence();
    ++position.shown;
  }
  const bool ours = IsDone(options, position) || !session.out();
  if (ours) call->TryCancel();
  const grpc::Status status = stream->Finish();
  return ours ? grpc::Status::OK : status;
}

/// Watches on after each break, from where it was.
absl::Status Follow(Session& session, const ChangesOptions& options, Position& position) {
  constexpr std::chrono::seconds kLongestPause{10};
  std::chrono::milliseconds pause{500};
  const bool has_connected = session.channel()->WaitForConnected(
      std::chrono::system_clock::now() +
      std::chrono::microseconds(static_cast<long>(session.timeout_s() * 1e6)));
  while (true) {
    const int before = position.shown;
    const grpc::Status status = Watch(session, options, position);
    if (IsDone(options, position) || !session.out()) return absl::OkStatus();
    const bool may_pass = status.ok() || IsPassing(status);
    if (!may_pass || !has_connected) return FromRpc(status);
    if (position.shown > before) pause = std::chrono::milliseconds(500);
    session.console().notes << fmt::format("connection lost after change {}; trying again\n",
                                           position.sequence);
    std::this_thread::sleep_for(pause);
    pause = std::min<std::chrono::milliseconds>(2 * pause, kLongestPause);
  }
}

absl::Status Changes(Session& session, const ChangesOptions& options) {
  Position position{.sequence = options.after};
  if (options.follow) return Follow(session, options, position);
  // The stream has no end: the server's state says how far it goes now.
  const auto now = Ask<v1::AdminService>(session, &v1::AdminService::StubInterface::GetStatus,
                                         v1::GetStatusRequest());
  if (!now.ok()) return now.status();
  position.end = now->epoch();
  return FromRpc(Watch(session, options, position));
}

}  // namespace

void AddChanges(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<ChangesOptions>();  // shared with the callback
  CLI::App* command =
      app.add_subcommand("changes", "Show what was done to the watch lists, by whom and when");
  command->fallthrough();
  command->footer("Example:\n  portcullis changes --after 1200 --follow -o json");
  command->add_option("--after", options->after, "Only changes with a larger number")
      ->check(CLI::NonNegativeNumber)
      ->type_name("SEQ");
  command->add_flag("--follow", options->follow,
                    "Then show each new one as it happens, through broken connections");
  AddLimit(*command, options->limit);
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Changes(session, *options); };
  });
}

}  // namespace portcullis::cli
