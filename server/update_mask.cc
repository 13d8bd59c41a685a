#include "server/update_mask.h"

#include <algorithm>
#include <cstddef>

#include "fmt/format.h"
#include "server/field_checks.h"

namespace portcullis {
namespace {

constexpr char kMask[] = "update_mask";
constexpr std::size_t kMaxPathBytesTold = 64;

}  // namespace

absl::StatusOr<FieldSet> FieldsOf(const google::protobuf::FieldMask& mask,
                                  std::span<const std::string_view> known) {
  if (mask.paths().empty()) return FieldInvalid(kMask, "is empty");
  if (mask.paths_size() == 1 && mask.paths(0) == "*") return FieldSet(known.begin(), known.end());
  FieldSet fields;
  for (const std::string& path : mask.paths()) {
    if (std::ranges::find(known, path) == known.end()) {
      if (path.size() > kMaxPathBytesTold) return FieldInvalid(kMask, "names an unknown field");
      return FieldInvalid(kMask, fmt::format("names {}, which cannot be updated", path));
    }
    fields.insert(path);
  }
  return fields;
}

}  // namespace portcullis
