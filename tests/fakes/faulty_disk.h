// A disk that SQLite believes in: it can fill up, become read-only, and lose power.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace portcullis::testing {

/// While it lives it is the default of every SQLite connection that is opened in this process. It
/// passes everything on to the real file system and remembers, for each sector of each file, what
/// has been written to it since the file was synced last. One at a time; thread-safe.
class FaultyDisk {
 public:
  FaultyDisk();
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  enum class Fault { kNone, kFull, kReadOnly };
  /// Writes fail from now on with SQLITE_FULL or SQLITE_READONLY; or succeed again.
  void Set(Fault fault);

  /// After this many more writes and syncs the power is gone: every operation fails, the one that
  /// was under way included.
  void LosePowerAfter(std::size_t operations);
  bool has_power() const;

  /// Call when all connections are closed. What was synced is there. Of everything else each sector
  /// of 512 bytes holds what it held at some moment since, drawn at random, and so does the length
  /// of each file. The power is back.
  void RestorePower(std::uint64_t seed);

  /// Sectors that the last RestorePower set back.
  std::size_t sectors_lost() const;

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace portcullis::testing
