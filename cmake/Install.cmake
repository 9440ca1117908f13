# SPDX-License-Identifier: Apache-2.0
#
# What `cmake --install` puts under a prefix. What depends on the prefix itself, which may be chosen
# only then, is in place_by_prefix.cmake.in: units, configuration, completions of zsh.

include(GNUInstallDirs)

install(TARGETS chatsweep RUNTIME)

install(FILES ${manual}/chatsweep.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${manual}/chatsweep.yaml.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)
install(FILES ${manual}/chatsweep.bash
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME chatsweep)
install(FILES ${manual}/chatsweep.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

install(FILES config/chatsweep.schema.json config/event.schema.json
        DESTINATION ${CMAKE_INSTALL_DATADIR}/chatsweep)
install(DIRECTORY sql/adapters DESTINATION ${CMAKE_INSTALL_DATADIR}/chatsweep)
install(FILES sql/chat/schema.sql DESTINATION ${CMAKE_INSTALL_DATADIR}/chatsweep/chat)

install(FILES README.md ARCHITECTURE.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES config/chatsweep.yaml DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
install(DIRECTORY config/examples/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
install(FILES config/cron/chatsweep DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples/cron)

install(FILES packaging/sysusers.conf DESTINATION lib/sysusers.d RENAME chatsweep.conf)

configure_file(cmake/place_by_prefix.cmake.in ${PROJECT_BINARY_DIR}/place_by_prefix.cmake @ONLY)
install(SCRIPT ${PROJECT_BINARY_DIR}/place_by_prefix.cmake)
