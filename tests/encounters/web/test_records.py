"""`/encounters/`: the list and the page of one encounter, and what is added there."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client

from encounters import queries, services
from encounters.models import Encounter
from encounters.records import CustodyEventInput, PresenceInput
from encounters.rules.codes import (
    Basis,
    CustodyEventType,
    OtherHold,
    SealedField,
    SomeoneTaken,
    StatusQuestion,
    UnidentifiedAgency,
    Verification,
)
from encounters.rules.time_values import TimeValue
from server.access.viewer import SystemReason
from tests.conftest import Person
from tests.encounters.conftest import CANARY

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.encounters.urls")]

Browser = Callable[..., Client]
Log = Callable[..., Encounter]
KEY = {"client_key": "0123456789abcdef"}


def text_of(client: Client, encounter: Encounter, language: str = "en") -> str:
    response = client.get(f"/encounters/{encounter.id}/", headers={"Accept-Language": language})
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def add(client: Client, encounter: Encounter, what: str, **fields: Any) -> Any:
    return client.post(f"/encounters/{encounter.id}/{what}/", KEY | fields)


def newest(encounter: Encounter) -> Encounter:
    return Encounter.objects.for_system(SystemReason.CHECKING_INTEGRITY).get(id=encounter.id)


# --- the list -------------------------------------------------------------------------------------


def test_the_list_shows_each_record_once_page_by_page(
    browser_of: Browser, log: Log, coordinator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("encounters.web.views.records.PAGE_SIZE", 3)
    expected = {log(by=coordinator).word_code for _ in range(7)}
    client = browser_of(coordinator)
    seen: list[str] = []
    path: str | None = "/encounters/"
    while path is not None:
        response = client.get(path)
        seen += [row.word_code for row, _marks in response.context["rows"]]
        next_url = response.context["next_url"]
        path = None if next_url is None else f"/encounters/{next_url}"
    assert len(seen) == len(expected)
    assert set(seen) == expected


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Traffic stop", "May 2019", "Gaston County, North Carolina", "open hold"]),
        ("es", ["Parada de tránsito", "mayo de 2019", "Gaston County, North Carolina"]),
    ],
)
def test_the_list_says_what_to_look_at(
    browser_of: Browser, log: Log, observer: Person, language: str, words: list[str]
) -> None:
    log(someone_taken=SomeoneTaken.YES)
    response = browser_of(observer).get("/encounters/", headers={"Accept-Language": language})
    text = response.content.decode()
    assert all(word in text for word in words)


def test_an_empty_list_says_what_to_do_next(
    browser_of: Browser, observer: Person, attorney: Person
) -> None:
    assert "Write down an encounter" in browser_of(observer).get("/encounters/").content.decode()
    text = browser_of(attorney).get("/encounters/").content.decode()
    assert "admitted to a case file" in text
    assert "/capture/" not in text


# --- one encounter --------------------------------------------------------------------------------


def test_an_agency_is_shown_as_the_lists_said_and_never_as_a_conclusion(
    browser_of: Browser, log: Log, sheriff: PresenceInput, observer: Person
) -> None:
    encounter = log(
        presences=[sheriff, PresenceInput(unidentified=UnidentifiedAgency.UNKNOWN_LOCAL)],
        status_question_asked=StatusQuestion.YES,
    )
    text = text_of(browser_of(observer), encounter)
    assert "Gaston County Sheriff&#x27;s Office" in text
    assert "in effect, as ICE&#x27;s list of May 20, 2019 said." in text
    assert "agreements_2019-05-20.csv" in text
    assert "row 51" in text
    assert "known from May 20, 2019" in text
    assert "June 30, 2016" in text
    assert "Local police, not identified" in text
    assert "It does not mean" in text
    assert "voluntary talk" in text
    assert "the text of the agreement is not on file" in text
    for conclusion in ("illegal", "violat", "broke the law"):
        assert conclusion not in text.lower()
    assert "unlawful" not in text.replace("neither says that a hold was unlawful", "").replace(
        "It does not say that a hold was unlawful", ""
    )


def test_no_data_is_told_apart_from_no_agreement(
    browser_of: Browser, log: Log, sheriff: PresenceInput, observer: Person
) -> None:
    zone = ZoneInfo("America/New_York")
    early = log(
        presences=[sheriff],
        started=TimeValue.at(datetime(2015, 1, 5, 12, tzinfo=zone), Basis.OBSERVED),
    )
    text = text_of(browser_of(observer), early)
    assert "That is no data, and not the same as no agreement." in text


def test_an_old_list_says_that_it_is_old(
    browser_of: Browser, log: Log, sheriff: PresenceInput, observer: Person
) -> None:
    zone = ZoneInfo("America/New_York")
    start = datetime(2020, 5, 5, 12, tzinfo=zone)
    late = log(presences=[sheriff], started=TimeValue.at(start, Basis.OBSERVED), received_at=start)
    text = text_of(browser_of(observer), late)
    assert "in effect on an old list" in text
    assert "The last list known then is of May 20, 2019, more than 90 days before." in text


def bail_on_friday(encounter: Encounter, person: Person) -> None:
    services.add_event_to_newest_episode(
        viewer=person.locked,
        encounter_id=encounter.id,
        event=CustodyEventInput(
            CustodyEventType.BAIL_POSTED,
            TimeValue.at(datetime(2025, 4, 11, 16, tzinfo=ZoneInfo("America/Chicago")), Basis.TOLD),
            OtherHold.NO,
        ),
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "As the regulation counts",
                "As the request form counts",
                "Tuesday, April 15, 2025, 4:00 PM CDT",
                "Sunday, April 13, 2025, 4:00 PM CDT",
                "Past the limit",
                "Saturday, April 12, 2025",
                "Bail posted; told by a person",
            ],
        ),
        (
            "es",
            [
                "Según cuenta el reglamento",
                "martes 15 de abril de 2025, 16:00 CDT",
                "sábado 12 de abril de 2025",
            ],
        ),
    ],
)
def test_both_clocks_stand_side_by_side(
    browser_of: Browser, log: Log, observer: Person, language: str, words: list[str]
) -> None:
    encounter = log(state="TX", county_fips="48201")
    bail_on_friday(encounter, observer)
    text = text_of(browser_of(observer), encounter, language)
    for word in words:
        assert word in text
    assert text.index("reg-48h") < text.index("form-48h")


def test_the_author_is_told_that_the_note_stays_sealed(
    browser_of: Browser, log: Log, observer: Person
) -> None:
    encounter = log(note=CANARY)
    text = text_of(browser_of(observer), encounter)
    assert CANARY not in text
    assert "not even the own note" in text
    assert f"/encounters/{encounter.id}/sealed/" not in text


def test_a_member_is_led_to_the_sealed_parts(
    browser_of: Browser, log: Log, coordinator: Person
) -> None:
    encounter = log(note=CANARY)
    unlocked = text_of(browser_of(coordinator), encounter)
    assert f'href="/encounters/{encounter.id}/sealed/"' in unlocked
    locked = text_of(browser_of(coordinator, unlocked=False), encounter)
    assert "Your session is locked" in locked
    assert f"/unlock/?next=/encounters/{encounter.id}/" in locked
    assert CANARY not in unlocked + locked


def test_outsiders_get_the_page_that_nobody_has(
    browser_of: Browser, log: Log, outsider: Person, attorney: Person
) -> None:
    encounter = log()
    for person in (outsider, attorney):
        client = browser_of(person)
        answers = [client.get(f"/encounters/{found}/") for found in (encounter.id, uuid4())]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content
        for what in ("custody", "consent", "addenda", "verification"):
            answers = [
                client.post(f"/encounters/{found}/{what}/", KEY)
                for found in (encounter.id, uuid4())
            ]
            assert [answer.status_code for answer in answers] == [404, 404]
            assert answers[0].content == answers[1].content


def test_a_tampered_record_shows_a_page_that_says_so_and_no_fact(
    browser_of: Browser, log: Log, observer: Person
) -> None:
    encounter = log()
    with connection.cursor() as cursor:
        cursor.execute("SELECT started FROM encounters_encounter")
        stored = bytes(cursor.fetchone()[0])
        cursor.execute(
            "UPDATE encounters_encounter SET started = %s", [stored[:-1] + bytes([stored[-1] ^ 1])]
        )
    response = browser_of(observer).get(f"/encounters/{encounter.id}/")
    assert response.status_code == 409
    text = response.content.decode()
    assert "changed outside the product" in text
    assert encounter.word_code not in text


# --- adding ---------------------------------------------------------------------------------------


def test_a_custody_event_is_added_in_the_time_of_the_place(
    browser_of: Browser, log: Log, observer: Person
) -> None:
    encounter = log(state="TX", county_fips="48201")
    response = add(
        browser_of(observer),
        encounter,
        "custody",
        type="bail_posted",
        precision="minute",
        earliest="2025-04-11T16:00",
        basis="told",
        other_hold="no",
    )
    assert response.status_code == 302
    (row,) = queries.custody_events(queries.episodes(encounter).get())
    assert row.claim["at"]["earliest"] == "2025-04-11T21:00:00Z"
    assert row.claim["other_hold"] == "no"


def test_a_double_tap_adds_one_event(browser_of: Browser, log: Log, observer: Person) -> None:
    encounter = log()
    client = browser_of(observer)
    for _ in range(2):
        response = add(
            client, encounter, "custody", type="booked", precision="unknown", basis="roster"
        )
        assert response.status_code == 302
    assert queries.custody_events(queries.episodes(encounter).get()).count() == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"type": ""}, {"type"}),
        ({"precision": "minute"}, {"earliest"}),
        ({"precision": "before", "earliest": "2025-04-11T16:00"}, {"latest"}),
        ({"precision": "between", "earliest": "2025-04-11T16:00"}, {"latest"}),
        (
            {
                "precision": "between",
                "earliest": "2025-04-11T16:00",
                "latest": "2025-04-11T15:00",
            },
            {"latest"},
        ),
        ({"precision": "minute", "earliest": "2055-04-11T16:00"}, {"earliest"}),
    ],
)
def test_a_faulty_event_says_what_is_missing_and_adds_nothing(
    browser_of: Browser, log: Log, observer: Person, fields: dict[str, str], wrong: set[str]
) -> None:
    encounter = log()
    event = {"type": "released", "precision": "unknown", "basis": "roster"} | fields
    response = add(browser_of(observer), encounter, "custody", **event)
    assert response.status_code == 422
    assert set(response.context["forms"]["custody"].errors) == wrong
    assert "error-summary" in response.content.decode()
    assert not queries.episodes(encounter).exists()


@pytest.mark.parametrize(
    ("precision", "earliest", "latest", "expected"),
    [
        ("day_only", "2025-04-11T16:00", "", ("2025-04-11T05:00:00Z", "2025-04-12T05:00:00Z")),
        ("after", "2025-04-11T16:00", "", ("2025-04-11T21:00:00Z", None)),
        ("before", "", "2025-04-11T16:00", (None, "2025-04-11T21:00:00Z")),
        ("about", "2025-04-11T16:00", "", ("2025-04-11T20:30:00Z", "2025-04-11T21:30:00Z")),
        # Clocks showed 1:30 twice that night.
        ("minute", "2025-11-02T01:30", "", ("2025-11-02T06:30:00Z", "2025-11-02T07:30:00Z")),
        ("exact", "2025-04-11T16:00", "", ("2025-04-11T21:00:00Z", "2025-04-11T21:00:00Z")),
    ],
)
def test_each_way_of_knowing_a_time_is_kept_as_an_interval(
    browser_of: Browser,
    log: Log,
    observer: Person,
    precision: str,
    earliest: str,
    latest: str,
    expected: tuple[str | None, str | None],
) -> None:
    encounter = log(state="TX", county_fips="48201")
    response = add(
        browser_of(observer),
        encounter,
        "custody",
        type="released",
        precision=precision,
        earliest=earliest,
        latest=latest,
        basis="roster",
    )
    assert response.status_code == 302
    (row,) = queries.custody_events(queries.episodes(encounter).get())
    assert (row.claim["at"]["earliest"], row.claim["at"]["latest"]) == expected


def test_consent_is_asked_with_a_script_and_recorded(
    browser_of: Browser, log: Log, observer: Person
) -> None:
    encounter = log()
    client = browser_of(observer)
    assert "You can say no, and we help you all the same." in text_of(client, encounter)
    assert "Puede decir que no, y le ayudamos igual." in text_of(client, encounter, "es")
    incomplete = add(client, encounter, "consent", state="given", circumstances="private")
    assert set(incomplete.context["forms"]["consent"].errors) == {"given_by", "how"}
    response = add(
        client, encounter, "consent", state="given", circumstances="officers_near",
        given_by="person", how="spoken",
    )  # fmt: skip
    assert response.status_code == 302
    assert newest(encounter).is_countable
    assert "With officers near" in text_of(client, encounter)


def test_an_addendum_is_sealed_and_not_shown(
    browser_of: Browser, log: Log, observer: Person
) -> None:
    encounter = log()
    client = browser_of(observer)
    assert add(client, encounter, "addenda", text=" ").status_code == 422
    assert add(client, encounter, "addenda", text=CANARY).status_code == 302
    assert queries.sealed_part_counts(encounter) == {SealedField.ADDENDUM: 1}
    assert CANARY not in text_of(client, encounter)


def test_a_coordinator_verifies_and_a_lost_update_is_noticed(
    browser_of: Browser, log: Log, coordinator: Person
) -> None:
    encounter = log()
    client = browser_of(coordinator)
    read = {"version": encounter.version}
    assert (
        add(client, encounter, "verification", verification="reviewed", **read).status_code == 302
    )
    stale = add(client, encounter, "verification", verification="rejected", **read)
    assert stale.status_code == 412
    assert "Somebody changed this after you read it" in stale.content.decode()
    assert newest(encounter).verification == Verification.REVIEWED
    # What the page shows now can be sent.
    version = re.search(r'name="version" value="(\d+)"', stale.content.decode())
    assert version is not None
    again = add(client, encounter, "verification", verification="rejected", version=version[1])
    assert again.status_code == 302


def test_an_observer_is_offered_no_verification(
    browser_of: Browser, log: Log, observer: Person
) -> None:
    encounter = log()
    client = browser_of(observer)
    assert "Change the verification" not in text_of(client, encounter)
    response = add(client, encounter, "verification", verification="reviewed", version=1)
    assert response.status_code == 404


@pytest.mark.parametrize("what", ["custody", "consent", "addenda"])
def test_what_is_never_stored_is_refused_on_every_form(
    browser_of: Browser, log: Log, observer: Person, what: str
) -> None:
    response = add(browser_of(observer), log(), what, text="x", immigration_status="x")
    assert response.status_code == 400
    assert "forbidden-fact" in response.content.decode()
