#include "server/index_choice.h"

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/index/faiss_reference_index.h"
#include "matcher/index/live/scan_reference_index.h"

namespace portcullis {

absl::StatusOr<IndexChoice> ChooseIndex(const config::v1::ServerConfig& config) {
  PORTCULLIS_ASSIGN_OR_RETURN(const CpuPath path, ChosenCpuPath());
  return IndexChoice{
      .is_plain = config.search().index() == "faiss-flat",
      .path = path,
      .approximate_from = static_cast<std::size_t>(config.search().approximate_from())};
}

absl::StatusOr<std::unique_ptr<ReferenceIndex>> MakeIndex(const IndexChoice& choice,
                                                          const ModelId& model,
                                                          std::size_t dimension) {
  if (choice.is_plain) return CreateFaissReferenceIndex(model, dimension);
  ScanIndexOptions options;
  options.path = choice.path;
  options.clusters.least_references = choice.approximate_from;
  return ScanReferenceIndex::Create(model, dimension, options);
}

std::string DescribeIndex(const IndexChoice& choice) {
  if (choice.is_plain) return "search: exact, every reference measured by FAISS (faiss-flat)";
  return fmt::format(
      "search: int8 scan, exact over fewer than {} references, else as the policy demands; {}",
      choice.approximate_from, CpuPathName(choice.path));
}

}  // namespace portcullis
