// SPDX-License-Identifier: Apache-2.0
#include "report/listing.hpp"
#include "report/page.hpp"
#include "report/render.hpp"

#include <algorithm>

namespace chatsweep {
namespace {

std::string_view word_for(CheckStatus status) {
    switch (status) {
    case CheckStatus::ok:
        return "ok";
    case CheckStatus::warning:
        return "warning";
    case CheckStatus::failed:
        return "failed";
    case CheckStatus::skipped:
        return "skipped";
    }
    return "";
}

/// One that failed must be found without colours, at a glance.
std::string_view label_of(CheckStatus status) {
    return status == CheckStatus::failed ? "FAILED" : word_for(status);
}

Tone tone_of(CheckStatus status) {
    switch (status) {
    case CheckStatus::ok:
        return Tone::good;
    case CheckStatus::warning:
        return Tone::caution;
    case CheckStatus::failed:
        return Tone::bad;
    case CheckStatus::skipped:
        return Tone::faint;
    }
    return Tone::plain;
}

/// The worst of all.
CheckStatus outcome_of(const CheckDocument& document) {
    CheckStatus outcome = CheckStatus::ok;
    for (const CheckFinding& finding : document.findings) {
        if (finding.status == CheckStatus::failed) {
            return CheckStatus::failed;
        }
        if (finding.status == CheckStatus::warning) {
            outcome = CheckStatus::warning;
        }
    }
    return outcome;
}

Json head_of(const CheckDocument& document) {
    return {{"schema_version", document_version},
            {"command", "check"},
            {"outcome", word_for(outcome_of(document))}};
}

Json record_of(const CheckFinding& finding) {
    return {{"name", finding.name},
            {"status", word_for(finding.status)},
            {"detail", finding.detail},
            {"hint", text_or_null(finding.hint)}};
}

Listing findings_of(const CheckDocument& document) {
    return {"findings",
            document.findings.size(),
            [&](std::size_t index) { return record_of(document.findings[index]); },
            {"name", "status", "detail", "hint"}};
}

void write_page(const CheckDocument& document, const Style& style, std::ostream& out) {
    constexpr std::size_t label_width = 9;
    std::vector<Field> fields;
    for (const CheckFinding& finding : document.findings) {
        std::string label{label_of(finding.status)};
        label.resize(label_width, ' ');
        fields.push_back({label + finding.name, finding.detail, tone_of(finding.status),
                          finding.hint.empty() ? "" : "hint: " + finding.hint});
    }
    Page{style, out}.fields(fields);
}

} // namespace

void render(const CheckDocument& document, Format format, const Style& style, std::ostream& out) {
    switch (format) {
    case Format::table:
        return write_page(document, style, out);
    case Format::json:
        return write_json(head_of(document), findings_of(document), out);
    case Format::ndjson:
        return write_ndjson(head_of(document), findings_of(document), out);
    case Format::csv:
        return write_csv(findings_of(document), out);
    case Format::html:
        refuse_html();
    }
}

} // namespace chatsweep
