// PORTCULLIS_FAILPOINT="store.commit.before_commit:3" kills the process, as a power cut would, when
// it passes that place for the third time.
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <string>
#include <string_view>

#include "store/failpoint.h"

namespace portcullis {
namespace {

struct Plan {
  std::string name;
  int passes = 0;
};

Plan PlanOfEnvironment() {
  const char* const variable = std::getenv("PORTCULLIS_FAILPOINT");
  if (variable == nullptr) return {};
  const std::string text = variable;
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return {.name = text, .passes = 1};
  return {.name = text.substr(0, colon), .passes = std::atoi(text.c_str() + colon + 1)};
}

}  // namespace

void Failpoint(const char* name) {
  static const Plan plan = PlanOfEnvironment();
  static std::atomic<int> passed = 0;
  if (plan.name == std::string_view(name) && ++passed == plan.passes) ::kill(::getpid(), SIGKILL);
}

}  // namespace portcullis
