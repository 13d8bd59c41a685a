// A start cache of a few entries.
#pragma once

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/entry_faces.h"
#include "store/start_cache/cache_reader.h"
#include "store/start_cache/cache_writer.h"
#include "tests/contract/watchlist_store_harness.h"
#include "tests/fakes/temporary_folder.h"

namespace portcullis::testing {

inline constexpr CachedState kCachedState = {
    .epoch = Sequence{9}, .history = 0x0123456789abcdef, .lists = 2, .entries = 4, .records = 77};

class StartCacheTest : public ::testing::Test {
 protected:
  StartCacheTest() {
    EXPECT_OK(CreateKeyFile(folder_.path() / "key"));
    sealer_ = *Sealer::FromKeyFile(folder_.path() / "key");
  }

  static EntryFaces MakeFaces(std::int64_t id, const std::vector<std::string>& lists, int faces) {
    PutEntry put = MakeEntry(id, lists, faces);
    put.entry.details.valid_until = TimeAt(static_cast<int>(id)) + absl::Nanoseconds(1);
    put.entry.references.back().pending = faces > 1;
    std::vector<Embedding> embeddings;
    for (const EnrolledFace& face : put.added) embeddings.push_back(face.embedding);
    return DivideFaces(put.entry, std::move(embeddings));
  }

  /// One searchable face; one searchable and one dormant on two lists; a dormant one.
  static std::vector<EntryFaces> SomeEntries() {
    std::vector<EntryFaces> entries = {MakeFaces(1, {"a"}, 1), MakeFaces(2, {"a", "b"}, 3)};
    EntryFaces dormant = MakeFaces(3, {"b"}, 1);
    dormant.dormant = std::exchange(dormant.searchable, std::nullopt);
    entries.push_back(std::move(dormant));
    return entries;
  }

  absl::StatusOr<std::unique_ptr<CacheWriter>> Begin() {
    return CacheWriter::Begin(file_, file_.destroyed(), /*room_bytes=*/0);
  }

  absl::Status Write() {
    auto writer = Begin();
    if (!writer.ok()) return writer.status();
    EXPECT_OK((*writer)->PutLists({ListId{"a"}, ListId{"b"}}));
    EXPECT_OK((*writer)->PutEntries(SomeEntries()));
    return (*writer)->Finish(ContractModel(), kCachedState, *sealer_);
  }

  struct Read {
    absl::Status status;  // of opening it, or the damage
    bool gave_all = false;
    GalleryCopy copy;
  };
  Read ReadCache(const ModelId& model = ContractModel()) {
    Read read;
    const auto reader = CacheReader::Open(file_.path(), model, *sealer_);
    read.status = reader.status();
    if (!reader.ok()) return read;
    EXPECT_EQ((*reader)->state(), kCachedState);
    const auto given = (*reader)->GiveTo(read.copy);
    EXPECT_OK(given);
    read.status = given->damage;
    read.gave_all = read.status.ok();
    return read;
  }

  std::string Bytes() const {
    std::ifstream file(file_.path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  void SetBytes(const std::string& bytes) const {
    std::ofstream(file_.path(), std::ios::binary | std::ios::trunc) << bytes;
  }

  const TemporaryFolder folder_;
  StartCacheFile file_{folder_.path() / "watchlist.db"};
  std::unique_ptr<const Sealer> sealer_;
};

}  // namespace portcullis::testing
