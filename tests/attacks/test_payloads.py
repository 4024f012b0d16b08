"""Text stays text: scripts, formulas and header breaks through every text field (T28)."""

import csv
import html
import io
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from agreements_ref.rules.csv_cells import safe_cell
from cases.models import CaseFile
from server.access.models import Container
from server.accounts import services as accounts
from server.accounts.models import Coalition, Team
from server.problems import BadInput
from tests.attacks.test_workers import release
from tests.cases.factories import accepted, admit, logged
from tests.conftest import PASSPHRASE, Person

__all__ = ["release"]
pytestmark = pytest.mark.django_db

SCRIPTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'onmouseover='alert(1)",
    "</textarea><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ request.session }}{% load static %}",
    "<!--#exec cmd=id-->",
    "&lt;b&gt;already escaped&lt;/b&gt;",
    "\u202ereversed\u2066 text",
)
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "=1+1", "  =1")
HEADERS = ("x\r\nSet-Cookie: a=b", "x\nLocation: //evil.example", "x\r\n\r\n<html>")
PAYLOADS = SCRIPTS + FORMULAS + HEADERS
# What must never stand in a page as such: it would be a tag or an attribute.
DANGEROUS = tuple(text for text in SCRIPTS if re.search(r"[<>\"']", text))
EVERYTHING = "\n".join(PAYLOADS)


