// Early return of a failed absl::Status, the two forms that this project uses.
#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define PORTCULLIS_RETURN_IF_ERROR(expression)                \
  do {                                                        \
    if (absl::Status status_ = (expression); !status_.ok()) { \
      return status_;                                         \
    }                                                         \
  } while (false)

/// PORTCULLIS_ASSIGN_OR_RETURN(const Image image, DecodeImage(bytes));
#define PORTCULLIS_ASSIGN_OR_RETURN(declaration, expression) \
  PORTCULLIS_ASSIGN_OR_RETURN_(PORTCULLIS_CONCAT_(status_or_, __LINE__), declaration, expression)

#define PORTCULLIS_CONCAT_INNER_(a, b) a##b
#define PORTCULLIS_CONCAT_(a, b) PORTCULLIS_CONCAT_INNER_(a, b)
#define PORTCULLIS_ASSIGN_OR_RETURN_(temporary, declaration, expression) \
  auto temporary = (expression);                                         \
  if (!temporary.ok()) return temporary.status();                        \
  declaration = *std::move(temporary)
