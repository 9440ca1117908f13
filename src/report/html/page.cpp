// SPDX-License-Identifier: Apache-2.0
#include "report/html/page.hpp"

#include "page/embedded.hpp"
#include "report/html/sections.hpp"

namespace chatsweep {

void write_html(const ReportDocument& document, std::ostream& out) {
    View head = view_of_head(document);
    head.set("style", std::string{page::text("page.css")});
    Template{"head"}.write(std::move(head), out);
    Template{"due"}.write(view_of_due(document), out);
    Template{"silence"}.write(view_of_silence(document), out);
    Template{"forecast"}.write(view_of_forecast(document), out);
    write_waiting(document, out);
    Template{"past"}.write(view_of_past(document), out);
    write_undelivered_list(document, out);
    write_planned(document, out);
    Template{"foot"}.write(view_of_foot(document), out);
}

} // namespace chatsweep
