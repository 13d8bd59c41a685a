// portcullis entry erase, erasure verify, purge, snapshot: what leaves or keeps traces.
#include <gtest/gtest.h>

#include "CLI/Error.hpp"
#include "absl/strings/escaping.h"
#include "clients/cli/receipt.h"
#include "sodium.h"
#include "tests/clients/cli/fake_server.h"

namespace portcullis::cli {
namespace {

/// A key pair that is always the same.
struct Signer {
  Signer() {
    unsigned char seed[crypto_sign_SEEDBYTES] = {7};
    crypto_sign_seed_keypair(public_key, secret_key, seed);
  }
  v1::ErasureReceipt Sign(const std::string& statement) const {
    unsigned char signature[crypto_sign_BYTES];
    crypto_sign_detached(signature, nullptr,
                         reinterpret_cast<const unsigned char*>(statement.data()), statement.size(),
                         secret_key);
    v1::ErasureReceipt receipt;
    receipt.set_statement(statement);
    receipt.set_signature(signature, sizeof signature);
    receipt.set_public_key(public_key, sizeof public_key);
    return receipt;
  }
  std::string hex() const {
    return absl::BytesToHexString({reinterpret_cast<const char*>(public_key), sizeof public_key});
  }
  unsigned char public_key[crypto_sign_PUBLICKEYBYTES];
  unsigned char secret_key[crypto_sign_SECRETKEYBYTES];
};

class ErasureCommands : public Commands {
 protected:
  ErasureCommands() {
    watchlist_.receipt = signer_.Sign(R"({"entry":"entries/abc"})");
    watchlist_.verification.set_signature_valid(true);
    watchlist_.verification.set_recorded(true);
    watchlist_.verification.set_absent(true);
  }
  std::string ReceiptFile() { return File("receipt.json", ReceiptLine(watchlist_.receipt) + "\n"); }

