// What AssessImage answered, for the terminal.
#pragma once

#include <ostream>

#include "clients/cli/assessment.h"
#include "clients/cli/bitmap.h"
#include "clients/cli/terminal.h"

namespace portcullis::cli {

struct AssessmentStyle {
  Terminal terminal = {};
  bool colours = false;
};

/// True where a picture can be drawn beside the text.
bool HasRoomForPicture(const Terminal& terminal);

/// Columns and rows of pixels that a picture may have.
struct PictureSize {
  int columns;
  int rows;
};
PictureSize PictureSizeFor(const Terminal& terminal);

/// The verdict, the advice and the facts, beside `picture` if there is one; then the measures. No
/// line is longer than the terminal is wide.
void PrintAssessment(const Assessment& assessment, const Bitmap* picture,
                     const AssessmentStyle& style, std::ostream& out);

}  // namespace portcullis::cli
