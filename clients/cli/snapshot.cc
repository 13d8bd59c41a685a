// portcullis snapshot: copies of the watch lists on the server's disk.
#include <memory>
#include <string>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "clients/cli/action.h"
#include "clients/cli/call.h"
#include "clients/cli/numbers.h"
#include "clients/cli/resource_name.h"
#include "clients/cli/table.h"
#include "fmt/format.h"
#include "portcullis/v1/admin.grpc.pb.h"

namespace portcullis::cli {
namespace {

using Service = v1::AdminService;

std::string FormatMegabytes(long long bytes) {
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

std::string Describe(const v1::Snapshot& snapshot) {
  return fmt::format("{}: {}, up to change {}, entries: {}, references: {}, {}", snapshot.name(),
                     FormatTime(snapshot.create_time()), snapshot.sequence(),
                     FormatCount(snapshot.entries()), FormatCount(snapshot.references()),
                     FormatMegabytes(snapshot.bytes()));
}

absl::Status Create(Session& session) {
  const auto answer = Ask<Service>(session, &Service::StubInterface::CreateSnapshot,
                                   v1::CreateSnapshotRequest(), kSlowCallSeconds);
  if (!answer.ok()) return answer.status();
  if (session.wants_json()) return session.PrintJson(*answer);
  session.out() << fmt::format("created {}\n", Describe(answer->snapshot()));
  return absl::OkStatus();
}

absl::Status ShowAll(Session& session) {
  const auto answer =
      Ask<Service>(session, &Service::StubInterface::ListSnapshots, v1::ListSnapshotsRequest());
  if (!answer.ok()) return answer.status();
  if (session.wants_json()) return session.PrintJson(*answer);
  Table table({{"snapshot"},
               {"created"},
               {"up to change", Table::Align::kRight},
               {"entries", Table::Align::kRight},
               {"references", Table::Align::kRight},
               {"size", Table::Align::kRight}});
  for (const v1::Snapshot& snapshot : answer->snapshots()) {
    table.AddRow({snapshot.name(), FormatTime(snapshot.create_time()),
                  fmt::format("{}", snapshot.sequence()), FormatCount(snapshot.entries()),
                  FormatCount(snapshot.references()), FormatMegabytes(snapshot.bytes())});
  }
  table.Print(session.out(), session.colours());
  return absl::OkStatus();
}

absl::Status Verify(Session& session, const std::string& name) {
  v1::VerifySnapshotRequest request;
  request.set_name(SnapshotName(name));
  const auto answer =
      Ask<Service>(session, &Service::StubInterface::VerifySnapshot, request, kSlowCallSeconds);
  if (!answer.ok()) return answer.status();
  if (session.wants_json()) {
    if (absl::Status status = session.PrintJson(*answer); !status.ok()) return status;
  } else {
    session.out() << Describe(answer->snapshot()) << '\n';
    for (const std::string& finding : answer->findings()) session.out() << finding << '\n';
    if (answer->findings().empty()) {
      session.out() << Paint("sound", Colour::kGreen, session.colours())
                    << ": every byte is as it was written\n";
    }
  }
  if (answer->findings().empty()) return absl::OkStatus();
  return absl::DataLossError(
      fmt::format("SNAPSHOT_INVALID: {} is damaged; make another snapshot, and tell the operator",
                  request.name()));
}

}  // namespace

void AddSnapshot(CLI::App& app, Action& chosen) {
  CLI::App* snapshot =
      app.add_subcommand("snapshot", "Copies of the watch lists: create, ls, verify");
  snapshot->fallthrough();
  snapshot->require_subcommand(1);
  CLI::App* create = snapshot->add_subcommand("create", "Copy everything as it is now");
  create->fallthrough();
  create->callback([&chosen] { chosen = Create; });
  CLI::App* ls = snapshot->add_subcommand("ls", "Show the snapshots, newest first");
  ls->fallthrough();
  ls->callback([&chosen] { chosen = ShowAll; });
  const auto name = std::make_shared<std::string>();  // shared with the callback
  CLI::App* verify =
      snapshot->add_subcommand("verify", "Read every byte and compare; exits with 1 if damaged");
  verify->fallthrough();
  verify->add_option("SNAPSHOT", *name, "As `snapshot ls` shows it")->required();
  verify->callback(
      [name, &chosen] { chosen = [name](Session& session) { return Verify(session, *name); }; });
}

}  // namespace portcullis::cli
