// SPDX-License-Identifier: Apache-2.0
#include "config_error.hpp"

#include <gtest/gtest.h>

namespace chatsweep {
namespace {

std::string error_of_dsn(const std::string& dsn) {
    Overrides overrides;
    overrides.dsn = Override{"-d", dsn};
    return said_by([&] { (void)load_config(overrides, Policies::optional); });
}

const char* const holds_a_password = "-d: a password does not belong here\n"
                                     "hint: keep it in a passfile, a service file or PGPASSWORD.";

TEST(Dsn, MayBeWhatLibpqTakesWithoutAPassword) {
    for (const char* dsn : {
             "",
             "chat",
             "service=contactcentre",
             "host = db  dbname=chat   user='a \\'quoted\\' one'",
             "host=db passfile=/etc/chatsweep/pgpass sslkey=/k",
             "user=password dbname='my password=1'",
             "dbname=a\\ password=",
             "postgresql://",
             "postgresql://sweeper@db/chat",
             "postgresql://sweeper:@db/chat",
             "postgresql://db:5432/chat?sslmode=require",
             "postgres:///chat?host=/run/postgresql&user=a@b:c",
             "postgresql://[::1]:5432/chat",
             "postgresql://me@[::1],db:5433/chat?sslmode=require&connect_timeout=2",
             "postgresql://db:5432/chat?user=me%40corp",
             "postgresql://db:5432/chat?user=me@corp",
             "postgresql://%2Frun%2Fpostgresql:5432/chat",
             "postgresql://db/chat?",
             "postgresql://db/chat?sslmode=require&",
         }) {
        EXPECT_EQ(error_of_dsn(dsn), "") << dsn;
    }
}

TEST(Dsn, MustNotHoldAPasswordInAnyForm) {
    for (const char* dsn : {
             "password=hunter2",
             "host=db password = 'hunter2'",
             "host='a b' password=hunter2",
             "host=a\\ b password=hunter2",
             "host= password=x password=hunter2",
             "sslpassword=hunter2",
             "oauth_client_secret=hunter2",
             "scram_client_key=hunter2",
             "postgresql://sweeper:hunter2@db/chat",
             "postgres://sweeper:hunter2@db",
             "postgresql://:hunter2@db",
             "postgresql://db/chat?password=hunter2",
             "postgresql://db/chat?user=a&password=hunter2",
             "postgresql://db?sslpassword=hunter2",
             "postgresql://db/chat?pass%77ord=hunter2",
             "postgresql://swee?per@db?password=hunter2",
             "postgresql://sweeper:hun/ter2@db/chat",
             "postgresql://sweeper:1/hunter2@db/chat",
             "postgresql://sweeper:%68unter2@db/chat",
             "postgresql://sweeper:hun?ter2@db/chat",
         }) {
        EXPECT_EQ(error_of_dsn(dsn), holds_a_password) << dsn;
    }
}

TEST(Dsn, IsRefusedWithoutRepeatingItWhenItCannotBeRead) {
    const std::string error = "-d: this is not a connection string\n"
                              "hint: write key=value pairs or a URI, such as "
                              "service=contactcentre.";
    EXPECT_EQ(error_of_dsn("host=db hunter2"), error);
    EXPECT_EQ(error_of_dsn("hunter2 host=db"), error);
    EXPECT_EQ(error_of_dsn("=hunter2"), error);
    EXPECT_EQ(error_of_dsn("postgresql://sweeper:hunter2/chat"), error);
    EXPECT_EQ(error_of_dsn("postgresql://sweeper:hun?ter/2@db"), error);
    EXPECT_EQ(error_of_dsn("postgresql://sweeper:1?hunter2/@db"), error);
    EXPECT_EQ(error_of_dsn("postgresql://db,other:hunter2/chat"), error);
    EXPECT_EQ(error_of_dsn("postgresql://db/chat?hunter2=3"), error);
    EXPECT_EQ(error_of_dsn("postgresql://db/chat?sslmode=require&&user=me"), error);
    EXPECT_EQ(error_of_dsn("postgresql://me@[hunter2/chat"), error);
    EXPECT_EQ(error_of_dsn("mysql://me:hunter2@db/chat?sslmode=require"), error);
    EXPECT_EQ(error_of_dsn("postgresql+asyncpg://me:hunter2@db/chat?ssl=require"), error);
    EXPECT_EQ(error_of_dsn(" postgresql://me:hunter2@db/chat?sslmode=require"), error);
}

TEST(Dsn, IsNamedWithItsPlaceInAFile) {
    EXPECT_EQ(error_of("version: 1\ndatabase:\n  dsn: host=db password=hunter2\n"),
              "f:3:8: dsn: a password does not belong here\n"
              "hint: keep it in a passfile, a service file or PGPASSWORD.");
    EXPECT_EQ(error_of("version: 1\ndatabase:\n  dsn: ''\n"),
              "f:3:8: dsn is empty\nhint: write a value, or take the key away.");
    EXPECT_EQ(error_of("version: 1\ndatabase:\n  dsn: [a]\n"),
              "f:3:8: dsn must be one value, not a list\nhint: write one value behind the colon.");
}

} // namespace
} // namespace chatsweep
