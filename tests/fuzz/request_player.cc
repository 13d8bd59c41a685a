#include "tests/fuzz/request_player.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "fmt/format.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/fuzz/parser_check.h"

namespace portcullis::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr int kScriptsPerServer = 3000;
constexpr int kMaxResponses = 40;

/// Streams that have no end of their own are left to their deadline.
std::chrono::milliseconds Patience(const MethodDescriptor& method) {
  const bool may_be_endless = method.server_streaming() && !method.client_streaming();
  return std::chrono::milliseconds(may_be_endless ? 40 : 20'000);
}

grpc::ByteBuffer Buffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

std::string Bytes(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  static_cast<void>(buffer.Dump(&slices));
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

struct Answer {
  std::vector<std::string> responses;
  grpc::Status status;
};

/// A call of any kind, one step after the other.
class RawCall {
 public:
  RawCall(const std::shared_ptr<grpc::Channel>& channel, const MethodDescriptor& method,
          const std::string& actor)
      : stub_(channel) {
    StateActor(context_, actor);
    context_.set_deadline(std::chrono::system_clock::now() + Patience(method));
    const std::string path = fmt::format("/{}/{}", method.service()->full_name(), method.name());
    call_ = stub_.PrepareCall(&context_, path, &queue_);
  }
  ~RawCall() {
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }

  Answer Play(const std::vector<std::string>& messages) {
    Answer answer;
    call_->StartCall(nullptr);
    bool alive = Step();
    for (const std::string& message : messages) {
      if (!alive) break;
      call_->Write(Buffer(message), nullptr);
      alive = Step();
    }
    call_->WritesDone(nullptr);
    Step();
    for (int i = 0; i < kMaxResponses; ++i) {
      grpc::ByteBuffer response;
      call_->Read(&response, nullptr);
      if (!Step()) break;
      answer.responses.push_back(Bytes(response));
      if (i + 1 == kMaxResponses) context_.TryCancel();
    }
    call_->Finish(&answer.status, nullptr);
    Step();
    return answer;
  }

 private:
  bool Step() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
};

/// The field of that name and type; null if there is none.
const FieldDescriptor* FieldOf(const Message& message, const std::string& name,
                               FieldDescriptor::CppType type) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  return field != nullptr && field->cpp_type() == type && !field->is_repeated() ? field : nullptr;
}

bool IsClear(const Message& message) {
  const FieldDescriptor* outcome = FieldOf(message, "outcome", FieldDescriptor::CPPTYPE_ENUM);
  return outcome != nullptr &&
         message.GetReflection()->GetEnum(message, outcome)->name() == "OUTCOME_CLEAR";
}

bool SaysComplete(const Message& message) {
  const FieldDescriptor* context = FieldOf(message, "context", FieldDescriptor::CPPTYPE_MESSAGE);
  if (context == nullptr) return false;
  const Message& inner = message.GetReflection()->GetMessage(message, context);
  const FieldDescriptor* coverage = FieldOf(inner, "coverage", FieldDescriptor::CPPTYPE_MESSAGE);
  if (coverage == nullptr) return false;
  const Message& said = inner.GetReflection()->GetMessage(inner, coverage);
  const FieldDescriptor* complete = FieldOf(said, "complete", FieldDescriptor::CPPTYPE_BOOL);
  return complete != nullptr && said.GetReflection()->GetBool(said, complete);
}

/// No CLEAR, here or in a part of it, of an incomplete search.
void RequireNoFalseClear(const Message& message) {
  if (IsClear(message)) {
    Require(SaysComplete(message), "CLEAR of an incomplete search: " + message.ShortDebugString());
  }
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_repeated()) continue;
    // A part without a context of its own, such as the 1:N part of a check, speaks for the whole.
    const Message& part = message.GetReflection()->GetMessage(message, field);
    if (FieldOf(part, "context", FieldDescriptor::CPPTYPE_MESSAGE) != nullptr) {
      RequireNoFalseClear(part);
    } else if (IsClear(part)) {
      Require(SaysComplete(message),
              "CLEAR in an incomplete answer: " + message.ShortDebugString());
    }
  }
}

}  // namespace

