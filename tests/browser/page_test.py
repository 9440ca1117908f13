#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""page_test.py CHATSWEEP

What a report's page is in a real browser: quiet, as wide as the screen, harmless whatever a session
is called, and readable for everyone. Wants PGHOST, Chromium with its driver, and axe-core, which
scripts/setup test brings.
"""
import os
import shutil
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
from pages import HOSTILE_ID, Pages  # pylint: disable=wrong-import-position
from webdriver import Browser  # pylint: disable=wrong-import-position

AXE = "build/deps/axe-core/axe.min.js"
WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")
NARROW_PAPER = 560  # A5

OUTSIDE = """
const width = document.documentElement.clientWidth;
const outside = [];
if (document.scrollingElement.scrollWidth > width) {
    outside.push('the page is ' + document.scrollingElement.scrollWidth + ' wide');
}
for (const element of document.querySelectorAll('body *')) {
    const svg = element.closest('svg');
    const within = svg && svg !== element ? svg.getBoundingClientRect() : { left: 0, right: width };
    const box = element.getBoundingClientRect();
    if (box.width > 0 && (box.left < within.left - 1 || box.right > within.right + 1)) {
        outside.push(element.tagName + '.' + element.getAttribute('class') + ' "' +
                     element.textContent.slice(0, 40) + '" ' + box.left + ' to ' + box.right);
    }
}
return outside.slice(0, 5);
"""

AUDIT = """
const done = arguments[arguments.length - 1];
axe.run(document).then(
    result => done(result.violations
        .filter(one => one.impact === 'serious' || one.impact === 'critical')
        .map(one => one.id + ': ' + one.nodes.slice(0, 3).map(
            node => node.html + ' ' + node.failureSummary).join('; '))),
    error => done([String(error)]));
"""


class APage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="chatsweep-pages.")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        made = Pages(BINARY, cls.folder)
        cls.addClassCleanup(made.close)
        cls.pages = {"seeded": made.of_a_seeded_database(),
                     "hostile": made.of_a_hostile_database(),
                     "empty": made.of_an_empty_database()}
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)

    def looks(self, widths=WIDTHS, schemes=SCHEMES):
        for name, path in self.pages.items():
            for width in widths:
                for scheme in schemes:
                    self.browser.look(width, scheme)
                    self.browser.open(path)
                    yield f"{name}, {width} pixels, {scheme}"

    def test_says_nothing_in_the_console(self):
        self.browser.console()
        for look in self.looks(schemes=("light",)):
            self.assertEqual(self.browser.console(), [], look)

    def test_is_never_wider_than_the_screen(self):
        for look in self.looks(schemes=("light",)):
            self.browser.run("for (const one of document.querySelectorAll('details')) "
                             "one.open = true;")
            self.assertEqual(self.browser.run(OUTSIDE), [], look)

    def test_is_never_wider_than_the_paper_and_keeps_no_table_folded(self):
        for name, path in self.pages.items():
            with self.subTest(page=name):
                self.browser.open(path)
                self.browser.look(NARROW_PAPER, media="print")
                self.assertEqual(self.browser.run(OUTSIDE), [])
                hidden = self.browser.run("return [...document.querySelectorAll('details table')]"
                                          ".filter(one => one.offsetHeight === 0).length")
                self.assertEqual(hidden, 0)

    def test_has_no_serious_fault_for_those_who_see_little_or_nothing(self):
        with open(AXE, encoding="utf-8") as file:
            axe = file.read()
        for look in self.looks():
            self.browser.run(axe)
            self.assertEqual(self.browser.wait_for(AUDIT), [], look)

    def test_shows_markup_in_a_session_id_as_text(self):
        self.browser.look(1280)
        self.browser.open(self.pages["hostile"])
        self.assertIn(HOSTILE_ID, self.browser.run("return document.body.innerText"))
        self.assertEqual(self.browser.run(
            "return document.querySelectorAll('#pwned, .pwned, script, img, iframe').length"), 0)
        self.assertRegex(self.browser.run("return document.title"), "^chatsweep report, ")

    def test_has_a_title_and_a_description_for_each_chart(self):
        self.browser.open(self.pages["seeded"])
        charts = self.browser.run(
            "return [...document.querySelectorAll('svg[role=img]')].map(svg => "
            "svg.getAttribute('aria-labelledby').split(' ').map("
            "id => document.getElementById(id).textContent.length))")
        self.assertGreaterEqual(len(charts), 5)
        for title, description in charts:
            self.assertGreater(title, 10)
            self.assertGreater(description, 40)


def find_what_is_missing():
    missing = [name for name in ("chromedriver", "chromium", "psql") if not shutil.which(name)]
    missing += [AXE] if not os.path.exists(AXE) else []
    missing += ["PGHOST"] if "PGHOST" not in os.environ else []
    if not missing:
        return
    print(f"missing: {', '.join(missing)}\nhint: Run scripts/setup test, then scripts/test.",
          file=sys.stderr)
    sys.exit(1 if "CI" in os.environ else 77)


if __name__ == "__main__":
    BINARY = os.path.abspath(sys.argv.pop(1))
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
    find_what_is_missing()
    unittest.main(verbosity=2)
