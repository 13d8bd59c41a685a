// The real binary with the real networks, from outside.
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "grpcpp/create_channel.h"
#include "gtest/gtest.h"
#include "matcher/scoring/calibration_file.h"
#include "matcher/vision/vision_kit.h"
#include "nlohmann/json.hpp"
#include "portcullis/v1/admin.grpc.pb.h"
#include "portcullis/v1/match.grpc.pb.h"
#include "portcullis/v1/watchlist.grpc.pb.h"
#include "tests/e2e/server_process.h"

namespace portcullis::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const fs::path kSource = PORTCULLIS_SOURCE_DIR;
// Consenting volunteers; the folder is absent where it was not provided.
const fs::path kPortraits = kSource / ".." / "shared" / "data" / "london";
constexpr char kName[] = "Jane Roe";

/// Numbers without a meaning: these tests look at the server, not at its accuracy.
CalibrationTable InventedTable(const ModelId& model) {
  CalibrationTable table;
  table.model = model;
  table.data_set = "invented for a test";
  table.measured_on = "2026-01-01";
  table.people = 1000;
  table.images = 2000;
  table.impostor_comparisons = 3'000'000;
  table.genuine_comparisons = 10'000;
  table.knots = {{Distance{0.3F}, 1e-5, 2e-5, 0.9, 4},
                 {Distance{0.45F}, 1e-3, 2e-3, 0.5, 2},
                 {Distance{0.6F}, 0.1, 0.11, 0.1, -1},
                 {Distance{1.2F}, 1, 1, 3e-4, -3}};
  return table;
}

class Portcullisd : public ::testing::Test {
 protected:
  /// A folder of models: the catalogue, links to the weights, an invented calibration for each
  /// embedder and alignment.
  void SetUp() override {
    const auto catalogue = ReadModelCatalogue(kSource / "models");
    ASSERT_TRUE(catalogue.ok()) << catalogue.status();
    fs::create_directories(models_ / "weights");
    fs::create_directories(models_ / "calibration");
    fs::copy_file(kSource / "models" / "models.toml", models_ / "models.toml");
    for (const ModelInfo& model : *catalogue) {
      if (!model.present || model.file.parent_path().filename() != "weights") continue;
      fs::create_symlink(fs::absolute(model.file), models_ / "weights" / model.file.filename());
      if (model.kind != "embedder" || !model.automatic) continue;
      embedder_file_ = models_ / "weights" / model.file.filename();
      embedder_sha256_ = model.sha256;
      embedder_ = model.id;
      for (const char* alignment : {"yunet5-v3", "dlib68-v2"}) {
        const ModelId id{model.id, model.sha256, alignment};
        ASSERT_TRUE(
            SaveCalibration(InventedTable(id), models_ / "calibration" / CalibrationFileName(id))
                .ok());
      }
    }
    if (embedder_.empty()) GTEST_SKIP() << "no embedder has been fetched; models/fetch does";
    server_ = std::make_unique<ServerProcess>(folder_);
  }

  ~Portcullisd() override {
    server_.reset();
    fs::remove_all(folder_);
  }

