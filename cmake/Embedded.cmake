# SPDX-License-Identifier: Apache-2.0
#
# chatsweep_embed(NAME FOLDER PATTERN...)
#
# Library chatsweep_NAME: the files of FOLDER that match, below it too, compiled in. Header:
# NAME/embedded.hpp.
#
# The list of files is a file of its own, rewritten only when it differs: a file that goes away, or
# that comes with an old date, changes no other input of the command.

function(chatsweep_embed name folder)
    set(root ${PROJECT_SOURCE_DIR}/${folder})
    list(TRANSFORM ARGN PREPEND ${root}/ OUTPUT_VARIABLE patterns)
    file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${root} ${patterns})
    list(SORT files)
    list(TRANSFORM files PREPEND ${root}/ OUTPUT_VARIABLE paths)
    list(JOIN files "\n" lines)
    set(generated ${PROJECT_BINARY_DIR}/generated/${name})
    file(CONFIGURE OUTPUT ${generated}/files.txt CONTENT "${lines}\n" @ONLY)

    configure_file(${PROJECT_SOURCE_DIR}/cmake/embedded.hpp.in ${generated}/embedded.hpp @ONLY)
    add_custom_command(
        OUTPUT ${generated}/embedded.cpp
        COMMAND ${CMAKE_COMMAND}
                -D NAME=${name}
                -D LIST=${generated}/files.txt
                -D FOLDER=${root}
                -D OUTPUT=${generated}/embedded.cpp
                -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
        DEPENDS ${paths} ${generated}/files.txt ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
        COMMENT "Embedding ${folder}/"
        VERBATIM)

    add_library(chatsweep_${name} STATIC ${generated}/embedded.cpp)
    target_include_directories(chatsweep_${name} PUBLIC ${PROJECT_BINARY_DIR}/generated)
    target_link_libraries(chatsweep_${name} PRIVATE chatsweep_warnings chatsweep_hardening)
endfunction()

chatsweep_embed(sql sql *.sql)
chatsweep_embed(units config systemd/* cron/*)
# The page of the report: its templates and its style.
chatsweep_embed(page src/report/html *.mustache *.css)
