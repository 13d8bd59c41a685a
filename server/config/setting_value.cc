#include "server/config/setting_value.h"

#include <algorithm>
#include <optional>

#include "absl/strings/numbers.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "portcullis/config/v1/server_config.pb.h"

namespace portcullis {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const config::v1::Setting& SettingOf(const FieldDescriptor& field) {
  return field.options().GetExtension(config::v1::setting);
}

absl::Status Expected(std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("must be {}", what));
}

absl::Status CheckRange(const FieldDescriptor& field, double value) {
  const config::v1::Setting& setting = SettingOf(field);
  if (setting.min() == 0 && setting.max() == 0) return absl::OkStatus();
  // Written so that what is not a number is outside.
  if (value >= setting.min() && value <= setting.max()) return absl::OkStatus();
  return Expected(fmt::format("from {} to {}", setting.min(), setting.max()));
}

absl::Status CheckChoice(const FieldDescriptor& field, const std::string& value) {
  const auto& choices = SettingOf(field).one_of();
  if (choices.empty() || std::ranges::find(choices, value) != choices.end()) {
    return absl::OkStatus();
  }
  return Expected(fmt::format("one of {}", fmt::join(choices, ", ")));
}

absl::Status AssignBool(const FieldDescriptor& field, const SettingValue& value, Message& section) {
  const bool* flag = std::get_if<bool>(&value);
  if (flag == nullptr) return Expected("true or false");
  section.GetReflection()->SetBool(&section, &field, *flag);
  return absl::OkStatus();
}

absl::Status AssignInteger(const FieldDescriptor& field, const SettingValue& value,
                           Message& section) {
  const auto* number = std::get_if<std::int64_t>(&value);
  if (number == nullptr) return Expected("a whole number");
  if (const absl::Status status = CheckRange(field, static_cast<double>(*number)); !status.ok()) {
    return status;
  }
  section.GetReflection()->SetInt32(&section, &field, static_cast<std::int32_t>(*number));
  return absl::OkStatus();
}

absl::Status AssignDouble(const FieldDescriptor& field, const SettingValue& value,
                          Message& section) {
  std::optional<double> number;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) number = static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) number = *real;
  if (!number) return Expected("a number");
  if (const absl::Status status = CheckRange(field, *number); !status.ok()) return status;
  section.GetReflection()->SetDouble(&section, &field, *number);
  return absl::OkStatus();
}

absl::Status AssignText(const FieldDescriptor& field, const SettingValue& value, Message& section) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return Expected("text in quotes");
  if (const absl::Status status = CheckChoice(field, *text); !status.ok()) return status;
  section.GetReflection()->SetString(&section, &field, *text);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SettingValue> ParseSetting(const FieldDescriptor& field, const std::string& text) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      if (text == "true") return true;
      if (text == "false") return false;
      return Expected("true or false");
    case FieldDescriptor::CPPTYPE_INT32:
      if (std::int64_t number = 0; absl::SimpleAtoi(text, &number)) return number;
      return Expected("a whole number");
    case FieldDescriptor::CPPTYPE_DOUBLE:
      if (double number = 0; absl::SimpleAtod(text, &number)) return number;
      return Expected("a number");
    case FieldDescriptor::CPPTYPE_STRING: return text;
    default: return absl::InternalError("the schema has a type that no setting can have");
  }
}

absl::Status AssignSetting(const FieldDescriptor& field, const SettingValue& value,
                           Message& section) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL: return AssignBool(field, value, section);
    case FieldDescriptor::CPPTYPE_INT32: return AssignInteger(field, value, section);
    case FieldDescriptor::CPPTYPE_DOUBLE: return AssignDouble(field, value, section);
    case FieldDescriptor::CPPTYPE_STRING: return AssignText(field, value, section);
    default: return absl::InternalError("the schema has a type that no setting can have");
  }
}

}  // namespace portcullis
