#include "tests/fuzz/request_script.h"

#include "gtest/gtest.h"
#include "portcullis/v1/watchlist.pb.h"
#include "tests/fuzz/message_mutator.h"

namespace portcullis::testing {
namespace {

std::span<const std::uint8_t> BytesOf(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

TEST(RequestScript, IsReadAsItWasWritten) {
  const RequestScript script = {7, 2, {"", "one", std::string(300, 'x')}};
  EXPECT_EQ(ParseScript(BytesOf(SerializeScript(script))), script);
}

TEST(RequestScript, CanBeReadFromAnyBytes) {
  EXPECT_TRUE(ParseScript(BytesOf("")).messages.empty());
  const RequestScript cut = ParseScript(BytesOf(std::string("\1\2\xFF\xFFtext", 8)));
  EXPECT_EQ(cut.messages, std::vector<std::string>{"text"});
}

TEST(MessageMutator, SetsFieldsAtEveryDepthAndStaysReadable) {
  std::minstd_rand random(1);
  const MeaningfulValues values = {.texts = {"lists/wanted"}, .bytes = {"face 1 2"}};
  bool set_a_list = false;
  bool set_an_image = false;
  for (int i = 0; i < 300; ++i) {
    v1::ProposeEntryRequest request;
    for (int change = 0; change < 30; ++change) MutateMessage(request, values, random);
    v1::ProposeEntryRequest read;
    ASSERT_TRUE(read.ParseFromString(request.SerializeAsString()));
    for (const std::string& list : request.entry().lists()) set_a_list |= list == "lists/wanted";
    for (const std::string& image : request.portraits()) set_an_image |= image == "face 1 2";
  }
  EXPECT_TRUE(set_a_list);
  EXPECT_TRUE(set_an_image);
}

}  // namespace
}  // namespace portcullis::testing
