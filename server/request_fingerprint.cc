#include "server/request_fingerprint.h"

#include <array>

#include "absl/strings/escaping.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "sodium.h"

namespace portcullis {
namespace {

std::string SerialiseInFixedOrder(const google::protobuf::MessageLite& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return bytes;
}

void Update(crypto_generichash_state& state, std::string_view bytes) {
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()),
                            bytes.size());
}

}  // namespace

std::string RequestFingerprint(std::string_view method,
                               const google::protobuf::MessageLite& request) {
  crypto_generichash_state state;
  std::array<unsigned char, crypto_generichash_BYTES> hash{};
  crypto_generichash_init(&state, nullptr, 0, hash.size());
  Update(state, method);
  Update(state, std::string_view("\0", 1));
  Update(state, SerialiseInFixedOrder(request));
  crypto_generichash_final(&state, hash.data(), hash.size());
  return absl::BytesToHexString({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

}  // namespace portcullis
