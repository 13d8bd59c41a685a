#include "tests/fakes/faulty_disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <system_error>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "gtest/gtest.h"

namespace portcullis::testing {
namespace {

constexpr sqlite3_int64 kSectorBytes = 512;
using Sector = std::array<char, kSectorBytes>;

/// What a file may be found to be after the power was lost.
struct Unsynced {
  std::map<sqlite3_int64, std::vector<Sector>> versions;  // by sector number, the synced one first
  std::vector<sqlite3_int64> sizes;                       // the synced one first
};

/// Our file in front of the real one, which follows it in the same piece of memory.
struct File {
  sqlite3_file base;
  char path[1024];
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File& Of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }

}  // namespace

class FaultyDisk::Impl {
 public:
  Impl() : real_(sqlite3_vfs_find(nullptr)), shim_(*real_) {
    shim_.zName = "portcullis-faulty-disk";
    shim_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
    shim_.pAppData = this;
    shim_.xOpen = &Open;
    current_ = this;
    EXPECT_EQ(sqlite3_vfs_register(&shim_, 1), SQLITE_OK);
  }

  ~Impl() {
    sqlite3_vfs_unregister(&shim_);
    sqlite3_vfs_register(real_, 1);
    current_ = nullptr;
  }

  void Set(Fault fault) {
    const absl::MutexLock lock(&mutex_);
    fault_ = fault;
  }

  void LosePowerAfter(std::size_t operations) {
    const absl::MutexLock lock(&mutex_);
    operations_left_ = operations;
  }

  bool has_power() const {
    const absl::MutexLock lock(&mutex_);
    return power_;
  }

  void RestorePower(std::uint64_t seed) {
    const absl::MutexLock lock(&mutex_);
    std::mt19937_64 dice(seed);
    lost_ = 0;
    for (const auto& [path, unsynced] : files_) Settle(path, unsynced, dice);
    files_.clear();
    operations_left_.reset();
    power_ = true;
  }

  std::size_t lost() const {
    const absl::MutexLock lock(&mutex_);
    return lost_;
  }

 private:
  /// Counts an operation that changes the disk; the error that it gets, if any.
  int Change() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (operations_left_ && (*operations_left_)-- == 0) power_ = false;
    if (!power_) return SQLITE_IOERR;
    switch (fault_) {
      case Fault::kNone: return SQLITE_OK;
      case Fault::kFull: return SQLITE_FULL;
      case Fault::kReadOnly: return SQLITE_READONLY;
    }
    return SQLITE_OK;
  }

  int CheckPower() {
    const absl::MutexLock lock(&mutex_);
    return power_ ? SQLITE_OK : SQLITE_IOERR;
  }

  static Sector ReadSector(sqlite3_file* real, sqlite3_int64 number) {
    Sector sector{};
    // Short reads are filled up with zeros by the real file system.
    real->pMethods->xRead(real, sector.data(), kSectorBytes, number * kSectorBytes);
    return sector;
  }

