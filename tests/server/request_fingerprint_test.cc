#include "server/request_fingerprint.h"

#include "gtest/gtest.h"
#include "portcullis/v1/watchlist.pb.h"

namespace portcullis {
namespace {

v1::CreateListRequest Request(const char* id) {
  v1::CreateListRequest request;
  request.set_list_id(id);
  return request;
}

TEST(RequestFingerprint, IsTheSameForTheSameRequest) {
  EXPECT_EQ(RequestFingerprint("/a", Request("x")), RequestFingerprint("/a", Request("x")));
  EXPECT_EQ(RequestFingerprint("/a", Request("x")).size(), 64U);
}

TEST(RequestFingerprint, ChangesWithTheRequestAndWithTheMethod) {
  EXPECT_NE(RequestFingerprint("/a", Request("x")), RequestFingerprint("/a", Request("y")));
  EXPECT_NE(RequestFingerprint("/a", Request("x")), RequestFingerprint("/b", Request("x")));
}

}  // namespace
}  // namespace portcullis
