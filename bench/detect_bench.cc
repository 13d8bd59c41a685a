// What it costs to find a face and to prepare it for the embedder: dlib's HOG detector at full
// size, the same steps on OpenCV's network, and the parts of one check, in turns on one thread.
#include <algorithm>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "bench/jpeg_scaling.h"
#include "bench/measure_report.h"
#include "bench/probe_pictures.h"
#include "bench/process_costs.h"
#include "fmt/format.h"
#include "matcher/core/cpu_path.h"
#include "matcher/core/quality.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/confirming_detector.h"
#include "matcher/vision/decode/decoder.h"
#include "matcher/vision/dlib_hog_detector.h"
#include "matcher/vision/five_point_aligner.h"
#include "matcher/vision/library_threads.h"
#include "matcher/vision/model_catalogue.h"
#include "matcher/vision/yunet_detector.h"
#include "matcher/vision/yunet_model.h"

namespace portcullis {
namespace {

namespace fs = std::filesystem;

constexpr int kNotMeasured = 77;        // ctest takes it for skipped
constexpr float kMinConfidence = 0.8F;  // as VisionKit confirms faces

struct Arguments {
  fs::path models = "models";
  fs::path data = "../shared/data";
  fs::path json;
  int rounds = 15;
  bool quick = false;
  int agreement = 0;
};

/// Of this thread, so that others on the machine do not count.
constexpr clockid_t kClock = CLOCK_THREAD_CPUTIME_ID;

/// Several things, each measured once a round, so that what disturbs the machine disturbs all.
class Rounds {
 public:
  void Add(std::string name, std::function<absl::Status()> run) {
    things_.push_back({std::move(name), std::move(run), {}});
  }

  absl::Status Run(int rounds) {
    for (int round = 0; round <= rounds; ++round) {
      for (Thing& thing : things_) {
        const double start = ProcessorMs(kClock);
        PORTCULLIS_RETURN_IF_ERROR(thing.run());
        if (round > 0) thing.ms.push_back(ProcessorMs(kClock) - start);  // the first one warms up
      }
    }
    return absl::OkStatus();
  }

  double Median(std::string_view name) const {
    for (const Thing& thing : things_) {
      if (thing.name == name) return portcullis::Median(thing.ms);
    }
    return 0;
  }

 private:
  struct Thing {
    std::string name;
    std::function<absl::Status()> run;
    std::vector<double> ms;
  };
  std::vector<Thing> things_;
};

absl::StatusOr<std::unique_ptr<FaceDetector>> Look(const YunetModel& model,
                                                   const YunetOptions& options) {
  PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<Yunet> yunet, model.Make(options.min_confidence));
  return MakeYunetDetector(std::move(yunet), options);
}

/// As VisionKit puts it together, without the closer look.
absl::StatusOr<std::unique_ptr<FaceDetector>> Detector(const YunetModel& model) {
  std::vector<std::unique_ptr<FaceDetector>> first;
  PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<FaceDetector> look, Look(model, {}));
  first.push_back(std::move(look));
  PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<FaceDetector> second, Look(model, {}));
  return std::make_unique<ConfirmingDetector>(std::move(first), std::move(second), kMinConfidence);
}

struct Models {
  YunetModel ours;
  YunetModel opencv;
};

absl::StatusOr<Models> LoadModels(const fs::path& folder) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<ModelInfo> catalogue, ReadModelCatalogue(folder));
  PORTCULLIS_ASSIGN_OR_RETURN(const CpuPath path, ChosenCpuPath());
  for (const ModelInfo& model : catalogue) {
    if (model.id != "yunet-2022mar") continue;
    PORTCULLIS_ASSIGN_OR_RETURN(YunetModel ours, YunetModel::Load(model, path));
    PORTCULLIS_ASSIGN_OR_RETURN(YunetModel opencv, YunetModel::LoadForOpenCv(model));
    return Models{std::move(ours), std::move(opencv)};
  }
  return absl::NotFoundError("models.toml lists no yunet-2022mar");
}

std::string SizeOf(const Image& image) {
  return fmt::format("{}x{}", image.width(), image.height());
}

/// The whole of finding the face, and dlib's way beside it.
absl::Status MeasureDetectors(const Models& models, const Image& image, int rounds,
                              MeasureReport& report) {
  PORTCULLIS_ASSIGN_OR_RETURN(const auto ours, Detector(models.ours));
  PORTCULLIS_ASSIGN_OR_RETURN(const auto opencv, Detector(models.opencv));
  const std::unique_ptr<FaceDetector> hog = MakeDlibHogDetector();
  Rounds measured;
  measured.Add("ours", [&] { return ours->Detect(image).status(); });
  measured.Add("opencv", [&] { return opencv->Detect(image).status(); });
  measured.Add("hog", [&] { return hog->Detect(image).status(); });
  PORTCULLIS_RETURN_IF_ERROR(measured.Run(rounds));
  const std::string size = SizeOf(image);
  report.Add("face." + size, "find a face, " + size, measured.Median("ours"), "ms", "",
             "dlib's HOG detector at full size", measured.Median("hog"));
  report.Add("face_opencv." + size, "find a face, " + size, measured.Median("ours"), "ms", "",
             "the same looks on OpenCV's forward pass", measured.Median("opencv"));
  return absl::OkStatus();
}

