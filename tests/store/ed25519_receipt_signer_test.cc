#include "store/ed25519_receipt_signer.h"

#include <sodium.h>

#include <filesystem>
#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "tests/fakes/status_matchers.h"
#include "tests/fakes/temporary_folder.h"

namespace portcullis::testing {
namespace {

constexpr char kStatement[] = R"({"entry":"entries/0000000000001"})";

class Ed25519ReceiptSignerTest : public ::testing::Test {
 protected:
  /// With the key of that name, made at first use.
  std::unique_ptr<const Sealer> SealerOf(const std::string& key) {
    const std::filesystem::path path = folder_.path() / key;
    if (!std::filesystem::exists(path)) {
      EXPECT_OK(CreateKeyFile(path));
    }
    return *Sealer::FromKeyFile(path);
  }

  TemporaryFolder folder_;
};

const unsigned char* Bytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

TEST_F(Ed25519ReceiptSignerTest, MakesSignaturesThatNeedNoServerToBeChecked) {
  const Ed25519ReceiptSigner signer(*SealerOf("key"));
  const std::string statement = kStatement;
  const std::string signature = signer.Sign(statement);
  const std::string public_key = signer.public_key();
  ASSERT_EQ(signature.size(), 64U);
  ASSERT_EQ(public_key.size(), 32U);
  EXPECT_EQ(crypto_sign_verify_detached(Bytes(signature), Bytes(statement), statement.size(),
                                        Bytes(public_key)),
            0);
}

TEST_F(Ed25519ReceiptSignerTest, SignsTheSameAfterARestart) {
  const std::string signature = Ed25519ReceiptSigner(*SealerOf("key")).Sign(kStatement);
  const Ed25519ReceiptSigner again(*SealerOf("key"));
  EXPECT_TRUE(again.Verify(kStatement, signature));
  EXPECT_EQ(again.Sign(kStatement), signature);
}

TEST_F(Ed25519ReceiptSignerTest, BelievesNothingThatWasAltered) {
  const Ed25519ReceiptSigner signer(*SealerOf("key"));
  const std::string statement = kStatement;
  const std::string signature = signer.Sign(statement);
  ASSERT_TRUE(signer.Verify(statement, signature));
  for (std::size_t i = 0; i < statement.size(); ++i) {
    std::string altered = statement;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_FALSE(signer.Verify(altered, signature)) << i;
  }
  for (std::size_t i = 0; i < signature.size(); ++i) {
    std::string altered = signature;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_FALSE(signer.Verify(statement, altered)) << i;
  }
  EXPECT_FALSE(signer.Verify(statement, signature.substr(1)));
  EXPECT_FALSE(signer.Verify(statement, ""));
}

TEST_F(Ed25519ReceiptSignerTest, BelievesNoOtherKey) {
  const Ed25519ReceiptSigner signer(*SealerOf("key"));
  const Ed25519ReceiptSigner other(*SealerOf("other"));
  EXPECT_NE(signer.public_key(), other.public_key());
  EXPECT_FALSE(signer.Verify(kStatement, other.Sign(kStatement)));
}

TEST_F(Ed25519ReceiptSignerTest, HasAKeyThatIsNotTheSealingKey) {
  const auto sealer = SealerOf("key");
  EXPECT_NE(sealer->DeriveSubkey({'r', 'e', 'c', 'e', 'i', 'p', 't', 's'}),
            sealer->DeriveSubkey({'o', 't', 'h', 'e', 'r', '_', '_', '_'}));
}

}  // namespace
}  // namespace portcullis::testing
