#include "border/policy/error_target.h"

#include <cmath>

namespace portcullis {
namespace {

constexpr double kSearches = 1000;

}  // namespace

double ErrorTarget::ExpectedFalseAlarms() const {
  switch (kind) {
    case Kind::kFalseAlarmsPer1000Searches: return value / kSearches;
    case Kind::kFpir: return -std::log1p(-value);
  }
  return 0;
}

ErrorTarget ErrorTarget::Expecting(double expected, Kind kind) {
  switch (kind) {
    case Kind::kFalseAlarmsPer1000Searches: return {kind, expected * kSearches};
    case Kind::kFpir: return {kind, -std::expm1(-expected)};
  }
  return {};
}

}  // namespace portcullis
