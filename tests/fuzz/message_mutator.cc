#include "tests/fuzz/message_mutator.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "google/protobuf/descriptor.h"

namespace portcullis::testing {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kMaxDepth = 8;
constexpr int kMaxRepeated = 20;

int Below(int bound, std::minstd_rand& random) {
  return static_cast<int>(random() % static_cast<unsigned>(bound));
}

template <typename Container>
const auto& OneOf(const Container& values, std::minstd_rand& random) {
  return values[static_cast<std::size_t>(Below(static_cast<int>(values.size()), random))];
}

std::int64_t SomeNumber(std::minstd_rand& random) {
  static constexpr std::array<std::int64_t, 14> kNumbers = {
      0,
      1,
      -1,
      2,
      8,
      9,
      100,
      101,
      1000,
      65536,
      std::numeric_limits<std::int32_t>::max(),
      std::numeric_limits<std::int32_t>::min(),
      std::numeric_limits<std::int64_t>::max(),
      std::numeric_limits<std::int64_t>::min()};
  return OneOf(kNumbers, random);
}

double SomeReal(std::minstd_rand& random) {
  static constexpr std::array<double, 11> kReals = {0,
                                                    -0.0,
                                                    1,
                                                    -1,
                                                    0.5,
                                                    1e-9,
                                                    1e308,
                                                    -1e308,
                                                    std::numeric_limits<double>::infinity(),
                                                    std::numeric_limits<double>::quiet_NaN(),
                                                    std::numeric_limits<double>::denorm_min()};
  return OneOf(kReals, random);
}

/// Printable, so that it stays UTF-8.
std::string SomeText(const std::vector<std::string>& meaningful, std::string old,
                     std::minstd_rand& random) {
  switch (Below(5, random)) {
    case 0: return std::string(static_cast<std::size_t>(Below(300, random)), 'x');
    case 1: return old + old;
    case 2:
      if (!old.empty()) {
        old[static_cast<std::size_t>(Below(static_cast<int>(old.size()), random))] =
            static_cast<char>(' ' + Below(95, random));
      }
      return old;
    case 3: return old.substr(0, old.size() / 2);
    default: break;
  }
  return meaningful.empty() ? std::string() : OneOf(meaningful, random);
}

class Mutation {
 public:
  Mutation(const MeaningfulValues& values, std::minstd_rand& random)
      : values_(values), random_(random) {}

  void Mutate(Message& message, int depth) {
    const google::protobuf::Descriptor& type = *message.GetDescriptor();
    if (type.field_count() == 0) return;
    const FieldDescriptor& field = *type.field(Below(type.field_count(), random_));
    if (field.is_repeated()) {
      MutateRepeated(message, field, depth);
    } else if (Below(6, random_) == 0) {
      message.GetReflection()->ClearField(&message, &field);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (depth < kMaxDepth) {
        Mutate(*message.GetReflection()->MutableMessage(&message, &field), depth + 1);
      }
    } else {
      SetSingle(message, field);
    }
  }

 private:
  void MutateRepeated(Message& message, const FieldDescriptor& field, int depth) {
    const Reflection& reflection = *message.GetReflection();
    const int size = reflection.FieldSize(message, &field);
    if (size > 0 && Below(3, random_) == 0) {
      reflection.RemoveLast(&message, &field);
    } else if (size > 1 && Below(4, random_) == 0) {
      reflection.SwapElements(&message, &field, 0, Below(size, random_));
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (depth >= kMaxDepth) return;
      const bool adds = size == 0 || (size < kMaxRepeated && Below(2, random_) == 0);
      Mutate(adds ? *reflection.AddMessage(&message, &field)
                  : *reflection.MutableRepeatedMessage(&message, &field, Below(size, random_)),
             depth + 1);
    } else if (size < kMaxRepeated) {
      AddValue(message, field);
    }
  }

  std::string SomeString(const FieldDescriptor& field, const std::string& old) {
    const bool is_text = field.type() == FieldDescriptor::TYPE_STRING;
    return SomeText(is_text ? values_.texts : values_.bytes, old, random_);
  }

  /// Numbers that the enum does not name are sent by newer and by hostile clients.
  int SomeEnum(const EnumDescriptor& type) {
    if (Below(8, random_) == 0) return Below(1000, random_);
    return type.value(Below(type.value_count(), random_))->number();
  }

  void SetSingle(Message& message, const FieldDescriptor& field) {
    const Reflection& reflection = *message.GetReflection();
    const std::int64_t number = SomeNumber(random_);
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return reflection.SetInt32(&message, &field, static_cast<std::int32_t>(number));
      case FieldDescriptor::CPPTYPE_INT64: return reflection.SetInt64(&message, &field, number);
      case FieldDescriptor::CPPTYPE_UINT32:
        return reflection.SetUInt32(&message, &field, static_cast<std::uint32_t>(number));
      case FieldDescriptor::CPPTYPE_UINT64:
        return reflection.SetUInt64(&message, &field, static_cast<std::uint64_t>(number));
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return reflection.SetDouble(&message, &field, SomeReal(random_));
      case FieldDescriptor::CPPTYPE_FLOAT:
        return reflection.SetFloat(&message, &field, std::numeric_limits<float>::infinity());
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection.SetBool(&message, &field, !reflection.GetBool(message, &field));
      case FieldDescriptor::CPPTYPE_ENUM:
        return reflection.SetEnumValue(&message, &field, SomeEnum(*field.enum_type()));
      case FieldDescriptor::CPPTYPE_STRING:
        return reflection.SetString(&message, &field,
                                    SomeString(field, reflection.GetString(message, &field)));
      case FieldDescriptor::CPPTYPE_MESSAGE: return;
    }
  }

  void AddValue(Message& message, const FieldDescriptor& field) {
    const Reflection& reflection = *message.GetReflection();
    const std::int64_t number = SomeNumber(random_);
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return reflection.AddInt32(&message, &field, static_cast<std::int32_t>(number));
      case FieldDescriptor::CPPTYPE_INT64: return reflection.AddInt64(&message, &field, number);
      case FieldDescriptor::CPPTYPE_UINT32:
        return reflection.AddUInt32(&message, &field, static_cast<std::uint32_t>(number));
      case FieldDescriptor::CPPTYPE_UINT64:
        return reflection.AddUInt64(&message, &field, static_cast<std::uint64_t>(number));
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return reflection.AddDouble(&message, &field, SomeReal(random_));
      case FieldDescriptor::CPPTYPE_FLOAT:
        return reflection.AddFloat(&message, &field, std::numeric_limits<float>::infinity());
      case FieldDescriptor::CPPTYPE_BOOL: return reflection.AddBool(&message, &field, true);
      case FieldDescriptor::CPPTYPE_ENUM:
        return reflection.AddEnumValue(&message, &field, SomeEnum(*field.enum_type()));
      case FieldDescriptor::CPPTYPE_STRING:
        return reflection.AddString(&message, &field, SomeString(field, {}));
      case FieldDescriptor::CPPTYPE_MESSAGE: return;
    }
  }

  const MeaningfulValues& values_;
  std::minstd_rand& random_;
};

}  // namespace

void MutateMessage(Message& message, const MeaningfulValues& values, std::minstd_rand& random) {
  Mutation(values, random).Mutate(message, 0);
}

}  // namespace portcullis::testing