/// What happens to one probe between its bytes and the embedder.
absl::Status MeasureSteps(const Models& models, const ProbePicture& probe, int rounds,
                          MeasureReport& report) {
  const std::unique_ptr<ImageDecoder> decoder = MakeImageDecoder({});
  PORTCULLIS_ASSIGN_OR_RETURN(const auto detector, Detector(models.ours));
  const std::unique_ptr<FaceAligner> aligner = MakeFivePointAligner(YunetFrame());
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Face> faces, detector->Detect(probe.image));
  if (faces.empty()) return absl::NotFoundError("the probe shows no face");
  PORTCULLIS_ASSIGN_OR_RETURN(const FaceChip chip, aligner->Align(probe.image, faces.front()));
  Rounds measured;
  measured.Add("decode", [&] { return decoder->Decode(probe.jpeg).status(); });
  measured.Add("detect", [&] { return detector->Detect(probe.image).status(); });
  measured.Add("align", [&] { return aligner->Align(probe.image, faces.front()).status(); });
  measured.Add("quality", [&] {
    const Quality quality = MeasureQuality({probe.image, faces, faces.front(), chip});
    return quality.components.empty() ? absl::InternalError("no measure") : absl::OkStatus();
  });
  PORTCULLIS_RETURN_IF_ERROR(measured.Run(rounds));
  const std::string size = SizeOf(probe.image);
  for (const char* step : {"decode", "detect", "align", "quality"}) {
    report.Add(fmt::format("step.{}.{}", step, size), fmt::format("step {}, {}", step, size),
               measured.Median(step), "ms");
  }
  return absl::OkStatus();
}

/// Decoding at half and a quarter of the size, which libjpeg can do, beside the whole.
absl::Status MeasureScaledDecoding(const ProbePicture& probe, int rounds, MeasureReport& report) {
  Rounds measured;
  for (const int divisor : {1, 2, 4}) {
    measured.Add(fmt::format("{}", divisor),
                 [&probe, divisor] { return DecodeScaled(probe.jpeg, divisor); });
  }
  PORTCULLIS_RETURN_IF_ERROR(measured.Run(rounds));
  const std::string size = SizeOf(probe.image);
  for (const char* divisor : {"2", "4"}) {
    report.Add(fmt::format("decode_1_{}.{}", divisor, size),
               fmt::format("libjpeg at 1/{} of {}", divisor, size), measured.Median(divisor), "ms",
               fmt::format("{} bytes", probe.jpeg.size()), "libjpeg at full size",
               measured.Median("1"));
  }
  return absl::OkStatus();
}

absl::Status MeasureNetwork(const Models& models, const Image& image, int rounds,
                            MeasureReport& report) {
  const YunetOptions options;
  PORTCULLIS_ASSIGN_OR_RETURN(const auto ours, models.ours.Make(options.min_confidence));
  PORTCULLIS_ASSIGN_OR_RETURN(const auto opencv, models.opencv.Make(options.min_confidence));
  const PixelRows rows = {image.pixels().data(), static_cast<std::size_t>(image.width()) * 3,
                          image.width(), image.height()};
  Rounds measured;
  measured.Add("ours", [&] { return ours->Find(rows).status(); });
  measured.Add("opencv", [&] { return opencv->Find(rows).status(); });
  PORTCULLIS_RETURN_IF_ERROR(measured.Run(rounds));
  const std::string size = SizeOf(image);
  report.Add("network." + size, "YuNet on " + size, measured.Median("ours"), "ms", "",
             "OpenCV's forward pass", measured.Median("opencv"));
  return absl::OkStatus();
}

