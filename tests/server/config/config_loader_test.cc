#include "server/config/config_loader.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "border/policy/policy.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/config/config_checks.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using ::portcullis::testing::IsOk;
using ::portcullis::testing::MessageHas;
using ::testing::HasSubstr;

class ConfigLoader : public ::testing::Test {
 protected:
  ConfigLoader() { sources_.assignments = {"server.insecure_loopback=true"}; }
  ~ConfigLoader() override { std::filesystem::remove(file_); }

  void Write(const std::string& toml) {
    std::ofstream(file_) << toml;
    sources_.file = file_;
  }

  absl::StatusOr<config::v1::ServerConfig> Load() const { return LoadServerConfig(sources_); }

  ConfigSources sources_;

 private:
  const std::filesystem::path file_ =
      std::filesystem::temp_directory_path() /
      ("config_loader_test_" + std::to_string(::getpid()) + ".toml");
};

TEST_F(ConfigLoader, KnowsADefaultForEveryKey) {
  const auto config = Load();
  ASSERT_OK(config);
  EXPECT_EQ(config->server().listen(), "127.0.0.1:50443");
  EXPECT_EQ(config->models().embedder(), "auto");
  EXPECT_EQ(config->capacity().queue(), 64);
  EXPECT_EQ(config->images().max_bytes(), 8 << 20);
}

TEST_F(ConfigLoader, HasThePolicyOfTheBorderAsItsDefault) {
  EXPECT_EQ(PolicyFrom(Load()->policy()), Policy());
}

TEST_F(ConfigLoader, ReadsTheFile) {
  Write(
      "[server]\nlisten = \"[::1]:1\"\n[capacity]\nlanes = 3\n"
      "[policy]\nmax_expected_false_alarms_per_1000_searches = 5\nprior_listed = 0.25\n");
  const auto config = Load();
  ASSERT_OK(config);
  EXPECT_EQ(config->server().listen(), "[::1]:1");
  EXPECT_EQ(config->capacity().lanes(), 3);
  EXPECT_EQ(config->policy().max_expected_false_alarms_per_1000_searches(), 5);
  EXPECT_EQ(config->policy().prior_listed(), 0.25);
}

TEST_F(ConfigLoader, PrefersTheEnvironmentToTheFileAndFlagsToBoth) {
  Write("[capacity]\nlanes = 1\nqueue = 1\n");
  sources_.environment = {{"PORTCULLIS_CAPACITY_LANES", "2"}, {"PORTCULLIS_CAPACITY_QUEUE", "2"}};
  sources_.assignments.emplace_back("capacity.queue=3");
  const auto config = Load();
  ASSERT_OK(config);
  EXPECT_EQ(config->capacity().lanes(), 2);
  EXPECT_EQ(config->capacity().queue(), 3);
}

TEST_F(ConfigLoader, LeavesVariablesOfOtherToolsAlone) {
  sources_.environment = {{"PORTCULLIS_MIRROR", "/mnt"}, {"PORTCULLIS_SERVER", "x"}, {"PATH", "/"}};
  EXPECT_OK(Load());
}

TEST_F(ConfigLoader, TakesTextWithAnEqualsSign) {
  sources_.assignments.emplace_back("storage.data_dir=/a=b");
  EXPECT_EQ(Load()->storage().data_dir(), "/a=b");
}

TEST_F(ConfigLoader, ReportsEveryProblemAtOnceWithItsPlace) {
  Write("[capacity]\nlanes = -1\nlens = 2\n[sever]\nlisten = \"x\"\n[log]\nlevel = 3\n");
  sources_.environment = {{"PORTCULLIS_IMAGES_MAX_BYTES", "many"}};
  sources_.assignments.emplace_back("models.detector=haar");
  const auto config = Load();
  EXPECT_EQ(config.status().code(), absl::StatusCode::kInvalidArgument);
  for (const char* problem : {
           ".toml:2: capacity.lanes must be from 0 to 1024",
           ".toml:3: unknown key capacity.lens",
           "unknown section [sever]",
           ".toml:7: log.level must be text in quotes",
           "PORTCULLIS_IMAGES_MAX_BYTES: images.max_bytes must be a whole number",
           "--set models.detector=haar: models.detector must be one of yunet-2022mar, dlib-hog",
       }) {
    EXPECT_THAT(config, MessageHas(problem));
  }
}

struct BadInput {
  const char* toml;
  const char* problem;
};

class BadConfig : public ConfigLoader, public ::testing::WithParamInterface<BadInput> {};

