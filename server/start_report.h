// What an operator should know about a server that has started.
#pragma once

#include <string>
#include <vector>

#include "border/screening/screening.h"
#include "matcher/pipeline/gallery.h"
#include "server/admin_service.h"

namespace portcullis {

/// One line each: the model and its licence, its measured accuracy, what its searches miss, a
/// better embedder that is installed, if any, the presentation attack check, the policy, what is
/// enrolled.
std::vector<std::string> StartReport(const Screening& screening, const ServerFacts& facts,
                                     const GalleryStatus& gallery);

}  // namespace portcullis
