#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every proof belongs to exactly one part of scripts/prove, and a broken promise shows there."""

import json
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, "scripts/proving")

from parts import amiss, trials_and_failures  # noqa: E402
from rows import Row, failed, from_googletest, summed  # noqa: E402


def rows_of(**test):
    """Of a report with one test."""
    whole = {"result": "COMPLETED", "time": "2s", **test}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"testsuites": [{"testsuite": [whole]}]}, file)
        file.flush()
        return from_googletest(file.name, "the rest")


class Parts(unittest.TestCase):
    def test_hold_every_suite_once(self):
        self.assertEqual(amiss(pathlib.Path("tests")), [])

    def test_miss_a_suite_that_is_new(self):
        with tempfile.TemporaryDirectory() as folder:
            proof = pathlib.Path(folder, "proof")
            proof.mkdir()
            (proof / "new_test.cpp").write_text("TEST_F(New, Proof) {", encoding="utf-8")
            self.assertIn("New belongs to no part", amiss(pathlib.Path(folder)))


class Rows(unittest.TestCase):
    def test_tell_what_a_test_has_recorded(self):
        self.assertEqual(rows_of(a="none 5 0"), [Row("a", 5, 0, 2.0)])
        self.assertEqual(
            rows_of(a="none 5 0", b="some 7 2"),
            [Row("a", 5, 0, 1.0), Row("b", 7, 2, 1.0, "some")],
        )

    def test_are_broken_by_a_violation_by_none_where_some_are_expected_and_by_no_trials(self):
        self.assertFalse(failed(Row("a", 5, 0, 0.0)))
        self.assertTrue(failed(Row("a", 5, 1, 0.0)))
        self.assertTrue(failed(Row("a", 0, 0, 0.0)))
        self.assertFalse(failed(Row("a", 5, 1, 0.0, "some")))
        self.assertTrue(failed(Row("a", 5, 0, 0.0, "some")))

    def test_of_one_promise_are_one(self):
        self.assertEqual(
            summed([Row("a", 5, 0, 1.0), Row("b", 1, 1, 1.0, "some"), Row("a", 7, 1, 2.0)]),
            [Row("a", 12, 1, 3.0), Row("b", 1, 1, 1.0, "some")],
        )

    def test_count_a_test_that_records_nothing(self):
        self.assertEqual(rows_of(), [Row("the rest", 1, 0, 2.0)])
        self.assertEqual(rows_of(failures=[{}]), [Row("the rest", 1, 1, 2.0)])

    def test_count_a_test_that_was_skipped_as_broken(self):
        self.assertEqual(rows_of(result="SKIPPED"), [Row("the rest", 1, 1, 0.0)])

    def test_count_a_failure_that_no_violation_tells_of(self):
        rows = rows_of(a="none 5 0", failures=[{}])
        self.assertEqual([failed(row) for row in rows], [False, True])


class Tools(unittest.TestCase):
    def test_are_counted_as_ctest_counts(self):
        self.assertEqual(trials_and_failures("98% tests passed, 2 tests failed out of 99", 8), (99, 2))
        self.assertEqual(trials_and_failures("100% tests passed, 0 tests failed out of 9", 0), (9, 0))

    def test_count_themselves_in_words_of_their_own(self):
        self.assertEqual(trials_and_failures("valgrind: 10 commands, 2 with findings", 1), (10, 2))

    def test_fail_by_their_exit_status(self):
        self.assertEqual(trials_and_failures("", 0), (1, 0))
        self.assertEqual(trials_and_failures("", 1), (1, 1))
        self.assertEqual(trials_and_failures("100% tests passed, 0 tests failed out of 9", 1), (9, 1))

    def test_are_numbers_in_the_json(self):
        self.assertEqual(json.dumps(trials_and_failures("", 1)), "[1, 1]")


unittest.main()
