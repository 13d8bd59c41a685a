// Runs the contract on the index of production, in sizes at which every way of a reference through
// it is gone: delta, part, written anew, written together.
#include "gtest/gtest.h"
#include "matcher/core/status_macros.h"
#include "matcher/index/live/scan_reference_index.h"
#include "tests/contract/reference_index_contract.h"

namespace portcullis::testing {
namespace {

using Created = absl::StatusOr<std::unique_ptr<ReferenceIndex>>;

/// As the environment chooses it, so that the whole program can be run on another path.
Created CreateAsInProduction(const ModelId& model, std::size_t dimension) {
  ScanIndexOptions options;
  PORTCULLIS_ASSIGN_OR_RETURN(options.path, ChosenCpuPath());
  return ScanReferenceIndex::Create(model, dimension, options);
}

Created CreateWithTinyParts(const ModelId& model, std::size_t dimension) {
  ScanIndexOptions options;
  options.delta_rows = 3;
  options.rewrite = {.smallest_rows = 2, .fan_in = 2, .max_part_rows = 100, .purge_after = {}};
  return ScanReferenceIndex::Create(model, dimension, options);
}

Created CreateWithoutRewrites(const ModelId& model, std::size_t dimension) {
  ScanIndexOptions options;
  options.delta_rows = 20;
  options.rewrite.fan_in = 1'000'000;
  options.rewrite.purge_after = absl::InfiniteDuration();
  return ScanReferenceIndex::Create(model, dimension, options);
}

Created CreateWithSharedPasses(const ModelId& model, std::size_t dimension) {
  ScanIndexOptions options;
  options.delta_rows = 1;
  options.max_concurrent_scans = 1;
  options.max_batch = 3;
  return ScanReferenceIndex::Create(model, dimension, options);
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(
    Scan, ReferenceIndexContract,
    ::testing::Values(ReferenceIndexKind{"InProduction", &CreateAsInProduction},
                      ReferenceIndexKind{"TinyParts", &CreateWithTinyParts},
                      ReferenceIndexKind{"WithoutRewrites", &CreateWithoutRewrites},
                      ReferenceIndexKind{"SharedPasses", &CreateWithSharedPasses}),
    KindName);

}  // namespace portcullis::testing
