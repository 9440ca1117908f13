// SPDX-License-Identifier: Apache-2.0
#include "store/inspection.hpp"

#include "store/connection.hpp"

#include <algorithm>

namespace chatsweep {

namespace {

/// `chatsweep.wrote_after(text[], ...)` is offered as `wrote_after`.
bool is_offered(const std::string& signature, const std::vector<std::string>& offers) {
    const std::size_t dot = signature.find('.') + 1;
    const std::string name = signature.substr(dot, signature.find('(') - dot);
    return std::find(offers.begin(), offers.end(), name) != offers.end();
}

std::optional<std::string> problem_of(const pqxx::row& row) {
    const auto signature = row["signature"].as<std::string>();
    if (!row["found"].as<bool>()) {
        return "there is no function " + signature;
    }
    const auto returns = row["returns"].as<std::string>("");
    const auto expected = row["returns_expected"].as<std::string>();
    if (returns != expected) {
        return "function " + signature + " returns " + returns + " instead of " + expected;
    }
    if (!row["security_definer"].as<bool>()) {
        return "function " + signature + " is not security definer";
    }
    if (!row["fixed_search_path"].as<bool>()) {
        return "function " + signature + " has no fixed search_path";
    }
    if (row["granted_to_public"].as<bool>()) {
        return "function " + signature + " may be called by everybody";
    }
    return std::nullopt;
}

} // namespace

std::vector<std::string> column_problems(Transaction& tx) {
    std::vector<std::string> problems;
    for (const pqxx::row& row : tx.connection().run_file("contract_columns")) {
        const auto name = row["name"].as<std::string>();
        const auto expected = row["expected"].as<std::string>();
        const auto actual = row["actual"].as<std::optional<std::string>>();
        if (!actual) {
            problems.push_back("view session_facts has no column '" + name + "'");
        } else if (*actual != expected) {
            problems.push_back("column '" + name + "' of view session_facts is " + *actual +
                               " instead of " + expected);
        }
    }
    return problems;
}

std::vector<std::string> function_problems(Transaction& tx,
                                           const std::vector<std::string>& offers) {
    std::vector<std::string> problems;
    for (const pqxx::row& row : tx.connection().run_file("contract_functions")) {
        if (row["optional"].as<bool>() && !is_offered(row["signature"].as<std::string>(), offers)) {
            continue;
        }
        if (std::optional<std::string> problem = problem_of(row)) {
            problems.push_back(std::move(*problem));
        }
    }
    return problems;
}

std::vector<std::string> superuser_functions(Transaction& tx) {
    std::vector<std::string> functions;
    for (const pqxx::row& row : tx.connection().run_file("contract_functions")) {
        if (row["owner_is_superuser"].as<bool>(false)) {
            functions.push_back(row["signature"].as<std::string>());
        }
    }
    return functions;
}

std::vector<MissingRight> missing_rights(Transaction& tx) {
    std::vector<MissingRight> missing;
    for (const pqxx::row& row : tx.connection().run_file("privileges")) {
        // An object that is not there is missing from the schema, not from the role's rights.
        if (row["granted"].is_null() || row["granted"].as<bool>()) {
            continue;
        }
        missing.push_back(
            {.text = row["privilege"].as<std::string>() + " on " + row["object"].as<std::string>(),
             .needed_for = row["needed_for"].as<std::string>() == "sweep" ? NeededFor::sweep
                                                                          : NeededFor::report});
    }
    return missing;
}

std::vector<std::string> excess_rights(Transaction& tx) {
    std::vector<std::string> rights;
    for (const pqxx::row& row : tx.connection().run_file("excess_privileges")) {
        rights.push_back(row["privilege"].as<std::string>() + " on " +
                         row["object"].as<std::string>());
    }
    return rights;
}

std::int64_t duplicate_ids(Transaction& tx) {
    return tx.connection().run_file("duplicate_ids").one_row()[0].as<std::int64_t>();
}

} // namespace chatsweep
