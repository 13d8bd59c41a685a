#include "eval/identification.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FailsWith;
using testing::MessageHas;

constexpr float kFailed = -1;

struct People {
  DistanceMatrix distances;
  std::vector<std::uint32_t> person_of_image;
};

// Person p has the images at places[p], on a line.
People OnALine(const std::vector<std::vector<float>>& places) {
  std::vector<EmbeddedImage> images;
  std::vector<std::uint32_t> people;
  for (std::uint32_t person = 0; person < places.size(); ++person) {
    for (const float place : places[person]) {
      people.push_back(person);
      images.emplace_back();
      if (place == kFailed) continue;
      images.back().embedding = Embedding(ModelId{"m", "0123456789abcdef", "a"}, {place});
    }
  }
  return {*DistanceMatrix::Create(images), people};
}

std::vector<Search> SearchOnce(const People& people, std::size_t entries) {
  const auto searches =
      SearchGalleries(people.distances, people.person_of_image, {entries, 1}, {.draws = 1});
  EXPECT_OK(searches);
  return searches.value_or(std::vector<Search>{});
}

const Search& Of(const std::vector<Search>& searches, std::uint32_t person) {
  return *std::find_if(searches.begin(), searches.end(),
                       [person](const Search& search) { return search.person == person; });
}

TEST(SearchGalleries, FindsMatesAndMeasuresHowCloseStrangersCome) {
  // Two who can be mated fill a gallery of two; the two others are strangers.
  const auto searches = SearchOnce(OnALine({{10, 11}, {20, 23}, {17}, {100}}), 2);
  ASSERT_EQ(searches.size(), 4);
  EXPECT_TRUE(Of(searches, 0).mated);
  EXPECT_EQ(Of(searches, 0).distance, 1);
  EXPECT_EQ(Of(searches, 0).rank, 1);
  EXPECT_EQ(Of(searches, 1).distance, 3);
  EXPECT_FALSE(Of(searches, 2).mated);
  EXPECT_EQ(Of(searches, 2).rank, 0);
  // To the reference of person 1, whichever of the two it is.
  EXPECT_TRUE(Of(searches, 2).distance == 3 || Of(searches, 2).distance == 6);
}

TEST(SearchGalleries, RanksAMateBehindEntriesThatAreAsClose) {
  // Whichever image person 0 searches with, person 1 comes exactly as close as the mate.
  const auto searches = SearchOnce(OnALine({{10, 20}, {15, 15}, {100}}), 2);
  const Search& search = Of(searches, 0);
  EXPECT_EQ(search.distance, 10);
  EXPECT_EQ(search.rank, 2);
}

TEST(SearchGalleries, FillsUpWithPeopleWhoAreNotSearchedFor) {
  const auto searches = SearchOnce(OnALine({{10, 11}, {20}, {30}, {40}}), 3);
  // The mated one, and the one stranger left.
  EXPECT_EQ(searches.size(), 2);
  EXPECT_EQ(std::count_if(searches.begin(), searches.end(),
                          [](const Search& search) { return search.mated; }),
            1);
}

TEST(SearchGalleries, CountsAFailureAsAMissAndAsNoFalsePositive) {
  const auto searches = SearchOnce(OnALine({{kFailed, kFailed}, {20, 23}, {kFailed}}), 2);
  EXPECT_TRUE(Of(searches, 0).failed);
  EXPECT_TRUE(std::isinf(Of(searches, 0).distance));
  EXPECT_EQ(Of(searches, 0).rank, 0);
  EXPECT_FALSE(Of(searches, 1).failed);
  EXPECT_TRUE(Of(searches, 2).failed);
  EXPECT_TRUE(std::isinf(Of(searches, 2).distance));
}

TEST(SearchGalleries, SearchesWithTheSameProbesWhateverTheReferences) {
  const People people = OnALine({{10, 14, 19}, {30, 31, 36}, {50, 57, 59}, {80}});
  const SearchDesign design{.most_references = 2, .draws = 3};
  const auto one = SearchGalleries(people.distances, people.person_of_image, {2, 1}, design);
  const auto two = SearchGalleries(people.distances, people.person_of_image, {2, 2}, design);
  ASSERT_OK(one);
  ASSERT_OK(two);
  ASSERT_EQ(one->size(), two->size());
  for (std::size_t i = 0; i < one->size(); ++i) {
    EXPECT_EQ(one->at(i).person, two->at(i).person);
    // The nearest of two references, one of which is the same, is no farther.
    EXPECT_LE(two->at(i).distance, one->at(i).distance);
  }
}

TEST(SearchGalleries, DrawsOtherGalleriesEachTimeAndTheSameFromTheSameSeed) {
  std::vector<std::vector<float>> places;
  for (int person = 0; person < 20; ++person) {
    const auto place = static_cast<float>(person * 10 + 10);
    places.push_back({place, place + 1});
  }
  const People people = OnALine(places);
  const auto mated = [&](std::uint64_t seed) {
    const auto searches = SearchGalleries(people.distances, people.person_of_image, {10, 1},
                                          {.draws = 2, .seed = seed});
    std::vector<std::set<std::uint32_t>> per_draw(2);
    for (const Search& search : *searches) {
      if (search.mated) per_draw[search.draw].insert(search.person);
    }
    return per_draw;
  };
  EXPECT_EQ(mated(1), mated(1));
  EXPECT_NE(mated(1), mated(2));
  EXPECT_NE(mated(1)[0], mated(1)[1]);
}

TEST(SearchGalleries, RefusesWithoutMatesAndWithoutStrangers) {
  const People single = OnALine({{1}, {2}, {3}});
  EXPECT_THAT(SearchGalleries(single.distances, single.person_of_image, {1, 1}, {}),
              AllOf(FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid),
                    MessageHas("nobody of 3 people has 2 images")));
  const People people = OnALine({{1, 2}, {2, 3}});
  EXPECT_THAT(SearchGalleries(people.distances, people.person_of_image, {2, 1}, {}),
              MessageHas("a gallery of 2 leaves nobody of 2 people"));
}

TEST(CheckRules, RefusesTheMeanOfEmbeddingsThatHaveNoNormalisedScore) {
  SearchDesign design;  // one reference, one probe: no mean is taken
  EXPECT_OK(CheckRules(design, true));
  design.probe_images = 2;
  EXPECT_OK(CheckRules(design, false));
  EXPECT_THAT(CheckRules(design, true),
              AllOf(FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid),
                    MessageHas("a mean of several embeddings has no normalised score")));
  design.rules.probes = FusionRule::kNearest;
  EXPECT_OK(CheckRules(design, true));
}

TEST(GallerySizesOf, GoesUpToHalfOfThePeople) {
  std::vector<std::uint32_t> person_of_image;
  for (std::uint32_t person = 0; person < 3000; ++person) {
    person_of_image.push_back(person);
    if (person < 400) person_of_image.push_back(person);
  }
  EXPECT_THAT(GallerySizesOf(person_of_image, {}), ElementsAre(100, 400, 1000, 1500));
  EXPECT_THAT(GallerySizesOf(std::vector<std::uint32_t>{0, 0, 1, 1}, {}), ElementsAre(1));
}

}  // namespace
}  // namespace portcullis
