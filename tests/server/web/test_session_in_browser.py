"""Sign-in, second factor, unlocking: the scripts, in Debian's chromium."""

import base64
import hmac
import re
import struct
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from server.access.permissions import Role
from server.accounts.models import User
from tests.server.web.conftest import PASSPHRASE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def open_page(chromium: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Open a page in a fresh profile; what the browser refuses or reports fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def note(message: Any) -> None:
        expected = (
            "Failed to load resource: the server responded with a status of 4",
            "Failed to load resource: net::ERR_FAILED",
        )
        if message.type in {"error", "warning"} and not message.text.startswith(expected):
            complaints.append(message.text)

    def enter(path: str, *, language: str = "en", width: int = 360, scheme: str = "light") -> Any:
        context = chromium.new_context(
            base_url=live_server.url,
            locale=language,
            color_scheme=scheme,
            viewport={"width": width, "height": 740},
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield enter
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page: Any, username: str, passphrase: str = PASSPHRASE) -> None:
    page.fill("#username", username)
    page.fill("#passphrase", passphrase)
    page.press("#passphrase", "Enter")


def code_of(secret: str, at: float) -> str:
    """Return the code of an authenticator app (RFC 6238: SHA-1, 30 s, six digits)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(at) // 30), "sha1")
    offset = digest[-1] & 0xF
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def test_signing_in_leads_to_the_page_that_was_asked_for(
    open_page: Callable[..., Any], person: Callable[..., User]
) -> None:
    person(Role.OBSERVER)
    page = open_page("/sign-in/?next=/account/")
    sign_in(page, "person")
    page.wait_for_url("**/account/")
    assert page.text_content(".masthead__session .badge") == "unlocked"


def test_a_wrong_passphrase_is_said_in_the_readers_language_and_keeps_the_name(
    open_page: Callable[..., Any], person: Callable[..., User]
) -> None:
    person(Role.OBSERVER)
    page = open_page("/sign-in/", language="es")
    sign_in(page, "person", "not the right words")
    page.wait_for_selector("[role=alert] .notice")
    assert "no corresponden" in page.text_content("[role=alert]:visible")
    assert page.input_value("#username") == "person"
    assert page.evaluate("document.activeElement.id") == "username"


def test_no_connection_is_said_without_losing_what_was_typed(
    open_page: Callable[..., Any],
) -> None:
    page = open_page("/sign-in/")
    page.route("**/_allauth/**", lambda route: route.abort())
    page.fill("#username", "person")
    page.fill("#passphrase", PASSPHRASE)
    page.press("#passphrase", "Enter")
    page.wait_for_selector("[role=alert] .notice")
    assert "There is no connection" in page.text_content("[role=alert]:visible")
    assert page.input_value("#passphrase") == PASSPHRASE


def test_too_many_wrong_passphrases_are_told_how_long_to_wait(
    open_page: Callable[..., Any], person: Callable[..., User]
) -> None:
    person(Role.OBSERVER)
    page = open_page("/sign-in/")
    for _ in range(12):
        sign_in(page, "person", "not the right words")
        page.wait_for_selector("form:not([aria-busy]) [role=alert] .notice")
        if "Seconds to wait" in page.text_content("[role=alert]:visible"):
            break
    assert re.search(r"Seconds to wait: [1-9]", page.text_content("[role=alert]:visible"))


def test_a_session_is_locked_and_unlocked_again(
    open_page: Callable[..., Any], person: Callable[..., User]
) -> None:
    person(Role.ATTORNEY)
    page = open_page("/sign-in/?next=/unlock/")
    sign_in(page, "person")
    page.click("text=Lock now")
    page.wait_for_selector("text=Unlock your session")
    page.fill("#passphrase", "not the right words")
    page.press("#passphrase", "Enter")
    page.wait_for_selector("text=That is not your passphrase")
    page.fill("#passphrase", PASSPHRASE)
    page.press("#passphrase", "Enter")
    page.wait_for_selector("text=What is next")
    assert page.text_content(".masthead__session .badge") == "unlocked"


def test_a_second_factor_is_set_up_asked_for_and_turned_off(
    open_page: Callable[..., Any], person: Callable[..., User]
) -> None:
    person(Role.ATTORNEY)
    page = open_page("/sign-in/?next=/account/", width=1280)
    sign_in(page, "person")
    page.click("text=Set up a second factor")
    page.fill("[data-state=confirm] [name=password]", "not the right words")
    page.press("[data-state=confirm] [name=password]", "Enter")
    page.wait_for_selector("[data-state=confirm] [data-fault=wrong]:visible")
    page.fill("[data-state=confirm] [name=password]", PASSPHRASE)
    page.press("[data-state=confirm] [name=password]", "Enter")
    page.wait_for_selector("[data-state=new]:visible")
    secret = page.text_content("[data-secret]").replace(" ", "")
    assert f"secret={secret}" in page.get_attribute("[data-link]", "href")
    page.fill("#code", "000000")
    page.press("#code", "Enter")
    page.wait_for_selector("[data-state=new] [data-fault=wrong]:visible")
    page.fill("#code", code_of(secret, time.time()))
    page.press("#code", "Enter")
    page.wait_for_selector("[data-state=codes]:visible")
    codes = page.locator("[data-codes] li").all_text_contents()
    assert len(codes) >= 8
    page.click("text=I have written them down")
    page.wait_for_selector("text=Signing in asks for a code from your app")

    other = open_page("/sign-in/")
    sign_in(other, "person")
    other.wait_for_selector("#code:visible")
    assert other.evaluate("document.activeElement.id") == "code"
    other.fill("#code", "wrong")
    other.press("#code", "Enter")
    other.wait_for_selector("text=This code does not fit")
    other.fill("#code", codes[0])
    other.press("#code", "Enter")
    other.wait_for_selector("text=What is next")

    page.click("text=Turn it off")
    page.wait_for_selector("text=No second factor is set up")


def test_signing_out_ends_the_session_and_back_shows_nothing(
    open_page: Callable[..., Any], person: Callable[..., User]
) -> None:
    person(Role.OBSERVER)
    page = open_page("/sign-in/?next=/account/", width=1280)
    sign_in(page, "person")
    page.wait_for_url("**/account/")
    page.click("text=Sign out")
    page.wait_for_selector("text=What was seen")
    page.go_back()
    page.wait_for_selector("#username")


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(
    open_page: Callable[..., Any], person: Callable[..., User]
) -> None:
    person(Role.OBSERVER)
    page = open_page("/sign-in/")
    sign_in(page, "person")
    page.wait_for_selector("text=What is next")
    assert not page.is_visible(".navigation")
    page.focus(".masthead__menu-button")
    page.keyboard.press("Enter")
    assert page.is_visible(".navigation")
    page.keyboard.press("Escape")
    assert not page.is_visible(".navigation")


PUBLIC_PAGES = ["/", "/sign-in/", "/not-promised/", "/handbook/", "/handbook/permissions", "/none"]
OWN_PAGES = ["/", "/unlock/", "/account/"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_are_without_accessibility_faults_and_do_not_scroll_sideways(
    open_page: Callable[..., Any],
    person: Callable[..., User],
    language: str,
    scheme: str,
    width: int,
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    person(*Role)
    page = open_page("/", language=language, width=width, scheme=scheme)
    faults = []

    def look(path: str) -> None:
        page.goto(path, wait_until="networkidle")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append((path, "scrolls sideways"))
        found = axe.run(page, options={"runOnly": RULES}).response["violations"]
        faults.extend((path, fault["id"], fault["nodes"][0]["target"]) for fault in found)

    for path in PUBLIC_PAGES:
        look(path)
    page.goto("/sign-in/")
    sign_in(page, "person")
    page.wait_for_url(re.compile(r":\d+/$"))
    for path in OWN_PAGES:
        look(path)
    assert faults == []
