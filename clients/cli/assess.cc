// portcullis assess: how good is an image, and what would make it better?
#include <memory>
#include <string>
#include <utility>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "CLI/Validators.hpp"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cli/action.h"
#include "clients/cli/assessment.h"
#include "clients/cli/assessment_page.h"
#include "clients/cli/assessment_text.h"
#include "clients/cli/call.h"
#include "clients/cli/face_picture.h"
#include "clients/cli/files.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/report.h"
#include "portcullis/v1/match.grpc.pb.h"

namespace portcullis::cli {
namespace {

struct AssessOptions {
  std::string image;
  std::string use = "probe";
  std::string page;  // empty: none
};

v1::CaptureUse UseOf(const AssessOptions& options) {
  return options.use == "reference" ? v1::CAPTURE_USE_REFERENCE : v1::CAPTURE_USE_PROBE;
}

absl::Status WritePage(const AssessOptions& options, const Assessment& assessment,
                       const v1::AssessImageResponse& answer, Session& session) {
  auto file = NewFile::Create(options.page);
  if (!file.ok()) return file.status();
  const std::string name = options.image.substr(options.image.rfind('/') + 1);
  const std::string time =
      absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", absl::Now(), absl::UTCTimeZone());
  (*file)->stream() << AssessmentPage(assessment, answer, {.file = PlainText(name), .time = time});
  if (absl::Status status = (*file)->Keep(); !status.ok()) return status;
  session.console().notes << "page: " << options.page << '\n';
  return absl::OkStatus();
}

absl::Status PrintText(const Assessment& assessment, const v1::AssessImageResponse& answer,
                       Session& session) {
  const Terminal& terminal = session.console().terminal;
  Bitmap picture;
  if (HasRoomForPicture(terminal) && !answer.upright_image().empty()) {
    const absl::StatusOr<Bitmap> upright = DecodePng(answer.upright_image());
    if (!upright.ok()) return upright.status();
    const PictureSize size = PictureSizeFor(terminal);
    picture = FacePicture(*upright, answer.face(), size.columns, size.rows);
  }
  PrintAssessment(assessment, &picture, {.terminal = terminal, .colours = session.colours()},
                  session.out());
  PrintContext(answer.context(), session.out(), session.colours());
  return absl::OkStatus();
}

absl::Status Assess(Session& session, const AssessOptions& options) {
  absl::StatusOr<std::string> image = ReadFile(options.image);
  if (!image.ok()) return image.status();
  v1::AssessImageRequest request;
  request.set_image(*std::move(image));
  request.set_use(UseOf(options));
  const bool draws = !session.wants_json() && HasRoomForPicture(session.console().terminal);
  request.set_include_pictures(draws || !options.page.empty());
  absl::StatusOr<v1::AssessImageResponse> answer =
      Ask<v1::MatchService>(session, &v1::MatchService::StubInterface::AssessImage, request);
  if (!answer.ok()) return answer.status();
  const Assessment assessment = Describe(*answer, UseOf(options));
  if (!options.page.empty()) {
    absl::Status status = WritePage(options, assessment, *answer, session);
    if (!status.ok()) return status;
  }
  if (!session.wants_json()) return PrintText(assessment, *answer, session);
  // They would be megabytes of text, and are on the page for who wants them.
  answer->clear_upright_image();
  answer->clear_chip();
  return session.PrintJson(*answer);
}

}  // namespace

void AddAssess(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<AssessOptions>();  // shared with the callback
  CLI::App* command =
      app.add_subcommand("assess", "How good is IMAGE, and what would make it better?");
  command->fallthrough();
  command->footer(
      "Nothing is searched for and nothing is stored. Examples:\n"
      "  portcullis assess traveller.jpg\n"
      "  portcullis assess portrait.jp2 --use reference --html portrait.html");
  command->add_option("IMAGE", options->image, "An image, or the face record of a passport")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--use", options->use, "What for: the policy has a bar for each")
      ->check(CLI::IsMember({"probe", "reference"}))
      ->capture_default_str();
  command
      ->add_option("--html", options->page,
                   "Write a page with the image, the face, its chip and all measures, in the "
                   "place of what is there")
      ->type_name("PAGE");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Assess(session, *options); };
  });
}

}  // namespace portcullis::cli
