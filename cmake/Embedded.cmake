# SPDX-License-Identifier: Apache-2.0
#
# Library chatsweep_sql: every file under sql/, compiled in. Header: sql/embedded.hpp.
#
# The list of files is a file of its own, rewritten only when it differs: a file that goes away, or
# that comes with an old date, changes no other input of the command.

file(GLOB_RECURSE sql_files CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/sql
     ${PROJECT_SOURCE_DIR}/sql/*.sql)
list(SORT sql_files)
list(TRANSFORM sql_files PREPEND ${PROJECT_SOURCE_DIR}/sql/ OUTPUT_VARIABLE sql_paths)
list(JOIN sql_files "\n" sql_list)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/sql/files.txt CONTENT "${sql_list}\n" @ONLY)

set(embedded ${PROJECT_BINARY_DIR}/generated/sql/embedded.cpp)
configure_file(${PROJECT_SOURCE_DIR}/cmake/embedded.hpp.in
               ${PROJECT_BINARY_DIR}/generated/sql/embedded.hpp COPYONLY)
add_custom_command(
    OUTPUT ${embedded}
    COMMAND ${CMAKE_COMMAND}
            -D LIST=${PROJECT_BINARY_DIR}/generated/sql/files.txt
            -D FOLDER=${PROJECT_SOURCE_DIR}/sql
            -D OUTPUT=${embedded}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed_sql.cmake
    DEPENDS ${sql_paths} ${PROJECT_BINARY_DIR}/generated/sql/files.txt
            ${PROJECT_SOURCE_DIR}/cmake/embed_sql.cmake
    COMMENT "Embedding sql/"
    VERBATIM)

add_library(chatsweep_sql STATIC ${embedded})
target_include_directories(chatsweep_sql PUBLIC ${PROJECT_BINARY_DIR}/generated)
target_link_libraries(chatsweep_sql PRIVATE chatsweep_warnings chatsweep_hardening)
