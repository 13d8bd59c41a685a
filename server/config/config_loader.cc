#include "server/config/config_loader.h"

#include <string_view>

#include "absl/strings/ascii.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "server/config/config_checks.h"
#include "server/config/setting_value.h"
#include "toml++/toml.h"

namespace portcullis {
namespace {

using config::v1::ServerConfig;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::string_view kEnvironmentPrefix = "PORTCULLIS_";

/// The configuration as it grows, and what was wrong on the way.
class Collector {
 public:
  const std::vector<std::string>& problems() const { return problems_; }
  const ServerConfig& config() const { return config_; }

  void Complain(std::string_view where, std::string_view what) {
    problems_.push_back(fmt::format("{}: {}", where, what));
  }

  const FieldDescriptor* FindSection(const std::string& name) const {
    return ServerConfig::descriptor()->FindFieldByName(name);
  }

  void Set(std::string_view where, const FieldDescriptor& section, const FieldDescriptor& key,
           const SettingValue& value) {
    Message& message = *config_.GetReflection()->MutableMessage(&config_, &section);
    Report(where, section, key, AssignSetting(key, value, message));
  }

  void SetText(std::string_view where, const FieldDescriptor& section, const FieldDescriptor& key,
               const std::string& text) {
    const absl::StatusOr<SettingValue> value = ParseSetting(key, text);
    if (value.ok()) {
      Set(where, section, key, *value);
    } else {
      Report(where, section, key, value.status());
    }
  }

 private:
  void Report(std::string_view where, const FieldDescriptor& section, const FieldDescriptor& key,
              const absl::Status& status) {
    if (status.ok()) return;
    Complain(where,
             fmt::format("{}.{} {}", section.name(), key.name(), std::string(status.message())));
  }

  ServerConfig config_;
  std::vector<std::string> problems_;
};

void ApplyDefaults(Collector& collector) {
  const auto* sections = ServerConfig::descriptor();
  for (int i = 0; i < sections->field_count(); ++i) {
    const FieldDescriptor& section = *sections->field(i);
    for (int j = 0; j < section.message_type()->field_count(); ++j) {
      const FieldDescriptor& key = *section.message_type()->field(j);
      collector.SetText("default", section, key,
                        key.options().GetExtension(config::v1::setting).default_value());
    }
  }
}

std::optional<SettingValue> ValueOf(const toml::node& node) {
  if (const auto* text = node.as_string()) return SettingValue(text->get());
  if (const auto* flag = node.as_boolean()) return SettingValue(flag->get());
  if (const auto* whole = node.as_integer()) return SettingValue(whole->get());
  if (const auto* real = node.as_floating_point()) return SettingValue(real->get());
  return std::nullopt;
}

void ApplySection(const std::string& file, const FieldDescriptor& section, const toml::table& table,
                  Collector& collector) {
  for (const auto& [name, node] : table) {
    const std::string where = fmt::format("{}:{}", file, node.source().begin.line);
    const auto* key = section.message_type()->FindFieldByName(std::string(name.str()));
    if (key == nullptr) {
      collector.Complain(where, fmt::format("unknown key {}.{}", section.name(), name.str()));
    } else if (const auto value = ValueOf(node)) {
      collector.Set(where, section, *key, *value);
    } else {
      collector.Complain(where,
                         fmt::format("{}.{} must be a single value", section.name(), name.str()));
    }
  }
}

void ApplyTable(const std::string& file, const toml::table& table, Collector& collector) {
  for (const auto& [name, node] : table) {
    const std::string where = fmt::format("{}:{}", file, node.source().begin.line);
    const FieldDescriptor* section = collector.FindSection(std::string(name.str()));
    if (section == nullptr) {
      collector.Complain(where, fmt::format("unknown section [{}]", name.str()));
    } else if (const toml::table* content = node.as_table()) {
      ApplySection(file, *section, *content, collector);
    } else {
      collector.Complain(where, fmt::format("{} is a section: write [{}]", name.str(), name.str()));
    }
  }
}

void ApplyFile(const std::filesystem::path& file, Collector& collector) {
  try {
    ApplyTable(file.string(), toml::parse_file(file.string()), collector);
  } catch (const toml::parse_error& error) {
    // Line 0: the file could not be opened.
    const auto line = error.source().begin.line;
    collector.Complain(line == 0 ? file.string() : fmt::format("{}:{}", file.string(), line),
                       error.description());
  }
}

/// PORTCULLIS_CAPACITY_LANES sets capacity.lanes. Variables of other tools may share the prefix, so
/// only those that name a section are ours to refuse.
void ApplyVariable(const std::string& name, const std::string& value, Collector& collector) {
  if (!name.starts_with(kEnvironmentPrefix)) return;
  const std::string path = absl::AsciiStrToLower(name.substr(kEnvironmentPrefix.size()));
  const std::size_t separator = path.find('_');
  const FieldDescriptor* section = collector.FindSection(path.substr(0, separator));
  if (section == nullptr || separator == std::string::npos) return;
  const std::string key_name = path.substr(separator + 1);
  const FieldDescriptor* key = section->message_type()->FindFieldByName(key_name);
  if (key == nullptr) {
    collector.Complain(name, fmt::format("unknown key {}.{}", section->name(), key_name));
  } else {
    collector.SetText(name, *section, *key, value);
  }
}

void ApplyAssignment(const std::string& assignment, Collector& collector) {
  const std::string where = fmt::format("--set {}", assignment);
  const std::size_t dot = assignment.find('.');
  const std::size_t equals = assignment.find('=');
  if (dot == std::string::npos || equals == std::string::npos || dot > equals) {
    collector.Complain(where, "must be section.key=value");
    return;
  }
  const FieldDescriptor* section = collector.FindSection(assignment.substr(0, dot));
  if (section == nullptr) {
    collector.Complain(where, fmt::format("unknown section {}", assignment.substr(0, dot)));
    return;
  }
  const std::string key_name = assignment.substr(dot + 1, equals - dot - 1);
  const FieldDescriptor* key = section->message_type()->FindFieldByName(key_name);
  if (key == nullptr) {
    collector.Complain(where, fmt::format("unknown key {}.{}", section->name(), key_name));
  } else {
    collector.SetText(where, *section, *key, assignment.substr(equals + 1));
  }
}

}  // namespace

absl::StatusOr<ServerConfig> LoadServerConfig(const ConfigSources& sources) {
  Collector collector;
  ApplyDefaults(collector);
  if (sources.file) ApplyFile(*sources.file, collector);
  for (const auto& [name, value] : sources.environment) ApplyVariable(name, value, collector);
  for (const std::string& assignment : sources.assignments) ApplyAssignment(assignment, collector);

  std::vector<std::string> problems = collector.problems();
  for (std::string& problem : CheckServerConfig(collector.config())) {
    problems.push_back(std::move(problem));
  }
  if (!problems.empty()) {
    return absl::InvalidArgumentError(fmt::format("{}", fmt::join(problems, "\n")));
  }
  return collector.config();
}

}  // namespace portcullis
