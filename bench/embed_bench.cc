// What an embedding costs: dlib's own forward pass against the same network on oneDNN, in turns, on
// one thread, in processor time. PORTCULLIS_CPU chooses the instructions of the second.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
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
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

struct Arguments {
  std::filesystem::path models = "models";
  int rounds = 40;
  std::filesystem::path json;
};

/// A network both ways.
struct Subject {
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

absl::StatusOr<Subject> MakeSubject(const ModelInfo& model,
                                    const std::vector<std::uint8_t>& weights,
                                    decltype(&MakeDlibDenseNetEmbedder) make,
                                    decltype(&ReadDlibDenseNet) read) {
  PORTCULLIS_ASSIGN_OR_RETURN(const CpuPath path, ChosenCpuPath());
  PORTCULLIS_ASSIGN_OR_RETURN(const LayerGraph graph, read(model, weights));
  Subject subject;
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
  PORTCULLIS_ASSIGN_OR_RETURN(
      Subject made, MakeSubject(resnet, random.file, &MakeDlibResNetEmbedder, &ReadDlibResNet));
  subjects.push_back(std::move(made));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<ModelInfo> catalogue,
                              ReadModelCatalogue(arguments.models));
  for (const ModelInfo& model : catalogue) {
    if (model.id != "dlib-densenet-v1") continue;
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<std::uint8_t> weights, ReadModelFile(model));
    PORTCULLIS_ASSIGN_OR_RETURN(
        made, MakeSubject(model, weights, &MakeDlibDenseNetEmbedder, &ReadDlibDenseNet));
    subjects.push_back(std::move(made));
  }
  return subjects;
}

/// Of all threads: what another process takes away does not count, what a second thread did would.
double ProcessorMs() {
  timespec used = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) * 1e3 + static_cast<double>(used.tv_nsec) * 1e-6;
}

absl::StatusOr<LaneCost> MeasureLane(const Network& network) {
  LaneCost cost;
  const double start = ProcessorMs();
  for (const int batch : {1, 2, 4}) {
    PORTCULLIS_ASSIGN_OR_RETURN(const auto compiled, network.Compile(batch));
    cost.bytes += compiled->bytes();
  }
  cost.processor_ms = ProcessorMs() - start;
  return cost;
}

/// Milliseconds for one chip.
absl::Status Measure(FaceEmbedder& embedder, const FaceChip& chip, std::vector<double>& times) {
  const double start = ProcessorMs();
  const auto embeddings = embedder.EmbedViews(chip);
  const double took = ProcessorMs() - start;
  PORTCULLIS_RETURN_IF_ERROR(embeddings.status());
  times.push_back(took / static_cast<double>(embeddings->size()));
  return absl::OkStatus();
}

double Median(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
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

absl::StatusOr<nlohmann::json> Compare(Subject& subject, std::size_t batch, int rounds) {
  const FaceChip chip = NoisyChip(batch);
  PORTCULLIS_ASSIGN_OR_RETURN(const double difference, Difference(subject, chip));
  std::vector<double> dlib;
  std::vector<double> onednn;
  for (int round = 0; round < rounds; ++round) {
    PORTCULLIS_RETURN_IF_ERROR(Measure(*subject.dlib, chip, dlib));
    PORTCULLIS_RETURN_IF_ERROR(Measure(*subject.onednn, chip, onednn));
  }
  std::vector<double> ratios;
  for (std::size_t i = 0; i < dlib.size(); ++i) ratios.push_back(dlib[i] / onednn[i]);
  fmt::print("{:<32} {:>5} {:>12.2f} {:>12.2f} {:>8.1f} {:>12.1e}\n", subject.name, batch,
             Median(dlib), Median(onednn), Median(ratios), difference);
  return nlohmann::json{{"network", subject.name},
                        {"batch", batch},
                        {"dlib_processor_ms_per_chip", Median(dlib)},
                        {"onednn_processor_ms_per_chip", Median(onednn)},
                        {"ratio", Median(ratios)},
                        {"relative_l2_difference", difference}};
}

absl::Status Run(const Arguments& arguments) {
  MakeLibrariesSingleThreaded();
  PORTCULLIS_ASSIGN_OR_RETURN(const CpuPath path, ChosenCpuPath());
  PORTCULLIS_ASSIGN_OR_RETURN(std::vector<Subject> subjects, MakeSubjects(arguments));
  fmt::print("{}, {}, one thread; medians of {} rounds, ms of processor time for one chip\n",
             OnednnVersion(), CpuPathName(path), arguments.rounds);
  fmt::print("{:<32} {:>5} {:>12} {:>12} {:>8} {:>12}\n", "network", "batch", "dlib", "oneDNN",
             "ratio", "difference");
  nlohmann::json results = nlohmann::json::array();
  nlohmann::json lanes = nlohmann::json::array();
  for (Subject& subject : subjects) {
    for (const std::size_t batch : {1U, 2U, 4U}) {
      PORTCULLIS_ASSIGN_OR_RETURN(nlohmann::json result, Compare(subject, batch, arguments.rounds));
      results.push_back(std::move(result));
    }
  }
  for (const Subject& subject : subjects) {
    PORTCULLIS_ASSIGN_OR_RETURN(const LaneCost lane, MeasureLane(*subject.network));
    const double weights = static_cast<double>(subject.network->packed_bytes()) / (1 << 20);
    const double activations = static_cast<double>(lane.bytes) / (1 << 20);
    fmt::print(
        "{}: weights {:.1f} MiB for all lanes; each lane {:.1f} MiB, ready after {:.0f} ms\n",
        subject.name, weights, activations, lane.processor_ms);
    lanes.push_back({{"network", subject.name},
                     {"shared_weights_mib", weights},
                     {"lane_mib", activations},
                     {"lane_processor_ms", lane.processor_ms}});
  }
  if (arguments.json.empty()) return absl::OkStatus();
  const std::string path_name(CpuPathName(path));
  std::ofstream(arguments.json) << nlohmann::json{{"path", path_name},
                                                  {"version", OnednnVersion()},
                                                  {"lanes", lanes},
                                                  {"results", results}}
                                       .dump(2)
                                << "\n";
  return absl::OkStatus();
}

}  // namespace
}  // namespace portcullis

int main(int argc, char** argv) {
  portcullis::Arguments arguments;
  CLI::App app("Measures dlib's forward pass against the same networks on oneDNN");
  app.add_option("--models", arguments.models, "folder with models.toml");
  app.add_option("--rounds", arguments.rounds, "of each")->check(CLI::Range(1, 1'000'000));
  app.add_option("--json", arguments.json, "file for the figures");
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = portcullis::Run(arguments);
  if (status.ok()) return 0;
  fmt::print(stderr, "embed_bench: {}\n", std::string(status.message()));
  return 1;
}
