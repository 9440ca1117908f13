// SPDX-License-Identifier: Apache-2.0
#include "support/race_database.hpp"

#include "store/schema.hpp"

#include <stdexcept>

namespace chatsweep::test {

void apply_adapter_with(TestDatabase& database, const std::string& that, const std::string& by) {
    std::string text = adapter_text("chat").value();
    const std::size_t at = text.find(that);
    if (at == std::string::npos || text.find(that, at + 1) != std::string::npos) {
        throw std::runtime_error{"the adapter says not exactly once: " + that};
    }
    database.run(text.replace(at, that.size(), by));
}

void close_in_three_steps(TestDatabase& database) {
    database.run("update chatsweep.adapter set offers = array_remove(offers, 'close_unchanged')");
}

void keep_no_facts_on_the_session(TestDatabase& database) {
    apply_adapter_with(database, "    s.last_customer_message_at,\n",
                       "    (select max(m.sent_at) from chat.message m where m.session_id = s.id"
                       " and m.sender = 'customer') as last_customer_message_at,\n");
    database.run("alter table chat.message disable trigger message_keeps_facts;"
                 "create index on chat.message (session_id, sent_at) where sender = 'customer'");
    close_in_three_steps(database);
}

void replace_key_by_trigger(TestDatabase& database, Fence fence) {
    const std::string locks =
        "perform from chat.session s where s.id = new.session_id for key share;";
    database.run("alter table chat.message drop constraint message_session_id_fkey;"
                 "create function chatsweep.fence_message() returns trigger language plpgsql "
                 "security definer set search_path = pg_catalog, pg_temp as $$ begin " +
                 (fence == Fence::armed ? locks : "") +
                 " return new; end $$;"
                 "create trigger fence before insert or update of session_id on chat.message "
                 "for each row execute function chatsweep.fence_message();"
                 "update chatsweep.adapter set fence = 'trigger'");
}

} // namespace chatsweep::test
