// Seam of crash tests: named places at which a program may be made to die.
#pragma once

namespace portcullis {

/// Called whenever the store passes `name`. Each program links one definition:
/// store_failpoint_none, which does nothing, or that of a test. Libraries link neither.
void Failpoint(const char* name);

}  // namespace portcullis
