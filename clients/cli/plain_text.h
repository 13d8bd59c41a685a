// Text from the wire, made fit to be shown.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace portcullis::cli {

/// The same with a question mark for each control character, so that nothing that a file or a
/// server says can steer a terminal. `text` is UTF-8.
std::string PlainText(std::string_view text);

/// Code points of UTF-8: columns of a terminal, for the alphabets that we print.
std::size_t WidthOf(std::string_view text);

/// Lines of at most `width` columns, broken at spaces; a longer word has a line of its own.
std::vector<std::string> Wrap(std::string_view text, std::size_t width);

}  // namespace portcullis::cli
