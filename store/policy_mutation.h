// A change of the policy as a change of the store like any other.
#pragma once

#include "border/policy/policy_store.h"
#include "border/watchlist/store.h"

namespace portcullis {

inline Mutation MutationOf(const PolicyMutation& mutation) {
  return {.key = mutation.key,
          .actor = mutation.actor,
          .time = mutation.time,
          .changes = {{mutation.action, mutation.put}},
          .response = mutation.response};
}

}  // namespace portcullis