  Unsynced& BeforeChange(File& file, sqlite3_int64 first, sqlite3_int64 last)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    Unsynced& unsynced = files_[file.path];
    if (unsynced.sizes.empty()) {
      sqlite3_int64 size = 0;
      file.real()->pMethods->xFileSize(file.real(), &size);
      unsynced.sizes.push_back(size);
    }
    for (sqlite3_int64 number = first; number <= last; ++number) {
      auto& versions = unsynced.versions[number];
      if (versions.empty()) versions.push_back(ReadSector(file.real(), number));
    }
    return unsynced;
  }

  static void AfterChange(File& file, Unsynced& unsynced, sqlite3_int64 first, sqlite3_int64 last) {
    for (sqlite3_int64 number = first; number <= last; ++number) {
      unsynced.versions[number].push_back(ReadSector(file.real(), number));
    }
    sqlite3_int64 size = 0;
    file.real()->pMethods->xFileSize(file.real(), &size);
    unsynced.sizes.push_back(size);
  }

  void Settle(const std::string& path, const Unsynced& unsynced, std::mt19937_64& dice)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    std::error_code gone;
    if (unsynced.sizes.empty() || !std::filesystem::exists(path, gone)) return;
    const auto pick = [&dice](std::size_t count) {
      return std::uniform_int_distribution<std::size_t>(0, count - 1)(dice);
    };
    {
      std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
      for (const auto& [number, versions] : unsynced.versions) {
        const std::size_t version = pick(versions.size());
        if (version + 1 != versions.size()) ++lost_;
        file.seekp(number * kSectorBytes);
        file.write(versions[version].data(), kSectorBytes);
      }
    }
    const auto size = static_cast<std::uintmax_t>(unsynced.sizes[pick(unsynced.sizes.size())]);
    std::filesystem::resize_file(path, size);
  }

  // --- what SQLite calls -----------------------------------------------------------------------

  static int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* opened, int flags, int* out) {
    Impl& impl = *static_cast<Impl*>(vfs->pAppData);
    File& file = Of(opened);
    file.base.pMethods = nullptr;
    if (const int code = impl.CheckPower(); code != SQLITE_OK) return code;
    std::snprintf(file.path, sizeof(file.path), "%s", name == nullptr ? "" : name);
    const int code = impl.real_->xOpen(impl.real_, name, file.real(), flags, out);
    if (code == SQLITE_OK) file.base.pMethods = Methods();
    return code;
  }

  static int Write(sqlite3_file* opened, const void* data, int bytes, sqlite3_int64 offset) {
    Impl& impl = *current_;
    File& file = Of(opened);
    const absl::MutexLock lock(&impl.mutex_);
    if (const int code = impl.Change(); code != SQLITE_OK) return code;
    const sqlite3_int64 first = offset / kSectorBytes;
    const sqlite3_int64 last = (offset + bytes - 1) / kSectorBytes;
    Unsynced& unsynced = impl.BeforeChange(file, first, last);
    const int code = file.real()->pMethods->xWrite(file.real(), data, bytes, offset);
    AfterChange(file, unsynced, first, last);
    return code;
  }

  static int Truncate(sqlite3_file* opened, sqlite3_int64 size) {
    Impl& impl = *current_;
    File& file = Of(opened);
    const absl::MutexLock lock(&impl.mutex_);
    if (const int code = impl.Change(); code != SQLITE_OK) return code;
    sqlite3_int64 before = 0;
    file.real()->pMethods->xFileSize(file.real(), &before);
    const sqlite3_int64 first = size / kSectorBytes;
    const sqlite3_int64 last = (std::max(before, size + 1) - 1) / kSectorBytes;
    Unsynced& unsynced = impl.BeforeChange(file, first, last);
    const int code = file.real()->pMethods->xTruncate(file.real(), size);
    AfterChange(file, unsynced, first, last);
    return code;
  }

  static int Sync(sqlite3_file* opened, int flags) {
    Impl& impl = *current_;
    File& file = Of(opened);
    const absl::MutexLock lock(&impl.mutex_);
    if (const int code = impl.Change(); code != SQLITE_OK) return code;
    const int code = file.real()->pMethods->xSync(file.real(), flags);
    if (code == SQLITE_OK) impl.files_.erase(file.path);
    return code;
  }

  static int Read(sqlite3_file* opened, void* data, int bytes, sqlite3_int64 offset) {
    if (const int code = current_->CheckPower(); code != SQLITE_OK) return code;
    return Of(opened).real()->pMethods->xRead(Of(opened).real(), data, bytes, offset);
  }

  static int Close(sqlite3_file* opened) {
    sqlite3_file* real = Of(opened).real();
    return real->pMethods == nullptr ? SQLITE_OK : real->pMethods->xClose(real);
  }

  /// Version 2: with the shared memory of the write-ahead log, without mapped files.
  static const sqlite3_io_methods* Methods() {
    static const sqlite3_io_methods* const methods = [] {
      auto* made = new sqlite3_io_methods{};
      made->iVersion = 2;
      made->xClose = &Close;
      made->xRead = &Read;
      made->xWrite = &Write;
      made->xTruncate = &Truncate;
      made->xSync = &Sync;
      made->xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
        return Of(f).real()->pMethods->xFileSize(Of(f).real(), size);
      };
      made->xLock = [](sqlite3_file* f, int level) {
        return Of(f).real()->pMethods->xLock(Of(f).real(), level);
      };
      made->xUnlock = [](sqlite3_file* f, int level) {
        return Of(f).real()->pMethods->xUnlock(Of(f).real(), level);
      };
      made->xCheckReservedLock = [](sqlite3_file* f, int* out) {
        return Of(f).real()->pMethods->xCheckReservedLock(Of(f).real(), out);
      };
      made->xFileControl = [](sqlite3_file* f, int op, void* argument) {
        return Of(f).real()->pMethods->xFileControl(Of(f).real(), op, argument);
      };
      made->xSectorSize = [](sqlite3_file*) { return static_cast<int>(kSectorBytes); };
      // No promise about what a crash leaves: no atomic writes, no safe append.
      made->xDeviceCharacteristics = [](sqlite3_file*) { return 0; };
      made->xShmMap = [](sqlite3_file* f, int page, int bytes, int extend, void volatile** out) {
        return Of(f).real()->pMethods->xShmMap(Of(f).real(), page, bytes, extend, out);
      };
      made->xShmLock = [](sqlite3_file* f, int offset, int count, int flags) {
        return Of(f).real()->pMethods->xShmLock(Of(f).real(), offset, count, flags);
      };
      made->xShmBarrier = [](sqlite3_file* f) {
        Of(f).real()->pMethods->xShmBarrier(Of(f).real());
      };
      made->xShmUnmap = [](sqlite3_file* f, int remove) {
        return Of(f).real()->pMethods->xShmUnmap(Of(f).real(), remove);
      };
      return made;
    }();
    return methods;
  }

  // SQLite hands file methods no pointer of ours.
  static inline Impl* current_ = nullptr;

  sqlite3_vfs* const real_;
  sqlite3_vfs shim_;

  mutable absl::Mutex mutex_;
  std::map<std::string, Unsynced> files_ ABSL_GUARDED_BY(mutex_);
  Fault fault_ ABSL_GUARDED_BY(mutex_) = Fault::kNone;
  std::optional<std::size_t> operations_left_ ABSL_GUARDED_BY(mutex_);
  bool power_ ABSL_GUARDED_BY(mutex_) = true;
  std::size_t lost_ ABSL_GUARDED_BY(mutex_) = 0;
};

FaultyDisk::FaultyDisk() : impl_(std::make_unique<Impl>()) {}
FaultyDisk::~FaultyDisk() = default;
void FaultyDisk::Set(Fault fault) { impl_->Set(fault); }
void FaultyDisk::LosePowerAfter(std::size_t operations) { impl_->LosePowerAfter(operations); }
bool FaultyDisk::has_power() const { return impl_->has_power(); }
void FaultyDisk::RestorePower(std::uint64_t seed) { impl_->RestorePower(seed); }
std::size_t FaultyDisk::sectors_lost() const { return impl_->lost(); }

}  // namespace portcullis::testing
