// Whether the values of an embedding are really gone: looks for them in the memory of this process.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "matcher/index/live/scan_reference_index.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/index/live/live_references.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SKIP_WITHOUT_PLAIN_MEMORY() \
  GTEST_SKIP() << "sanitizers keep what is freed, and shadows of terabytes"
#else
#define SKIP_WITHOUT_PLAIN_MEMORY()
#endif

namespace portcullis::testing {
namespace {

constexpr std::size_t kDimension = 128;

/// Places in the writable memory of this process that hold `needle`, but for itself.
std::size_t CountInMemory(const std::vector<float>& needle) {
  std::ifstream maps("/proc/self/maps");
  std::vector<std::pair<const char*, const char*>> ranges;
  for (std::string line; std::getline(maps, line);) {
    std::istringstream fields(line);
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    char dash = 0;
    std::string access;
    fields >> std::hex >> begin >> dash >> end >> access;
    if (access != "rw-p") continue;
    ranges.emplace_back(reinterpret_cast<const char*>(begin), reinterpret_cast<const char*>(end));
  }
  const std::size_t length = needle.size() * sizeof(float);
  std::size_t count = 0;
  for (const auto& [begin, end] : ranges) {
    const char* place = begin;
    while (true) {
      place = static_cast<const char*>(
          memmem(place, static_cast<std::size_t>(end - place), needle.data(), length));
      if (place == nullptr) break;
      if (place != reinterpret_cast<const char*>(needle.data())) ++count;
      ++place;
    }
  }
  return count;
}

/// Puts nothing into memory that is freed with values in it.
class Person {
 public:
  explicit Person(std::int64_t id) : id_(id) {}
  Person(const Person&) = delete;
  Person& operator=(const Person&) = delete;
  ~Person() {
    std::fill(middle_.begin(), middle_.end(), 0.0F);
    // Not const where it was made: the vector in the change.
    for (IndexedReference& added : change_.add) {
      const auto values = added.embedding.values();
      std::memset(const_cast<float*>(values.data()), 0, values.size_bytes());
    }
  }

  const IndexChange& change() {
    std::vector<float> values(kDimension);
    std::mt19937 random(static_cast<std::uint32_t>(id_));  // NOLINT: the same in every run
    std::normal_distribution<float> normal(0, 0.1F);
    for (float& value : values) value = normal(random);
    middle_.assign(values.begin() + 40, values.begin() + 56);
    change_.add.push_back(
        {ReferenceId{id_}, EntryId{id_}, SegmentId{0}, Embedding(LiveModel(), std::move(values))});
    return change_;
  }
  const std::vector<float>& middle() const { return middle_; }

 private:
  const std::int64_t id_;
  IndexChange change_;
  std::vector<float> middle_;
};

class ForgottenValues : public ::testing::TestWithParam<int> {};

INSTANTIATE_TEST_SUITE_P(Others, ForgottenValues, ::testing::Values(0, 10, 5000));

/// In the delta, in a small part and in a large one.
TEST_P(ForgottenValues, AreNowhereInMemory) {
  SKIP_WITHOUT_PLAIN_MEMORY();
  ScanIndexOptions options;
  options.delta_rows = 20;
  options.rewrite.smallest_rows = 20;
  options.rewrite.purge_after = absl::ZeroDuration();
  const auto index = *ScanReferenceIndex::Create(LiveModel(), kDimension, options);
  std::vector<float> middle;
  {
    Person person(1);
    ASSERT_OK(index->Apply(person.change()));
    middle = person.middle();
  }
  std::mt19937 random(20261128);  // NOLINT: the same in every run
  for (std::int64_t id = 2; id < 2 + GetParam(); ++id) {
    ASSERT_OK(index->Apply({.remove = {},
                            .add = {{ReferenceId{id}, EntryId{id}, SegmentId{0},
                                     DrawnEmbedding(random, kDimension)}}}));
  }
  index->WaitForBackground();
  ASSERT_EQ(CountInMemory(middle), 1U);
  ASSERT_OK(index->Apply({.remove = {ReferenceId{1}}, .add = {}}));
  index->WaitForBackground();
  EXPECT_EQ(CountInMemory(middle), 0U);
}

}  // namespace
}  // namespace portcullis::testing
