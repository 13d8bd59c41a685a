// What an embedding costs: dlib's own forward pass against the same network on oneDNN, in turns, on
// one thread, in processor time. PORTCULLIS_CPU chooses the instructions of the second.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "bench/measure_report.h"
#include "bench/process_costs.h"
#include "bench/random_resnet.h"
#include "fmt/format.h"
#include "matcher/core/cpu_path.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/chip_frame.h"
#include "matcher/vision/dlib_embedders.h"
#include "matcher/vision/library_threads.h"
#include "matcher/vision/model_file.h"
#include "matcher/vision/onednn/onednn_runtime.h"
#include "matcher/vision/onednn_embedder.h"

namespace portcullis {
namespace {

struct Arguments {
  std::filesystem::path models = "models";
  int rounds = 40;
  bool quick = false;
  std::filesystem::path json;
};

/// A network both ways.
struct Subject {
  std::string id;  // within those of this program
  std::string name;
  std::unique_ptr<FaceEmbedder> dlib;
  std::unique_ptr<FaceEmbedder> onednn;
  std::shared_ptr<const Network> network;
};

/// What a lane adds: memory for activations, and the time to make it ready.
struct LaneCost {
  std::size_t bytes = 0;
  double processor_ms = 0;
};

/// Noise: the time does not depend on what is seen.
FaceChip NoisyChip(std::size_t views) {
  std::mt19937 random(1);
  std::vector<Image> images;
  for (std::size_t view = 0; view < views; ++view) {
    std::vector<std::uint8_t> pixels(std::size_t{3} * kChipSidePx * kChipSidePx);
    for (std::uint8_t& value : pixels) value = static_cast<std::uint8_t>(random() % 256);
    images.emplace_back(kChipSidePx, kChipSidePx, std::move(pixels));
  }
  Image plain = images.front();
  images.erase(images.begin());
  return {std::move(plain), std::move(images), "bench"};
}

absl::StatusOr<Subject> MakeSubject(const std::string& id, const ModelInfo& model,
                                    const std::vector<std::uint8_t>& weights,
                                    decltype(&MakeDlibDenseNetEmbedder) make,
                                    decltype(&ReadDlibDenseNet) read) {
  PORTCULLIS_ASSIGN_OR_RETURN(const CpuPath path, ChosenCpuPath());
  PORTCULLIS_ASSIGN_OR_RETURN(const LayerGraph graph, read(model, weights));
  Subject subject;
  subject.id = id;
  PORTCULLIS_ASSIGN_OR_RETURN(subject.network, Network::Create(graph, path));
  subject.name = model.id;
  PORTCULLIS_ASSIGN_OR_RETURN(subject.dlib, make(model, weights));
  PORTCULLIS_ASSIGN_OR_RETURN(subject.onednn,
                              MakeOnednnEmbedder(model, subject.network, kChipSidePx));
  return subject;
}

absl::StatusOr<std::vector<Subject>> MakeSubjects(const Arguments& arguments) {
  std::vector<Subject> subjects;
  const RandomResNet random = MakeRandomResNet(NoisyChip(1).image);
  ModelInfo resnet;
  resnet.id = "dlib-resnet-v1, random weights";
  PORTCULLIS_ASSIGN_OR_RETURN(Subject made, MakeSubject("resnet", resnet, random.file,
                                                        &MakeDlibResNetEmbedder, &ReadDlibResNet));
  subjects.push_back(std::move(made));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<ModelInfo> catalogue,
                              ReadModelCatalogue(arguments.models));
  for (const ModelInfo& model : catalogue) {
    if (model.id != "dlib-densenet-v1") continue;
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<std::uint8_t> weights, ReadModelFile(model));
    PORTCULLIS_ASSIGN_OR_RETURN(made, MakeSubject("densenet", model, weights,
                                                  &MakeDlibDenseNetEmbedder, &ReadDlibDenseNet));
    subjects.push_back(std::move(made));
  }
  return subjects;
}

/// Of all threads: what another process takes away does not count, what a second thread did would.
constexpr clockid_t kClock = CLOCK_PROCESS_CPUTIME_ID;

absl::StatusOr<LaneCost> MeasureLane(const Network& network) {
  LaneCost cost;
  const double start = ProcessorMs(kClock);
  for (const int batch : {1, 2, 4}) {
    PORTCULLIS_ASSIGN_OR_RETURN(const auto compiled, network.Compile(batch));
    cost.bytes += compiled->bytes();
  }
  cost.processor_ms = ProcessorMs(kClock) - start;
  return cost;
}

