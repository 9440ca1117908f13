# SPDX-License-Identifier: Apache-2.0
#
# chatsweep_room(NAME [PUBLIC ROOM...] [PRIVATE LIBRARY...])
#
# Library chatsweep_NAME from the sources below src/NAME: a new file needs no edit here. PUBLIC names
# the rooms whose headers this room's headers may include, PRIVATE the libraries that stay inside.

configure_file(${PROJECT_SOURCE_DIR}/cmake/version.hpp.in
               ${PROJECT_BINARY_DIR}/generated/core/version.hpp @ONLY)

function(chatsweep_room name)
    cmake_parse_arguments(PARSE_ARGV 1 room "" "" "PUBLIC;PRIVATE")
    list(TRANSFORM room_PUBLIC PREPEND chatsweep_)
    set(includes ${PROJECT_SOURCE_DIR}/src ${PROJECT_BINARY_DIR}/generated)

    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
    if(NOT sources)
        add_library(chatsweep_${name} INTERFACE)
        target_include_directories(chatsweep_${name} INTERFACE ${includes})
        target_link_libraries(chatsweep_${name} INTERFACE ${room_PUBLIC})
        return()
    endif()

    add_library(chatsweep_${name} STATIC ${sources})
    set_target_properties(chatsweep_${name} PROPERTIES UNITY_BUILD ${CHATSWEEP_UNITY})
    target_include_directories(chatsweep_${name} PUBLIC ${includes})
    target_link_libraries(chatsweep_${name}
        PUBLIC ${room_PUBLIC} Threads::Threads
        PRIVATE ${room_PRIVATE} chatsweep_warnings chatsweep_hardening chatsweep_coverage)
endfunction()
