// Who asks for a change, and how a repetition of the same request is told from a new one.
#pragma once

#include <string>

namespace portcullis {

/// Identifies a call so that its repetition does nothing twice.
struct RequestKey {
  std::string request_id;   // chosen by the client, 1..64 printable ASCII characters
  std::string fingerprint;  // hash of the request body
};

/// Who asks, and the key of the request.
struct MutationContext {
  std::string actor;
  RequestKey key;
};

/// The response to keep and whether it was already there.
struct CommitResult {
  std::string response;
  bool replayed = false;
};

}  // namespace portcullis
