"""`/api/v1/encounters` and `/api/v1/episodes`: the contract that clients rely on."""

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from encounters import services
from encounters.models import Encounter
from encounters.records import PresenceInput
from encounters.rules.codes import SomeoneTaken, StatusQuestion
from server.access.permissions import Role
from server.access.viewer import SystemReason
from server.accounts.models import Membership, Team
from tests.conftest import Person
from tests.encounters.conftest import CANARY, RECEIVED

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.encounters.urls")]

LIST = "/api/v1/encounters"
PROBLEM = "application/problem+json"
STARTED = {
    "precision": "minute",
    "earliest": "2019-05-24T18:40:00-04:00",
    "latest": "2019-05-24T18:40:00-04:00",
    "basis": "observed",
}
SMALLEST = {
    "kind": "traffic_stop",
    "basis": "observed",
    "started": STARTED,
    "state": "NC",
    "county_fips": "37071",
}
Api = Callable[..., APIClient]
Log = Callable[..., Encounter]


def one(encounter: Encounter) -> str:
    return f"{LIST}/{encounter.id}"


def post(client: APIClient, path: str, body: Any, key: str | None = None) -> Any:
    headers = {} if key is None else {"HTTP_IDEMPOTENCY_KEY": key}
    return client.post(path, body, format="json", **headers)


def all_encounters() -> int:
    return Encounter.objects.for_system(SystemReason.CHECKING_INTEGRITY).count()


def problem_of(response: Any, status: int, code: str) -> Any:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == PROBLEM
    document = json.loads(response.content)
    assert document["code"] == code
    assert document["status"] == status
    return document


def fields_of(document: Any) -> list[str]:
    assert all(error["message"] for error in document["errors"])
    return [error["field"] for error in document["errors"]]


# --- creating -------------------------------------------------------------------------------------


def test_logging_answers_with_the_whole_record_and_where_it_is(
    api_of: Api, observer: Person, sheriff: PresenceInput
) -> None:
    response = post(
        api_of(observer),
        LIST,
        SMALLEST
        | {
            "agency_presence": [
                {"agency": str(sheriff.agency_id), "officer_count_band": "2-4"},
                {"unidentified": "unknown_federal", "agency_level": "federal"},
            ],
            "status_question_asked": "yes",
            "someone_taken": "yes",
            "note": CANARY,
        },
    )
    assert response.status_code == 201
    assert CANARY.encode() not in response.content
    found = response.json()
    assert response["Location"] == f"{LIST}/{found['id']}"
    assert response["ETag"] == '"v1"'
    assert found["month_bucket"] == "2019-05"
    assert found["started"]["earliest"] == "2019-05-24T22:40:00Z"
    assert found["tz"] == "America/New_York"
    first, second = found["agency_presence"]
    assert first["links"][0]["models_in_effect"] == ["JEM"]
    assert first["links"][0]["days"][0]["evidence"][0]["row"] == 51
    assert (second["agency"], second["unidentified"]) == (None, "unknown_federal")
    (finding,) = found["findings"]
    assert finding["does_not_mean"]
    assert finding["counter_indications"]
    (episode,) = found["episodes"]
    assert episode["clocks"]["reg-48h"]["status"] == "not-started"
    assert found["consent"] is None
    assert found["sealed_parts"] == {"note": 1, "place_text": 0, "addendum": 0}


def test_the_same_key_and_body_again_is_the_same_record(api_of: Api, observer: Person) -> None:
    client = api_of(observer)
    first = post(client, LIST, SMALLEST, key="a-key-of-mine")
    again = post(client, LIST, SMALLEST, key="a-key-of-mine")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert all_encounters() == 1


def test_the_same_key_for_another_body_is_a_conflict(api_of: Api, observer: Person) -> None:
    client = api_of(observer)
    post(client, LIST, SMALLEST, key="a-key-of-mine")
    response = post(client, LIST, SMALLEST | {"someone_taken": "no"}, key="a-key-of-mine")
    problem_of(response, 409, "idempotency-key-reused")
    assert all_encounters() == 1


