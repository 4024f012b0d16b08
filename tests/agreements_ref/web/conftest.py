"""An observer's browser, the compiled translations, and pages as the text that a person reads."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client

from agreements_ref import queries
from server.web.management.commands.compile_translations import catalogues, compile_catalogue
from tests.conftest import Person


@pytest.fixture(autouse=True, scope="session")
def compiled_translations() -> None:
    """Make the message files, so that Spanish pages are Spanish."""
    for path in catalogues():
        compile_catalogue(path)


@dataclass(frozen=True)
class Reading:
    """A page: its status, its markup, and its text with blanks folded."""

    status: int
    markup: str

    @property
    def text(self) -> str:
        """What is read, without the markup."""
        return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", self.markup)).split())

    @property
    def title(self) -> str:
        """The title, as histories keep it."""
        found = re.search(r"<title>(.*?)</title>", self.markup, re.DOTALL)
        assert found is not None
        return html.unescape(found[1])

    def agencies(self) -> list[str]:
        """The names that a search found, in their order."""
        found = re.findall(r'<a class="row-link"[^>]*>(.*?)</a>', self.markup)
        return [html.unescape(name) for name in found]

    def address_of(self, rel: str) -> str:
        """The address of the link with this relation."""
        found = re.search(rf'href="([^"]*)" rel="{rel}"', self.markup)
        assert found is not None
        return html.unescape(found[1])

    def part(self, heading: str, until: str = "<h") -> str:
        """The text from a heading to the next one (or to other markup)."""
        after = self.markup.split(f">{html.escape(heading)}</h", 1)[1]
        return Reading(self.status, after.split(until, 1)[0].partition(">")[2]).text


@pytest.fixture
def browser(observer: Person, browser_of: Callable[..., Client]) -> Client:
    """An observer in a locked session: public reference data needs no key."""
    return browser_of(observer, unlocked=False)


@pytest.fixture
def read(browser: Client) -> Callable[..., Reading]:
    """Return `read(path, language="en", **query)`."""

    def read(path: str, language: str = "en", **query: Any) -> Reading:
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        response = browser.get(path, query)
        return Reading(response.status_code, response.content.decode())

    return read


@pytest.fixture
def read_agency(read: Callable[..., Reading]) -> Callable[..., Reading]:
    """Return `read_agency(name, on, known_on=None, language="en")`: the agency's page."""

    def read_agency(
        name: str, on: date, known_on: date | None = None, language: str = "en"
    ) -> Reading:
        query = {"on": on.isoformat()}
        if known_on is not None:
            query["known_on"] = known_on.isoformat()
        return read(f"/agreements/{agency_id(name)}/", language, **query)

    return read_agency


def agency_id(name: str) -> UUID:
    """Return the id of the one agency that a name finds."""
    (card,) = queries.agencies_matching(name)
    return card.id
