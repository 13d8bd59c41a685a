#include "clients/cli/assessment_page.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "clients/cli/assessment_page_style.h"
#include "clients/cli/numbers.h"
#include "clients/cli/plain_text.h"
#include "fmt/format.h"

namespace portcullis::cli {
namespace {

/// Nothing is run and nothing is fetched, whatever a name in a file may try.
constexpr char kSecurityPolicy[] =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'";

std::string DataUri(const std::string& png) {
  return "data:image/png;base64," + absl::Base64Escape(png);
}

/// A length or a place in a drawing; 0 for what is no number.
std::string Number(double value) {
  return std::isfinite(value) ? fmt::format("{:.1f}", std::clamp(value, -1e6, 1e6)) : "0";
}

std::string Head(const Assessment& assessment, const PageFacts& facts) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"robots\" content=\"noindex\">\n<title>{}: {}</title>\n<style>{}</style>\n"
      "</head>\n<body>\n<main>\n",
      kSecurityPolicy, assessment.headline, EscapedForHtml(facts.file), kAssessmentPageStyle);
}

std::string Verdict(const Assessment& assessment, const PageFacts& facts) {
  return fmt::format(
      "<header class=\"{}\">\n<p class=\"soft\">{} &middot; assessed {}</p>\n<h1>{}</h1>\n"
      "<p class=\"why\">{}</p>\n</header>\n",
      assessment.is_accepted ? "accepted" : "refused", EscapedForHtml(facts.file),
      EscapedForHtml(facts.time), assessment.headline, EscapedForHtml(assessment.explanation));
}

std::string AdviceSection(const Assessment& assessment) {
  if (assessment.advice.empty()) return "";
  std::string items;
  for (const std::string& advice : assessment.advice) {
    items += fmt::format("<li>{}</li>\n", EscapedForHtml(advice));
  }
  return fmt::format(
      "<section>\n<h2>{}</h2>\n<ol class=\"advice\">\n{}</ol>\n</section>\n",
      assessment.is_accepted ? "What would make it better still" : "What to do for the next image",
      items);
}

std::string Dot(const char* name, const v1::ImagePoint& point, double radius) {
  return fmt::format(
      "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"#ffd43b\" stroke=\"#10151b\" "
      "stroke-width=\"{}\"><title>{}</title></circle>\n",
      Number(point.x()), Number(point.y()), Number(radius), Number(radius / 3), name);
}

/// Box and points, in pixels of the image; a dark line below the light one is seen on any skin.
std::string Overlay(const v1::FaceReport& face) {
  const double unit = std::max(face.source().width_px(), face.source().height_px()) / 100.0;
  std::string drawn;
  if (face.has_box()) {
    for (const auto& [colour, width] :
         {std::pair<const char*, double>{"#10151b", 0.9}, {"#5ce08f", 0.45}}) {
      drawn += fmt::format(
          "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" fill=\"none\" "
          "stroke=\"{}\" stroke-width=\"{}\"/>\n",
          Number(face.box().left()), Number(face.box().top()), Number(face.box().width()),
          Number(face.box().height()), Number(unit), colour, Number(width * unit));
    }
  }
  if (face.has_points()) {
    const v1::FacePoints& points = face.points();
    // Of the face rather than of the image: a small face has small eyes.
    const double radius =
        std::clamp(face.quality().inter_eye_distance_px() / 14.0, 0.5 * unit, 1.2 * unit);
    drawn += Dot("right eye", points.right_eye(), radius) +
             Dot("left eye", points.left_eye(), radius) +
             Dot("tip of the nose", points.nose_tip(), radius) +
             Dot("right corner of the mouth", points.right_mouth_corner(), radius) +
             Dot("left corner of the mouth", points.left_mouth_corner(), radius);
  }
  return drawn;
}

/// As wide as it may be without being higher than a screen.
std::string UprightFigure(const v1::AssessImageResponse& answer) {
  constexpr double kMostHeight_px = 620;
  const v1::FaceReport& face = answer.face();
  const int width = std::max(face.source().width_px(), 1);
  const int height = std::max(face.source().height_px(), 1);
  const char* description = face.has_points() ? "The image, with the box of the face and its five "
                                                "points drawn over it"
                            : face.has_box()  ? "The image, with the box of the face drawn over it"
                                              : "The image, in which there is no single face";
  return fmt::format(
      "<figure style=\"max-width:{5}px\">\n<svg viewBox=\"0 0 {0} {1}\" role=\"img\" "
      "aria-label=\"{2}\">\n"
      "<image href=\"{3}\" width=\"{0}\" height=\"{1}\"/>\n{4}</svg>\n"
      "<figcaption>{2}. Upright, as it was searched for a face.</figcaption>\n</figure>\n",
      width, height, description, DataUri(answer.upright_image()), Overlay(face),
      std::lround(kMostHeight_px * width / height));
}

