// Runs the contract on both indexes; the plain one is also the oracle of the other.
#include "gtest/gtest.h"
#include "matcher/index/faiss_reference_index.h"
#include "matcher/index/flat_reference_index.h"
#include "tests/contract/reference_index_contract.h"

namespace portcullis::testing {

INSTANTIATE_TEST_SUITE_P(Implementations, ReferenceIndexContract,
                         ::testing::Values(ReferenceIndexKind{"Faiss", &CreateFaissReferenceIndex},
                                           ReferenceIndexKind{"Flat", &CreateFlatReferenceIndex}),
                         KindName);

}  // namespace portcullis::testing