def test_a_key_that_is_too_short_is_named(api_of: Api, observer: Person) -> None:
    response = post(api_of(observer), LIST, SMALLEST, key="short")
    assert fields_of(problem_of(response, 400, "bad-input")) == ["Idempotency-Key"]
    assert all_encounters() == 0


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"kind": None}, ["kind"]),
        ({"kind": "parade"}, ["kind"]),
        ({"basis": "rumour", "confidence": "sure"}, ["basis", "confidence"]),
        ({"officers": 3}, ["officers"]),
        ({"agency_presence": [{"agency": "sheriff"}]}, ["agency_presence[0].agency"]),
        ({"agency_presence": [{}, {"badge": "7"}]}, ["agency_presence[1].badge"]),
        ({"agency_presence": [{"agency": None}]}, ["agency_presence[0]"]),
        ({"tz": "Mars/Olympus"}, ["tz"]),
        ({"state": "unknown", "county_fips": "unknown"}, ["tz"]),
        ({"state": "TX", "tz": "America/Chicago"}, ["county_fips"]),
        ({"started": STARTED | {"earliest": "2019-05-24T18:40:00"}}, ["started.earliest"]),
        ({"started": STARTED | {"earliest": "yesterday"}}, ["started.earliest"]),
        ({"started": STARTED | {"earliest": None}}, ["started.earliest"]),
        ({"started": STARTED | {"latest": "2019-05-24T18:41:00-04:00"}}, ["started.latest"]),
        ({"started": STARTED | {"precision": "before"}}, ["started.earliest"]),
        ({"started": STARTED | {"precision": "nearly"}}, ["started.precision"]),
        (
            {
                "started": STARTED
                | {"precision": "between", "earliest": "2019-05-24T23:00:00-04:00"}
            },
            ["started.earliest"],
        ),
        ({"note": "x" * 20_001}, ["note"]),
        ({"team": str(uuid4()), "kind": "x"}, ["kind"]),
    ],
)
def test_bad_input_names_each_field_and_stores_nothing(
    api_of: Api, observer: Person, changes: dict[str, Any], fields: list[str]
) -> None:
    response = post(api_of(observer), LIST, SMALLEST | changes)
    assert fields_of(problem_of(response, 400, "bad-input")) == fields
    assert all_encounters() == 0


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"7", b"null"])
def test_a_body_that_is_no_object_is_refused(api_of: Api, observer: Person, body: bytes) -> None:
    response = api_of(observer).post(LIST, body, content_type="application/json")
    problem_of(response, 400, "bad-input")


def test_a_body_that_is_no_json_is_refused(api_of: Api, observer: Person) -> None:
    response = api_of(observer).post(LIST, b'{"kind":', content_type="application/json")
    problem_of(response, 400, "bad-input")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"immigration_status": "none"}, "immigration_status"),
        ({"statusAnswer": "he said so"}, "statusAnswer"),
        ({"agency_presence": [{"officer": {"fingerprint": "00"}}]},
         "agency_presence[0].officer.fingerprint"),
        ({"ssn": "078-05-1120"}, "ssn"),
        ({"social_media": "@someone"}, "social_media"),
        ({"ip_address": "192.0.2.7"}, "ip_address"),
    ],
)  # fmt: skip
def test_what_is_never_stored_is_refused_by_name_and_only_the_name_is_logged(
    api_of: Api,
    observer: Person,
    caplog: pytest.LogCaptureFixture,
    body: dict[str, Any],
    field: str,
) -> None:
    with caplog.at_level(logging.DEBUG):
        response = post(api_of(observer), LIST, SMALLEST | body)
    assert fields_of(problem_of(response, 400, "forbidden-fact")) == [field]
    assert all_encounters() == 0
    for value in ("none", "he said so", "078-05-1120", "@someone", "192.0.2.7"):
        assert value not in caplog.text.replace("None", "")


def test_a_person_of_two_teams_says_which(
    api_of: Api, observer: Person, team: Team, other_team: Team
) -> None:
    Membership.objects.create(user=observer.user, team=other_team, role=Role.OBSERVER.value)
    client = api_of(observer)
    assert fields_of(problem_of(post(client, LIST, SMALLEST), 400, "bad-input")) == ["team"]
    assert post(client, LIST, SMALLEST | {"team": str(other_team.id)}).status_code == 201
    assert post(client, LIST, SMALLEST | {"team": str(uuid4())}).status_code == 404