class Tags(HTMLParser):
    """What a browser would run of a page: event attributes, script addresses, inline code."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.runs: list[str] = []
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        for name, value in attrs:
            address = name in ("href", "src", "action", "formaction")
            if name.startswith("on") or (address and (value or "").startswith("javascript:")):
                self.runs.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        if self._inside in ("script", "style") and data.strip():
            self.runs.append(data)


def assert_text_only(page: str, texts: tuple[str, ...] = DANGEROUS) -> None:
    assert [text for text in texts if text in page] == []
    assert Tags(page).runs == []


def test_the_reading_of_tags_sees_what_would_run() -> None:
    page = "<p onclick=x()>a</p><a href='javascript:x'>b</a><script>c()</script><img src=/d.png>"
    assert Tags(page).runs == ["p onclick=x()", "a href=javascript:x", "c()"]


@pytest.fixture
def loaded(
    team: Team, observer: Person, coordinator: Person, attorney: Person
) -> tuple[str, CaseFile]:
    """(id, case file) of an encounter whose note holds every payload."""
    encounter = logged(
        observer, team, note=EVERYTHING, place_text="\n".join(DANGEROUS), language="es"
    )
    case_file = accepted(encounter, coordinator)
    admit(attorney, case_file, coordinator)
    return str(encounter.id), case_file


@pytest.mark.parametrize("fragment", [True, False], ids=["fragment", "page"])
def test_a_note_is_shown_as_it_was_written_and_runs_nowhere(
    fragment: bool,
    loaded: tuple[str, CaseFile],
    attorney: Person,
    browser_of: Callable[..., Client],
) -> None:
    client = browser_of(attorney)
    for text in DANGEROUS:
        sent = client.post(
            f"/api/v1/encounters/{loaded[0]}/addenda",
            {"text": text},
            content_type="application/json",
        )
        assert sent.status_code == 201
    headers = {"HX-Request": "true"} if fragment else {}
    answer = client.get(f"/encounters/{loaded[0]}/sealed/", headers=headers)
    page = answer.content.decode()
    assert_text_only(page)
    for text in SCRIPTS:
        assert html.escape(text) in page
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_api_gives_the_same_text_back_as_json(
    loaded: tuple[str, CaseFile], attorney: Person, api_of: Callable[..., APIClient]
) -> None:
    answer = api_of(attorney).get(f"/api/v1/encounters/{loaded[0]}/sealed-parts")
    assert answer["Content-Type"] == "application/json"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.json()["results"][0]["text"] == EVERYTHING


def test_other_pages_of_the_record_show_none_of_it(
    loaded: tuple[str, CaseFile], attorney: Person, browser_of: Callable[..., Client]
) -> None:
    client = browser_of(attorney)
    encounter_id, case_file = loaded
    for address in (
        "/encounters/",
        f"/encounters/{encounter_id}/",
        "/cases/",
        f"/cases/{case_file.container_id}/",
    ):
        page = client.get(address).content.decode()
        assert_text_only(page)
        assert not [text for text in PAYLOADS if len(text) > 5 and html.escape(text) in page]


@pytest.mark.parametrize("payload", DANGEROUS)
def test_a_form_reads_back_what_was_typed_as_text(
    payload: str, team: Team, observer: Person, browser_of: Callable[..., Client]
) -> None:
    client = browser_of(observer)
    filled = {
        "client_key": "one-sending",
        "kind": "traffic_stop",
        "basis": "observed",
        "when": "now",
        "state": "NC",
        "county_fips": "37071",
        "note": payload,
        "place_text": payload,
    }
    for more in (
        {"do": "review"},
        {"do": "seal"},
        {"do": "review", "kind": payload},
        {"do": "review", "tz": payload, "state": payload, "county_fips": payload[:7]},
        {"do": payload, "q": payload, "agency": payload, f"count-{payload}": payload},
        {"do": "review", "now_at": payload, "about_at": payload, "client_key": payload},
    ):
        answer = client.post("/capture/", filled | more)
        assert answer.status_code in (200, 422)
        assert_text_only(answer.content.decode())


ADDRESSES = (
    "/encounters/?cursor={}",
    "/cases/?cursor={}",
    "/agreements/?q={}",
    "/agreements/?state={}&on={}&known_on={}",
    "/agreements/places/?state={}&county={}&on={}",
    "/capture/agencies/?state=NC&q={}",
    "/capture/place/?state={}",
    "/capture/?sealed={}",
    "/sign-in/?next={}",
    "/unlock/?next={}",
    "/handbook/?{}={}",
    "/no-such-page/{}",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_stands_in_an_address_comes_back_as_text_or_not_at_all(
    address: str, team: Team, coordinator: Person, browser_of: Callable[..., Client]
) -> None:
    from urllib.parse import quote

    for client in (browser_of(coordinator), Client()):
        for payload in (*DANGEROUS, *HEADERS):
            asked = address.replace("{}", quote(payload, safe=""))
            answer = client.get(asked)
            assert answer.status_code < 500, asked
            assert_text_only(answer.content.decode())
            assert "evil.example" not in answer.get("Location", "").partition("next=")[0]
            for value in answer.headers.values():
                assert "\n" not in value
                assert "\r" not in value


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(
    target: str, team: Team, coordinator: Person, browser_of: Callable[..., Client]
) -> None:
    assert browser_of(coordinator).get("/sign-in/", {"next": target})["Location"] == "/"
    assert target not in Client().get("/sign-in/", {"next": target}).content.decode()
    answer = browser_of(coordinator).post("/language/", {"language": "es", "next": target})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_user_name_holds_no_payload(payload: str, db: None) -> None:
    with pytest.raises(BadInput):
        accounts.create_account(username=payload[:40], passphrase=PASSPHRASE)


def test_names_of_teams_and_coalitions_are_text_on_pages_and_in_the_api(
    team: Team,
    coalition: Coalition,
    analyst: Person,
    coordinator: Person,
    release: Any,
    browser_of: Callable[..., Client],
) -> None:
    Team.objects.filter(pk=team.pk).update(name="T" + "".join(DANGEROUS)[:78])
    Coalition.objects.filter(pk=coalition.pk).update(name="C" + "".join(DANGEROUS)[:78])
    client = browser_of(analyst)
    for address in ("/", "/account/", "/reports/", f"/reports/{release.id}/"):
        page = client.get(address).content.decode()
        assert_text_only(page, ("<script>alert(1)", "<img src=x"))
    assert client.get("/api/v1/me")["Content-Type"] == "application/json"
    assert "C" + html.escape("".join(DANGEROUS)[:78]) in client.get("/reports/").content.decode()


def test_a_refused_name_is_repeated_as_text(
    loaded: tuple[str, CaseFile], coordinator: Person, browser_of: Callable[..., Client]
) -> None:
    client = browser_of(coordinator)
    for payload in DANGEROUS:
        answer = client.post(
            f"/cases/{loaded[1].container_id}/members/", {"username": payload[:40]}
        )
        assert answer.status_code == 422
        assert_text_only(answer.content.decode(), (payload[:40],))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_cell_of_a_table_is_never_a_formula(payload: str) -> None:
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerow([safe_cell(payload)])
    ((cell,),) = list(csv.reader(io.StringIO(written.getvalue())))
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "|", "%", "\t", "="))
    assert "\r" not in cell
    assert "\n" not in cell


def test_the_log_of_the_intake_folder_names_no_payload(
    loaded: tuple[str, CaseFile], coordinator: Person, intake: Container
) -> None:
    from server.audit.queries import entries_visible_to

    read, _next = entries_visible_to(coordinator.viewer, intake)
    assert read
    assert not [line for line in read if "alert(1)" in str(line.body)]
