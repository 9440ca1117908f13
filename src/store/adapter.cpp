// SPDX-License-Identifier: Apache-2.0
#include "store/adapter.hpp"

#include "store/connection.hpp"

#include <algorithm>

namespace chatsweep {

bool Adapter::offers_column(std::string_view column) const {
    return std::find(offers.begin(), offers.end(), column) != offers.end();
}

std::optional<Adapter> find_adapter(Transaction& tx) {
    const pqxx::result rows = tx.connection().run_file("adapter_row");
    if (rows.empty()) {
        return std::nullopt;
    }
    const pqxx::row row = rows[0];
    Adapter adapter{.name = row["name"].as<std::string>(),
                    .contract_version = row["contract_version"].as<int>(),
                    .offers = {},
                    .session_table = row["session_table"].as<std::optional<std::string>>(),
                    .message_table = row["message_table"].as<std::optional<std::string>>(),
                    .fence = row["fence"].as<std::optional<std::string>>()};
    for (const pqxx::row& offer : tx.connection().run_file("adapter_offers")) {
        adapter.offers.push_back(offer[0].as<std::string>());
    }
    return adapter;
}

Adapter installed_adapter(Transaction& tx) {
    std::optional<Adapter> adapter = find_adapter(tx);
    if (!adapter) {
        throw NotReady{"no adapter is installed",
                       "run chatsweep schema apply --adapter NAME, or --adapter-file FILE."};
    }
    if (adapter->contract_version != contract_version) {
        throw NotReady{"adapter '" + adapter->name + "' speaks version " +
                           std::to_string(adapter->contract_version) +
                           " of the contract, and this chatsweep speaks version " +
                           std::to_string(contract_version),
                       "install an adapter of that version with chatsweep schema apply."};
    }
    return std::move(*adapter);
}

std::vector<std::string> fence_problems(Transaction& tx) {
    std::vector<std::string> problems;
    for (const pqxx::row& row : tx.connection().run_file("fence")) {
        problems.push_back(row[0].as<std::string>());
    }
    return problems;
}

} // namespace chatsweep