@pytest.mark.parametrize("who", ["attorney", "analyst", "operator"])
def test_a_role_that_does_not_log_gets_404(
    api_of: Api, who: str, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)
    problem_of(post(api_of(person), LIST, SMALLEST), 404, "not-found")
    assert all_encounters() == 0


def test_nobody_signed_in_gets_401(api_of: Api, log: Log) -> None:
    encounter = log()
    for response in (
        api_of(None).get(LIST),
        api_of(None).get(one(encounter)),
        post(api_of(None), LIST, SMALLEST),
    ):
        problem_of(response, 401, "not-signed-in")


# --- reading --------------------------------------------------------------------------------------


def test_what_is_not_there_and_what_is_not_yours_are_the_same_bytes(
    api_of: Api, log: Log, outsider: Person, attorney: Person
) -> None:
    encounter = log(note=CANARY)
    for person in (outsider, attorney):
        client = api_of(person)
        for suffix, method, body in (
            ("", "get", None),
            ("/addenda", "post", {"text": "x"}),
            ("/consent", "post", {}),
            ("/episodes", "post", {}),
        ):
            answers = [
                getattr(client, method)(f"{LIST}/{found}{suffix}", body, format="json")
                if body is not None
                else client.get(f"{LIST}/{found}{suffix}")
                for found in (encounter.id, uuid4())
            ]
            assert answers[0].status_code == answers[1].status_code == 404
            assert answers[0].content == answers[1].content
            assert dict(answers[0].headers) == dict(answers[1].headers)


def test_what_is_not_yours_costs_the_same_statements_as_what_is_not_there(
    api_of: Api, log: Log, outsider: Person
) -> None:
    encounter = log()
    client = api_of(outsider)
    counts = []
    for found in (encounter.id, uuid4()):
        with CaptureQueriesContext(
            connection,
        ) as statements:
            client.get(f"{LIST}/{found}")
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_an_outsider_changes_nothing_by_patch(api_of: Api, log: Log, outsider: Person) -> None:
    encounter = log()
    answers = [
        api_of(outsider).patch(
            f"{LIST}/{found}", {"verification": "rejected"}, format="json", HTTP_IF_MATCH='"v1"'
        )
        for found in (encounter.id, uuid4())
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_no_answer_ever_holds_the_words_of_a_note(
    api_of: Api, log: Log, observer: Person, coordinator: Person
) -> None:
    encounter = log(note=CANARY, place_text=CANARY)
    for person in (observer, coordinator):
        client = api_of(person)
        assert post(client, f"{one(encounter)}/addenda", {"text": CANARY}).status_code == 201
        for path in (LIST, one(encounter)):
            assert CANARY.encode() not in client.get(path).content


def test_the_author_loses_the_record_when_the_review_ends(
    api_of: Api, log: Log, observer: Person, coordinator: Person
) -> None:
    encounter = log()
    client = api_of(observer)
    assert client.get(one(encounter)).status_code == 200
    services.end_reviews(today=RECEIVED + timedelta(days=14))
    problem_of(client.get(one(encounter)), 404, "not-found")
    assert client.get(LIST).json()["results"] == []
    assert api_of(coordinator).get(one(encounter)).status_code == 200


def test_walking_the_cursor_gives_every_row_once(
    api_of: Api, log: Log, coordinator: Person
) -> None:
    expected = {str(log(by=coordinator).id) for _ in range(7)}
    client = api_of(coordinator)
    seen: list[str] = []
    path: str | None = f"{LIST}?limit=3"
    while path is not None:
        page = client.get(path).json()
        seen += [row["id"] for row in page["results"]]
        cursor = page["next_cursor"]
        path = None if cursor is None else f"{LIST}?limit=3&cursor={cursor}"
    assert len(seen) == len(expected)
    assert set(seen) == expected


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "cursor=zzz", "cursor=W10="])
def test_a_page_that_cannot_be_is_refused(api_of: Api, observer: Person, query: str) -> None:
    problem_of(api_of(observer).get(f"{LIST}?{query}"), 400, "bad-input")


