// How the server finds the nearest references.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "matcher/core/cpu_path.h"
#include "matcher/core/embedding.h"
#include "matcher/core/reference_index.h"
#include "portcullis/config/v1/server_config.pb.h"

namespace portcullis {

struct IndexChoice {
  bool is_plain = false;  // FAISS measures every reference
  CpuPath path = CpuPath::kPortable;
  std::size_t approximate_from = 0;  // references; of the other index
};

/// What search.index asks for, on the instruction set to be used. Errors of ChosenCpuPath.
absl::StatusOr<IndexChoice> ChooseIndex(const config::v1::ServerConfig& config);

/// Empty. INVALID_ARGUMENT if it cannot hold embeddings of this `dimension`.
absl::StatusOr<std::unique_ptr<ReferenceIndex>> MakeIndex(const IndexChoice& choice,
                                                          const ModelId& model,
                                                          std::size_t dimension);

/// For the operator, one line.
std::string DescribeIndex(const IndexChoice& choice);

}  // namespace portcullis
