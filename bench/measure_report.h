// What a program has measured, on the screen and as JSON.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "nlohmann/json.hpp"

namespace portcullis {

/// `values`: one or more. `share` from 0 to 1.
inline double Quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const auto last = static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(std::lround(share * last))];
}

class MeasureReport {
 public:
  /// `bench` begins every id; `conditions` hold for every measure.
  MeasureReport(std::string bench, std::string conditions)
      : bench_(std::move(bench)), conditions_(std::move(conditions)) {}

  void Add(const std::string& id, const std::string& name, double value, const std::string& unit,
           const std::string& more = "") {
    Write(id, name, value, unit, more, {});
  }
  void Add(const std::string& id, const std::string& name, double value, const std::string& unit,
           const std::string& more, const std::string& baseline, double baseline_value) {
    fmt::print("  beside {}: {:.4g} {}\n", baseline, baseline_value, unit);
    Write(id, name, value, unit, more,
          {{"baseline", baseline}, {"baseline_value", baseline_value}});
  }

  /// Nothing to do without a `file`. False: it could not be written.
  bool Save(const std::string& file, std::string_view isa) const {
    if (file.empty()) return true;
    const nlohmann::json content = {
        {"bench", bench_},
        {"machine", {{"cores", std::thread::hardware_concurrency()}, {"isa", std::string(isa)}}},
        {"measures", measures_}};
    std::ofstream out(file);
    out << content.dump(1) << "\n";
    out.close();
    return !out.fail();
  }

 private:
  void Write(const std::string& id, const std::string& name, double value, const std::string& unit,
             const std::string& more, nlohmann::json measure) {
    const std::string conditions = more.empty() ? conditions_ : conditions_ + ", " + more;
    fmt::print("{}: {:.4g} {} ({})\n", name, value, unit, conditions);
    std::fflush(stdout);
    measure.update(nlohmann::json{{"id", bench_ + "." + id},
                                  {"name", name},
                                  {"value", value},
                                  {"unit", unit},
                                  {"conditions", conditions}});
    measures_.push_back(std::move(measure));
  }

  const std::string bench_;
  const std::string conditions_;
  nlohmann::json measures_ = nlohmann::json::array();
};

}  // namespace portcullis
