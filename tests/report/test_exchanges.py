"""Several exchanges of one check are a short list, with a mark at the one that is told in full."""

from __future__ import annotations

import io

from grader.model import ExchangeSummary
from grader.report.html import result_page
from grader.report.terminal import show_result
from tests.samples import a_failed_check, a_result

EXCHANGES = (
    ExchangeSummary(asked="POST /cart…", answered="302 FOUND…"),
    ExchangeSummary(asked="GET /cart", answered="200 OK…", shown=True),
)


def test_several_exchanges_are_a_list_with_a_mark() -> None:
    """In the terminal and on the page, in the order in which they happened."""
    result = a_result(a_failed_check(exchanges=EXCHANGES))
    terminal = io.StringIO()

    show_result(result, terminal, 80)

    assert "in order    │   POST /cart…: 302 FOUND…\n                │ > GET /cart: 200 OK…\n" in terminal.getvalue()
    assert "  POST /cart…: 302 FOUND…\n&gt; GET /cart: 200 OK…" in result_page(result)


def test_a_single_exchange_is_no_list() -> None:
    """It is told in full, and that is all."""
    terminal = io.StringIO()

    show_result(a_result(a_failed_check()), terminal, 80)

    assert "in order" not in terminal.getvalue()