/// Looks at every `step`-th picture in several ways: is a face lost by not looking at full size, or
/// by our own kernels?
absl::Status MeasureAgreement(const Models& models, const fs::path& folder, int step,
                              MeasureReport& report) {
  constexpr int kFullSize = 100'000;
  constexpr std::string_view kAtFullSize = "first look at full size";
  constexpr std::string_view kAsServed = "confirmed";
  PORTCULLIS_ASSIGN_OR_RETURN(const auto ours, Look(models.ours, {}));
  PORTCULLIS_ASSIGN_OR_RETURN(const auto confirmed, Detector(models.ours));
  PORTCULLIS_ASSIGN_OR_RETURN(const auto opencv, Detector(models.opencv));
  PORTCULLIS_ASSIGN_OR_RETURN(const auto full, Look(models.ours, {.long_side_px = kFullSize}));
  const std::unique_ptr<ImageDecoder> decoder = MakeImageDecoder({});
  const std::vector<fs::path> pictures = PicturesIn(folder);
  std::map<std::string, double> without;
  double lost = 0;
  int looked_at = 0;
  for (std::size_t i = 0; i < pictures.size(); i += static_cast<std::size_t>(step), ++looked_at) {
    PORTCULLIS_ASSIGN_OR_RETURN(const DecodedImage decoded, decoder->Decode(BytesOf(pictures[i])));
    bool is_seen_at_full_size = false;
    for (const auto& [name, detector] : {std::pair{kAtFullSize, full.get()},
                                         {"first look at 480 px", ours.get()},
                                         {kAsServed, confirmed.get()},
                                         {"confirmed, on OpenCV", opencv.get()}}) {
      PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Face> faces, detector->Detect(decoded.image));
      without[std::string(name)] += faces.empty() ? 1 : 0;
      if (name == kAtFullSize) is_seen_at_full_size = !faces.empty();
      if (name == kAsServed && is_seen_at_full_size && faces.empty()) ++lost;
    }
  }
  const std::string of = fmt::format("{} of {}", looked_at, folder.filename().string());
  report.Add(fmt::format("lost_faces.{}", folder.filename().string()),
             "pictures whose face is seen at full size and not as the service looks", lost, "faces",
             of);
  for (const auto& [name, count] : without) {
    report.Add(fmt::format("without_face.{}.{}", folder.filename().string(), name),
               "pictures without a face, " + name, count, "pictures", of);
  }
  return absl::OkStatus();
}

absl::Status Run(const Arguments& arguments) {
  MakeLibrariesSingleThreaded();
  PORTCULLIS_ASSIGN_OR_RETURN(const Models models, LoadModels(arguments.models));
  PORTCULLIS_ASSIGN_OR_RETURN(const CpuPath path, ChosenCpuPath());
  const std::string isa(CpuPathName(path));
  MeasureReport report("detect", fmt::format("one thread, processor time, {}", isa));
  if (arguments.agreement > 0) {
    for (const char* folder : {"london", "lfw-dev"}) {
      PORTCULLIS_RETURN_IF_ERROR(
          MeasureAgreement(models, arguments.data / folder, arguments.agreement, report));
    }
  } else {
    const int rounds = arguments.quick ? 1 : arguments.rounds;
    PORTCULLIS_ASSIGN_OR_RETURN(const ProbePicture large, PortraitOf(arguments.data / "london"));
    PORTCULLIS_ASSIGN_OR_RETURN(const ProbePicture small, CutTo(large, 640, 480));
    for (const ProbePicture* probe : {&large, &small}) {
      PORTCULLIS_RETURN_IF_ERROR(MeasureDetectors(models, probe->image, rounds, report));
      PORTCULLIS_RETURN_IF_ERROR(MeasureSteps(models, *probe, rounds, report));
      PORTCULLIS_RETURN_IF_ERROR(MeasureScaledDecoding(*probe, rounds, report));
    }
    for (const auto& [width, height] : {std::pair{480, 480}, {480, 360}, {160, 160}}) {
      PORTCULLIS_ASSIGN_OR_RETURN(const ProbePicture seen, CutTo(large, width, height));
      PORTCULLIS_RETURN_IF_ERROR(MeasureNetwork(models, seen.image, rounds, report));
    }
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
  CLI::App app("Measures finding faces, and the steps between the bytes of a probe and its chip");
  app.add_option("--models", arguments.models, "folder of models.toml");
  app.add_option("--data", arguments.data, "folder of the evaluation data");
  app.add_option("--json", arguments.json, "file for the results");
  app.add_option("--rounds", arguments.rounds)->check(CLI::Range(1, 10'000));
  app.add_flag("--quick", arguments.quick, "one round, to see that it runs");
  app.add_option("--agreement", arguments.agreement,
                 "instead: look for faces in every so-many-th picture of the data")
      ->check(CLI::Range(1, 10'000));
  CLI11_PARSE(app, argc, argv);
  for (const auto& needed : {arguments.data / "london", arguments.models / "models.toml"}) {
    if (std::filesystem::exists(needed)) continue;
    fmt::print("not measured: {} is absent\n", needed.string());
    return portcullis::kNotMeasured;
  }
  const absl::Status status = portcullis::Run(arguments);
  if (status.ok()) return 0;
  fmt::print(stderr, "detect_bench: {}\n", std::string(status.message()));
  return 1;
}
