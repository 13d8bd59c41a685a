// A score as a bar in a line of text.
#pragma once

#include <optional>
#include <string>

namespace portcullis::cli {

/// `score` and `minimum` are 0 to 100, others are taken as the nearer end. `cells` columns wide; in
/// eighths of a column with UTF-8, in whole ones without. The minimum is a line across the bar.
std::string ScoreBar(int score, std::optional<int> minimum, int cells, bool utf8);

}  // namespace portcullis::cli
