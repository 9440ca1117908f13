// SPDX-License-Identifier: Apache-2.0
#include "store/connection.hpp"

#include "sql/embedded.hpp"
#include "store/connecting.hpp"
#include "store/errors.hpp"
#include "store/sqlstate.hpp"

#include <libpq-fe.h>

#include <cstring>
#include <string>
#include <utility>

namespace chatsweep {

namespace {

/// What rolling back may cost before the connection is given up, which rolls back as well.
constexpr Duration roll_back_within = std::chrono::seconds{5};

std::shared_ptr<pg_cancel> cancel_handle(PGconn* connection) {
    return {PQgetCancel(connection), [](PGcancel* cancel) { PQfreeCancel(cancel); }};
}

[[noreturn]] void throw_deadline_exceeded(Duration within) {
    throw DeadlineExceeded{"the database did not answer within " + to_text(within), "",
                           "look at the server and at the network between; nothing was changed."};
}

/// Without the licence in its first line: pg_stat_activity begins with what the query does.
std::string_view text_of_query(std::string_view name) {
    const std::string_view text = sql::text("queries/" + std::string{name} + ".sql");
    return text.substr(text.find('\n') + 1);
}

/// Its text is in the server's language, its code that of any warning; the place it comes from is
/// neither.
void look_for_a_wait_cut_short(void* cut_short, const PGresult* notice) {
    const char* function = PQresultErrorField(notice, PG_DIAG_SOURCE_FUNCTION);
    if (function != nullptr && std::strcmp(function, "SyncRepWaitForLSN") == 0) {
        *static_cast<bool*>(cut_short) = true;
    }
}

} // namespace

Connection::Connection(const ConnectionSettings& settings, Watchdog& watchdog)
    : settings_(settings), watchdog_(watchdog), raw_(connect(settings, watchdog)) {
    // DETAIL holds row values and CONTEXT whole statements: neither is for logs.
    PQsetErrorVerbosity(raw_, PQERRORS_TERSE);
    PQsetErrorContextVisibility(raw_, PQSHOW_CONTEXT_NEVER);
    cancel_ = cancel_handle(raw_);
    connection_ = std::make_unique<pqxx::connection>(pqxx::connection::seize_raw_connection(raw_));
    connection_->set_notice_handler([](pqxx::zview) {});
    work_ = std::make_unique<pqxx::nontransaction>(*connection_);
}

bool Connection::is_open() const noexcept {
    return PQstatus(raw_) == CONNECTION_OK;
}

bool Connection::takes_any_server() const {
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options{PQconninfo(raw_),
                                                                               &PQconninfoFree};
    bool any = true;
    for (const PQconninfoOption* option = options.get(); option && option->keyword; ++option) {
        if (std::strcmp(option->keyword, "target_session_attrs") == 0) {
            any = option->val == nullptr || std::strcmp(option->val, "any") == 0;
        }
    }
    return any;
}

int Connection::socket() const noexcept {
    return PQsocket(raw_);
}

int Connection::server_process() const noexcept {
    return PQbackendPID(raw_);
}

bool Connection::take_notifications() {
    if (PQconsumeInput(raw_) == 0) {
        throw_lost_connection();
    }
    bool any = false;
    while (PGnotify* notification = PQnotifies(raw_)) {
        PQfreemem(notification);
        any = true;
    }
    return any;
}

template <typename Work>
pqxx::result Connection::watched(Work&& work) {
    const Duration within = settings_.statement_timeout + answer_margin;
    const Watchdog::Watch watch{watchdog_, PQsocket(raw_), cancel_, within,
                                Watchdog::Over::statement};
    try {
        return std::forward<Work>(work)();
    } catch (const pqxx::failure& error) {
        watchdog_.check();
        if (watch.expired()) {
            throw_deadline_exceeded(within);
        }
        throw_translated(error, is_open());
    }
}

pqxx::result Connection::run(std::string_view sql, const pqxx::params& params) {
    const std::string text{sql};
    // Without parameters by the simple protocol: the other one would turn the rows of a binary
    // cursor into text again.
    return watched(
        [&] { return params.size() == 0 ? work_->exec(text) : work_->exec(text, params); });
}

pqxx::result Connection::run_file(std::string_view name, const pqxx::params& params) {
    return run(text_of_query(name), params);
}

void Connection::send_file(std::string_view name) {
    if (PQsendQuery(raw_, std::string{text_of_query(name)}.c_str()) == 0) {
        throw_lost_connection();
    }
}

Rows Connection::receive() {
    const Duration within = settings_.statement_timeout + answer_margin;
    const Watchdog::Watch watch{watchdog_, PQsocket(raw_), cancel_, within,
                                Watchdog::Over::statement};
    Rows rows{PQgetResult(raw_)};
    while (Rows{PQgetResult(raw_)}.get() != nullptr) {}
    if (PQresultStatus(rows.get()) == PGRES_TUPLES_OK) {
        return rows;
    }
    watchdog_.check();
    if (watch.expired()) {
        throw_deadline_exceeded(within);
    }
    const char* sqlstate = PQresultErrorField(rows.get(), PG_DIAG_SQLSTATE);
    if (sqlstate == nullptr) {
        throw_lost_connection();
    }
    throw_for(sqlstate, PQresultErrorField(rows.get(), PG_DIAG_MESSAGE_PRIMARY));
}

void Connection::run_script(const std::string& script) {
    watched([&] { return work_->exec(script); });
}

std::size_t Connection::error_position() const noexcept {
    return chatsweep::error_position(PQerrorMessage(raw_));
}

Committed Connection::commit() {
    watchdog_.check();
    const Watchdog::Watch watch{watchdog_, PQsocket(raw_), cancel_, settings_.commit_timeout,
                                Watchdog::Over::commit};
    // By libpq itself: libpqxx does not show the command tag, and a server that was told to
    // commit a failed transaction answers ROLLBACK without any error.
    bool cut_short = false;
    const PQnoticeReceiver before =
        PQsetNoticeReceiver(raw_, look_for_a_wait_cut_short, &cut_short);
    const std::unique_ptr<PGresult, decltype(&PQclear)> result{PQexec(raw_, "commit"), &PQclear};
    PQsetNoticeReceiver(raw_, before, nullptr);
    if (result && PQresultStatus(result.get()) == PGRES_COMMAND_OK) {
        if (std::strcmp(PQcmdStatus(result.get()), "COMMIT") == 0) {
            return cut_short ? Committed::here_only : Committed::as_configured;
        }
        throw DatabaseError{"the server rolled the transaction back instead of committing it", ""};
    }
    const char* sqlstate = result ? PQresultErrorField(result.get(), PG_DIAG_SQLSTATE) : nullptr;
    if (!is_open() || sqlstate == nullptr || is_lost_connection(sqlstate)) {
        throw CommitLost{"the connection was lost while the commit was under way"};
    }
    throw_for(sqlstate, PQresultErrorField(result.get(), PG_DIAG_MESSAGE_PRIMARY));
}

void Connection::roll_back() noexcept {
    if (!is_open() || PQtransactionStatus(raw_) == PQTRANS_IDLE) {
        return;
    }
    const Watchdog::Watch watch{watchdog_, PQsocket(raw_), cancel_, roll_back_within,
                                Watchdog::Over::commit};
    PQclear(PQexec(raw_, "rollback"));
}

} // namespace chatsweep
