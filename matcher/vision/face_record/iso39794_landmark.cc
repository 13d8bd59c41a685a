#include "matcher/vision/face_record/iso39794_landmark.h"

#include <array>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

// The MPEG-4 points are numbered through: group 2 has the codes 0 to 13, group 3 goes on with 14.
constexpr std::array<int, 13> kMpeg4PointsInGroup = {0, 0, 14, 14, 6, 4, 4, 1, 10, 15, 10, 6, 4};

constexpr auto kNames = std::to_array<std::string_view>({"vertex",
                                                         "glabella",
                                                         "opisthocranion",
                                                         "eurion left",
                                                         "eurion right",
                                                         "frontotemporale left",
                                                         "frontotemporale right",
                                                         "trichion",
                                                         "zygion left",
                                                         "zygion right",
                                                         "gonion left",
                                                         "gonion right",
                                                         "sublabiale",
                                                         "pogonion",
                                                         "menton",
                                                         "condylion laterale left",
                                                         "condylion laterale right",
                                                         "endocanthion left",
                                                         "endocanthion right",
                                                         "exocanthion left",
                                                         "exocanthion right",
                                                         "center point of pupil left",
                                                         "center point of pupil right",
                                                         "orbitale left",
                                                         "orbitale right",
                                                         "palpebrale superius left",
                                                         "palpebrale superius right",
                                                         "palpebrale inferius left",
                                                         "palpebrale inferius right",
                                                         "orbitale superius left",
                                                         "orbitale superius right",
                                                         "superciliare left",
                                                         "superciliare right",
                                                         "nasion",
                                                         "sellion",
                                                         "alare left",
                                                         "alare right",
                                                         "pronasale",
                                                         "subnasale",
                                                         "subalare",
                                                         "alar curvature left",
                                                         "alar curvature right",
                                                         "maxillofrontale",
                                                         "christa philtra landmark left",
                                                         "christa philtra landmark right",
                                                         "labiale superius",
                                                         "labiale inferius",
                                                         "cheilion left",
                                                         "cheilion right",
                                                         "stomion",
                                                         "superaurale left",
                                                         "superaurale right",
                                                         "subaurale left",
                                                         "subaurale right",
                                                         "preaurale",
                                                         "postaurale",
                                                         "otobasion superius left",
                                                         "otobasion superius right",
                                                         "otobasion inferius",
                                                         "porion",
                                                         "tragion"});

constexpr auto kPointNames = std::to_array<std::string_view>(
    {"1.1",  "1.2",  "1.5",  "1.6", "1.7", "1.8", "1.9", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6",
     "2.7",  "2.9",  "2.10", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "3.9", "3.10",
     "3.11", "3.12", "4.1",  "4.2", "4.3", "4.4", "5.1", "5.2", "5.3", "5.4", "5.6"});

constexpr auto kPointIds = std::to_array<std::string_view>(
    {"v",         "g",        "op",        "eu left",   "eu right",  "ft left",   "ft right",
     "tr",        "zy left",  "zy right",  "go left",   "go right",  "sl",        "pg",
     "gn",        "cdl left", "cdl right", "en left",   "en right",  "ex left",   "ex right",
     "p left",    "p right",  "or left",   "or right",  "ps left",   "ps right",  "pi left",
     "pi right",  "os left",  "os right",  "sci left",  "sci right", "n",         "se",
     "al left",   "al right", "prn",       "sn",        "sbal",      "ac left",   "ac right",
     "mf left",   "mf right", "cph left",  "cph right", "ls",        "li",        "ch left",
     "ch right",  "sto",      "sa left",   "sa right",  "sba left",  "sba right", "pra left",
     "pra right", "pa",       "obs left",  "obs right", "obi",       "po",        "t"});

std::optional<std::string> Mpeg4Name(int code) {
  for (std::size_t group = 0; group < kMpeg4PointsInGroup.size(); ++group) {
    if (code < kMpeg4PointsInGroup[group]) return fmt::format("{}.{}", group, code + 1);
    code -= kMpeg4PointsInGroup[group];
  }
  return std::nullopt;
}

