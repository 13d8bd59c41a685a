#include "store/sqlite/connection.h"

#include <sqlite3.h>

#include "tests/fakes/status_matchers.h"
#include "tests/fakes/temporary_folder.h"

namespace portcullis {
namespace {

using ::portcullis::testing::FailsWith;

TEST(SqliteErrors, TellTheCallerWhatToDo) {
  EXPECT_THAT(SqliteError(SQLITE_FULL, ""),
              FailsWith(absl::StatusCode::kResourceExhausted, ErrorReason::kStoreUnavailable));
  for (const int code :
       {SQLITE_BUSY, SQLITE_BUSY_SNAPSHOT, SQLITE_READONLY, SQLITE_IOERR_FSYNC, SQLITE_CANTOPEN}) {
    EXPECT_THAT(SqliteError(code, ""),
                FailsWith(absl::StatusCode::kUnavailable, ErrorReason::kStoreUnavailable));
  }
  for (const int code : {SQLITE_CORRUPT, SQLITE_CORRUPT_INDEX, SQLITE_NOTADB}) {
    EXPECT_THAT(SqliteError(code, ""),
                FailsWith(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt));
  }
  EXPECT_EQ(SqliteError(SQLITE_CONSTRAINT_PRIMARYKEY, "").code(), absl::StatusCode::kInternal);
}

class ConnectionTest : public ::testing::Test {
 protected:
  ConnectionTest() {
    auto opened = Connection::Open(folder_.path() / "test.db", absl::Milliseconds(10));
    EXPECT_OK(opened);
    connection_ = *std::move(opened);
    EXPECT_OK(
        connection_->Execute("CREATE TABLE t (number INTEGER, bytes BLOB, text TEXT) STRICT"));
  }

  std::int64_t CountRows() {
    Query query(*connection_, "SELECT count(*) FROM t");
    EXPECT_OK(query.Next());
    return query.Int(0);
  }

  testing::TemporaryFolder folder_;
  std::unique_ptr<Connection> connection_;
};

TEST_F(ConnectionTest, ReturnsValuesAsTheyWereBound) {
  const std::string bytes("a\0b", 3);
  Query insert(*connection_, "INSERT INTO t VALUES (?, ?, ?)");
  ASSERT_OK(insert.Bind(std::int64_t{-7}).BindBlob(bytes).BindText("text").Run());
  Query empty(*connection_, "INSERT INTO t (number, bytes, text) VALUES (?, ?, ?)");
  ASSERT_OK(empty.BindNull().BindBlob({}).BindText({}).Run());

  Query query(*connection_, "SELECT number, bytes, text FROM t");
  auto row = query.Next();
  ASSERT_OK(row);
  ASSERT_TRUE(*row);
  EXPECT_EQ(query.Int(0), -7);
  EXPECT_EQ(query.Blob(1), bytes);
  EXPECT_EQ(query.Text(2), "text");
  row = query.Next();
  ASSERT_OK(row);
  ASSERT_TRUE(*row);
  EXPECT_TRUE(query.IsNull(0));
  EXPECT_FALSE(query.IsNull(1));
  EXPECT_EQ(query.Blob(1), "");
  row = query.Next();
  ASSERT_OK(row);
  EXPECT_FALSE(*row);
}

TEST_F(ConnectionTest, KeepsTheFirstErrorUntilTheStatementRuns) {
  Query query(*connection_, "SELECT * FROM absent");
  query.Bind(std::int64_t{1}).BindText("x");
  EXPECT_EQ(query.Next().status().code(), absl::StatusCode::kInternal);
  Query too_many(*connection_, "DELETE FROM t");
  EXPECT_EQ(too_many.Bind(std::int64_t{1}).Run().code(), absl::StatusCode::kInternal);
}

TEST_F(ConnectionTest, RollsBackWhatIsNotCommitted) {
  {
    Transaction transaction(*connection_);
    ASSERT_OK(transaction.Begin(Transaction::Kind::kWrite));
    ASSERT_OK(connection_->Execute("INSERT INTO t (number) VALUES (1)"));
  }
  EXPECT_EQ(CountRows(), 0);
  {
    Transaction transaction(*connection_);
    ASSERT_OK(transaction.Begin(Transaction::Kind::kWrite));
    ASSERT_OK(connection_->Execute("INSERT INTO t (number) VALUES (1)"));
    ASSERT_OK(transaction.Commit());
  }
  EXPECT_EQ(CountRows(), 1);
}

TEST_F(ConnectionTest, SaysThatTheDiskIsFull) {
  ASSERT_OK(connection_->Execute("PRAGMA max_page_count = 4"));
  Query insert(*connection_, "INSERT INTO t (bytes) VALUES (?)");
  EXPECT_THAT(insert.BindBlob(std::string(100'000, 'x')).Run(),
              FailsWith(absl::StatusCode::kResourceExhausted, ErrorReason::kStoreUnavailable));
  EXPECT_EQ(CountRows(), 0);
}

}  // namespace
}  // namespace portcullis
