#include "eval/identification.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <set>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"

namespace portcullis {
namespace {

using Images = std::vector<std::size_t>;

absl::Status Invalid(std::string_view problem) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid, problem);
}

std::vector<Images> ImagesByPerson(std::span<const std::uint32_t> person_of_image) {
  std::vector<Images> by_person;
  for (std::size_t i = 0; i < person_of_image.size(); ++i) {
    if (person_of_image[i] >= by_person.size()) by_person.resize(person_of_image[i] + 1);
    by_person[person_of_image[i]].push_back(i);
  }
  return by_person;
}

// std::shuffle differs between libraries.
template <typename T>
void Shuffle(std::vector<T>& values, std::mt19937_64& random) {
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random() % i]);
}

// The people in the order in which they are enrolled, with their images in the order of use.
struct Draw {
  std::vector<Images> images;  // of each person
  std::vector<std::uint32_t> people;
  std::size_t can_be_mated = 0;  // so many of the first
};

Draw DrawPeople(const std::vector<Images>& by_person, const SearchDesign& design,
                std::uint64_t number) {
  // Neighbouring seeds give unrelated sequences: the generator mixes its seed.
  std::mt19937_64 random(design.seed * 1'000'003 + number);
  Draw draw{by_person, {}, 0};
  std::vector<std::uint32_t> others;
  for (std::uint32_t person = 0; person < by_person.size(); ++person) {
    Shuffle(draw.images[person], random);
    const std::size_t needed = design.most_references + design.probe_images;
    (by_person[person].size() >= needed ? draw.people : others).push_back(person);
  }
  draw.can_be_mated = draw.people.size();
  Shuffle(draw.people, random);
  Shuffle(others, random);
  draw.people.insert(draw.people.end(), others.begin(), others.end());
  return draw;
}

// `count` of `images` from `first` on, as far as they are there and have an embedding.
Images Usable(const DistanceMatrix& distances, const Images& images, std::size_t first,
              std::size_t count) {
  Images usable;
  for (std::size_t i = first; i < std::min(images.size(), first + count); ++i) {
    if (distances.HasEmbedding(images[i])) usable.push_back(images[i]);
  }
  return usable;
}

class Searcher {
 public:
  Searcher(const DistanceMatrix& distances, const Draw& draw, const GallerySize& size,
           const SearchDesign& design)
      : distances_(distances), draw_(draw), design_(design) {
    for (std::size_t place = 0; place < size.entries; ++place) {
      const std::size_t first = place < draw.can_be_mated ? design.probe_images : 0;
      references_.push_back(
          Usable(distances, draw.images[draw.people[place]], first, size.references_per_entry));
    }
  }

  // For whoever stands at `place`.
  Search For(std::size_t place, std::uint32_t number) const {
    Search search;
    search.person = draw_.people[place];
    search.draw = number;
    search.mated = place < references_.size();
    const Images probes = Usable(distances_, draw_.images[search.person], 0, design_.probe_images);
    search.failed = probes.empty() || (search.mated && references_[place].empty());
    if (search.failed) return search;
    if (search.mated) {
      search.distance = ToEntry(probes, place);
      search.rank = 1;
    }
    for (std::size_t entry = 0; entry < references_.size(); ++entry) {
      if (entry == place || references_[entry].empty()) continue;
      const float distance = ToEntry(probes, entry);
      if (!search.mated) search.distance = std::min(search.distance, distance);
      if (search.mated && distance <= search.distance) ++search.rank;
    }
    return search;
  }

 private:
  float ToEntry(const Images& probes, std::size_t entry) const {
    return FusedDistance(distances_, probes, references_[entry], design_.rules);
  }

  const DistanceMatrix& distances_;
  const Draw& draw_;
  const SearchDesign& design_;
  std::vector<Images> references_;  // one per entry
};

std::size_t CountMatable(const std::vector<Images>& by_person, const SearchDesign& design) {
  return static_cast<std::size_t>(
      std::count_if(by_person.begin(), by_person.end(), [&](const Images& images) {
        return images.size() >= design.most_references + design.probe_images;
      }));
}

}  // namespace

absl::Status CheckRules(const SearchDesign& design, bool normalised) {
  const bool mean_of_references =
      IsMeanOfEmbeddings(design.rules.references) && design.most_references > 1;
  const bool mean_of_probes = IsMeanOfEmbeddings(design.rules.probes) && design.probe_images > 1;
  if (!normalised || (!mean_of_references && !mean_of_probes)) return absl::OkStatus();
  return Invalid("a mean of several embeddings has no normalised score; use another rule");
}

absl::StatusOr<std::vector<Search>> SearchGalleries(const DistanceMatrix& distances,
                                                    std::span<const std::uint32_t> person_of_image,
                                                    const GallerySize& size,
                                                    const SearchDesign& design) {
  const std::vector<Images> by_person = ImagesByPerson(person_of_image);
  if (CountMatable(by_person, design) == 0) {
    return Invalid(fmt::format(
        "nobody of {} people has {} images, {} to enrol and {} to search with: no mated search",
        by_person.size(), design.most_references + design.probe_images, design.most_references,
        design.probe_images));
  }
  if (size.entries == 0 || size.entries >= by_person.size()) {
    return Invalid(
        fmt::format("a gallery of {} leaves nobody of {} people to search for as a stranger",
                    size.entries, by_person.size()));
  }
  std::vector<Search> searches;
  for (std::uint32_t number = 0; number < design.draws; ++number) {
    const Draw draw = DrawPeople(by_person, design, number);
    const Searcher searcher(distances, draw, size, design);
    for (std::size_t place = 0; place < draw.people.size(); ++place) {
      const bool fills_up = place >= draw.can_be_mated && place < size.entries;
      if (!fills_up) searches.push_back(searcher.For(place, number));
    }
  }
  return searches;
}

std::vector<std::uint64_t> GallerySizesOf(std::span<const std::uint32_t> person_of_image,
                                          const SearchDesign& design) {
  const std::vector<Images> by_person = ImagesByPerson(person_of_image);
  const std::uint64_t largest = by_person.size() / 2;
  std::set<std::uint64_t> sizes = {largest};
  for (std::uint64_t size = 100; size < largest; size *= 10) sizes.insert(size);
  const std::uint64_t matable = CountMatable(by_person, design);
  if (matable < largest) sizes.insert(matable);
  sizes.erase(0);
  return {sizes.begin(), sizes.end()};
}

}  // namespace portcullis
