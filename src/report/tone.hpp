// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/render.hpp"

#include <string>
#include <string_view>

namespace chatsweep {

/// How a text is meant. Colour only repeats what the words say: without it nothing is lost.
enum class Tone { plain, strong, faint, good, caution, bad };

/// The text in the colour of its tone, or as it is.
[[nodiscard]] std::string paint(std::string_view text, Tone tone, Color color);

} // namespace chatsweep
