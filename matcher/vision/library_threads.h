// How many threads the vision libraries use inside one call.
#pragma once

namespace portcullis {

/// One, for the whole process: OpenCV's and OpenBLAS's thread pools are global. Lanes are the
/// parallelism of Portcullis; a pool below them would make them wait for each other. Thread-safe
/// and cheap; takes effect for calls that start afterwards.
void MakeLibrariesSingleThreaded();

}  // namespace portcullis
