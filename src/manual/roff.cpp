// SPDX-License-Identifier: Apache-2.0
#include "manual/roff.hpp"

#include <algorithm>

namespace chatsweep::roff {

namespace {

/// With what stands in backquotes in bold.
std::string flowing(const std::string& text) {
    std::string result;
    std::size_t begin = 0;
    bool quoted = false;
    while (begin <= text.size()) {
        const std::size_t end = std::min(text.find('`', begin), text.size());
        const std::string part = text.substr(begin, end - begin);
        result += quoted ? bold(part) : plain(part);
        quoted = !quoted;
        begin = end + 1;
    }
    return result;
}

} // namespace

std::string plain(const std::string& text) {
    std::string result;
    for (const char character : text) {
        const bool first = result.empty() || result.back() == '\n';
        if (first && (character == '.' || character == '\'')) {
            result += "\\&";
        }
        switch (character) {
        case '\\':
            result += "\\e";
            break;
        case '-':
            result += "\\-";
            break;
        case '\'':
            result += "\\(aq";
            break;
        case '^':
            result += "\\(ha";
            break;
        case '~':
            result += "\\(ti";
            break;
        default:
            result += character;
        }
    }
    return result;
}

std::string bold(const std::string& text) {
    return "\\fB" + plain(text) + "\\fR";
}

std::string value(const std::string& text) {
    return "\\fI" + plain(text) + "\\fR";
}

std::string title(const std::string& name, int number, const std::string& date,
                  const std::string& version, const std::string& section) {
    return ".\\\" Written by the build, from the program's own definition.\n.TH " + name + ' ' +
           std::to_string(number) + " \"" + date + "\" \"chatsweep " + version + "\" \"" + section +
           "\"\n.nh\n.ad l\n";
}

std::string heading(const std::string& text) {
    return ".SH " + text + '\n';
}

std::string subheading(const std::string& text) {
    return ".SS " + plain(text) + '\n';
}

std::string text(const std::string& text) {
    return flowing(text) + '\n';
}

std::string paragraph(const std::string& text) {
    return ".PP\n" + flowing(text) + '\n';
}

std::string entry(const std::string& label, const std::string& text) {
    return ".TP\n" + label + '\n' + flowing(text) + '\n';
}

std::string example(const std::string& text) {
    return ".PP\n.RS 4\n.nf\n" + plain(text) + "\n.fi\n.RE\n";
}

} // namespace chatsweep::roff
