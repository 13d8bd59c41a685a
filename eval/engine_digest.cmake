# Writes a header with the hash of the libraries in INPUTS: embeddings in the cache are good for
# exactly the engine that made them.
set(digests "")
foreach(input IN LISTS INPUTS)
  file(SHA256 "${input}" digest)
  string(APPEND digests "${digest}")
endforeach()
string(SHA256 digest "${digests}")
file(WRITE "${OUTPUT}" "#pragma once\n\nnamespace portcullis {\ninline constexpr char kEngineDigest[] = \"${digest}\";\n}  // namespace portcullis\n")
