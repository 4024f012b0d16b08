"""The register's pages in Debian's chromium: accessibility rules, and nothing scrolls sideways."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from agreements_ref import services
from tests.agreements_ref.sheets import agreement, incoming, pending, request
from tests.agreements_ref.web.conftest import agency_id
from tests.conftest import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BAKER = "Baker County Sheriff's Office"


@pytest.fixture
def paths(transactional_db: None) -> list[str]:
    """Every page of the register, with answers, without any, and with faults."""
    towns = [
        agreement(f"Town {number:02} Police Department", "TFM", county=None) for number in range(40)
    ]
    services.import_list(incoming([agreement(BAKER), *towns], date(2025, 6, 6)))
    services.import_list(pending([request(BAKER, "JEM")], date(2025, 6, 6)))
    services.import_list(incoming(towns[:20], date(2025, 6, 20)))
    later = [agreement(BAKER, "JEM"), *towns[1:]]
    services.import_list(incoming(later, date(2025, 6, 27)))
    agency = f"/agreements/{agency_id(BAKER)}/"
    return [
        "/agreements/?on=2025-06-10",
        "/agreements/?q=zzz",
        "/agreements/?on=never",
        f"{agency}?on=2025-06-10&known_on=2025-06-19",
        f"{agency}?on=2026-01-01",
        f"{agency}?on=2020-01-01",
        f"{agency}?known_on=2999-01-01",
        "/agreements/lists/",
        "/agreements/places/",
        "/agreements/places/?state=FL",
        "/agreements/places/?state=FL&county=12003&on=2025-06-10&known_on=2025-06-19",
        "/agreements/places/?state=FL&county=12005&on=2026-01-01",
        "/agreements/changes/",
        "/agreements/changes/?earlier=x",
        "/agreements/growth/",
        "/agreements/program/",
    ]


@pytest.mark.parametrize(
    ("width", "language", "scheme"),
    [(320, "en", "light"), (320, "es", "dark"), (1280, "en", "dark"), (1280, "es", "light")],
)
def test_pages_are_without_accessibility_faults_and_do_not_scroll_sideways(
    chromium: Any,
    live_server: Any,
    observer: Person,
    browser_of: Callable[..., Client],
    paths: list[str],
    width: int,
    language: str,
    scheme: str,
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    session = browser_of(observer, unlocked=False).cookies[settings.SESSION_COOKIE_NAME].value
    context = chromium.new_context(
        base_url=live_server.url, color_scheme=scheme, viewport={"width": width, "height": 740}
    )
    cookies = {
        settings.SESSION_COOKIE_NAME: session,
        settings.LANGUAGE_COOKIE_NAME: language,
    }
    context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
    )
    page = context.new_page()
    faults = []
    for path in paths:
        page.goto(path, wait_until="networkidle")
        assert page.get_attribute("html", "lang") == language
        assert page.locator("h1").count() == 1, path
        for summary in page.locator("summary").all():
            summary.click()
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append((path, "scrolls sideways"))
        found = axe.run(page, options={"runOnly": RULES}).response["violations"]
        faults.extend((path, fault["id"], fault["nodes"][0]["target"]) for fault in found)
    context.close()
    assert faults == []
