#include "clients/cli/action.h"

#include "CLI/Config.hpp"
#include "CLI/Formatter.hpp"
#include "CLI/Option.hpp"
#include "CLI/Validators.hpp"
#include "clients/cli/policy_commands.h"

namespace portcullis::cli {
namespace {

/// Runs after all the rest of the line is parsed.
void RefuseTomlElsewhere(const CLI::App& app, const SessionOptions& options) {
  if (options.output != kToml) return;
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  if (!chosen.empty() && chosen.front()->get_name() == "policy" &&
      chosen.front()->got_subcommand(kShowCommand)) {
    return;
  }
  throw CLI::ValidationError("--output", "toml is for `policy show` alone");
}

}  // namespace

void AddCommands(CLI::App& app, SessionOptions& options, Action& chosen) {
  app.require_subcommand(1);
  app.fallthrough();  // shared options may stand behind the subcommand
  app.set_help_all_flag("--help-all", "Help of all commands");
  app.footer(
      "Examples:\n"
      "  portcullis --insecure-loopback status\n"
      "  portcullis identify traveller.jpg --ca ca.pem --cert kiosk.pem --key kiosk.key\n"
      "  portcullis check passport.dg2 frame1.jpg frame2.jpg\n"
      "  portcullis assess portrait.jpg --html portrait.html\n"
      "  portcullis list create stolen-passports --display-name \"Stolen passports\"\n"
      "  portcullis entry propose --list stolen-passports --name \"Jane Roe\" front.jpg side.jpg\n"
      "  portcullis entry approve ENTRY --expected-revision 1\n"
      "  portcullis import people.csv --results results.jsonl\n"
      "  portcullis policy calibration\n\n"
      "Exit codes: 0 an answer (CLEAR, REFER and NO_DECISION alike), 1 failure, 2 usage.");
  app.add_option("--server", options.server, "Address of the server, host:port")
      ->envname("PORTCULLIS_SERVER")
      ->capture_default_str();
  app.add_option("--ca", options.ca_file, "Certificate that signed the server's, PEM")
      ->envname("PORTCULLIS_CA");
  app.add_option("--cert", options.certificate_file, "Your certificate, PEM")
      ->envname("PORTCULLIS_CERT");
  app.add_option("--key", options.key_file, "Its private key, PEM")->envname("PORTCULLIS_KEY");
  app.add_flag("--insecure-loopback", options.insecure_loopback,
               "Talk without TLS to a server on this machine that allows it");
  app.add_option("--as", options.actor,
                 "Who acts; for trials with --insecure-loopback, where no certificate says it");
  app.add_option("-o,--output", options.output, "What to print; toml is for `policy show`")
      ->check(CLI::IsMember({"text", "json", kToml}))
      ->capture_default_str();
  app.add_option("--timeout", options.timeout_s, "Seconds to wait for an answer")
      ->check(CLI::Range(0.001, 86400.0))
      ->capture_default_str();
  AddIdentify(app, chosen);
  AddVerify(app, chosen);
  AddCheck(app, chosen);
  AddAssess(app, chosen);
  AddList(app, chosen);
  AddEntry(app, chosen);
  AddImport(app, chosen);
  AddExport(app, chosen);
  AddChanges(app, chosen);
  AddErasure(app, chosen);
  AddPurge(app, chosen);
  AddSnapshot(app, chosen);
  AddPolicy(app, chosen);
  AddStatus(app, chosen);
  app.final_callback([&app, &options] { RefuseTomlElsewhere(app, options); });
}

}  // namespace portcullis::cli
