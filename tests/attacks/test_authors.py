"""Who wrote a note and holds no grant never gets its text, by any door (T23, and T3's ground)."""

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from rest_framework.test import APIClient

from cases.models import CaseFile
from encounters import services
from encounters.models import Encounter
from server.accounts.models import Team
from tests.access.matrix import rows
from tests.cases.factories import accepted, logged
from tests.conftest import Person

pytestmark = pytest.mark.django_db
TEXTS = ("THE-NOTE-ITSELF", "THE-PLACE-IN-WORDS", "THE-ADDENDUM")
BODY = {
    "kind": "traffic_stop",
    "basis": "observed",
    "state": "NC",
    "county_fips": "37071",
    "note": TEXTS[0],
    "place_text": TEXTS[1],
}


def assert_closed(answer: object) -> None:
    content = answer.content.decode()  # type: ignore[attr-defined]
    assert not [text for text in TEXTS if text in content]


@pytest.fixture
def own(team: Team, observer: Person) -> Encounter:
    """The observer's own encounter, with a note, a place and an addendum."""
    encounter = logged(observer, team, note=TEXTS[0], place_text=TEXTS[1])
    services.add_addendum(
        viewer=observer.locked,
        encounter_id=encounter.id,
        text=TEXTS[2],
        language="en",
        at=datetime(2019, 5, 25, tzinfo=UTC),
    )
    return encounter


@pytest.mark.parametrize("is_accepted", [False, True], ids=["in intake", "in a case file"])
@pytest.mark.parametrize("unlocked", [True, False], ids=["unlocked", "locked"])
def test_no_reading_door_gives_the_author_the_text(
    unlocked: bool,
    is_accepted: bool,
    own: Encounter,
    coordinator: Person,
    observer: Person,
    api_of: Callable[..., APIClient],
    browser_of: Callable[..., Client],
) -> None:
    file: CaseFile = accepted(own, coordinator)
    if not is_accepted:
        services.move_to_container(
            viewer=coordinator.viewer, encounter=own, container=_intake_of(own)
        )
    ids = defaultdict(lambda: str(own.id), case=str(file.container_id), file="table.csv")
    api, browser = api_of(observer, unlocked=unlocked), browser_of(observer, unlocked=unlocked)
    seen_open = 0
    for row in rows():
        if row.method != "GET" or row.locked:
            continue
        path = "/" + row.path.format_map(ids)
        answer = (api if path.startswith("/api/") else browser).get(path)
        assert answer.status_code < 500
        if answer.status_code == 200 and hasattr(answer, "content"):
            seen_open += 1
            assert_closed(answer)
    assert seen_open > 10
    assert_closed(browser.get(f"/capture/?sealed={own.id}"))


def _intake_of(encounter: Encounter) -> object:
    from server.access.models import Container

    return Container.objects.get(team_id=encounter.team_id, kind="intake")


def test_no_answer_to_writing_repeats_the_text(
    team: Team, observer: Person, api_of: Callable[..., APIClient]
) -> None:
    """Also the same request again: an idempotency key stands for the record, not for its text."""
    client = api_of(observer)
    for _ in range(2):
        answer = client.post(
            "/api/v1/encounters", BODY, format="json", HTTP_IDEMPOTENCY_KEY="same-name"
        )
        assert answer.status_code in (200, 201)
        assert_closed(answer)
    address = f"/api/v1/encounters/{answer.json()['id']}"
    for path, body in (
        ("addenda", {"text": TEXTS[2]}),
        ("episodes", {}),
    ):
        answer = client.post(f"{address}/{path}", body, format="json")
        assert answer.status_code in (200, 201)
        assert_closed(answer)


def test_guessing_the_note_by_the_idempotency_key_tells_nothing(
    team: Team, observer: Person, api_of: Callable[..., APIClient]
) -> None:
    """The same key with another note is the same request: the fingerprint leaves the text out."""
    client = api_of(observer)
    first = client.post("/api/v1/encounters", BODY, format="json", HTTP_IDEMPOTENCY_KEY="same-name")
    guess = client.post(
        "/api/v1/encounters",
        BODY | {"note": "a guess"},
        format="json",
        HTTP_IDEMPOTENCY_KEY="same-name",
    )
    assert (first.status_code, guess.status_code) == (201, 200)
    assert guess.json()["id"] == first.json()["id"]


def test_after_the_review_the_author_sees_nothing_at_all(
    own: Encounter, observer: Person, api_of: Callable[..., APIClient]
) -> None:
    address = f"/api/v1/encounters/{own.id}"
    assert api_of(observer).get(address).status_code == 200
    day = datetime.fromisoformat(str(own.review_ends_on)).replace(tzinfo=UTC)
    assert services.end_reviews(today=day - timedelta(days=1)) == 0
    assert services.end_reviews(today=day) == 1
    for path in ("", "/sealed-parts"):
        assert api_of(observer).get(address + path).status_code == 404
    assert api_of(observer).get("/api/v1/encounters").json()["results"] == []


def test_another_observer_meets_nothing_of_it_anywhere(
    own: Encounter, team: Team, make_person: Callable[..., Person], api_of: Callable[..., APIClient]
) -> None:
    from server.access.permissions import Role

    other = make_person("other-observer", team, Role.OBSERVER)
    listed = api_of(other).get("/api/v1/encounters").json()
    assert listed == {"results": [], "next_cursor": None}
