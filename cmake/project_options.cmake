# INTERFACE target that every target of ours links: language level, warnings, sanitizers.
option(PORTCULLIS_WERROR "Treat warnings as errors" OFF)
set(PORTCULLIS_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=")
option(PORTCULLIS_THREAD_SAFETY "Check lock annotations (clang)" OFF)
option(PORTCULLIS_FUZZ "Instrument for libFuzzer and make its targets (clang)" OFF)
option(PORTCULLIS_COVERAGE "Instrument for gcov" OFF)

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
find_program(PORTCULLIS_CCACHE ccache)
if(PORTCULLIS_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${PORTCULLIS_CCACHE}")
endif()

# What every translation unit gets, ours or generated.
add_library(build_options INTERFACE)
target_compile_features(build_options INTERFACE cxx_std_20)
target_include_directories(build_options INTERFACE "${PROJECT_SOURCE_DIR}")
if(PORTCULLIS_SANITIZE)
  target_compile_options(build_options INTERFACE -fsanitize=${PORTCULLIS_SANITIZE}
                         -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(build_options INTERFACE -fsanitize=${PORTCULLIS_SANITIZE})
endif()
if(PORTCULLIS_FUZZ)
  target_compile_options(build_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(PORTCULLIS_COVERAGE)
  target_compile_options(build_options INTERFACE --coverage)
  target_link_options(build_options INTERFACE --coverage)
endif()

# ThreadSanitizer does not see into Debian's absl; see the file for what is done about it.
if(PORTCULLIS_SANITIZE MATCHES "thread")
  set(tsan_absl_locks "${PROJECT_SOURCE_DIR}/tests/tsan/absl_locks.cc")
  add_library(tsan_absl_locks STATIC "${tsan_absl_locks}")
  target_compile_features(tsan_absl_locks PRIVATE cxx_std_20)
  target_link_libraries(tsan_absl_locks PUBLIC absl::synchronization absl::time)
  file(STRINGS "${tsan_absl_locks}" lines REGEX "_ZN")
  string(REGEX MATCHALL "_ZN[A-Za-z0-9_]+" symbols "${lines}")
  list(REMOVE_DUPLICATES symbols)
  # The first is asked for by name, as a program that takes no lock itself links libraries that do.
  list(GET symbols 0 first)
  list(TRANSFORM symbols PREPEND "LINKER:--wrap=")
  target_link_options(build_options INTERFACE ${symbols} LINKER:--undefined=__wrap_${first})
  target_link_libraries(build_options INTERFACE tsan_absl_locks)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${tsan_absl_locks}")
endif()

# What code of ours gets in addition.
add_library(project_options INTERFACE)
target_link_libraries(project_options INTERFACE build_options)
target_compile_options(project_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wswitch -Wnon-virtual-dtor -Woverloaded-virtual
  -Werror=switch -Werror=unused-result)
if(PORTCULLIS_WERROR)
  target_compile_options(project_options INTERFACE -Werror)
endif()
if(PORTCULLIS_THREAD_SAFETY)
  target_compile_options(project_options INTERFACE -Wthread-safety -Werror=thread-safety)
endif()
