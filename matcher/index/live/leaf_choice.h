// Which clusters of the index a search looks at, and how that is measured.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "matcher/core/cpu_path.h"
#include "matcher/core/embedding.h"
#include "matcher/index/live/search_scope.h"
#include "matcher/index/live/version.h"

namespace portcullis {

/// False: a search that aims at this has to look at everything in `scope`, since that is asked, or
/// since there are no measured clusters, or too few references.
bool MayLeaveOut(const Version& version, const SearchScope& scope, double aimed_recall);

/// The leaves that a search for `probe` looks at, as SearchScope::NarrowTo takes them: from the
/// nearest on, until they hold the share of the references in `scope` with which `aimed_recall` of
/// the sample found their nearest. None: not MayLeaveOut.
std::optional<std::vector<bool>> ChooseLeaves(const Version& version, const SearchScope& scope,
                                              std::span<const float> probe, double aimed_recall);

/// What was measured of the reach so far.
struct ReachSample {
  std::size_t probes = 0;      // searched for
  std::vector<double> shares;  // as Reach takes them
};

/// Searches `version` exactly for `sample` of its own references, evenly drawn, and looks where the
/// nearest of another entry lies. Takes as long as so many searches; CANCELLED if `is_stopping`
/// says so between them: then it goes on where it was when it is called with the same `measured`
/// again, also with a later version of the same clusters. The version has clusters. Throws
/// std::bad_alloc.
absl::Status MeasureReach(const Version& version, const ModelId& model, std::size_t sample,
                          CpuPath path, const std::function<bool()>& is_stopping,
                          ReachSample& measured);

}  // namespace portcullis
