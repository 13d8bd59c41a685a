#include "eval/measurement.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <span>
#include <system_error>
#include <utility>

#include "CLI/CLI.hpp"
#include "eval/embedding_cache.h"
#include "eval/embeddings_file.h"
#include "eval/rates_report.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/calibration_file.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// An option for every key of a protocol.
class OptionAdder final : public ProtocolVisitor {
 public:
  OptionAdder(CLI::App& command, ProtocolOverrides& overrides)
      : command_(command), overrides_(overrides) {}

  void Visit(const ProtocolKey& key, std::uint64_t& /*value*/) override {
    Add(key, std::string(key.meaning));
  }
  void Visit(const ProtocolKey& key, double& /*value*/) override {
    Add(key, std::string(key.meaning));
  }
  void Visit(const ProtocolKey& key, std::vector<std::uint64_t>& /*values*/) override {
    Add(key, fmt::format("{}; list with commas", key.meaning));
  }
  void Visit(const ProtocolKey& key, std::vector<double>& /*values*/) override {
    Add(key, fmt::format("{}; list with commas", key.meaning));
  }
  void Visit(const ProtocolKey& key, std::string& /*word*/,
             std::span<const std::string_view> words) override {
    Add(key, fmt::format("{}: {}", key.meaning, fmt::join(words, ", ")));
  }

 private:
  void Add(const ProtocolKey& key, const std::string& help) {
    std::string option = "--" + std::string(key.name);
    std::replace(option.begin(), option.end(), '_', '-');
    command_
        .add_option_function<std::string>(
            option,
            [this_key = std::string(key.name), &overrides = overrides_](const std::string& text) {
              overrides[this_key] = text;
            },
            help)
        ->group("Protocol");
  }

  CLI::App& command_;
  ProtocolOverrides& overrides_;
};

// The same embedding twice is the same picture twice.
std::vector<std::optional<ContentHash>> HashEmbeddings(const std::vector<EmbeddedImage>& images) {
  std::vector<std::optional<ContentHash>> hashes;
  for (const EmbeddedImage& image : images) {
    hashes.emplace_back();
    if (!image.embedding) continue;
    const auto bytes = std::as_bytes(image.embedding->values());
    hashes.back() =
        HashContent({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  }
  return hashes;
}

std::string DataSetName(const MeasurementOptions& options) {
  if (!options.data_set.empty()) return options.data_set;
  if (!options.source.images.empty()) return options.source.images.stem().string();
  return fs::absolute(options.source.root / "").parent_path().filename().string();
}

// Where the image files are not at hand, repeated pictures are known by their embeddings.
absl::StatusOr<EmbeddedPeople> PeopleFromEmbeddings(const MeasurementOptions& options,
                                                    std::uint64_t images_per_person) {
  PORTCULLIS_ASSIGN_OR_RETURN(LabelledImages images, SelectFromFiles(options, images_per_person));
  PORTCULLIS_ASSIGN_OR_RETURN(const EmbeddingsFile file, ReadEmbeddings(options.embeddings));
  PORTCULLIS_ASSIGN_OR_RETURN(std::vector<EmbeddedImage> embedded, file.Find(images.paths));
  const std::size_t repeated_files = images.repeated_images;
  PORTCULLIS_ASSIGN_OR_RETURN(
      images, SelectImages(std::move(images), HashEmbeddings(embedded), images_per_person));
  images.repeated_images += repeated_files;
  PORTCULLIS_RETURN_IF_ERROR(CheckComparable(images));
  PORTCULLIS_ASSIGN_OR_RETURN(embedded, file.Find(images.paths));
  return EmbeddedPeople{std::move(images), std::move(embedded), file.model, "not recorded"};
}

}  // namespace

void AddMeasurementOptions(CLI::App& command, MeasurementOptions& options, Protocol& protocol) {
  command.add_option("--root", options.source.root,
                     "folder with one folder of images per person; or what paths start from");
  command.add_option("--images", options.source.images,
                     "CSV with the columns path and person, and any others");
  command.add_option("--people", options.source.people, "CSV that adds columns per person");
  command.add_option("--data-set", options.data_set,
                     "name of the data set, for the report; default: of the folder or the CSV");
  AddDateOption(command, "--measured-on", options.measured_on);
  command.add_option("--json", options.json, "file to write the report to, as JSON");
  command.add_option("--protocol", options.protocol, "TOML file; see eval/protocols");
  OptionAdder adder(command, options.overrides);
  protocol.VisitKeys(adder);
}

void AddEmbeddingOptions(CLI::App& command, MeasurementOptions& options) {
  command.add_option("--embeddings", options.embeddings,
                     "file that embed wrote, instead of running a model");
  AddEngineOptions(command, options.engine);
}

void RequireImages(const MeasurementOptions& options) {
  if (options.source.root.empty() && options.source.images.empty()) {
    throw CLI::RequiredError("--root or --images");
  }
}

absl::StatusOr<LabelledImages> SelectFromFiles(const MeasurementOptions& options,
                                               std::uint64_t images_per_person) {
  PORTCULLIS_ASSIGN_OR_RETURN(LabelledImages images, ReadLabelledImages(options.source));
  const auto content = HashFiles(images.Files());
  PORTCULLIS_ASSIGN_OR_RETURN(images, SelectImages(std::move(images), content, images_per_person));
  PORTCULLIS_RETURN_IF_ERROR(CheckComparable(images));
  return images;
}

absl::StatusOr<EmbeddedPeople> EmbedPeople(const MeasurementOptions& options,
                                           std::uint64_t images_per_person,
                                           const std::string& program) {
  if (!options.embeddings.empty()) return PeopleFromEmbeddings(options, images_per_person);
  PORTCULLIS_ASSIGN_OR_RETURN(LabelledImages images, SelectFromFiles(options, images_per_person));
  PORTCULLIS_ASSIGN_OR_RETURN(const Engine engine, Engine::Create(options.engine, program));
  PORTCULLIS_ASSIGN_OR_RETURN(std::vector<EmbeddedImage> embedded, engine.EmbedAll(images.Files()));
  return EmbeddedPeople{std::move(images), std::move(embedded), engine.model(),
                        engine.options().detector};
}

absl::StatusOr<Calibration> LoadCalibrationOf(const fs::path& file, const ModelId& model) {
  PORTCULLIS_ASSIGN_OR_RETURN(Calibration calibration, LoadCalibration(file));
  const std::string measured = calibration.table().model.ToString();
  // Embeddings that were read from a file know no more of their model than this name.
  if (measured == model.ToString()) return calibration;
  return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch,
                   fmt::format("{} was measured with {}, not with {}", file.string(), measured,
                               model.ToString()));
}