std::vector<const MethodDescriptor*> AllMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const Descriptor* of_service :
       {v1::IdentifyRequest::descriptor(), v1::CreateListRequest::descriptor(),
        v1::GetPolicyRequest::descriptor(), v1::GetStatusRequest::descriptor()}) {
    const google::protobuf::FileDescriptor& file = *of_service->file();
    for (int i = 0; i < file.service_count(); ++i) {
      for (int j = 0; j < file.service(i)->method_count(); ++j) {
        methods.push_back(file.service(i)->method(j));
      }
    }
  }
  return methods;
}

RequestPlayer::RequestPlayer() { StartServer(); }

void RequestPlayer::StartServer() {
  server_.reset();
  server_ = std::make_unique<ServerUnderTest>();
  values_.bytes = {FakeFace(10, 20), FakeFace(200, 10), "two faces", "no face", "tiny 9 9", "bad"};
  values_.texts = {"request-1", "request-2", "display_name", "policies/1", "policies/2", "*"};
  values_.texts.push_back(server_->CreateList("wanted"));
  values_.texts.push_back(server_->CreateList("missing"));
  for (int i = 0; i < 3; ++i) {
    values_.texts.push_back(
        server_->Enroll("lists/wanted", fmt::format("Person {}", i), FakeFace(10 + 90 * i, 20)));
  }
  played_ = 0;
}

const MethodDescriptor& RequestPlayer::MethodOf(const RequestScript& script) const {
  return *methods_[script.method % methods_.size()];
}

std::unique_ptr<Message> RequestPlayer::RequestOf(const RequestScript& script) {
  return std::unique_ptr<Message>(factory_.GetPrototype(MethodOf(script).input_type())->New());
}

bool RequestPlayer::IsRequest(const RequestScript& script, const std::string& message) {
  return RequestOf(script)->ParseFromString(message);
}

void RequestPlayer::CheckResponse(const MethodDescriptor& method, const std::string& bytes) {
  const std::unique_ptr<Message> response(factory_.GetPrototype(method.output_type())->New());
  Require(response->ParseFromString(bytes), "a response does not parse: " + method.full_name());
  RequireNoFalseClear(*response);
}

void RequestPlayer::Play(const RequestScript& script) {
  if (++played_ > kScriptsPerServer) StartServer();
  const MethodDescriptor& method = MethodOf(script);
  std::vector<std::string> messages = script.messages;
  if (!method.client_streaming()) messages.resize(1);
  const std::string actor = fmt::format("actor-{}", script.actor % 3);
  const Answer answer = RawCall(server_->channel(), method, actor).Play(messages);
  for (const std::string& response : answer.responses) CheckResponse(method, response);

  const bool all_parse =
      std::all_of(messages.begin(), messages.end(),
                  [&](const std::string& message) { return IsRequest(script, message); });
  const std::string told = fmt::format("{} answered {} ({})", method.full_name(),
                                       CodeAndReason(answer.status), answer.status.error_message());
  const std::set<grpc::StatusCode> server_faults = {
      grpc::StatusCode::INTERNAL, grpc::StatusCode::UNKNOWN, grpc::StatusCode::DATA_LOSS};
  if (all_parse) Require(!server_faults.contains(answer.status.error_code()), told);
  const std::set<grpc::StatusCode> need_a_reason = {
      grpc::StatusCode::INVALID_ARGUMENT, grpc::StatusCode::NOT_FOUND,
      grpc::StatusCode::FAILED_PRECONDITION, grpc::StatusCode::ABORTED};
  if (need_a_reason.contains(answer.status.error_code())) {
    Require(!ErrorInfoOf(answer.status).reason().empty(), told);
  }
}

}  // namespace portcullis::testing
