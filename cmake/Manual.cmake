# SPDX-License-Identifier: Apache-2.0
#
# The man pages and the completions, written into manual/ of the build by a program that asks the
# command line and the JSON Schema what there is. The date of the pages is that of the changelog.

file(STRINGS ${PROJECT_SOURCE_DIR}/packaging/debian/changelog trailer REGEX "^ -- " LIMIT_COUNT 1)
if(NOT trailer MATCHES ", ([0-9][0-9]) ([A-Z][a-z][a-z]) ([0-9][0-9][0-9][0-9]) ")
    message(FATAL_ERROR "packaging/debian/changelog has no date")
endif()
set(months Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec)
list(FIND months ${CMAKE_MATCH_2} month)
math(EXPR month "101 + ${month}")
string(SUBSTRING ${month} 1 2 month)
set(manual_date ${CMAKE_MATCH_3}-${month}-${CMAKE_MATCH_1})

add_executable(write_manual ${PROJECT_SOURCE_DIR}/src/write_manual.cpp)
target_link_libraries(write_manual PRIVATE
    chatsweep_manual chatsweep_warnings chatsweep_hardening chatsweep_coverage)

set(manual ${PROJECT_BINARY_DIR}/manual)
set(schema ${PROJECT_SOURCE_DIR}/config/chatsweep.schema.json)
set(manual_files ${manual}/chatsweep.1 ${manual}/chatsweep.yaml.5 ${manual}/chatsweep.bash
    ${manual}/_chatsweep ${manual}/chatsweep.fish)
add_custom_command(
    OUTPUT ${manual_files}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${manual}
    COMMAND write_manual ${manual} ${schema} ${manual_date}
    DEPENDS ${schema}
    COMMENT "Writing the manual"
    VERBATIM)
add_custom_target(manual ALL DEPENDS ${manual_files})