Json BeginDocument(const MeasurementOptions& options, Protocol& protocol,
                   const LabelledImages& images) {
  Json document;
  document["kind"] = protocol.kind();
  document["portcullis"] = {{"version", PORTCULLIS_VERSION}};
  document["data_set"] = DataSetName(options);
  document["measured_on"] = options.measured_on;
  document["protocol"] = ToJson(protocol);
  document["people"] = images.people.size();
  document["images"] = images.paths.size();
  document["repeated_images"] = images.repeated_images;
  return document;
}

Json BeginDocument(const MeasurementOptions& options, Protocol& protocol,
                   const EmbeddedPeople& people) {
  Json document = BeginDocument(options, protocol, people.images);
  document["model"] = people.model.ToString();
  document["detector"] = people.detector;
  document["failures_to_enrol"] = FailuresToJson(people.embedded);
  return document;
}

ProgressOptions SearchProgress(std::size_t total) {
  return {.task = "searching",
          .unit = "galleries",
          .total = total,
          .on_terminal = isatty(STDERR_FILENO) != 0};
}

std::string DescribePeople(const MeasurementOptions& options, const EmbeddedPeople& people) {
  const LabelledImages& images = people.images;
  const std::string repeated =
      images.repeated_images == 0
          ? ""
          : fmt::format("; {} more were repeated and left out", images.repeated_images);
  return TableLine("model", people.model.ToString()) + TableLine("detector", people.detector) +
         TableLine("data set",
                   fmt::format("{}, measured on {}", DataSetName(options), options.measured_on)) +
         TableLine("people", fmt::format("{}", images.people.size())) +
         TableLine("images",
                   fmt::format("{}, {}{}", images.paths.size(),
                               DescribeFailures(CountFailures(people.embedded)), repeated));
}

absl::Status WriteDocument(const fs::path& file, const Json& document) {
  if (file.empty()) return absl::OkStatus();
  fs::path temporary = file;
  temporary += ".new";
  std::ofstream out(temporary, std::ios::trunc);
  // Names of files and people need not be UTF-8, JSON must be.
  out << document.dump(2, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) << '\n';
  out.close();
  std::error_code error;
  if (out) fs::rename(temporary, file, error);
  if (out && !error) return absl::OkStatus();
  fs::remove(temporary, error);
  return absl::UnavailableError(fmt::format("cannot write {}", file.string()));
}

}  // namespace portcullis
