// Calls of the server as one expression each.
#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/failure.h"
#include "clients/cli/session.h"

namespace portcullis::cli {

template <typename Service, typename Request, typename Response>
using Method = grpc::Status (Service::StubInterface::*)(grpc::ClientContext*, const Request&,
                                                        Response*);

/// Calls that are known to take their time get at least this many seconds.
inline constexpr double kSlowCallSeconds = 600;

/// For calls that change nothing. `least_s` as of Session::NewCall.
template <typename Service, typename Request, typename Response>
absl::StatusOr<Response> Ask(Session& session, Method<Service, Request, Response> method,
                             const Request& request, double least_s = 0) {
  const auto stub = Service::NewStub(session.channel());
  const auto call = session.NewCall(least_s);
  Response response;
  const absl::Status status = FromRpc((stub.get()->*method)(call.get(), request, &response));
  if (!status.ok()) return status;
  return response;
}

/// For calls that change something: an error says how to repeat them without doing it twice.
template <typename Service, typename Request, typename Response>
absl::StatusOr<Response> Change(Session& session, Method<Service, Request, Response> method,
                                const Request& request, double least_s = 0) {
  const auto stub = Service::NewStub(session.channel());
  const auto call = session.NewCall(least_s);
  Response response;
  const absl::Status status =
      FromMutation((stub.get()->*method)(call.get(), request, &response), request.request_id());
  if (!status.ok()) return status;
  return response;
}

/// All pages as one response, or the first `limit` items (0: all). `size` counts those of a page.
template <typename Service, typename Request, typename Response, typename Size>
absl::StatusOr<Response> AskForAll(Session& session, Method<Service, Request, Response> method,
                                   Request request, Size size, int limit) {
  constexpr int kPageSize = 1000;
  Response all;
  do {
    request.set_page_size(limit == 0 ? kPageSize : std::min(kPageSize, limit - size(all)));
    absl::StatusOr<Response> page = Ask<Service>(session, method, request);
    if (!page.ok()) return page.status();
    request.set_page_token(page->next_page_token());
    page->clear_next_page_token();
    all.MergeFrom(*page);
  } while (!request.page_token().empty() && (limit == 0 || size(all) < limit));
  return all;
}

}  // namespace portcullis::cli
