// SPDX-License-Identifier: Apache-2.0
#include "page/embedded.hpp"
#include "report/golden.hpp"
#include "report/html/template.hpp"
#include "report/page_samples.hpp"
#include "report/text.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace chatsweep::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A page on which everything that others have named is called so.
std::string page_of(const std::string& name) {
    APage page;
    for (PlannedSession& session : page.plan.sessions) {
        session.session_id.value = name;
    }
    for (Policy& policy : page.policies) {
        policy.name = name;
        for (Timer& timer : policy.timers) {
            timer.name = name;
        }
    }
    ReportDocument document = page.document();
    document.policy_version = document.guard->message = document.guard->hint = name;
    for (Group& group : document.groups) {
        group.policy = name;
        group.tenant = group.channel = name;
    }
    for (Backlog& backlog : document.undelivered) {
        backlog.receiver = name;
        backlog.problem = name;
    }
    for (Silence& silence : document.outlook.silences) {
        silence.policy = name;
    }
    for (WaitingSession& session : document.outlook.waiting) {
        session.session_id.value = session.policy = name;
        session.tenant = session.channel = name;
    }
    for (PastRun& past : document.outlook.past) {
        past.run.outcome = past.run.error = name;
    }
    return rendered(document, Format::html);
}

void expect_no_control_character_in_lines(const std::string& text) {
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        EXPECT_EQ(line, clean(line));
    }
}

/// Whatever could begin a tag, an attribute or an entity, counted.
std::string skeleton_of(const std::string& text) {
    std::string skeleton;
    for (const char character : text) {
        if (std::string_view{"<>\"'"}.find(character) != std::string_view::npos) {
            skeleton += character;
        }
    }
    return skeleton;
}

TEST(HostilePage, HasTheSameMarkupWhateverThingsAreCalled) {
    const std::string harmless = skeleton_of(page_of("plain"));
    for (const std::string name :
         {"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onload='x",
          "</style></title></svg>", "{{{style}}} {{headline}} {{> chart}}", "<!-- --> ]]>",
          "&lt;b&gt; & &#60;", "=\"'`<>"}) {
        EXPECT_EQ(skeleton_of(page_of(name)), harmless) << name;
    }
}

TEST(HostilePage, ShowsMarkupAsText) {
    const std::string page = page_of("<b id=\"x\">&'</b>");
    EXPECT_THAT(page, HasSubstr("<bdi>&lt;b id=&quot;x&quot;&gt;&amp;&#39;&lt;/b&gt;</bdi>"));
    EXPECT_THAT(page, Not(HasSubstr("<b id")));
}

TEST(HostilePage, FillsNoTemplateInThatStandsInAName) {
    EXPECT_THAT(page_of("{{headline}}"), HasSubstr("<bdi>{{headline}}</bdi>"));
}

TEST(HostilePage, HasNoControlCharacterAndIsUtf8) {
    for (const std::string& name :
         {std::string{"two\nlines\r\nand\ta tab"}, std::string("nul\0byte", 8),
          std::string{"\x1b[2J \x7f \xc2\x9b \xe2\x80\xae txt \xe2\x81\xa6"},
          std::string{"\xff\xfe \xc0\xaf \xed\xa0\x80 \xe2\x82"}}) {
        expect_no_control_character_in_lines(page_of(name));
    }
}

TEST(HostilePage, ShowsTheBeginningAndTheEndOfAnEndlessName) {
    const std::string page = page_of("begin" + std::string(1'000'000, '<') + "end");
    EXPECT_LT(page.size(), 500'000U);
    EXPECT_THAT(page, HasSubstr("begin&lt;"));
    EXPECT_THAT(page, HasSubstr("&lt;end"));
}

TEST(HostilePage, FailsAsItsStreamDoes) {
    const APage page;
    std::ostringstream out;
    out.setstate(std::ios::badbit);
    EXPECT_NO_THROW(render(page.document(), Format::html, {}, out));
    EXPECT_TRUE(out.fail());
}

TEST(TemplatesOfThePage, LeaveNothingUnescapedButTheStyle) {
    for (const page::File& file : page::files()) {
        std::string text{file.text};
        if (const auto style = text.find("{{{style}}}"); style != std::string::npos) {
            text.erase(style, 11);
        }
        EXPECT_THAT(text, Not(HasSubstr("{{{"))) << file.path;
        EXPECT_THAT(text, Not(HasSubstr("{{&"))) << file.path;
    }
}

TEST(TemplatesOfThePage, AreKnownByName) {
    EXPECT_THROW(Template{"nothing"}, std::logic_error);
}

} // namespace
} // namespace chatsweep::test