  std::shared_ptr<grpc::Channel> Channel() const {
    return grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials());
  }

  static std::string Portrait(const std::string& name) {
    std::ifstream file(kPortraits / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  /// The name of an entry on a new list "demo".
  std::string EnrolOn(const std::string& portrait) {
    const auto stub = v1::WatchlistService::NewStub(Channel());
    v1::CreateListRequest list;
    list.set_request_id("1");
    list.set_list_id("demo");
    list.mutable_list()->set_display_name("Demo");
    grpc::ClientContext list_context;
    v1::CreateListResponse created;
    EXPECT_TRUE(stub->CreateList(&list_context, list, &created).ok());
    v1::ProposeEntryRequest proposal;
    proposal.set_request_id("2");
    proposal.mutable_entry()->set_display_name(kName);
    proposal.mutable_entry()->add_lists("lists/demo");
    proposal.add_portraits(portrait);
    grpc::ClientContext proposal_context;
    proposal_context.AddMetadata("portcullis-actor", "proposer");
    v1::ProposeEntryResponse proposed;
    grpc::Status status = stub->ProposeEntry(&proposal_context, proposal, &proposed);
    EXPECT_TRUE(status.ok()) << status.error_message();
    v1::ApproveEntryRequest approval;
    approval.set_request_id("3");
    approval.set_name(proposed.entry().name());
    approval.set_expected_revision(proposed.entry().revision());
    grpc::ClientContext approval_context;
    approval_context.AddMetadata("portcullis-actor", "approver");
    v1::ApproveEntryResponse approved;
    status = stub->ApproveEntry(&approval_context, approval, &approved);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return approved.entry().name();
  }

  v1::IdentifyResponse Identify(const std::string& image) {
    v1::IdentifyRequest request;
    request.add_images(image);
    grpc::ClientContext context;
    v1::IdentifyResponse response;
    const grpc::Status status =
        v1::MatchService::NewStub(Channel())->Identify(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  v1::GetStatusResponse Status() {
    grpc::ClientContext context;
    v1::GetStatusResponse response;
    EXPECT_TRUE(v1::AdminService::NewStub(Channel())->GetStatus(&context, {}, &response).ok());
    return response;
  }

  const fs::path folder_ =
      fs::temp_directory_path() / ("portcullisd_test_" + std::to_string(getpid()));
  const fs::path models_ = folder_ / "models";
  fs::path embedder_file_;
  std::string embedder_sha256_;
  std::string embedder_;
  std::unique_ptr<ServerProcess> server_;
};

#define SKIP_WITHOUT_PORTRAITS() \
  if (!fs::exists(kPortraits)) GTEST_SKIP() << kPortraits << " is not there"

TEST_F(Portcullisd, FindsWhomItEnrolledAlsoAfterARestart) {
  SKIP_WITHOUT_PORTRAITS();
  ASSERT_TRUE(server_->Start()) << server_->Errors();
  const std::string entry = EnrolOn(Portrait("003_neutral.jpg"));
  v1::IdentifyResponse before = Identify(Portrait("003_smiling.jpg"));
  ASSERT_EQ(before.candidates_size(), 1);
  EXPECT_EQ(before.candidates(0).entry(), entry);
  EXPECT_EQ(server_->Stop(), 0);

  ASSERT_TRUE(server_->Start()) << server_->Errors();
  v1::IdentifyResponse after = Identify(Portrait("003_smiling.jpg"));
  EXPECT_EQ(after.outcome(), before.outcome());
  ASSERT_EQ(after.candidates_size(), 1);
  EXPECT_EQ(after.candidates(0).SerializeAsString(), before.candidates(0).SerializeAsString());
  EXPECT_EQ(after.context().epoch(), 4U);
  EXPECT_EQ(server_->Stop(), 0);
}

TEST_F(Portcullisd, LogsOneLineForEachCallAndNoName) {
  SKIP_WITHOUT_PORTRAITS();
  ASSERT_TRUE(server_->Start()) << server_->Errors();
  EnrolOn(Portrait("003_neutral.jpg"));
  const v1::IdentifyResponse response = Identify(Portrait("003_neutral.jpg"));
  EXPECT_EQ(server_->Stop(), 0);
  EXPECT_THAT(server_->Errors(), Not(HasSubstr(kName)));
  std::vector<std::string> methods;
  std::istringstream lines(server_->Errors());
  nlohmann::json last;
  for (std::string line; std::getline(lines, line);) {
    last = nlohmann::json::parse(line);
    methods.push_back(last["method"]);
  }
  EXPECT_THAT(methods, ElementsAre("/portcullis.v1.WatchlistService/CreateList",
                                   "/portcullis.v1.WatchlistService/ProposeEntry",
                                   "/portcullis.v1.WatchlistService/ApproveEntry",
                                   "/portcullis.v1.MatchService/Identify"));
  EXPECT_EQ(last["trace_id"], response.context().trace_id());
  EXPECT_EQ(last["outcome"], "REFER");
  EXPECT_GT(last["timings"]["embed_ms"], 0);
}

TEST_F(Portcullisd, ChecksATravellerFromAStreamOfFrames) {
  SKIP_WITHOUT_PORTRAITS();
  ASSERT_TRUE(server_->Start()) << server_->Errors();
  const std::string entry = EnrolOn(Portrait("003_neutral.jpg"));
  grpc::ClientContext context;
  const auto stub = v1::MatchService::NewStub(Channel());
  const auto stream = stub->CheckStream(&context);
  v1::CheckStreamRequest request;
  request.mutable_start()->set_document_image(Portrait("003_neutral.jpg"));
  stream->Write(request);
  for (const std::string& frame : {std::string("no image"), Portrait("003_smiling.jpg")}) {
    request.set_frame(frame);
    stream->Write(request);
  }
  stream->WritesDone();
  v1::CheckStreamResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.advice().error_reason(), "IMAGE_UNREADABLE");
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_TRUE(response.advice().acceptable());
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.answer().outcome(), v1::OUTCOME_REFER);
  ASSERT_EQ(response.answer().candidates_size(), 1);
  EXPECT_EQ(response.answer().candidates(0).entry(), entry);
  EXPECT_EQ(response.answer().verification(), v1::VERIFICATION_MATCH);
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(server_->Stop(), 0);
}

TEST_F(Portcullisd, ShowsWhatItSeesInAnImage) {
  SKIP_WITHOUT_PORTRAITS();
  ASSERT_TRUE(server_->Start()) << server_->Errors();
  const std::uint64_t epoch = Status().epoch();
  v1::AssessImageRequest request;
  request.set_image(Portrait("003_neutral.jpg"));
  request.set_include_pictures(true);
  grpc::ClientContext context;
  v1::AssessImageResponse response;
  ASSERT_TRUE(v1::MatchService::NewStub(Channel())->AssessImage(&context, request, &response).ok());
  EXPECT_TRUE(response.acceptable());
  EXPECT_GT(response.face().quality().inter_eye_distance_px(), 100);
  EXPECT_EQ(response.upright_image().substr(0, 8), "\x89PNG\r\n\x1a\n");
  EXPECT_EQ(response.chip().substr(0, 8), "\x89PNG\r\n\x1a\n");
  EXPECT_EQ(Status().epoch(), epoch);  // nothing was stored
  EXPECT_EQ(server_->Stop(), 0);
}

TEST_F(Portcullisd, SaysWhatItUses) {
  ASSERT_TRUE(server_->Start()) << server_->Errors();
  const v1::GetStatusResponse status = Status();
  EXPECT_THAT(server_->Output(),
              AllOf(HasSubstr("model " + status.model().model_id()),
                    HasSubstr("measured on invented for a test"), HasSubstr("INSECURE"),
                    HasSubstr("search: int8 scan, exact over fewer than 10000000 references, "),
                    HasSubstr("listening on " + server_->address())));
  EXPECT_EQ(server_->Stop(), 0);
}

TEST_F(Portcullisd, KeepsADatabaseOfAnotherModelAndRefusesIt) {
  SKIP_WITHOUT_PORTRAITS();
  ASSERT_TRUE(server_->Start()) << server_->Errors();
  const std::string entry = EnrolOn(Portrait("003_neutral.jpg"));
  EXPECT_EQ(server_->Stop(), 0);

  EXPECT_FALSE(server_->Start({"--set", "models.alignment=dlib68-v2"}));
  EXPECT_EQ(server_->exit_status(), 1);
  EXPECT_THAT(server_->Errors(), AllOf(HasSubstr("yunet5-v3"), HasSubstr("dlib68-v2")));

  ASSERT_TRUE(server_->Start({"--set", "search.index=faiss-flat"})) << server_->Errors();
  EXPECT_THAT(server_->Output(), HasSubstr("measured by FAISS"));
  EXPECT_EQ(Identify(Portrait("003_neutral.jpg")).candidates(0).entry(), entry);
  EXPECT_EQ(server_->Stop(), 0);
}

TEST_F(Portcullisd, DoesNotStartOnAnInstructionSetThatDoesNotExist) {
  ::setenv("PORTCULLIS_CPU", "abacus", 1);
  EXPECT_FALSE(server_->Start());
  ::unsetenv("PORTCULLIS_CPU");
  EXPECT_THAT(server_->Errors(), HasSubstr("PORTCULLIS_CPU is \"abacus\""));
}

TEST_F(Portcullisd, DoesNotStartWithAnAlteredModel) {
  const fs::path original = fs::read_symlink(embedder_file_);
  fs::remove(embedder_file_);
  fs::copy_file(original, embedder_file_);
  {
    std::fstream file(embedder_file_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(100'000);
    file.put('!');
  }
  EXPECT_FALSE(server_->Start({"--set", "models.embedder=" + embedder_}));
  EXPECT_EQ(server_->exit_status(), 1);
  EXPECT_THAT(server_->Errors(), AllOf(HasSubstr(embedder_file_.filename().string()),
                                       HasSubstr(embedder_sha256_), HasSubstr("fetch")));
}

TEST_F(Portcullisd, DoesNotStartWithoutItsModel) {
  fs::remove(embedder_file_);
  EXPECT_FALSE(server_->Start({"--set", "models.embedder=" + embedder_}));
  EXPECT_EQ(server_->exit_status(), 1);
  EXPECT_THAT(server_->Errors(),
              AllOf(HasSubstr(embedder_file_.filename().string()), HasSubstr("fetch")));
}

TEST_F(Portcullisd, DoesNotStartWithoutACalibration) {
  fs::remove_all(models_ / "calibration");
  EXPECT_FALSE(server_->Start());
  EXPECT_EQ(server_->exit_status(), 1);
  EXPECT_THAT(server_->Errors(), HasSubstr("has no calibration table"));
}

TEST_F(Portcullisd, DoesNotStartWithAnotherKeyThanTheDataWasSealedWith) {
  ASSERT_TRUE(server_->Start()) << server_->Errors();
  EXPECT_EQ(server_->Stop(), 0);
  fs::remove(folder_ / "key");  // the next start makes another
  EXPECT_FALSE(server_->Start());
  EXPECT_EQ(server_->exit_status(), 1);
  EXPECT_THAT(server_->Errors(), HasSubstr("key"));
}

TEST_F(Portcullisd, DoesNotStartOnADataFolderThatAnotherServerWorksOn) {
  ASSERT_TRUE(server_->Start()) << server_->Errors();
  const fs::path other_folder = folder_ / "other";
  fs::create_directories(other_folder);
  fs::create_directory_symlink(models_, other_folder / "models");
  ServerProcess other(other_folder);
  EXPECT_FALSE(other.Start({"--set", "storage.data_dir=" + (folder_ / "data").string()}));
  EXPECT_EQ(other.exit_status(), 1);
  EXPECT_THAT(other.Errors(), HasSubstr("is used by process"));
  EXPECT_EQ(server_->Stop(), 0);
  ASSERT_TRUE(server_->Start()) << server_->Errors();
  EXPECT_EQ(server_->Stop(), 0);
}

TEST_F(Portcullisd, GivesReceiptsThatHoldAfterARestart) {
  SKIP_WITHOUT_PORTRAITS();
  ASSERT_TRUE(server_->Start()) << server_->Errors();
  v1::EraseEntryRequest request;
  request.set_request_id("erase");
  request.set_name(EnrolOn(Portrait("003_neutral.jpg")));
  v1::EraseEntryResponse erased;
  grpc::ClientContext erase_context;
  const grpc::Status status =
      v1::WatchlistService::NewStub(Channel())->EraseEntry(&erase_context, request, &erased);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(server_->Stop(), 0);

  ASSERT_TRUE(server_->Start()) << server_->Errors();
  EXPECT_EQ(Status().erasure_public_key(), erased.receipt().public_key());
  v1::VerifyErasureRequest verification;
  *verification.mutable_receipt() = erased.receipt();
  v1::VerifyErasureResponse verified;
  grpc::ClientContext verify_context;
  ASSERT_TRUE(v1::WatchlistService::NewStub(Channel())
                  ->VerifyErasure(&verify_context, verification, &verified)
                  .ok());
  EXPECT_TRUE(verified.signature_valid() && verified.recorded() && verified.absent());
  EXPECT_TRUE(verified.findings().empty());
  EXPECT_EQ(server_->Stop(), 0);
}

TEST_F(Portcullisd, DoesNotStartOnAPortThatIsTaken) {
  ASSERT_TRUE(server_->Start()) << server_->Errors();
  const std::string address = server_->address();
  const fs::path other_folder = folder_ / "other";
  fs::create_directories(other_folder);
  fs::create_directory_symlink(models_, other_folder / "models");
  ServerProcess other(other_folder);
  EXPECT_FALSE(other.Start({"--set", "server.listen=" + address}));
  EXPECT_EQ(other.exit_status(), 1);
  EXPECT_THAT(other.Errors(), HasSubstr("cannot listen on " + address));
  EXPECT_EQ(server_->Stop(), 0);
}

TEST_F(Portcullisd, ReportsEveryProblemOfItsConfiguration) {
  EXPECT_FALSE(server_->Start({"--set", "capacity.lanes=-1", "--set", "no.such=key"}));
  EXPECT_EQ(server_->exit_status(), 2);
  EXPECT_THAT(server_->Errors(), AllOf(HasSubstr("capacity.lanes must be from 0 to 1024"),
                                       HasSubstr("unknown section no")));
}

TEST_F(Portcullisd, MakesAPolicyOfItsConfigurationOnceAndSaysWhenThatIsIgnored) {
  const std::string key = "policy.max_expected_false_alarms_per_1000_searches=";
  ASSERT_TRUE(server_->Start({"--set", key + "20"})) << server_->Errors();
  EXPECT_EQ(Status().policy().max_expected_false_alarms_per_1000_searches(), 20);
  EXPECT_EQ(server_->Stop(), 0);
  ASSERT_TRUE(server_->Start({"--set", key + "30"})) << server_->Errors();
  EXPECT_EQ(Status().policy().max_expected_false_alarms_per_1000_searches(), 20);
  EXPECT_THAT(server_->Output(), HasSubstr("changed since policies/1 was made of it"));
  EXPECT_EQ(server_->Stop(), 0);
}

TEST_F(Portcullisd, StartsWithReflectionWhereItIsWanted) {
  ASSERT_TRUE(server_->Start({"--set", "server.reflection=true"})) << server_->Errors();
  EXPECT_EQ(Status().entries(), 0);
  EXPECT_EQ(server_->Stop(), 0);
}

}  // namespace
}  // namespace portcullis::testing
