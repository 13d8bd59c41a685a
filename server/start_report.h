// What an operator should know about a server that has started.
#pragma once

#include <string>
#include <vector>

#include "border/screening/screening.h"
#include "matcher/pipeline/gallery.h"

namespace portcullis {

/// One line each: the model and its licence, its measured accuracy, the policy, what is enrolled.
std::vector<std::string> StartReport(const Screening& screening, const std::string& licence,
                                     const GalleryStatus& gallery);

}  // namespace portcullis
