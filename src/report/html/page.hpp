// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/documents.hpp"

#include <iosfwd>

namespace chatsweep {

/// The report as one page of HTML that needs nothing else: no script, and neither style nor font
/// nor picture from anywhere. The sessions are written one by one.
void write_html(const ReportDocument& document, std::ostream& out);

} // namespace chatsweep