TEST_P(BadConfig, IsRefusedWithItsReason) {
  Write(GetParam().toml);
  const auto config = Load();
  EXPECT_EQ(config.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(config, MessageHas(GetParam().problem));
}

INSTANTIATE_TEST_SUITE_P(
    Each, BadConfig,
    ::testing::Values(
        BadInput{"[server\n", ".toml:1: "},
        BadInput{"listen = \"x\"\n", "unknown section [listen]"},
        BadInput{"server = 1\n", "server is a section: write [server]"},
        BadInput{"[server]\nlisten = [\"a\"]\n", "server.listen must be a single value"},
        BadInput{"[server]\nreflection = \"yes\"\n", "server.reflection must be true or false"},
        BadInput{"[capacity]\nqueue = 1.5\n", "capacity.queue must be a whole number"},
        BadInput{"[capacity]\nqueue = 99999999999\n", "capacity.queue must be from 1 to 10000"},
        BadInput{"[policy]\nprior_listed = nan\n", "policy.prior_listed must be from"},
        BadInput{"[policy]\nprior_listed = true\n", "policy.prior_listed must be a number"},
        BadInput{"[log]\nlevel = \"loud\"\n", "log.level must be one of info, warning, error"},
        BadInput{"[storage]\ndata_dir = \"\"\n", "storage.data_dir is empty"},
        BadInput{"[server]\nlisten = \"7443\"\n", "server.listen must be host:port"},
        BadInput{"[server]\nlisten = \"127.0.0.1:70000\"\n", "server.listen must be host:port"},
        BadInput{"[server]\nlisten = \"::1:80\"\n", "server.listen must be host:port"}));

TEST_F(ConfigLoader, RefusesAFileThatIsNotThere) {
  sources_.file = "/nonexistent/portcullis.toml";
  EXPECT_THAT(Load(), MessageHas("/nonexistent/portcullis.toml: "));
}

TEST_F(ConfigLoader, RefusesAnAssignmentWithoutAKey) {
  sources_.assignments = {"server.insecure_loopback=true",
                          "queue=3",
                          "capacity.queue",
                          "=",
                          "nothing.here=1",
                          "capacity.nothing=1"};
  for (const char* problem :
       {"--set queue=3: must be section.key=value", "--set capacity.queue: must be",
        "--set =: must be", "unknown section nothing", "unknown key capacity.nothing"}) {
    EXPECT_THAT(Load(), MessageHas(problem));
  }
}

TEST_F(ConfigLoader, ListensWithoutTlsOnTheLoopbackOnly) {
  for (const char* listen : {"0.0.0.0:1", "[::]:1", "localhost:1", "10.0.0.1:1", "127.0.0.2:1"}) {
    sources_.assignments = {"server.insecure_loopback=true",
                            std::string("server.listen=") + listen};
    EXPECT_THAT(Load(), MessageHas("allows server.listen on 127.0.0.1 or [::1] only"));
  }
}

TEST_F(ConfigLoader, AsksForAllThreeTlsFilesOtherwise) {
  sources_.assignments = {"tls.certificate_file=server.crt"};
  EXPECT_THAT(Load(), MessageHas("tls.private_key_file is not set"));
  EXPECT_THAT(Load(), MessageHas("tls.client_ca_file is not set"));
  sources_.assignments.insert(sources_.assignments.end(),
                              {"tls.private_key_file=k", "tls.client_ca_file=c"});
  EXPECT_OK(Load());
}

TEST(ServerConfigSchema, HasADefaultAndACheckForEveryKey) {
  const auto* sections = config::v1::ServerConfig::descriptor();
  for (int i = 0; i < sections->field_count(); ++i) {
    const auto* section = sections->field(i)->message_type();
    for (int j = 0; j < section->field_count(); ++j) {
      EXPECT_TRUE(section->field(j)->options().HasExtension(config::v1::setting))
          << section->field(j)->full_name();
    }
  }
}

/// The manual for operators and the schema say the same.
TEST(ServerConfigSchema, IsTheTableInTheManual) {
  std::ifstream file(PORTCULLIS_SOURCE_DIR "/docs/operations.md");
  const std::string manual((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
  const auto* sections = config::v1::ServerConfig::descriptor();
  for (int i = 0; i < sections->field_count(); ++i) {
    const auto* section = sections->field(i);
    for (int j = 0; j < section->message_type()->field_count(); ++j) {
      const auto* key = section->message_type()->field(j);
      const std::string& value = key->options().GetExtension(config::v1::setting).default_value();
      const std::string row = "| `" + section->name() + "." + key->name() + "` | " +
                              (value.empty() ? "none" : "`" + value + "`") + " |";
      EXPECT_THAT(manual, HasSubstr(row));
    }
  }
}

}  // namespace
}  // namespace portcullis