  Signer signer_;
};

TEST_F(ErasureCommands, EraseKeepsTheReceipt) {
  const std::string file = NoFile("new.json");
  ASSERT_TRUE(Run({"entry", "erase", "abc", "--receipt", file, "--request-id", "r",
                   "--expected-revision", "2"})
                  .ok());
  EXPECT_EQ(watchlist_.asked.Last(),
            R"(EraseEntry request_id: "r" name: "entries/abc" expected_revision: 2)");
  const auto receipts = ParseReceipts(ContentOf(file));
  ASSERT_TRUE(receipts.ok());
  EXPECT_EQ(receipts->front().SerializeAsString(), watchlist_.receipt.SerializeAsString());
  EXPECT_TRUE(Says(ReceiptLine(watchlist_.receipt)));
}

TEST_F(ErasureCommands, EraseNeverWritesOverAReceipt) {
  EXPECT_THROW((void)Run({"entry", "erase", "abc", "--receipt", ReceiptFile()}), CLI::ParseError);
}

TEST_F(ErasureCommands, EraseDoesNothingWhereTheReceiptCannotBeKept) {
  const absl::Status status =
      Run({"entry", "erase", "abc", "--receipt", NoFile("no folder") + "/receipt.json"});
  EXPECT_EQ(std::string(status.message()).rfind("FILE_UNWRITABLE", 0), 0U);
  EXPECT_TRUE(watchlist_.asked.requests.empty());
}

TEST_F(ErasureCommands, VerifySendsTheReceiptAndSaysWhatHolds) {
  ASSERT_TRUE(Run({"erasure", "verify", ReceiptFile(), "--public-key", signer_.hex()}).ok());
  v1::VerifyErasureRequest request;
  *request.mutable_receipt() = watchlist_.receipt;
  EXPECT_EQ(watchlist_.asked.Last(), "VerifyErasure " + request.ShortDebugString());
  EXPECT_TRUE(Says("nothing of the entry is left                     yes"));
  EXPECT_FALSE(Says("NO"));
}

TEST_F(ErasureCommands, VerifyFailsWhereAnythingDoesNotHold) {
  watchlist_.verification.set_absent(false);
  watchlist_.verification.add_findings("the store still holds something of this entry");
  const absl::Status status = Run({"erasure", "verify", ReceiptFile()});
  EXPECT_EQ(std::string(status.message()), "ERASURE_NOT_CONFIRMED: 1 of 1 receipts do not hold");
  EXPECT_TRUE(Says("NO"));
  EXPECT_TRUE(Says("the store still holds something of this entry"));
}

TEST_F(ErasureCommands, APinnedKeyIsCheckedWhateverTheServerSays) {
  EXPECT_FALSE(
      Run({"erasure", "verify", ReceiptFile(), "--public-key", std::string(64, '0')}).ok());
  watchlist_.receipt.set_statement(R"({"entry":"entries/other"})");
  EXPECT_FALSE(Run({"erasure", "verify", ReceiptFile(), "--public-key", signer_.hex()}).ok());
  EXPECT_THROW((void)Run({"erasure", "verify", ReceiptFile(), "--public-key", "abc"}),
               CLI::ParseError);
}

TEST_F(ErasureCommands, OtherFilesAreNoReceipts) {
  for (const char* content : {"", "hello", "{}", "[]", R"({"statement":"a","signature":"*"})"}) {
    const absl::Status status = Run({"erasure", "verify", File("other", content)});
    EXPECT_EQ(std::string(status.message()).rfind("RECEIPT_INVALID", 0), 0U) << content;
  }
}

TEST_F(ErasureCommands, PurgeCallsUntilNothingIsLeftAndKeepsEveryReceipt) {
  admin_.purges.resize(2);
  admin_.purges[0].add_entries("entries/1");
  *admin_.purges[0].add_receipts() = signer_.Sign("1");
  admin_.purges[0].set_more(true);
  admin_.purges[1].add_entries("entries/2");
  *admin_.purges[1].add_receipts() = signer_.Sign("2");
  const std::string file = NoFile("receipts.jsonl");
  ASSERT_TRUE(Run({"purge", "--receipts", file, "--request-id", "r"}).ok());
  EXPECT_EQ(admin_.asked.requests, (std::vector<std::string>{R"(PurgeExpired request_id: "r")",
                                                             R"(PurgeExpired request_id: "r.2")"}));
  EXPECT_EQ(Output(), "entries/1\nentries/2\nerased 2\n");
  EXPECT_EQ(ParseReceipts(ContentOf(file))->size(), 2U);
  ASSERT_TRUE(Run({"erasure", "verify", file}).ok());
}

TEST_F(ErasureCommands, ADryRunOnlySaysWhich) {
  admin_.purges.resize(1);
  admin_.purges[0].add_entries("entries/1");
  admin_.purges[0].set_more(true);
  ASSERT_TRUE(Run({"purge", "--dry-run", "--request-id", "r"}).ok());
  EXPECT_EQ(admin_.asked.Last(), R"(PurgeExpired request_id: "r" dry_run: true)");
  EXPECT_EQ(Output(), "entries/1\nwould erase 1 and more\n");
}

TEST_F(ErasureCommands, SnapshotsAreMadeShownAndVerified) {
  admin_.snapshot.set_name("snapshots/s1");
  admin_.snapshot.set_sequence(17);
  for (const char* verb : {"create", "ls"}) {
    ASSERT_TRUE(Run({"snapshot", verb}).ok());
    EXPECT_TRUE(Says("snapshots/s1")) << verb;
  }
  ASSERT_TRUE(Run({"snapshot", "verify", "s1"}).ok());
  EXPECT_EQ(admin_.asked.Last(), R"(VerifySnapshot name: "snapshots/s1")");
  EXPECT_TRUE(Says("sound"));
}

TEST_F(ErasureCommands, ADamagedSnapshotIsAFailure) {
  admin_.findings = {"store.db has other bytes"};
  const absl::Status status = Run({"snapshot", "verify", "s1"});
  EXPECT_EQ(std::string(status.message()).rfind("SNAPSHOT_INVALID", 0), 0U);
  EXPECT_TRUE(Says("store.db has other bytes"));
}

}  // namespace
}  // namespace portcullis::cli
