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

inline double Median(std::vector<double> values) { return Quantile(std::move(values), 0.5); }

/// One measured value.
struct Figure {
  std::string id = "";  // within those of the bench
  std::string name = "";
  double value = 0;
  std::string unit = "";
  std::string more = "";      // conditions, beside those that hold for every measure
  std::string baseline = "";  // what it was measured beside, if anything
  double baseline_value = 0;
  std::size_t entries = 0;  // 0: not a figure of so many entries
  std::string series = "";  // the line of a picture that it belongs to
};

class MeasureReport {
 public:
  /// `bench` begins every id; `conditions` hold for every figure.
  MeasureReport(std::string bench, std::string conditions)
      : bench_(std::move(bench)), conditions_(std::move(conditions)) {}

  void Add(const std::string& id, const std::string& name, double value, const std::string& unit,
           const std::string& more = "") {
    Add({.id = id, .name = name, .value = value, .unit = unit, .more = more});
  }
  void Add(const std::string& id, const std::string& name, double value, const std::string& unit,
           const std::string& more, const std::string& baseline, double baseline_value) {
    Add({.id = id,
         .name = name,
         .value = value,
         .unit = unit,
         .more = more,
         .baseline = baseline,
         .baseline_value = baseline_value});
  }
  void Add(const Figure& figure) {
    const std::string conditions =
        figure.more.empty() ? conditions_ : conditions_ + ", " + figure.more;
    fmt::print("{}: {:.4g} {} ({})\n", figure.name, figure.value, figure.unit, conditions);
    nlohmann::json written = {{"id", bench_ + "." + figure.id},
                              {"name", figure.name},
                              {"value", figure.value},
                              {"unit", figure.unit},
                              {"conditions", conditions}};
    if (!figure.baseline.empty()) {
      fmt::print("  beside {}: {:.4g} {}\n", figure.baseline, figure.baseline_value, figure.unit);
      written["baseline"] = figure.baseline;
      written["baseline_value"] = figure.baseline_value;
    }
    if (figure.entries > 0) written["entries"] = figure.entries;
    if (!figure.series.empty()) written["series"] = figure.series;
    std::fflush(stdout);
    measures_.push_back(std::move(written));
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
  const std::string bench_;
  const std::string conditions_;
  nlohmann::json measures_ = nlohmann::json::array();
};

}  // namespace portcullis
