// Plays scripts against a whole server in this process.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/dynamic_message.h"
#include "tests/fuzz/message_mutator.h"
#include "tests/fuzz/request_script.h"
#include "tests/server/server_under_test.h"

namespace portcullis::testing {

/// Every method of every service of the contract, always in the same order.
std::vector<const google::protobuf::MethodDescriptor*> AllMethods();

/// Aborts when the server breaks a promise: an answer that says the server failed, an error without
/// a reason, a CLEAR of an incomplete search. What a script changes stays for those that follow, up
/// to a few thousand; then the server is made anew.
class RequestPlayer {
 public:
  RequestPlayer();

  void Play(const RequestScript& script);

  /// The method that a script calls.
  const google::protobuf::MethodDescriptor& MethodOf(const RequestScript& script) const;

  /// An empty request of that method.
  std::unique_ptr<google::protobuf::Message> RequestOf(const RequestScript& script);

  /// What there is on the server to be named.
  const MeaningfulValues& values() const { return values_; }

 private:
  void StartServer();
  bool IsRequest(const RequestScript& script, const std::string& message);
  void CheckResponse(const google::protobuf::MethodDescriptor& method, const std::string& bytes);

  const std::vector<const google::protobuf::MethodDescriptor*> methods_ = AllMethods();
  google::protobuf::DynamicMessageFactory factory_;
  MeaningfulValues values_;
  int played_ = 0;
  std::unique_ptr<ServerUnderTest> server_;
};

}  // namespace portcullis::testing
