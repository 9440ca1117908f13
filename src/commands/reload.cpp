// SPDX-License-Identifier: Apache-2.0
#include "commands/reload.hpp"

#include "commands/delivering.hpp"
#include "commands/failures.hpp"
#include "commands/log.hpp"
#include "commands/readiness.hpp"
#include "delivery/secret.hpp"

#include <utility>

namespace chatsweep {

namespace {

template <typename Error>
Reloaded refuse(const Error& error) {
    talk::error(std::string{"the new configuration is refused, and the old one stays: "} +
                    error.what(),
                error.hint());
    return Reloaded::refused;
}

void require_usable(const Config& config, const ConnectionSettings& connection, Context& context) {
    if (!config.receivers.empty()) {
        (void)destinations(config, {});
    }
    try {
        Database database{connection, context.watchdog};
        Transaction tx{database, Access::read_only};
        require_ready(tx, config.policies);
    } catch (const Interrupted&) {
        throw;
    } catch (const StoreError& error) {
        if (config.database.dsn != context.config.database.dsn) {
            throw;
        }
        talk::info(std::string{"the new configuration is not held against the database: "} +
                   error.what());
    }
}

} // namespace

Reloaded reload(Context& context) {
    try {
        Config config = load_config(context.global.overrides, Policies::required);
        ConnectionSettings connection = connection_settings(config, context.global);
        require_usable(config, connection, context);
        context.config = std::move(config);
        context.connection = std::move(connection);
    } catch (const Interrupted&) {
        throw;
    } catch (const ConfigError& error) {
        return refuse(error);
    } catch (const CommandError& error) {
        return refuse(error);
    } catch (const SecretError& error) {
        return refuse(error);
    } catch (const StoreError& error) {
        return refuse(error);
    }
    talk::notice("the configuration was read again");
    return Reloaded::taken;
}

} // namespace chatsweep
