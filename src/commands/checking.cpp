// SPDX-License-Identifier: Apache-2.0
#include "commands/checking.hpp"

#include "store/adapter.hpp"
#include "store/inspection.hpp"
#include "store/schema.hpp"

#include <algorithm>

namespace chatsweep {

namespace {

void add_failed(CheckDocument& document, const std::string& name,
                const std::vector<std::string>& problems, const std::string& hint) {
    for (const std::string& problem : problems) {
        add(document, name, CheckStatus::failed, problem, hint);
    }
}

void check_contract(Transaction& tx, const Adapter& adapter, CheckDocument& document) {
    std::vector<std::string> problems = column_problems(tx);
    const std::vector<std::string> functions = function_problems(tx, adapter.offers);
    problems.insert(problems.end(), functions.begin(), functions.end());
    if (!problems.empty()) {
        add_failed(document, "adapter", problems,
                   "mend the adapter and install it again with chatsweep schema apply.");
        return;
    }
    add(document, "adapter", CheckStatus::ok,
        "'" + adapter.name + "' keeps version " + std::to_string(adapter.contract_version) +
            " of the contract");
    const std::vector<std::string> superuser = superuser_functions(tx);
    if (!superuser.empty()) {
        add(document, "adapter", CheckStatus::warning,
            std::to_string(superuser.size()) + " functions run with a superuser's rights",
            "let a role own schema chatsweep that may do no more than sweep.");
    }
}

void check_fence(Transaction& tx, const Adapter& adapter, CheckDocument& document) {
    const std::vector<std::string> problems = fence_problems(tx);
    add_failed(document, "fence", problems,
               "mend the fence: without it no sweep is made. A report works.");
    if (problems.empty()) {
        add(document, "fence", CheckStatus::ok,
            adapter.fence.value_or("") + " from " + adapter.message_table.value_or("") + " to " +
                adapter.session_table.value_or(""));
    }
}

std::string joined(const std::vector<MissingRight>& rights, NeededFor needed_for) {
    std::string text;
    for (const MissingRight& right : rights) {
        if (right.needed_for == needed_for) {
            text += (text.empty() ? "" : ", ") + right.text;
        }
    }
    return text;
}

} // namespace

void add(CheckDocument& document, const std::string& name, CheckStatus status,
         const std::string& detail, const std::string& hint) {
    document.findings.push_back({.name = name, .status = status, .detail = detail, .hint = hint});
}

bool check_schema(Transaction& tx, CheckDocument& document) {
    try {
        require_schema(tx);
        add(document, "schema", CheckStatus::ok,
            "version " + std::to_string(newest_schema_version()));
        const Adapter adapter = installed_adapter(tx);
        check_contract(tx, adapter, document);
        check_fence(tx, adapter, document);
        return true;
    } catch (const InsufficientRights& error) {
        add(document, "rights", CheckStatus::failed, error.what(), error.hint());
    } catch (const NotReady& error) {
        const bool has_schema =
            !document.findings.empty() && document.findings.back().name == "schema";
        add(document, has_schema ? "adapter" : "schema", CheckStatus::failed, error.what(),
            error.hint());
    }
    return false;
}

void check_rights(Transaction& tx, CheckDocument& document) {
    const std::string hint = "run chatsweep schema grant ROLE as the owner of the schema.";
    const std::vector<MissingRight> missing = missing_rights(tx);
    const std::string for_report = joined(missing, NeededFor::report);
    const std::string for_sweep = joined(missing, NeededFor::sweep);
    if (!for_report.empty()) {
        add(document, "rights", CheckStatus::failed, "missing: " + for_report, hint);
    } else if (!for_sweep.empty()) {
        add(document, "rights", CheckStatus::failed,
            "enough for a report, not for a sweep; missing: " + for_sweep, hint);
    } else {
        add(document, "rights", CheckStatus::ok, "enough for a sweep");
    }
    std::string not_needed;
    for (const std::string& excess : excess_rights(tx)) {
        not_needed += (not_needed.empty() ? "" : ", ") + excess;
    }
    if (!not_needed.empty()) {
        add(document, "rights", CheckStatus::warning, "more than needed: " + not_needed,
            "let chatsweep connect as a role that has only what schema grant gives.");
    }
}

ExitCode exit_code_of(const CheckDocument& document) {
    for (const CheckFinding& finding : document.findings) {
        if (finding.status == CheckStatus::failed) {
            if (finding.name == "configuration" || finding.name == "receivers") {
                return ExitCode::configuration;
            }
            return finding.name == "connection" || finding.name == "rights" ? ExitCode::connection
                                                                            : ExitCode::not_ready;
        }
    }
    return ExitCode::done;
}

} // namespace chatsweep
