#include "store/start_cache/faces_codec.h"

#include "tests/store/start_cache/start_cache_fixture.h"

namespace portcullis::testing {
namespace {

class FacesCodec : public StartCacheTest {
 protected:
  static std::string Encode(const std::vector<EntryFaces>& entries) {
    const FacesEncoder encoder({ListId{"a"}, ListId{"b"}});
    ByteWriter writer;
    for (const EntryFaces& faces : entries) EXPECT_OK(encoder.Encode(faces, writer));
    return writer.bytes();
  }
  const FacesDecoder decoder_{{ListId{"a"}, ListId{"b"}}, ContractModel()};
};

TEST_F(FacesCodec, GivesBackWhatItWasGiven) {
  const auto decoded = decoder_.Decode(Encode(SomeEntries()));
  ASSERT_TRUE(decoded);
  ASSERT_EQ(decoded->size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(Describe((*decoded)[i]), Describe(SomeEntries()[i]));
  }
}

TEST_F(FacesCodec, KeepsExtremeIdsTimesAndValues) {
  EntryFaces faces = MakeFaces(1, {"b"}, 1);
  faces.id = EntryId{std::numeric_limits<std::int64_t>::max()};
  faces.searchable->id = faces.id;
  faces.searchable->valid_until = absl::FromUnixNanos(std::numeric_limits<std::int64_t>::min() + 1);
  faces.searchable->references[0] = {
      ReferenceId{std::numeric_limits<std::int64_t>::max()},
      Embedding(ContractModel(), {0.0F, -0.0F, std::numeric_limits<float>::denorm_min(),
                                  std::numeric_limits<float>::max()})};
  const auto decoded = decoder_.Decode(Encode({faces}));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(Describe(decoded->at(0)), Describe(faces));
}

TEST_F(FacesCodec, RefusesWhatIsCutShort) {
  const std::string bytes = Encode({SomeEntries()[1]});
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    EXPECT_FALSE(decoder_.Decode(bytes.substr(0, size))) << size;
  }
}

TEST_F(FacesCodec, RefusesAListThatIsNotThere) {
  const FacesDecoder one_list({ListId{"a"}}, ContractModel());
  EXPECT_FALSE(one_list.Decode(Encode({MakeFaces(3, {"b"}, 1)})));
  ByteWriter writer;
  EXPECT_EQ(FacesEncoder({ListId{"a"}}).Encode(MakeFaces(3, {"b"}, 1), writer).code(),
            absl::StatusCode::kInternal);
}

TEST_F(FacesCodec, ReadsNoListsAsNone) {
  ByteWriter writer;
  EncodeLists({}, writer);
  EXPECT_EQ(DecodeLists(writer.bytes()), std::vector<ListId>{});
  EXPECT_FALSE(DecodeLists(""));
  EXPECT_FALSE(DecodeLists(writer.bytes() + "x"));
}

}  // namespace
}  // namespace portcullis::testing
