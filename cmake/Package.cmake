# SPDX-License-Identifier: Apache-2.0
#
# What `cpack` needs to make a .deb of the build. scripts/package does it with the release build.

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME chatsweep)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "close chat sessions whose customer has gone silent")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"chatsweep reads the open chat sessions from PostgreSQL, judges each one by
the customer's last message and the timers that are configured, and warns,
disconnects or closes the ones that are due, all in one transaction. It
shows what it would do before it does it, says of any session why it was
closed or kept, and writes down every run.

A systemd timer, cron or its own loop starts it. Nothing is enabled, and
nothing is closed before a policy has been configured.")
set(CPACK_DEBIAN_PACKAGE_MAINTAINER
    "chatsweep maintainers <maintainers@users.noreply.github.com>")
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# For the user.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd | systemd-standalone-sysusers | systemd-sysusers")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "postgresql-client")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${PROJECT_SOURCE_DIR}/packaging/debian/conffiles
    ${PROJECT_SOURCE_DIR}/packaging/debian/postinst
    ${PROJECT_SOURCE_DIR}/packaging/debian/prerm
    ${PROJECT_SOURCE_DIR}/packaging/debian/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_STRIP_FILES ON)
# Files go to /etc as well as to /usr, whatever prefix the build was configured with.
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
configure_file(cmake/finish_package.cmake.in ${PROJECT_BINARY_DIR}/finish_package.cmake @ONLY)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_BINARY_DIR}/finish_package.cmake)
include(CPack)
