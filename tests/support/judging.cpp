// SPDX-License-Identifier: Apache-2.0
#include "support/judging.hpp"

#include "store/schema.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace chatsweep::test {

namespace {

Arguments command(Arguments arguments, const Arguments& more) {
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

Judged read(const Json& document) {
    Judged judged;
    if (document.is_null()) {
        return judged;
    }
    for (const Json& session : document["sessions"]) {
        if (session["outcome"] == "would_close") {
            judged.closing.insert(session["session_id"]);
        } else {
            judged.held[session["session_id"]] = session["reason"];
        }
    }
    judged.counts = document["counts"];
    return judged;
}

} // namespace

Json json_of(const Ended& ended) {
    Json json = Json::parse(ended.out, nullptr, false);
    if (json.is_discarded()) {
        ADD_FAILURE() << "this is no JSON: " << ended.out << ended.err;
        return {};
    }
    return json;
}

std::vector<std::string> keys_of(const Json& object) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : object.items()) {
        keys.push_back(key);
    }
    return keys;
}

std::string begin_session(TestDatabase& database, const std::string& at, const std::string& columns,
                          const std::string& values) {
    const bool has_channel = columns.find("channel") != std::string::npos;
    const std::string channel = has_channel ? "" : ", channel";
    const std::string whatsapp = has_channel ? "" : ", 'whatsapp'";
    return database.add_session("started_at" + channel + (columns.empty() ? "" : ", " + columns),
                                "'" + at + "'" + whatsapp + (values.empty() ? "" : ", " + values));
}

void write_message(TestDatabase& database, const std::string& session_id, const std::string& sender,
                   const std::string& at) {
    database.run("insert into chat.message (session_id, sender, sent_at, body) values (" +
                 session_id + ", '" + sender + "', '" + at + "', 'secret body')");
}

Judged judged_at(const TestDatabase& database, const Arguments& policies, const std::string& at,
                 const Variables& variables) {
    const Arguments common =
        command({"--as-of", at, "--format", "json", "--dbname", database.dsn()}, policies);
    const Ended dry_run = chatsweep(command({"sweep", "--dry-run"}, common), variables);
    const Ended report = chatsweep(command({"report"}, common), variables);
    EXPECT_EQ(dry_run.code, 0) << dry_run.err;
    EXPECT_EQ(report.code, 0) << report.err;
    const Judged by_sweep = read(json_of(dry_run));
    Judged by_report = read(json_of(report));
    EXPECT_EQ(by_sweep.closing, by_report.closing);
    for (const char* count : {"open", "due", "held", "unanswered", "future_dated"}) {
        EXPECT_EQ(by_sweep.counts[count], by_report.counts[count]) << count;
    }
    return by_report;
}

Arguments policies_file(const std::string& policies) {
    static int number = 0;
    return {"-c", write_file("policies" + std::to_string(++number) + ".yaml",
                             "version: 1\npolicies:\n" + policies)};
}

void edit_adapter(TestDatabase& database, const std::string& from, const std::string& to) {
    std::string text = adapter_text("chat").value();
    const std::size_t at = text.find(from);
    if (at == std::string::npos) {
        throw std::runtime_error{"the adapter does not say '" + from + "'"};
    }
    text.replace(at, from.size(), to);
    database.run("drop view chatsweep.session_facts cascade;" + text);
}

void close_in_steps(TestDatabase& database) {
    database.run("update chatsweep.adapter set offers = array_remove(offers, 'close_unchanged')");
}

} // namespace chatsweep::test
