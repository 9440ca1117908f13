// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.hpp"

namespace chatsweep {

namespace {

Watchers watchers(const CommandLine& line) {
    return line.invocation().watchers;
}

TEST(Watchers, AreOfTheSweepAndOfTheLoop) {
    EXPECT_EQ(watchers({"sweep", "--metrics-file", "/a/b.prom"}).metrics_file, "/a/b.prom");
    EXPECT_EQ(watchers({"run", "--metrics-file=b.prom"}).metrics_file, "b.prom");
    EXPECT_EQ(watchers({"run", "--ping-url-credential", "watcher"}).ping_url,
              (SecretSource{SecretSource::Kind::credential, "watcher"}));
    EXPECT_EQ(watchers({"sweep", "--ping-url-file", "/a/b"}).ping_url,
              (SecretSource{SecretSource::Kind::file, "/a/b"}));
    EXPECT_FALSE(watchers({"sweep"}).metrics_file);
    EXPECT_FALSE(watchers({"sweep"}).ping_url);
}

TEST(Watchers, HaveVariablesOverWhichAnOptionWins) {
    const CommandLine line = CommandLine{"sweep"}
                                 .with("CHATSWEEP_METRICS_FILE", "v.prom")
                                 .with("CHATSWEEP_PING_URL_CREDENTIAL", "v");
    EXPECT_EQ(watchers(line).metrics_file, "v.prom");
    EXPECT_EQ(watchers(line).ping_url->name, "v");
    EXPECT_EQ(watchers(CommandLine{"sweep", "--ping-url-file", "/f"}.with(
                           "CHATSWEEP_PING_URL_CREDENTIAL", "v"))
                  .ping_url->name,
              "/f");
    EXPECT_EQ(watchers(CommandLine{"sweep", "--ping-url-credential", "c"}.with(
                           "CHATSWEEP_PING_URL_FILE", "/v"))
                  .ping_url->name,
              "c");
    EXPECT_EQ(watchers(CommandLine{"run"}.with("CHATSWEEP_PING_URL_FILE", "/v")).ping_url->name,
              "/v");
}

TEST(Watchers, OfOtherCommandsAreNone) {
    for (const CommandLine& line :
         {CommandLine{"report"}, CommandLine{"sweep", "--dry-run"}, CommandLine{"history"}}) {
        const CommandLine with_variables = CommandLine{line}
                                               .with("CHATSWEEP_METRICS_FILE", "not-a-metrics-file")
                                               .with("CHATSWEEP_PING_URL_CREDENTIAL", "v");
        EXPECT_FALSE(watchers(with_variables).metrics_file);
        EXPECT_FALSE(watchers(with_variables).ping_url);
    }
}

TEST(Watchers, DoNotGoWithADryRun) {
    EXPECT_EQ((CommandLine{"sweep", "--dry-run", "--metrics-file", "x.prom"}.error()),
              "chatsweep: --metrics-file does not go with --dry-run\n"
              "hint: only a sweep that acts is worth watching: leave one of the two out.\n");
    EXPECT_EQ((CommandLine{"sweep", "--dry-run", "--ping-url-file", "/x"}.error()),
              "chatsweep: --ping-url-file does not go with --dry-run\n"
              "hint: only a sweep that acts is worth watching: leave one of the two out.\n");
}

TEST(Watchers, OfMetricsTakeAFileThatTheExporterReads) {
    EXPECT_EQ((CommandLine{"sweep", "--metrics-file", "/a/metrics.txt"}.error()),
              "chatsweep: --metrics-file: '/a/metrics.txt' is not named NAME.prom\n"
              "hint: the node exporter reads no other file: write a path such as "
              "/var/lib/prometheus/node-exporter/chatsweep.prom.\n");
    EXPECT_EQ((CommandLine{"run"}.with("CHATSWEEP_METRICS_FILE", ".prom").error()),
              "chatsweep: CHATSWEEP_METRICS_FILE: '.prom' is not named NAME.prom\n"
              "hint: the node exporter reads no other file: write a path such as "
              "/var/lib/prometheus/node-exporter/chatsweep.prom.\n");
}

TEST(Watchers, OfPingsTakeNoUrlInAnArgument) {
    EXPECT_EQ((CommandLine{"sweep", "--ping-url-credential", "https://ping.example/hush"}.error()),
              "chatsweep: --ping-url-credential is not the name of a credential\n"
              "hint: write the name that stands in LoadCredential=; the URL belongs into the file "
              "that it names.\n");
    EXPECT_EQ(
        (CommandLine{"sweep"}.with("CHATSWEEP_PING_URL_FILE", "https://ping.example/hush").error()),
        "chatsweep: CHATSWEEP_PING_URL_FILE is not a file\n"
        "hint: write the URL into a file that only its owner can read, and its path here.\n");
}

TEST(Watchers, OfPingsHaveOneUrl) {
    EXPECT_EQ((CommandLine{"sweep", "--ping-url-credential", "c", "--ping-url-file", "/f"}.error()),
              "chatsweep: --ping-url-credential and --ping-url-file exclude each other\n"
              "hint: keep one of the two.\n");
    EXPECT_EQ((CommandLine{"sweep"}
                   .with("CHATSWEEP_PING_URL_CREDENTIAL", "c")
                   .with("CHATSWEEP_PING_URL_FILE", "/f")
                   .error()),
              "chatsweep: CHATSWEEP_PING_URL_CREDENTIAL and CHATSWEEP_PING_URL_FILE exclude each "
              "other\n"
              "hint: keep one of the two.\n");
}

} // namespace

} // namespace chatsweep
