// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/process.hpp"

#include <memory>
#include <string>

namespace chatsweep::test {

/// A pgbouncer of the test's own before the cluster that PGHOST names, in transaction mode and with
/// nothing in its configuration that would help chatsweep. It listens on a socket in a folder of
/// its own, and knows the cluster's superuser and the roles that it is told.
class Pooler {
public:
    /// With so many connections to the server for each database and role.
    explicit Pooler(int pool_size, const std::vector<std::string>& roles = {});
    ~Pooler();
    Pooler(const Pooler&) = delete;
    Pooler& operator=(const Pooler&) = delete;

    /// What leads a program here.
    [[nodiscard]] Variables variables() const { return {{"PGHOST", folder_}, {"PGPORT", "6432"}}; }
    /// The same as a conninfo.
    [[nodiscard]] std::string conninfo() const { return "host=" + folder_ + " port=6432 "; }

private:
    std::string folder_;
    std::unique_ptr<Process> process_;
};

} // namespace chatsweep::test
