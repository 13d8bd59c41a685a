// Vectors that are hard for a search by codes, each with queries.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace portcullis::testing {

struct VectorSet {
  std::size_t dimension = 0;
  std::vector<float> rows;     // row by row
  std::vector<float> queries;  // likewise

  std::size_t size() const { return rows.size() / dimension; }
  std::size_t query_count() const { return queries.size() / dimension; }
  const float* query(std::size_t i) const { return queries.data() + i * dimension; }
};

struct VectorSetKind {
  std::string name;
  VectorSet (*make)();  // the same each time
};

/// 1,000 queries each, 11,000 together.
const std::vector<VectorSetKind>& VectorSetKinds();

/// `rows` and `queries` drawn like embeddings of faces: of length 1, those of one person near to
/// each other. Some queries are rows.
VectorSet People(std::size_t rows, std::size_t queries, std::size_t dimension);

}  // namespace portcullis::testing
