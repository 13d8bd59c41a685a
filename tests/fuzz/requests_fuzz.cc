// Fuzz target: every request message of every service, to a whole server with fakes behind it.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <span>
#include <string>

#include "tests/fuzz/message_mutator.h"
#include "tests/fuzz/request_player.h"
#include "tests/fuzz/request_script.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

using portcullis::testing::RequestPlayer;
using portcullis::testing::RequestScript;

/// One for the process: it is what libFuzzer's two functions share. Never destroyed, as threads of
/// gRPC outlive main.
RequestPlayer& Player() {
  static auto* const player = new RequestPlayer();
  return *player;
}

void MutateBytes(std::string& message) {
  const std::size_t size = message.size();
  message.resize(size + 32);
  message.resize(
      LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(message.data()), size, message.size()));
}

void MutateFields(const RequestScript& script, std::string& message, std::minstd_rand& random) {
  const auto request = Player().RequestOf(script);
  if (!request->ParseFromString(message)) request->Clear();
  const unsigned changes = 1 + random() % 4;
  for (unsigned i = 0; i < changes; ++i) {
    portcullis::testing::MutateMessage(*request, Player().values(), random);
  }
  message = request->SerializeAsString();
}

void MutateScript(RequestScript& script, std::minstd_rand& random) {
  const unsigned choice = random() % 16;
  if (choice == 0) script.method = static_cast<std::uint8_t>(random());
  if (choice == 1) script.actor = static_cast<std::uint8_t>(random());
  if (script.messages.empty() || choice == 2) script.messages.emplace_back();
  const std::size_t at = random() % script.messages.size();
  if (choice == 3) script.messages.push_back(script.messages[at]);
  if (choice == 4) script.messages.erase(script.messages.begin() + static_cast<std::ptrdiff_t>(at));
  if (choice < 5) return;
  if (choice < 7) {
    MutateBytes(script.messages[at]);
  } else {
    MutateFields(script, script.messages[at], random);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Player().Play(portcullis::testing::ParseScript(std::span(data, size)));
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  std::minstd_rand random(seed);
  RequestScript script = portcullis::testing::ParseScript(std::span(data, size));
  MutateScript(script, random);
  const std::string bytes = portcullis::testing::SerializeScript(script);
  const std::size_t kept = std::min(bytes.size(), max_size);
  std::copy_n(bytes.begin(), kept, data);
  return kept;
}
