// portcullis-eval check-cohort: fits strangers on one half of the people, compares them with the
// other, and the other way round.
#include <array>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "eval/calibration_check.h"
#include "eval/cohort_check.h"
#include "eval/command.h"
#include "eval/engine.h"
#include "eval/person_folders.h"
#include "eval/rates_report.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/calibration_file.h"
#include "matcher/scoring/cohort_fitter.h"
#include "matcher/scoring/synthetic_cohort.h"

namespace portcullis {
namespace {

constexpr std::array kLevels = {1e-2, 1e-3, 1e-4, 1e-5};

struct CheckCohortArguments {
  EngineOptions engine;
  std::filesystem::path root;
  std::size_t images_per_person = kDefaultImagesPerPerson;
  std::filesystem::path calibration;
  std::vector<std::size_t> components = {1, GaussianMixtureOptions{}.components};
};

std::string Describe(const HonestyRatio& ratio) {
  return fmt::format("{:.2f} ({:.2f} to {:.2f})", ratio.value, ratio.low, ratio.high);
}

void PrintHonesty(std::span<const HonestyCheck> checks, std::ostream& out) {
  out << fmt::format("{:>9} {:>9} {:>13} {:>8} {:>21} {:>21} {:>11}\n", "FMR", "distance",
                     "real FMR", "pairs", "travellers/real", "corrected/real", "among them");
  for (std::size_t i = 0; i < checks.size(); ++i) {
    const HonestyCheck& check = checks[i];
    out << fmt::format("{:>9} {:>9.4f} {:>13} {:>8} {:>21} {:>21} {:>11.2f}\n", Percent(kLevels[i]),
                       check.distance.value, Percent(check.real_rate()), check.real_matches,
                       Describe(check.plain), Describe(check.corrected), check.among_travellers);
  }
}

std::string Quantiles(const std::vector<double>& sorted) {
  const auto at = [&sorted](double share) {
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
  };
  return fmt::format("half below {:.2f}, 90 % below {:.2f}, 99 % below {:.2f}, largest {:.2f}",
                     at(0.5), at(0.9), at(0.99), at(1));
}

void PrintWolves(const WolfCheck& check, std::ostream& out) {
  out << TableLine("photographs", fmt::format("{}", check.photographs));
  out << TableLine(fmt::format("ratio at FMR {}", Percent(kEasyFmr)), Quantiles(check.easy_ratios));
  out << TableLine(fmt::format("ratio at FMR {}", Percent(kHardFmr)), Quantiles(check.hard_ratios));
  out << TableLine("rank correlation", fmt::format("{:.2f} with real strangers, at FMR {}",
                                                   check.rank_correlation, Percent(kEasyFmr)));
  out << TableLine("marked as wolves", fmt::format("{} ({}), ratio surely above {}", check.wolves,
                                                   Percent(static_cast<double>(check.wolves) /
                                                           static_cast<double>(check.photographs)),
                                                   kWolfRatio));
  if (check.wolves == 0) return;
  out << TableLine(
      "their real ratio",
      fmt::format("{:.2f} at FMR {}, {:.2f} at FMR {}", check.real_easy_ratio_of_wolves,
                  Percent(kEasyFmr), check.real_hard_ratio_of_wolves, Percent(kHardFmr)));
}

// The two halves of the people, as photographs with an embedding.
std::array<UnseenFaces, 2> Split(const PersonFolders& folders,
                                 const std::vector<EmbeddedImage>& images) {
  std::array<UnseenFaces, 2> halves;
  std::array<std::uint32_t, 2> people = {0, 0};
  std::vector<std::uint32_t> index(folders.people.size());
  for (std::size_t person = 0; person < index.size(); ++person) {
    index[person] = people[IsInFirstHalf(folders.people[person]) ? 0 : 1]++;
  }
  for (std::size_t i = 0; i < images.size(); ++i) {
    if (!images[i].embedding) continue;
    const std::uint32_t person = folders.person_of_image[i];
    UnseenFaces& half = halves[IsInFirstHalf(folders.people[person]) ? 0 : 1];
    half.embeddings.push_back(*images[i].embedding);
    half.people.push_back(index[person]);
  }
  return halves;
}

absl::Status CheckHalf(const UnseenFaces& fitted, const UnseenFaces& unseen, std::size_t components,
                       const Calibration& calibration, std::ostream& out) {
  CohortFitterOptions options;
  options.mixture.components = components;
  PORTCULLIS_ASSIGN_OR_RETURN(
      CohortModel model,
      FitCohortModel({.model = calibration.table().model, .data_set = "one half", .fitted_on = ""},
                     fitted.embeddings, fitted.people, options));
  out << fmt::format("\nfitted on {} photographs, {} Gaussian{}, {} axes\n",
                     fitted.embeddings.size(), components, components == 1 ? "" : "s",
                     model.axis_count());
  PORTCULLIS_ASSIGN_OR_RETURN(const std::unique_ptr<SyntheticCohort> cohort,
                              SyntheticCohort::Create(std::move(model), {}));
  std::vector<Distance> distances;
  distances.reserve(kLevels.size());
  for (const double level : kLevels) distances.push_back(calibration.DistanceAtFmr(level));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<HonestyCheck> checks,
                              CheckHonesty(*cohort, unseen, distances));
  PrintHonesty(checks, out);
  PORTCULLIS_ASSIGN_OR_RETURN(const WolfCheck wolves, CheckWolves(*cohort, unseen));
  PrintWolves(wolves, out);
  return absl::OkStatus();
}

absl::Status CheckCohort(const CheckCohortArguments& arguments, const std::string& program) {
  PORTCULLIS_ASSIGN_OR_RETURN(const Calibration calibration,
                              LoadCalibration(arguments.calibration));
  PORTCULLIS_ASSIGN_OR_RETURN(const PersonFolders folders,
                              ReadPersonFolders(arguments.root, arguments.images_per_person));
  PORTCULLIS_ASSIGN_OR_RETURN(const Engine engine, Engine::Create(arguments.engine, program));
  if (calibration.table().model != engine.model()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch,
                     fmt::format("{} is of {}, not of {}", arguments.calibration.string(),
                                 calibration.table().model.ToString(), engine.model().ToString()));
  }
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<EmbeddedImage> images,
                              engine.EmbedAll(folders.images));
  std::cout << TableLine("model", engine.model().ToString());
  const std::array<UnseenFaces, 2> halves = Split(folders, images);
  for (const std::size_t components : arguments.components) {
    for (const std::size_t unseen : {std::size_t{1}, std::size_t{0}}) {
      PORTCULLIS_RETURN_IF_ERROR(
          CheckHalf(halves[1 - unseen], halves[unseen], components, calibration, std::cout));
    }
  }
  std::cout << "\nintervals: 95 %, bootstrap over the people that the fit did not see\n";
  return absl::OkStatus();
}

}  // namespace

void AddCheckCohortCommand(CLI::App& app, const std::string& program, RunCommand& chosen) {
  const auto arguments = std::make_shared<CheckCohortArguments>();  // the callback outlives this
  CLI::App* command = app.add_subcommand(
      "check-cohort",
      "Fit strangers on one half of the people, compare them with the other; and vice versa.");
  AddEngineOptions(*command, arguments->engine);
  command->add_option("--root", arguments->root, "folder with one folder of images per person")
      ->required();
  AddImagesPerPersonOption(*command, arguments->images_per_person);
  command
      ->add_option("--calibration", arguments->calibration,
                   "calibration table that says at which distances to compare")
      ->required();
  command->add_option("--components", arguments->components, "numbers of Gaussians to try")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->callback([arguments, program, &chosen] {
    chosen = [arguments, program] { return ExitCodeOf(CheckCohort(*arguments, program)); };
  });
}

}  // namespace portcullis
