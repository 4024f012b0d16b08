"""Lanes of the suite: what needs more than Python is skipped, with the reason, until it is there.

browser    `pytest -m browser`, with chromium on the path
postgres   TESTIGO_TEST_DATABASE_URL=postgresql://...
redis      TESTIGO_TEST_BROKER_URL=redis://...
benchmark  `pytest -m benchmark`, alone on a quiet machine
"""

import os
import shutil

import pytest


def _lacks_chromium() -> bool:
    return shutil.which("chromium") is None


def _skips(chosen: str) -> dict[str, str]:
    """Return marker -> why its tests do not run. chosen: what `-m` asked for."""
    skips = {}
    if "browser" not in chosen:
        skips["browser"] = "drives a browser: make browser"
    elif _lacks_chromium():
        skips["browser"] = "chromium is not installed"
    if "benchmark" not in chosen:
        skips["benchmark"] = "measures time and wants a quiet machine: pytest -m benchmark"
    if not os.environ.get("TESTIGO_TEST_DATABASE_URL", "").startswith("postgres"):
        skips["postgres"] = "needs PostgreSQL: set TESTIGO_TEST_DATABASE_URL"
    if not os.environ.get("TESTIGO_TEST_BROKER_URL", "").startswith("redis"):
        skips["redis"] = "needs Redis: set TESTIGO_TEST_BROKER_URL"
    return skips


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the lanes that cannot run here."""
    skips = _skips(config.getoption("markexpr"))
    for item in items:
        for marker, reason in skips.items():
            if item.get_closest_marker(marker) is not None:
                item.add_marker(pytest.mark.skip(reason=reason))
