#include "eval/person_folders.h"

#include <algorithm>
#include <cctype>
#include <system_error>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

bool IsImage(const std::filesystem::path& file) {
  std::string extension = file.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return extension == ".jpg" || extension == ".jpeg" || extension == ".png";
}

// In ascending order: the file system's own order differs between machines.
std::vector<std::filesystem::path> Sorted(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> entries;
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    entries.push_back(it->path());
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

}  // namespace

absl::StatusOr<PersonFolders> ReadPersonFolders(const std::filesystem::path& root,
                                                std::size_t max_images) {
  std::error_code error;
  if (!std::filesystem::is_directory(root, error)) {
    return absl::NotFoundError(fmt::format("no folder {}", root.string()));
  }
  PersonFolders found;
  for (const std::filesystem::path& folder : Sorted(root)) {
    if (!std::filesystem::is_directory(folder, error)) continue;
    const auto person = static_cast<std::uint32_t>(found.people.size());
    std::size_t images = 0;
    for (const std::filesystem::path& file : Sorted(folder)) {
      if (images == max_images) break;
      if (!IsImage(file)) continue;
      ++images;
      found.images.push_back(file);
      found.person_of_image.push_back(person);
    }
    if (images > 0) found.people.push_back(folder.filename().string());
  }
  if (found.images.empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid,
                     fmt::format("{} holds no folders of people with images", root.string()));
  }
  return found;
}

absl::StatusOr<std::vector<Comparison>> CompareAll(std::span<const EmbeddedImage> images,
                                                   std::span<const std::uint32_t> person_of_image) {
  std::vector<Comparison> comparisons;
  for (std::size_t i = 0; i < images.size(); ++i) {
    if (!images[i].embedding) continue;
    for (std::size_t j = i + 1; j < images.size(); ++j) {
      if (!images[j].embedding) continue;
      PORTCULLIS_ASSIGN_OR_RETURN(const Distance distance,
                                  DistanceBetween(*images[i].embedding, *images[j].embedding));
      comparisons.push_back({person_of_image[i], person_of_image[j], distance,
                             person_of_image[i] == person_of_image[j]});
    }
  }
  return comparisons;
}

}  // namespace portcullis
