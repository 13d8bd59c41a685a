# INTERFACE target that every target of ours links: language level, warnings, sanitizers.
option(PORTCULLIS_WERROR "Treat warnings as errors" OFF)
set(PORTCULLIS_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=")
option(PORTCULLIS_THREAD_SAFETY "Check lock annotations (clang)" OFF)
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
if(PORTCULLIS_COVERAGE)
  target_compile_options(build_options INTERFACE --coverage)
  target_link_options(build_options INTERFACE --coverage)
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
