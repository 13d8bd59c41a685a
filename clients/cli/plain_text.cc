#include "clients/cli/plain_text.h"

#include <algorithm>

namespace portcullis::cli {

std::string PlainText(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    if (byte < 0x20 || byte == 0x7f) {
      plain += '?';
    } else if (byte == 0xc2 && next >= 0x80 && next < 0xa0) {
      plain += '?';  // C1: some terminals take U+009B for the begin of a command
      ++i;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::size_t WidthOf(std::string_view text) {
  // Bytes that do not continue a UTF-8 sequence.
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

std::vector<std::string> Wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  std::size_t spaces = 0;  // between the line and the next word
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!word.empty()) {
      if (!line.empty() && WidthOf(line) + spaces + WidthOf(word) > width) {
        lines.push_back(line);
        line.clear();
      }
      if (!line.empty()) line.append(spaces, ' ');
      line += word;
      spaces = 0;
    }
    ++spaces;
  }
  if (!line.empty()) lines.push_back(line);
  return lines;
}

}  // namespace portcullis::cli
