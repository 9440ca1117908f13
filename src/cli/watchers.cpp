// SPDX-License-Identifier: Apache-2.0
#include "cli/watchers.hpp"

#include "cli/arguments.hpp"
#include "cli/settings.hpp"
#include "cli/usage_error.hpp"
#include "commands/metrics_file.hpp"
#include "config/wording.hpp"

#include <CLI/CLI.hpp>

namespace chatsweep {

namespace {

struct Said {
    std::string source; ///< The option, or its variable.
    std::string text;
};

std::optional<Said> said_of(const CLI::App& app, const Environment& environment,
                            const std::string& option, const std::string& variable) {
    if (auto text = text_of(app, option)) {
        return Said{option, std::move(*text)};
    }
    if (auto text = value_of(environment, variable)) {
        return Said{variable, std::move(*text)};
    }
    return std::nullopt;
}

bool is_dry_run(const CLI::App& app) {
    return app.get_option_no_throw("--dry-run") != nullptr && is_given(app, "--dry-run");
}

void refuse_with_dry_run(const CLI::App& app, const std::string& option) {
    if (text_of(app, option)) {
        throw UsageError{option + " does not go with --dry-run",
                         "only a sweep that acts is worth watching: leave one of the two out."};
    }
}

std::string metrics_file_from(const Said& said) {
    if (!is_metrics_file(said.text)) {
        throw UsageError{said.source + ": " + in_quotes(said.text) + " is not named NAME.prom",
                         "the node exporter reads no other file: write a path such as "
                         "/var/lib/prometheus/node-exporter/chatsweep.prom."};
    }
    return said.text;
}

/// Neither is repeated where it looks like the URL itself, which is a secret.
SecretSource credential_from(const Said& said) {
    if (said.text.find('/') != std::string::npos) {
        throw UsageError{said.source + " is not the name of a credential",
                         "write the name that stands in LoadCredential=; the URL belongs into the "
                         "file that it names."};
    }
    return {SecretSource::Kind::credential, said.text};
}

SecretSource file_from(const Said& said) {
    if (said.text.find("://") != std::string::npos) {
        throw UsageError{said.source + " is not a file",
                         "write the URL into a file that only its owner can read, and its path "
                         "here."};
    }
    return {SecretSource::Kind::file, said.text};
}

constexpr const char* credential_option = "--ping-url-credential";
constexpr const char* file_option = "--ping-url-file";

std::optional<SecretSource> read_ping_url(const CLI::App& app, const Environment& environment) {
    auto credential = said_of(app, environment, credential_option, "CHATSWEEP_PING_URL_CREDENTIAL");
    auto file = said_of(app, environment, file_option, "CHATSWEEP_PING_URL_FILE");
    if (credential && file && credential->source == credential_option &&
        file->source != file_option) {
        file.reset(); // an option wins over a variable
    } else if (credential && file && file->source == file_option &&
               credential->source != credential_option) {
        credential.reset();
    }
    if (credential && file) {
        throw UsageError{credential->source + " and " + file->source + " exclude each other",
                         "keep one of the two."};
    }
    if (credential) {
        return credential_from(*credential);
    }
    return file ? std::optional{file_from(*file)} : std::nullopt;
}

} // namespace

void add_watchers(CLI::App& app) {
    add_value(app, "--metrics-file", "FILE",
              "after each run, write its metrics to this file, whose name ends in .prom, and those "
              "of the last success beside it, for the Prometheus node exporter");
    add_value(app, credential_option, "NAME",
              "tell a watcher at the URL in this systemd credential when a run begins and how it "
              "ended: POST to URL/start, then to URL, or to URL/CODE where the exit code is not 0");
    add_value(app, file_option, "FILE", "the same, with the URL in a file of one's own");
}

Watchers read_watchers(const CLI::App& chosen, const Environment& environment) {
    Watchers watchers;
    if (chosen.get_option_no_throw("--metrics-file") == nullptr) {
        return watchers;
    }
    if (is_dry_run(chosen)) {
        for (const char* option : {"--metrics-file", credential_option, file_option}) {
            refuse_with_dry_run(chosen, option);
        }
        return watchers;
    }
    if (const auto said =
            said_of(chosen, environment, "--metrics-file", "CHATSWEEP_METRICS_FILE")) {
        watchers.metrics_file = metrics_file_from(*said);
    }
    watchers.ping_url = read_ping_url(chosen, environment);
    return watchers;
}

} // namespace chatsweep
