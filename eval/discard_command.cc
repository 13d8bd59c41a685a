// portcullis-eval discard: what is gained by discarding what a quality measure finds worst.
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "eval/calibration_check.h"
#include "eval/command.h"
#include "eval/discard_report.h"
#include "eval/measurement.h"
#include "eval/protocols.h"
#include "eval/rates_report.h"
#include "matcher/core/status_macros.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

// Of everybody, or of one half of the people: what was fitted on one is measured on the other.
void KeepHalf(const std::string& half, EmbeddedPeople& people,
              std::vector<std::uint32_t>& kept_of) {
  std::vector<EmbeddedImage> kept;
  for (std::size_t i = 0; i < people.embedded.size(); ++i) {
    const std::uint32_t person = people.images.person_of_image[i];
    if (half != "all" && IsInFirstHalf(people.images.people[person]) != (half == "first")) continue;
    kept.push_back(std::move(people.embedded[i]));
    kept_of.push_back(person);
  }
  people.embedded = std::move(kept);
}

absl::Status Discard(const MeasurementOptions& options, const std::string& program) {
  DiscardProtocol protocol;
  PORTCULLIS_RETURN_IF_ERROR(ReadProtocol(options.protocol, options.overrides, protocol));
  PORTCULLIS_ASSIGN_OR_RETURN(EmbeddedPeople people,
                              EmbedPeople(options, protocol.images_per_person, program));
  nlohmann::ordered_json document = BeginDocument(options, protocol, people);
  const std::string intervals = "95 %, bootstrap over people, at the threshold measured";
  document["intervals"] = intervals;
  std::cout << DescribePeople(options, people) << TableLine("half", protocol.half);
  std::vector<std::uint32_t> person_of_image;
  KeepHalf(protocol.half, people, person_of_image);
  PORTCULLIS_ASSIGN_OR_RETURN(const DiscardStudy study,
                              StudyDiscard(people.embedded, person_of_image,
                                           {.fmr_levels = protocol.fmr_levels,
                                            .bars = protocol.bars,
                                            .replicates = static_cast<int>(protocol.replicates)}));
  PrintTable(study, std::cout);
  AddTo(document, study);
  std::cout << '\n' << TableLine("intervals", intervals);
  return WriteDocument(options.json, document);
}

}  // namespace

void AddDiscardCommand(CLI::App& app, const std::string& program, RunCommand& chosen) {
  const auto options = std::make_shared<MeasurementOptions>();  // the callback outlives this call
  CLI::App* command = app.add_subcommand(
      "discard",
      "Measure what each quality measure is worth: the FNMR that is left when the images that it "
      "finds worst are discarded.");
  AddEmbeddingOptions(*command, *options);
  DiscardProtocol defaults;
  AddMeasurementOptions(*command, *options, defaults);
  command->callback([options, program, &chosen] {
    RequireImages(*options);
    chosen = [options, program] { return ExitCodeOf(Discard(*options, program)); };
  });
}

}  // namespace portcullis
