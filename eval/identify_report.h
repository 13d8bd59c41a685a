// Open-set rates as a table and as JSON.
#pragma once

#include <iosfwd>

#include "eval/identification.h"
#include "eval/open_set_rates.h"
#include "nlohmann/json_fwd.hpp"

namespace portcullis {

struct GalleryReport {
  GallerySize size;
  std::uint64_t draws = 1;
  OpenSetRates rates;
};

/// As eval/README.md describes it under "galleries".
nlohmann::ordered_json ToJson(const GalleryReport& gallery);

void PrintTable(const GalleryReport& gallery, std::ostream& out);

}  // namespace portcullis
