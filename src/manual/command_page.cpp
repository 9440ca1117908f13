// SPDX-License-Identifier: Apache-2.0
#include "manual/pages.hpp"
#include "manual/roff.hpp"

namespace chatsweep {

namespace {

std::string label_of(const ArgumentDefinition& option) {
    std::string label;
    if (option.letter != 0) {
        label = roff::bold(std::string{"-"} + option.letter);
    }
    if (!option.name.empty()) {
        label += (label.empty() ? "" : ", ") + roff::bold("--" + option.name);
    }
    return option.value.empty() ? label : label + ' ' + roff::value(option.value);
}

std::string call_of(const CommandDefinition& command) {
    std::string call = roff::bold(command.path);
    for (const ArgumentDefinition& each : command.positionals) {
        call +=
            each.is_optional ? " [" + roff::value(each.name) + "]" : ' ' + roff::value(each.name);
    }
    return call + " [" + roff::value("OPTION") + "]...";
}

std::string arguments_of(const CommandDefinition& command) {
    std::string text;
    for (const ArgumentDefinition& each : command.positionals) {
        text += roff::entry(roff::value(each.name), each.description);
    }
    for (const ArgumentDefinition& each : command.options) {
        text += roff::entry(label_of(each), each.description);
    }
    return text;
}

std::string calls_of(const CommandDefinition& command) {
    std::string text = command.can_run ? call_of(command) + "\n.br\n" : "";
    for (const CommandDefinition& child : command.children) {
        text += calls_of(child);
    }
    return text;
}

std::string section_of(const CommandDefinition& command) {
    std::string text;
    if (command.can_run) {
        text = roff::subheading(command.path) + roff::text(command.summary + ' ' + command.story) +
               arguments_of(command) + roff::example(command.example);
    }
    for (const CommandDefinition& child : command.children) {
        text += section_of(child);
    }
    return text;
}

std::string description() {
    return roff::heading("DESCRIPTION") +
           roff::text(
               "chatsweep reads the open chat sessions from PostgreSQL, judges each one by the "
               "customer's last message and the timers that are configured, and warns, disconnects "
               "or closes the ones that are due, all in one transaction. It shows what it would do "
               "before it does it, says of any session why it was closed or kept, and writes down "
               "every run.") +
           roff::paragraph(
               "Data goes to stdout, talk to stderr. A sweep is silent when nothing was due. A "
               "DURATION is numbers with units: 500ms, 90s, 30m, 12h, 1d, 1h30m or PT12H. A TIME "
               "is "
               "RFC 3339 with an offset, such as 2026-11-20T15:00:00Z.");
}

std::string environment(const Definition& definition) {
    std::string text =
        roff::heading("ENVIRONMENT") +
        roff::text("An option wins over its variable, and a variable over the file.");
    for (const auto& [variable, option] : definition.variables) {
        text += roff::entry(roff::bold(variable), "as `" + option + "`");
    }
    return text +
           roff::entry(roff::bold("NO_COLOR"), "no colours, unless `--color` asks for them") +
           roff::entry(roff::bold("PG") + roff::value("*"),
                       "as libpq has them: PGHOST, PGSERVICE, PGPASSFILE and the others") +
           roff::entry(
               roff::bold("CREDENTIALS_DIRECTORY"),
               "the folder in which systemd puts credentials. A file `pgpassword` in it is "
               "the database's password, alone in one line; it wins over a service file and "
               "a passfile, and PGPASSWORD wins over it. The secrets of receivers that are "
               "credentials are there, too");
}

std::string files() {
    const auto file = [](const std::string& path, const std::string& text) {
        return roff::entry(roff::value(path), text);
    };
    return roff::heading("FILES") +
           file("/etc/chatsweep/chatsweep.yaml",
                "the configuration that the units and the cron line name; see "
                "chatsweep.yaml(5)") +
           file("/etc/chatsweep/environment", "variables for the units; it may be absent") +
           file("/etc/chatsweep/on-failure",
                "a program that is told which unit has failed; it may be absent") +
           file("/usr/share/chatsweep",
                "JSON Schemas of the configuration and of events, adapters, and the reference "
                "chat schema");
}

} // namespace

std::string command_page(const Definition& definition, const Edition& edition) {
    const CommandDefinition& program = definition.program;
    std::string commands;
    for (const CommandDefinition& child : program.children) {
        commands += section_of(child);
    }
    std::string codes = roff::heading("EXIT STATUS");
    for (const auto& [code, meaning] : definition.exit_codes) {
        codes += roff::entry(roff::bold(code), meaning);
    }
    return roff::title("CHATSWEEP", 1, edition.date, edition.version, "User Commands") +
           roff::heading("NAME") +
           "chatsweep \\- close chat sessions whose customer has gone silent\n" +
           roff::heading("SYNOPSIS") + ".nf\n" + calls_of(program) + ".fi\n" + description() +
           roff::heading("COMMANDS") + commands + roff::heading("OPTIONS") +
           roff::text("These stand before or after any command.") + arguments_of(program) + codes +
           environment(definition) + files() + roff::heading("SEE ALSO") +
           ".BR chatsweep.yaml (5),\n.BR psql (1),\n.BR systemd.timer (5),\n.BR crontab (5)\n";
}

} // namespace chatsweep
