# SPDX-License-Identifier: Apache-2.0
#
# What scripts/setup installs. Imported targets, so their headers are system headers: libpqxx warns
# on GCC 12.

find_package(Threads REQUIRED)
find_package(CLI11 REQUIRED)
find_package(CURL REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(PkgConfig REQUIRED)
find_package(PostgreSQL REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)

# yaml-cpp named its target without a namespace until 0.8.
if(NOT TARGET yaml-cpp::yaml-cpp)
    add_library(yaml-cpp::yaml-cpp INTERFACE IMPORTED)
    set_target_properties(yaml-cpp::yaml-cpp PROPERTIES INTERFACE_LINK_LIBRARIES yaml-cpp)
endif()

# Its CMake package asks for the web server of the parts that nothing here uses.
pkg_check_modules(PROMETHEUS REQUIRED IMPORTED_TARGET prometheus-cpp-core)

# 6.4 silently reconnects, and the advisory lock goes with the lost session: 7.10 or later.
# A build of its own brings a CMake package, a distribution's package may bring only pkg-config's.
find_package(libpqxx 7.10 CONFIG QUIET)
if(NOT TARGET libpqxx::pqxx)
    pkg_check_modules(PQXX QUIET IMPORTED_TARGET libpqxx>=7.10)
    if(NOT TARGET PkgConfig::PQXX)
        message(FATAL_ERROR "libpqxx 7.10 or later not found\n"
                            "hint: run scripts/setup, then configure with a preset.")
    endif()
    add_library(libpqxx::pqxx INTERFACE IMPORTED)
    set_target_properties(libpqxx::pqxx PROPERTIES INTERFACE_LINK_LIBRARIES PkgConfig::PQXX)
endif()

# The fmt of the system, not the copy inside spdlog, whichever way the package was built.
add_library(chatsweep_spdlog INTERFACE)
target_link_libraries(chatsweep_spdlog INTERFACE spdlog::spdlog fmt::fmt)
target_compile_definitions(chatsweep_spdlog INTERFACE SPDLOG_FMT_EXTERNAL)

# One header, which brings no package of its own.
find_path(MUSTACHE_INCLUDE_DIR kainjow/mustache.hpp REQUIRED)
add_library(chatsweep_mustache INTERFACE)
target_include_directories(chatsweep_mustache SYSTEM INTERFACE ${MUSTACHE_INCLUDE_DIR})
