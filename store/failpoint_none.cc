#include "store/failpoint.h"

namespace portcullis {

void Failpoint(const char* /*name*/) {}

}  // namespace portcullis