std::string Pictures(const v1::AssessImageResponse& answer) {
  if (answer.upright_image().empty()) return "";
  const std::string chip =
      answer.chip().empty()
          ? ""
          : fmt::format(
                "<figure class=\"chip\">\n<img src=\"{}\" alt=\"The face, cut out, turned "
                "and scaled\">\n<figcaption>The face chip: all that the model gets to "
                "see.</figcaption>\n</figure>\n",
                DataUri(answer.chip()));
  return fmt::format("<section class=\"pictures\" aria-label=\"Pictures\">\n{}{}</section>\n",
                     UprightFigure(answer), chip);
}

std::string BarOf(const MeasureLine& line) {
  std::string bar = fmt::format(
      "<div class=\"bar\" aria-hidden=\"true\"><div class=\"fill\" "
      "style=\"width:{}%\"></div>",
      std::clamp(line.score, 0, 100));
  if (line.minimum) {
    bar += fmt::format("<div class=\"mark\" style=\"left:{}%\"></div>",
                       std::clamp(*line.minimum, 0, 100));
  }
  return bar + "</div>";
}

/// The roles keep it a table for those who listen to it where a narrow screen lays it out anew.
std::string Row(const MeasureLine& line, bool is_overall) {
  return fmt::format(
      "<tr role=\"row\" class=\"{}{}\"><th role=\"rowheader\" scope=\"row\">{}</th>"
      "<td role=\"cell\" class=\"number\">{}</td><td role=\"cell\" class=\"drawn\">{}</td>"
      "<td role=\"cell\" class=\"number\">{}{}</td>"
      "<td role=\"cell\" class=\"number needed\">{}</td></tr>\n",
      is_overall ? "overall" : "", line.is_below ? " below" : "", EscapedForHtml(line.name),
      EscapedForHtml(line.raw), BarOf(line), line.is_below ? "below: " : "", line.score,
      EscapedForHtml(line.needed));
}

std::string Measures(const Assessment& assessment) {
  if (assessment.lines.empty()) return "";
  std::string rows;
  for (const MeasureLine& line : assessment.lines) {
    rows += Row(line, &line == &assessment.lines.back());
  }
  return fmt::format(
      "<section>\n<h2>Measures</h2>\n<table role=\"table\">\n<caption>Scores are 0 to 100, more is "
      "better. The upright line is what the policy in force needs.</caption>\n"
      "<thead role=\"rowgroup\"><tr role=\"row\"><th role=\"columnheader\" "
      "scope=\"col\">measure</th>"
      "<th role=\"columnheader\" scope=\"col\" class=\"number\">value</th>"
      "<th role=\"columnheader\" scope=\"col\" class=\"drawn\">drawn</th>"
      "<th role=\"columnheader\" scope=\"col\" class=\"number\">score</th>"
      "<th role=\"columnheader\" scope=\"col\" class=\"number\">needed</th></tr></thead>\n"
      "<tbody role=\"rowgroup\">\n{}</tbody>\n</table>\n</section>\n",
      rows);
}

std::string Facts(const char* heading, const std::vector<Fact>& facts) {
  if (facts.empty()) return "";
  std::string items;
  for (const Fact& fact : facts) {
    items += fmt::format("<dt>{}</dt><dd>{}</dd>\n", EscapedForHtml(fact.name),
                         EscapedForHtml(fact.text));
  }
  return fmt::format("<section>\n<h2>{}</h2>\n<dl>\n{}</dl>\n</section>\n", heading, items);
}

std::vector<Fact> BasisOf(const v1::AnswerContext& context, const PageFacts& facts) {
  return {{"model", PlainText(context.model_id())},
          {"policy", PlainText(context.policy_version())},
          {"assessed", facts.time},
          {"took", FormatMilliseconds(context.timings().total_ms())},
          {"trace", PlainText(context.trace_id())}};
}

}  // namespace

std::string EscapedForHtml(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      case '\'': escaped += "&#39;"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

std::string AssessmentPage(const Assessment& assessment, const v1::AssessImageResponse& answer,
                           const PageFacts& facts) {
  return Head(assessment, facts) + Verdict(assessment, facts) + AdviceSection(assessment) +
         Pictures(answer) + Measures(assessment) + "<div class=\"facts\">\n" +
         Facts("The file", assessment.source) + Facts("The face", assessment.face) +
         Facts("What it was held against", BasisOf(answer.context(), facts)) +
         "</div>\n<footer>A face is personal data, and so is this page: delete it when it has "
         "served.</footer>\n</main>\n</body>\n</html>\n";
}

}  // namespace portcullis::cli
