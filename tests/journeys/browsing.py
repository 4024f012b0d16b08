"""A browser as the people of the journeys use it: Debian's chromium, driven by Playwright.

Whatever the browser refuses or reports fails the test, and so does a title that says more than
the kind of page (threat T46: titles stay in histories and on shared screens).
"""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from tests.conftest import Person, open_session

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
# 1280 px enlarged four times (WCAG 2.2, 1.4.10 Reflow).
ENLARGED = {"width": 320, "height": 640}

# An id, a word-code or title code, and any figure at all.
TELLING = re.compile(r"[0-9]|\b[a-z]+-[a-z]+-")
_TITLE = "title: "
_TELL_TITLE = (
    f"addEventListener('DOMContentLoaded', () => console.debug('{_TITLE}' + document.title))"
)
_EXPECTED = (
    # What the tests ask for on purpose; a fault of the page itself reads otherwise.
    "Failed to load resource: the server responded with a status of 4",
    # htmx on a question that a newer one has overtaken, as while a list is being typed in.
    "htmx:afterRequest",
    "htmx:sendAbort",
)


@dataclass
class Watch:
    """What the pages of a test said to the browser."""

    complaints: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)

    def follow(self, page: Any) -> None:
        """Listen to a page from its first document on."""
        page.add_init_script(_TELL_TITLE)
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))

    def _note(self, message: Any) -> None:
        if message.text.startswith(_TITLE):
            self.titles.append(message.text.removeprefix(_TITLE))
        elif message.type in {"error", "warning"} and not message.text.startswith(_EXPECTED):
            self.complaints.append(message.text)

    def telling_titles(self) -> list[str]:
        """Return the titles that a history should not keep."""
        return [title for title in self.titles if not title or TELLING.search(title)]


def sign_in(page: Any, person: Person, *, to: str = "/") -> None:
    """Sign in by passphrase, as people do, and arrive at `to`."""
    page.goto(f"/sign-in/?next={to}")
    page.fill("#username", person.username)
    page.fill("#passphrase", person.passphrase)
    page.press("#passphrase", "Enter")
    page.wait_for_url(lambda url: path_of(url) == to)


def path_of(url: str) -> str:
    """Return the path of an address, without host, question and fragment."""
    return urlsplit(url).path


def enter(context: Any, person: Person, *, unlocked: bool = True) -> None:
    """Give a browser the cookies of a session, without its sign-in page."""
    session, secret = open_session(person, unlocked=unlocked)
    cookies = {settings.SESSION_COOKIE_NAME: session.session_key}
    if secret is not None:
        cookies[settings.UNLOCK_COOKIE_NAME] = secret
    leave(context)
    context.add_cookies(
        [
            {"name": name, "value": value, "domain": "localhost", "path": "/"}
            for name, value in cookies.items()
        ]
    )


def leave(context: Any) -> None:
    """Forget the session; the language stays."""
    for name in (settings.SESSION_COOKIE_NAME, settings.UNLOCK_COOKIE_NAME):
        context.clear_cookies(name=name)
