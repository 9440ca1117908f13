// SPDX-License-Identifier: Apache-2.0
#include "support/cluster.hpp"

#include "support/postgres.hpp"
#include "support/process.hpp"
#include "support/waiting.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

TEST(PrivateCluster, KeepsWhatWasCommittedThroughACrashAndAPromotion) {
    Cluster primary;
    TestDatabase database{primary};
    Cluster standby{Cluster::StandbyOf{primary}};
    const std::string id = database.add_silent_session("3 hours");
    primary.crash();
    primary.start();
    const Ended swept = chatsweep({"sweep", "--timeout", "2h", "-d", database.dsn()});
    EXPECT_EQ(swept.code, 0) << swept.err;

    wait_until("the standby has caught up", [&] {
        pqxx::connection copy{standby.conninfo() + " dbname=" + database.name()};
        return pqxx::nontransaction{copy}.query_value<int>(
                   "select count(*) from chatsweep.event where session_id = '" + id + "'") == 1;
    });
    primary.crash();
    standby.promote();
    pqxx::connection promoted{standby.conninfo() + " dbname=" + database.name()};
    EXPECT_FALSE(pqxx::nontransaction{promoted}.query_value<bool>("select pg_is_in_recovery()"));
}

} // namespace
} // namespace chatsweep::test
