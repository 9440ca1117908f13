# SPDX-License-Identifier: Apache-2.0
#
# The language, and the targets that carry the compiler's flags: chatsweep_warnings and
# chatsweep_hardening, which every target of the project links, and chatsweep_coverage, which those
# of src/ do. No dependency links one of them.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_library(chatsweep_warnings INTERFACE)
target_compile_options(chatsweep_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC's flow analysis takes the members of a std::variant that are not in use, and the
    # sanitizers' own branches, for the program's; both only where libraries are inlined.
    target_compile_options(chatsweep_warnings INTERFACE -Wno-maybe-uninitialized)
endif()
if(CHATSWEEP_WERROR)
    target_compile_options(chatsweep_warnings INTERFACE -Werror)
endif()

add_library(chatsweep_hardening INTERFACE)
if(CHATSWEEP_HARDENING)
    # Some distributions predefine a lower level, and redefining one is a warning.
    target_compile_options(chatsweep_hardening INTERFACE
        -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS
        -fstack-protector-strong -fstack-clash-protection -fPIE)
    target_link_options(chatsweep_hardening INTERFACE -pie LINKER:-z,relro,-z,now)
endif()

if(CHATSWEEP_SANITIZE)
    target_compile_options(chatsweep_hardening INTERFACE
        -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
        -D_GLIBCXX_ASSERTIONS)
    target_link_options(chatsweep_hardening INTERFACE -fsanitize=address,undefined)
    # Each check of undefined behaviour has a place that it tells of: three million addresses, which
    # every start of a program that may lie anywhere would have to move.
    target_compile_options(chatsweep_hardening INTERFACE -fno-pie)
    target_link_options(chatsweep_hardening INTERFACE -no-pie)
    if(CHATSWEEP_COVERAGE)
        # 50 MB of such places are most of what a start costs, and a suite has many. What is undefined
        # ends the program without a word there; the preset asan says what it was.
        target_compile_options(chatsweep_hardening INTERFACE -fsanitize-undefined-trap-on-error)
    endif()
endif()

if(CHATSWEEP_SANITIZE_THREADS)
    target_compile_options(chatsweep_hardening INTERFACE
        -fsanitize=thread -fno-omit-frame-pointer -D_GLIBCXX_ASSERTIONS)
    target_link_options(chatsweep_hardening INTERFACE -fsanitize=thread)
endif()

if(CHATSWEEP_FUZZ)
    # The checks left out take as long to compile as all the others, and what they find crashes, or
    # is found by the suite under the sanitizers.
    target_compile_options(chatsweep_hardening INTERFACE
        -fsanitize=fuzzer-no-link -fno-sanitize=alignment,null,object-size,vptr)
endif()

if(CHATSWEEP_COVERAGE)
    add_library(chatsweep_coverage STATIC ${PROJECT_SOURCE_DIR}/tests/coverage/endings.cpp)
    target_link_libraries(chatsweep_coverage PRIVATE chatsweep_warnings)
    # Threads share the counters, and gcov sees the lines that an optimiser leaves. Not those of
    # libraries' headers: they are nine counters of ten, which every process would add up in files.
    target_compile_options(chatsweep_coverage INTERFACE
        -O0 --coverage -fprofile-update=atomic -fprofile-abs-path
        -fprofile-filter-files=/src/)
    target_link_options(chatsweep_coverage INTERFACE
        --coverage LINKER:--wrap=raise LINKER:--wrap=_Exit)
else()
    add_library(chatsweep_coverage INTERFACE)
endif()