def test_a_list_says_what_to_look_at_and_no_exact_time(
    api_of: Api, log: Log, sheriff: PresenceInput, observer: Person
) -> None:
    log(
        presences=[sheriff],
        status_question_asked=StatusQuestion.YES,
        someone_taken=SomeoneTaken.YES,
    )
    (row,) = api_of(observer).get(LIST).json()["results"]
    assert (row["has_finding"], row["has_open_hold"]) == (True, True)
    assert row["month_bucket"] == "2019-05"
    assert "started" not in row


def test_a_list_takes_the_same_statements_for_one_row_and_for_many(
    api_of: Api, log: Log, observer: Person
) -> None:
    client = api_of(observer)
    counts = []
    for more in (1, 12):
        for _ in range(more):
            log(someone_taken=SomeoneTaken.YES)
        with CaptureQueriesContext(connection) as statements:
            assert len(client.get(LIST).json()["results"]) == (1 if more == 1 else 13)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_tampered_value_is_a_clear_failure_without_any_plaintext(
    api_of: Api, log: Log, observer: Person
) -> None:
    encounter = log()
    with connection.cursor() as cursor:
        cursor.execute("SELECT started FROM encounters_encounter")
        stored = bytes(cursor.fetchone()[0])
        cursor.execute(
            "UPDATE encounters_encounter SET started = %s", [stored[:-1] + bytes([stored[-1] ^ 1])]
        )
    response = api_of(observer).get(one(encounter))
    problem_of(response, 409, "record-damaged")
    assert encounter.word_code.encode() not in response.content


# --- changing -------------------------------------------------------------------------------------


def verify(client: APIClient, encounter: Encounter, tag: str | None, body: Any) -> Any:
    headers = {} if tag is None else {"HTTP_IF_MATCH": tag}
    return client.patch(one(encounter), body, format="json", **headers)


def test_a_lost_update_is_noticed(api_of: Api, log: Log, coordinator: Person) -> None:
    encounter = log()
    client = api_of(coordinator)
    tag = client.get(one(encounter))["ETag"]
    changed = verify(client, encounter, tag, {"verification": "second_source"})
    assert changed.status_code == 200
    assert changed.json()["verification"] == "second_source"
    assert changed["ETag"] != tag
    problem_of(verify(client, encounter, tag, {"verification": "rejected"}), 412, "stale")
    assert client.get(one(encounter)).json()["verification"] == "second_source"


@pytest.mark.parametrize(
    ("tag", "status", "code"),
    [(None, 428, "if-match-needed"), ("*", 412, "stale"), ('"v999"', 412, "stale")],
)
def test_an_edit_says_what_it_read(
    api_of: Api, log: Log, coordinator: Person, tag: str | None, status: int, code: str
) -> None:
    response = verify(api_of(coordinator), log(), tag, {"verification": "reviewed"})
    problem_of(response, status, code)


def test_facts_are_not_changed_by_patch(api_of: Api, log: Log, coordinator: Person) -> None:
    response = verify(
        api_of(coordinator), log(), '"v1"', {"verification": "reviewed", "kind": "checkpoint"}
    )
    assert fields_of(problem_of(response, 400, "bad-input")) == ["kind"]


def test_an_observer_verifies_nothing(api_of: Api, log: Log, observer: Person) -> None:
    response = verify(api_of(observer), log(), '"v1"', {"verification": "reviewed"})
    problem_of(response, 404, "not-found")


# --- adding ---------------------------------------------------------------------------------------


def test_an_addendum_is_sealed_and_changes_the_tag(api_of: Api, log: Log, observer: Person) -> None:
    encounter = log()
    client = api_of(observer)
    tag = client.get(one(encounter))["ETag"]
    first = post(client, f"{one(encounter)}/addenda", {"text": CANARY}, key="added-once")
    again = post(client, f"{one(encounter)}/addenda", {"text": CANARY}, key="added-once")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert set(first.json()) == {"id", "field", "version"}
    found = client.get(one(encounter))
    assert found["ETag"] != tag
    assert found.json()["sealed_parts"]["addendum"] == 1


