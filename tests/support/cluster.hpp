// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/process.hpp"

#include <string>
#include <vector>

namespace chatsweep::test {

/// A PostgreSQL cluster of the test's own, to be crashed, stopped, promoted or filled, with the
/// programs of the one that PGHOST names. It listens on a socket in a folder of its own and on no
/// port. Every member throws with the server's own words when the server does not do as told.
class Cluster {
public:
    /// Lines for its postgresql.conf.
    using Settings = std::vector<std::string>;

    struct StandbyOf {
        const Cluster& primary;
    };

    explicit Cluster(const Settings& settings = {});
    /// A hot standby that streams from its primary, under the application_name of its folder.
    explicit Cluster(StandbyOf whom, const Settings& settings = {});
    ~Cluster();
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;

    /// The socket's folder, which is what PGHOST wants.
    [[nodiscard]] const std::string& host() const noexcept { return folder_; }
    [[nodiscard]] static std::string port() { return "5432"; }
    /// For its superuser; without a database's name.
    [[nodiscard]] std::string conninfo() const;
    [[nodiscard]] std::string data() const { return folder_ + "/data"; }

    void start();
    /// Disconnects everybody and shuts down cleanly.
    void stop();
    /// Ends at once, as when the power fails, and recovers when it is started again.
    void crash();
    void promote();
    /// Adds settings, and makes the running server take them over.
    void set(const Settings& settings);

    /// Runs one of PostgreSQL's programs, or another, as the user that the server runs as.
    [[nodiscard]] Ended run_as_server(const Arguments& words) const;

private:
    void must(const Arguments& words) const;
    void write(const Settings& settings) const;
    void end(const std::string& mode);

    std::string folder_;
    bool running_ = false;
};

} // namespace chatsweep::test
