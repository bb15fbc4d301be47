"""One submission after another, in one pytest session: its collected items are run again for each.

A round ends with everything torn down that is wider than a check, and with two witnesses compared: what our plugin made
of each check, and what pytest-json-report makes of the same reports of pytest. The judge goes on only if nothing of the
round was left behind (`may_go_on`); whoever runs it brings a fresh one else.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from pytest_jsonreport.plugin import Hooks, JSONReport

from grader.judge.budget import Budget, CurrentCheck
from grader.judge.collection import CheckSuite
from grader.judge.plugin import JudgePlugin, JudgeReport, JudgeRequest
from grader.judge.pristine import Pristine
from grader.model import State

_MOST = 100  # submissions of a judge: what grows unseen stays small


class Rounds:
    """Judges submissions with the items of a session that has collected them."""

    def __init__(self, plugin: JudgePlugin, session: pytest.Session, suite: CheckSuite) -> None:
        self._plugin = plugin
        self._session = session
        self._witness = Witness(session)
        _leave_out_what_nobody_reads(session.config)
        self._pristine = Pristine(suite.folder, session.items)
        self._done = 0
        self._was_clean = True

    def judge(
        self, request: JudgeRequest, budget: Budget | None = None, current: CurrentCheck | None = None
    ) -> JudgeReport:
        """Judge one submission: never before the round before it left everything as it was."""
        self._begin()
        self._plugin.begin(request, budget, current)
        self._was_clean = self._run(self._plugin.ordered_items())
        self._plugin.end()
        report = self._plugin.findings(self._witness.report())
        self._was_clean &= self._plugin.was_clean and not _is_doubtful(report)
        self._done += 1
        return report

    @property
    def check_names(self) -> list[str]:
        """The checks in order: what the number of the current one means."""
        return list(self._plugin.checks)

    @property
    def may_go_on(self) -> bool:
        """Whether another submission may be judged here."""
        return self._was_clean and self._done < _MOST and self._pristine.holds

    def _begin(self) -> None:
        self._witness.forget()
        for item in self._session.items:
            item._report_sections.clear()  # what a check printed last time; pytest has no other way to say it
        config: Any = self._session.config
        config._tmp_path_factory = pytest.TempPathFactory.from_config(config, _ispytest=True)  # makes its folder anew

    def _run(self, items: list[pytest.Item]) -> bool:
        """Run items; False if one of them ended the session, which no check may."""
        try:
            for item, following in pairwise([*items, None]):
                assert item is not None, "only the last has none that follows"
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if self._session.shouldstop or self._session.shouldfail:
                    return False
        except (pytest.exit.Exception, KeyboardInterrupt):
            return False
        return True


def _is_doubtful(report: JudgeReport) -> bool:
    """Whether something happened that nobody foresaw."""
    broken = any(check.state is State.BROKEN for check in report.checks)
    return broken or bool(report.overspent or report.broken_jail)


def _leave_out_what_nobody_reads(config: pytest.Config) -> None:
    """Take pytest's terminal out: it words every check for a screen that is not there."""
    config.pluginmanager.unregister(name="terminalreporter")


class Witness:
    """pytest-json-report, told of a round when it is over: its own account of the reports that pytest gave."""

    def __init__(self, session: pytest.Session) -> None:
        self._session = session
        self._reports: list[pytest.TestReport] = []
        manager = session.config.pluginmanager
        manager.add_hookspecs(Hooks)
        manager.register(self)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what pytest says of a step of a check."""
        self._reports.append(report)

    def pytest_json_runtest_stage(self, report: pytest.TestReport) -> dict[str, Any]:
        """Of a step nothing but its outcome is wanted."""
        return {"outcome": report.outcome}

    def forget(self) -> None:
        """Begin a new round."""
        self._reports.clear()

    def report(self) -> dict[str, Any]:
        """Return pytest-json-report's document of this round."""
        own = JSONReport(self._session.config)
        own.pytest_sessionstart(self._session)
        for report in self._reports:
            own.pytest_runtest_logreport(report)
        own.pytest_sessionfinish(self._session)
        document: dict[str, Any] = own.report
        return document