std::optional<std::string> NameIn(std::span<const std::string_view> names, int code) {
  if (static_cast<std::size_t>(code) >= names.size()) return std::nullopt;
  return std::string(names[static_cast<std::size_t>(code)]);
}

/// What `element`, a CHOICE of which only 80 is known here, holds; none for an extension.
absl::StatusOr<std::optional<int>> ReadCode(const DerElement& element) {
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields choice, DerFields::Read(element, "landmark code"));
  const DerElement* code = choice.Find(0x80);
  if (code == nullptr) return std::nullopt;
  return DerNumber(*code, "landmark code");
}

absl::StatusOr<std::optional<std::string>> ReadAnthropometricName(const DerElement& element) {
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields choice,
                              DerFields::Read(element, "anthropometric landmark"));
  const DerElement* base = choice.Find(0xA0);
  if (base == nullptr) return std::nullopt;
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields names,
                              DerFields::Read(*base, "anthropometric landmark"));
  if (names.all().empty()) return std::nullopt;
  const DerElement& name = names.all().front();
  if (name.tag < 0xA0 || name.tag > 0xA2) return std::nullopt;
  PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<int> code, ReadCode(name));
  if (!code) return std::nullopt;
  if (name.tag == 0xA0) return NameIn(kNames, *code);
  if (name.tag == 0xA2) return NameIn(kPointIds, *code);
  const std::optional<std::string> point = NameIn(kPointNames, *code);
  if (!point) return std::nullopt;
  return "point " + *point;
}

absl::StatusOr<std::optional<std::string>> ReadName(const DerElement& kind) {
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields choice, DerFields::Read(kind, "landmark kind"));
  const DerElement* base = choice.Find(0xA0);
  if (base == nullptr) return std::nullopt;
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields kinds, DerFields::Read(*base, "landmark kind"));
  if (const DerElement* point = kinds.Find(0xA1)) return ReadAnthropometricName(*point);
  const DerElement* point = kinds.Find(0xA0);
  if (point == nullptr) return std::nullopt;
  PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<int> code, ReadCode(*point));
  if (!code) return std::nullopt;
  return Mpeg4Name(*code);
}

absl::StatusOr<std::optional<Point>> ReadPlanePoint(const DerElement& coordinates) {
  constexpr std::string_view kField = "landmark coordinates";
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields choice, DerFields::Read(coordinates, kField));
  const DerElement* base = choice.Find(0xA0);
  if (base == nullptr) return std::nullopt;
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields kinds, DerFields::Read(*base, kField));
  const DerElement* plane = kinds.Find(0xA0);
  if (plane == nullptr) return std::nullopt;
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields fields, DerFields::Read(*plane, kField));
  PORTCULLIS_ASSIGN_OR_RETURN(const DerElement x_field, fields.Get(0x80, "landmark x"));
  PORTCULLIS_ASSIGN_OR_RETURN(const DerElement y_field, fields.Get(0x81, "landmark y"));
  PORTCULLIS_ASSIGN_OR_RETURN(const int x, DerNumber(x_field, "landmark x"));
  PORTCULLIS_ASSIGN_OR_RETURN(const int y, DerNumber(y_field, "landmark y"));
  constexpr int kMaxCoordinate = 65535;
  if (x > kMaxCoordinate || y > kMaxCoordinate) {
    return WrongField(kField, plane->offset, fmt::format("are {},{}, limit is 65535", x, y));
  }
  return Point{static_cast<float>(x), static_cast<float>(y)};
}

}  // namespace

absl::StatusOr<std::optional<RecordPoint>> ReadIso39794Landmark(const DerElement& landmark) {
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields fields, DerFields::Read(landmark, "landmark"));
  PORTCULLIS_ASSIGN_OR_RETURN(const DerElement kind, fields.Get(0xA0, "landmark kind"));
  PORTCULLIS_ASSIGN_OR_RETURN(std::optional<std::string> name, ReadName(kind));
  const DerElement* coordinates = fields.Find(0xA1);
  if (coordinates == nullptr) return std::nullopt;
  PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<Point> at, ReadPlanePoint(*coordinates));
  if (!name || !at) return std::nullopt;
  return RecordPoint{*std::move(name), *at};
}

}  // namespace portcullis