/// Milliseconds for one chip.
absl::Status Measure(FaceEmbedder& embedder, const FaceChip& chip, std::vector<double>& times) {
  const double start = ProcessorMs(kClock);
  const auto embeddings = embedder.EmbedViews(chip);
  const double took = ProcessorMs(kClock) - start;
  PORTCULLIS_RETURN_IF_ERROR(embeddings.status());
  times.push_back(took / static_cast<double>(embeddings->size()));
  return absl::OkStatus();
}

/// |a - b| / |b|, the largest over all views.
absl::StatusOr<double> Difference(Subject& subject, const FaceChip& chip) {
  PORTCULLIS_ASSIGN_OR_RETURN(const auto ours, subject.onednn->EmbedViews(chip));
  PORTCULLIS_ASSIGN_OR_RETURN(const auto oracle, subject.dlib->EmbedViews(chip));
  double largest = 0;
  for (std::size_t view = 0; view < ours.size(); ++view) {
    double difference = 0;
    double length = 0;
    for (std::size_t i = 0; i < ours[view].values().size(); ++i) {
      difference += std::pow(ours[view].values()[i] - oracle[view].values()[i], 2);
      length += std::pow(oracle[view].values()[i], 2);
    }
    largest = std::max(largest, std::sqrt(difference / length));
  }
  return largest;
}

absl::Status Compare(Subject& subject, std::size_t batch, int rounds, MeasureReport& report) {
  const FaceChip chip = NoisyChip(batch);
  PORTCULLIS_ASSIGN_OR_RETURN(const double difference, Difference(subject, chip));
  std::vector<double> dlib;
  std::vector<double> onednn;
  for (int round = 0; round < rounds; ++round) {
    PORTCULLIS_RETURN_IF_ERROR(Measure(*subject.dlib, chip, dlib));
    PORTCULLIS_RETURN_IF_ERROR(Measure(*subject.onednn, chip, onednn));
  }
  const std::string of = batch > 1 ? fmt::format(" of {}", batch) : "";
  report.Add(fmt::format("{}.batch{}", subject.id, batch), subject.name + ", one chip" + of,
             Median(onednn), "ms",
             fmt::format("largest difference {:.1e} (relative L2)", difference),
             "dlib's forward pass", Median(dlib));
  return absl::OkStatus();
}

absl::Status MeasureMemory(const Subject& subject, MeasureReport& report) {
  constexpr double kMib = 1 << 20;
  PORTCULLIS_ASSIGN_OR_RETURN(const LaneCost lane, MeasureLane(*subject.network));
  report.Add(subject.id + ".shared_weights", subject.name + ", weights for all lanes",
             static_cast<double>(subject.network->packed_bytes()) / kMib, "MiB");
  report.Add(subject.id + ".lane", subject.name + ", each lane",
             static_cast<double>(lane.bytes) / kMib, "MiB");
  report.Add(subject.id + ".lane_ready", subject.name + ", each lane made ready", lane.processor_ms,
             "ms");
  return absl::OkStatus();
}

absl::Status Run(const Arguments& arguments) {
  MakeLibrariesSingleThreaded();
  PORTCULLIS_ASSIGN_OR_RETURN(const CpuPath path, ChosenCpuPath());
  PORTCULLIS_ASSIGN_OR_RETURN(std::vector<Subject> subjects, MakeSubjects(arguments));
  const std::string isa(CpuPathName(path));
  MeasureReport report(
      "embed", fmt::format("{}, one thread (its processor time), {}", OnednnVersion(), isa));
  for (Subject& subject : subjects) {
    for (const std::size_t batch : {1U, 2U, 4U}) {
      PORTCULLIS_RETURN_IF_ERROR(
          Compare(subject, batch, arguments.quick ? 1 : arguments.rounds, report));
    }
    PORTCULLIS_RETURN_IF_ERROR(MeasureMemory(subject, report));
  }
  if (!report.Save(arguments.json.string(), isa)) {
    return absl::UnavailableError("the JSON cannot be written");
  }
  return absl::OkStatus();
}

}  // namespace
}  // namespace portcullis

int main(int argc, char** argv) {
  portcullis::Arguments arguments;
  CLI::App app("Measures dlib's forward pass against the same networks on oneDNN");
  app.add_option("--models", arguments.models, "folder with models.toml");
  app.add_option("--rounds", arguments.rounds, "of each")->check(CLI::Range(1, 1'000'000));
  app.add_flag("--quick", arguments.quick, "one round: shows that it runs");
  app.add_option("--json", arguments.json, "file for the figures");
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = portcullis::Run(arguments);
  if (status.ok()) return 0;
  fmt::print(stderr, "embed_bench: {}\n", std::string(status.message()));
  return 1;
}