def test_consent_is_recorded_and_shown(api_of: Api, log: Log, observer: Person) -> None:
    encounter = log()
    client = api_of(observer)
    answer = {
        "state": "given",
        "circumstances": "private",
        "given_by": "relative",
        "how": "by_phone",
        "asked_at": "2019-05-25T10:00:00-04:00",
    }
    assert post(client, f"{one(encounter)}/consent", answer).status_code == 201
    found = client.get(one(encounter)).json()
    assert found["countable"] is True
    assert found["consent"]["given_by"] == "relative"
    incomplete = {name: value for name, value in answer.items() if name != "how"}
    response = post(client, f"{one(encounter)}/consent", incomplete)
    assert fields_of(problem_of(response, 400, "bad-input")) == ["how"]


def test_events_start_and_stop_the_clocks(api_of: Api, log: Log, observer: Person) -> None:
    encounter = log(tz="America/Denver")
    client = api_of(observer)
    opened = post(client, f"{one(encounter)}/episodes", {})
    again = post(client, f"{one(encounter)}/episodes", {})
    assert (opened.status_code, again.status_code) == (201, 200)
    assert opened.json()["id"] == again.json()["id"]
    events = f"/api/v1/episodes/{opened.json()['id']}/events"

    def at(text: str) -> dict[str, str]:
        return {"precision": "minute", "earliest": text, "latest": text, "basis": "roster"}

    post(
        client,
        events,
        {"type": "bail_posted", "at": at("2025-04-07T09:00:00-06:00"), "other_hold": "no"},
    )
    ended = post(client, events, {"type": "released", "at": at("2025-04-09T10:00:00-06:00")})
    assert ended.status_code == 201
    found = ended.json()
    assert not found["is_open"]
    for clock in ("reg-48h", "form-48h"):
        assert found["clocks"][clock] == {
            "deadline": "2025-04-09T09:00:00-06:00",
            "elapsed_hours": 49.0,
            "status": "late",
        }


def test_an_event_of_others_is_not_found(
    api_of: Api, log: Log, observer: Person, outsider: Person
) -> None:
    encounter = log(someone_taken=SomeoneTaken.YES)
    episode = api_of(observer).get(one(encounter)).json()["episodes"][0]["id"]
    answers = [
        post(api_of(outsider), f"/api/v1/episodes/{found}/events", {"type": "released"})
        for found in (episode, uuid4())
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_an_event_with_a_wrong_time_is_named(api_of: Api, log: Log, observer: Person) -> None:
    encounter = log(someone_taken=SomeoneTaken.YES)
    episode = api_of(observer).get(one(encounter)).json()["episodes"][0]["id"]
    response = post(
        api_of(observer),
        f"/api/v1/episodes/{episode}/events",
        {"type": "released", "at": STARTED | {"earliest": "2055-01-01T00:00:00Z",
                                              "latest": "2055-01-01T00:00:00Z"}},
    )  # fmt: skip
    assert fields_of(problem_of(response, 400, "bad-input")) == ["at.earliest", "at.latest"]


# --- described ------------------------------------------------------------------------------------


def test_every_operation_is_described_with_its_problems() -> None:
    schema = SchemaGenerator(urlconf="tests.encounters.urls").get_schema(request=None, public=True)
    paths = {path: item for path, item in schema["paths"].items() if "encounters" in path}
    operations = {
        operation["operationId"]: operation
        for item in paths.values()
        for operation in item.values()
    }
    assert set(operations) == {
        "encounters_list",
        "encounters_create",
        "encounters_retrieve",
        "encounters_update",
        "encounters_add_addendum",
        "encounters_add_consent",
        "encounters_open_episode",
    }
    for operation in operations.values():
        assert {"400", "401", "404"} <= set(operation["responses"])
    assert {"200", "201", "409"} <= set(operations["encounters_create"]["responses"])
    assert {"412", "428"} <= set(operations["encounters_update"]["responses"])
    shown = schema["components"]["schemas"]["EncounterOut"]["properties"]
    assert not {"note", "place_text", "text"} & set(shown)
    assert shown["recorded_step"] == {"type": "string", "format": "date-time"}
