// SPDX-License-Identifier: Apache-2.0
#include "commands/failures.hpp"

#include "commands/output.hpp"
#include "config/config.hpp"
#include "delivery/secret.hpp"
#include "store/errors.hpp"

namespace chatsweep {

namespace {

template <typename Error>
Failure failure(ExitCode code, const Error& error) {
    return {code, error.what(), error.hint()};
}

} // namespace

Failure failure_of(const std::exception_ptr& exception) {
    try {
        std::rethrow_exception(exception);
    } catch (const Interrupted&) {
        throw;
    } catch (const ConfigError& error) {
        return failure(ExitCode::configuration, error);
    } catch (const ConfigurationMismatch& error) {
        return failure(ExitCode::configuration, error);
    } catch (const SecretError& error) {
        return failure(ExitCode::configuration, error);
    } catch (const CannotConnect& error) {
        return failure(ExitCode::connection, error);
    } catch (const InsufficientRights& error) {
        return failure(ExitCode::connection, error);
    } catch (const NotReady& error) {
        return failure(ExitCode::not_ready, error);
    } catch (const OutcomeUnknown& error) {
        return failure(ExitCode::unknown, error);
    } catch (const Busy& error) {
        return failure(ExitCode::busy, error);
    } catch (const NotFound& error) {
        return failure(ExitCode::not_found, error);
    } catch (const StoreError& error) {
        return failure(ExitCode::database, error);
    } catch (const OutputError& error) {
        return {ExitCode::output, error.what(), {}};
    } catch (const std::exception& error) {
        return {ExitCode::internal_error, std::string{"internal error: "} + error.what(),
                "this is a defect of chatsweep; chatsweep history tells whether a sweep has "
                "committed."};
    }
}

int exit_status_of(const std::exception_ptr& exception) {
    try {
        return static_cast<int>(failure_of(exception).code);
    } catch (const Interrupted& interrupted) {
        return 128 + interrupted.signal();
    }
}

} // namespace chatsweep
