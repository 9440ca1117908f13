// SPDX-License-Identifier: Apache-2.0
#include "report/tone.hpp"

namespace chatsweep {
namespace {

std::string_view sequence_of(Tone tone) {
    switch (tone) {
    case Tone::plain:
        return "";
    case Tone::strong:
        return "\x1b[1m";
    case Tone::faint:
        return "\x1b[2m";
    case Tone::good:
        return "\x1b[32m";
    case Tone::caution:
        return "\x1b[33m";
    case Tone::bad:
        return "\x1b[31m";
    }
    return "";
}

} // namespace

std::string paint(std::string_view text, Tone tone, Color color) {
    if (color == Color::never || tone == Tone::plain || text.empty()) {
        return std::string{text};
    }
    std::string painted{sequence_of(tone)};
    painted += text;
    painted += "\x1b[0m";
    return painted;
}

} // namespace chatsweep
