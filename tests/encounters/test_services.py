"""Logging, adding to and verifying encounters, through a real database."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from encounters import queries, services
from encounters.details import encounter_detail
from encounters.models import CustodyEvent, Encounter, Finding
from encounters.patterns.models import ReportFact
from encounters.problems import RecordDamaged
from encounters.records import ConsentInput, CustodyEventInput, PresenceInput
from encounters.rules.codes import (
    Basis,
    ConsentCircumstances,
    ConsentGivenBy,
    ConsentHow,
    ConsentState,
    CustodyEventType,
    OtherHold,
    SealedField,
    SomeoneTaken,
    StatusQuestion,
    UnidentifiedAgency,
    Verification,
)
from encounters.rules.time_values import Precision, TimeValue
from server.access.models import Container
from server.access.permissions import Role
from server.access.viewer import SystemReason
from server.accounts.models import Membership, Team
from server.audit.models import AuditEntry
from server.problems import BadInput, IdempotencyKeyReused, NotFound, Stale
from tests.conftest import Person
from tests.encounters.conftest import CANARY, RECEIVED, SMALLEST, STARTED

pytestmark = pytest.mark.django_db
SYSTEM = SystemReason.CHECKING_INTEGRITY


def all_encounters() -> int:
    return Encounter.objects.for_system(SYSTEM).count()


def given(how: ConsentHow | None = ConsentHow.SPOKEN) -> ConsentInput:
    return ConsentInput(
        ConsentState.GIVEN,
        ConsentCircumstances.PRIVATE,
        RECEIVED + timedelta(days=1),
        ConsentGivenBy.PERSON,
        how,
    )


# --- logging --------------------------------------------------------------------------------------


def test_two_answers_are_enough(log: Callable[..., Encounter], observer: Person) -> None:
    encounter = log(started=None, state="unknown", county_fips="unknown", tz="America/Chicago")
    detail = encounter_detail(observer.locked, encounter.id, now=RECEIVED)
    assert detail.started == TimeValue.at(RECEIVED, Basis.OBSERVED)
    assert detail.month_bucket == "2019-05"
    assert detail.setting == "vehicle_stop"
    assert detail.recorded_step == datetime(2019, 5, 24, 22, 45, tzinfo=UTC)
    assert detail.sealed_parts == {}


def test_the_agreement_of_that_day_is_linked_with_its_evidence(
    log: Callable[..., Encounter], sheriff: PresenceInput, observer: Person
) -> None:
    encounter = log(presences=[sheriff], status_question_asked=StatusQuestion.YES)
    detail = encounter_detail(observer.locked, encounter.id, now=RECEIVED)
    (presence,) = detail.presences
    link = presence.newest_link
    assert link is not None
    assert link.models_in_effect == ("JEM",)
    assert link.list_as_of == date(2019, 5, 20)
    assert link.days[0]["on"] == "2019-05-24"
    assert {"agreements_2019-05-20.csv"} == {one["file"] for one in link.days[0]["evidence"]}
    (finding,) = detail.findings
    assert finding.rule_id == "status-question-without-task-force"
    assert finding.certainty == "possible"
    assert finding.agency_name == presence.agency_name


def test_an_agency_that_nobody_could_name_is_a_presence_without_a_link(
    log: Callable[..., Encounter], observer: Person
) -> None:
    encounter = log(presences=[PresenceInput(unidentified=UnidentifiedAgency.UNKNOWN_LOCAL)])
    (presence,) = encounter_detail(observer.locked, encounter.id, now=RECEIVED).presences
    assert presence.links == ()


def test_a_person_who_is_taken_opens_a_custody_episode(
    log: Callable[..., Encounter], observer: Person
) -> None:
    encounter = log(someone_taken=SomeoneTaken.YES)
    (episode,) = encounter_detail(observer.locked, encounter.id, now=RECEIVED).episodes
    assert episode.is_open
    assert [claim.type for claim in episode.claims] == [CustodyEventType.ARRESTED]


def test_the_note_is_sealed_and_no_restricted_value_stands_in_the_open(
    log: Callable[..., Encounter],
) -> None:
    encounter = log(note=CANARY, place_text=CANARY)
    assert queries.sealed_part_counts(encounter) == {
        SealedField.NOTE: 1,
        SealedField.PLACE_TEXT: 1,
    }
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            stored = repr(cursor.fetchall())
            assert CANARY not in stored, table
            assert STARTED.isoformat().replace("+00:00", "Z") not in stored, table


def test_the_same_key_gives_the_same_encounter(log: Callable[..., Encounter]) -> None:
    first = log(key="tapped-twice", note=CANARY)
    again = log(key="tapped-twice", note=CANARY, received_at=RECEIVED + timedelta(seconds=3))
    assert again == first
    assert all_encounters() == 1
    assert queries.sealed_part_counts(first) == {SealedField.NOTE: 1}


def test_now_is_the_same_request_a_moment_later(log: Callable[..., Encounter]) -> None:
    first = log(key="tapped-twice", started=None)
    assert log(key="tapped-twice", started=None, received_at=RECEIVED + timedelta(minutes=2)) == (
        first
    )


@pytest.mark.parametrize(
    "other",
    [
        {"status_question_asked": StatusQuestion.NO},
        {"started": TimeValue.at(STARTED - timedelta(hours=1), Basis.OBSERVED)},
        {"note": "a note where there was none"},
        {"presences": [PresenceInput(unidentified=UnidentifiedAgency.UNKNOWN)]},
    ],
)
def test_the_same_key_for_another_record_is_refused(
    log: Callable[..., Encounter], other: dict[str, object]
) -> None:
    log(key="used-before")
    with pytest.raises(IdempotencyKeyReused):
        log(key="used-before", **other)
    assert all_encounters() == 1


def test_nobody_logs_for_a_team_of_others(
    log: Callable[..., Encounter], outsider: Person, attorney: Person, operator: Person
) -> None:
    for person in (outsider, attorney, operator):
        with pytest.raises(NotFound):
            log(by=person)
    assert all_encounters() == 0


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"tz": "Mars/Olympus"}, "tz"),
        ({"tz": "America"}, "tz"),
        ({"state": "unknown", "county_fips": "unknown"}, "tz"),
        ({"county_fips": "99999", "tz": "America/New_York"}, "county_fips"),
        ({"state": "TX", "tz": "America/Chicago"}, "county_fips"),
        ({"presences": [PresenceInput()]}, "agency_presence[0]"),
        (
            {"started": TimeValue.at(RECEIVED + timedelta(hours=1), Basis.OBSERVED)},
            "started.earliest",
        ),
        (
            {
                "started": TimeValue(
                    Precision.BETWEEN, datetime(2009, 5, 1, tzinfo=UTC), STARTED, Basis.TOLD
                )
            },
            "started.earliest",
        ),
    ],
)
def test_bad_input_names_the_field_and_stores_nothing(
    log: Callable[..., Encounter], fields: dict[str, object], field: str
) -> None:
    with pytest.raises(BadInput) as caught:
        log(**fields)
    assert [error.field for error in caught.value.errors] == [field]
    assert all_encounters() == 0


def test_an_agency_that_is_not_in_the_register_is_refused(
    log: Callable[..., Encounter], sheriff: PresenceInput, team: Team
) -> None:
    with pytest.raises(BadInput) as caught:
        log(presences=[sheriff, PresenceInput(agency_id=team.id)])
    assert [error.field for error in caught.value.errors] == ["agency_presence[1].agency"]


def test_each_write_leaves_one_audit_entry_in_the_containers_chain(
    log: Callable[..., Encounter], observer: Person, intake: Container
) -> None:
    encounter = log()
    services.add_addendum(
        viewer=observer.locked, encounter_id=encounter.id, text="more", language="en", at=RECEIVED
    )
    services.record_consent(viewer=observer.locked, encounter_id=encounter.id, answer=given())
    rows = AuditEntry.objects.for_system(SYSTEM).filter(chain__container=intake)
    assert list(rows.order_by("sequence").values_list("action", flat=True))[-3:] == [
        "encounter-logged",
        "encounter-added-to",
        "consent-recorded",
    ]


# --- a value changed outside the product ----------------------------------------------------------


def test_a_restricted_value_that_was_tampered_with_fails_clearly_and_shows_nothing(
    log: Callable[..., Encounter], observer: Person
) -> None:
    encounter = log()
    with connection.cursor() as cursor:
        cursor.execute("SELECT started FROM encounters_encounter")
        stored = bytes(cursor.fetchone()[0])
        changed = stored[:-1] + bytes([stored[-1] ^ 1])
        cursor.execute("UPDATE encounters_encounter SET started = %s", [changed])
    with pytest.raises(RecordDamaged):
        encounter_detail(observer.locked, encounter.id, now=RECEIVED)


def test_a_restricted_value_moved_to_another_row_does_not_open(
    log: Callable[..., Encounter], observer: Person
) -> None:
    encounters = [log(), log()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT started FROM encounters_encounter WHERE container_seq = 1")
        (first,) = cursor.fetchone()
        cursor.execute("UPDATE encounters_encounter SET started = %s", [first])
    assert encounter_detail(observer.locked, encounters[0].id, now=RECEIVED).started.earliest
    with pytest.raises(RecordDamaged):
        encounter_detail(observer.locked, encounters[1].id, now=RECEIVED)


# --- who sees it ----------------------------------------------------------------------------------


def test_the_author_sees_the_record_until_the_review_ends(
    log: Callable[..., Encounter], observer: Person
) -> None:
    encounter = log()
    last_day = RECEIVED + timedelta(days=13)
    assert services.end_reviews(today=last_day) == 0
    assert queries.encounter_visible_to(observer.locked, encounter.id) == encounter
    assert services.end_reviews(today=RECEIVED + timedelta(days=14)) == 1
    with pytest.raises(NotFound):
        queries.encounter_visible_to(observer.locked, encounter.id)
    with pytest.raises(NotFound):
        services.add_addendum(
            viewer=observer.locked, encounter_id=encounter.id, text="x", language="en", at=RECEIVED
        )


def test_a_member_of_the_folder_sees_it_and_nobody_else(
    log: Callable[..., Encounter],
    coordinator: Person,
    attorney: Person,
    analyst: Person,
    operator: Person,
    outsider: Person,
) -> None:
    encounter = log()
    assert queries.encounter_visible_to(coordinator.locked, encounter.id) == encounter
    for person in (attorney, analyst, operator, outsider):
        with pytest.raises(NotFound):
            queries.encounter_visible_to(person.locked, encounter.id)
        assert queries.encounters_page(person.locked, size=10).rows == []


def test_walking_the_pages_gives_every_row_once(
    log: Callable[..., Encounter], coordinator: Person, other_team: Team
) -> None:
    # The coordinator is also an author here, and a member of a second folder: rows are reached in
    # two ways, and two containers hold rows of the same month and sequence.
    Membership.objects.create(user=coordinator.user, team=other_team, role=Role.OBSERVER.value)
    expected = {log(by=coordinator).id for _ in range(6)}
    for _ in range(5):
        encounter, _is_new = services.log_encounter(
            viewer=coordinator.locked, team_id=other_team.id, data=SMALLEST, received_at=RECEIVED
        )
        expected.add(encounter.id)
    seen = []
    after = None
    for _ in range(20):
        page = queries.encounters_page(coordinator.locked, size=3, after=after)
        seen += [row.id for row in page.rows]
        after = page.next_key
        if after is None:
            break
        assert len(page.rows) == 3
    assert len(seen) == len(expected)
    assert set(seen) == expected


def test_a_list_marks_findings_and_open_holds(
    log: Callable[..., Encounter], sheriff: PresenceInput
) -> None:
    plain = log()
    marked = log(
        presences=[sheriff],
        status_question_asked=StatusQuestion.YES,
        someone_taken=SomeoneTaken.YES,
    )
    assert queries.marks_of([plain, marked]) == {
        marked.id: frozenset({queries.FINDING_MARK, queries.OPEN_HOLD_MARK})
    }


# --- adding ---------------------------------------------------------------------------------------


def test_an_addendum_stands_beside_the_first_wording(
    log: Callable[..., Encounter], observer: Person
) -> None:
    encounter = log(note=CANARY)
    for text in ("first addendum", "second addendum"):
        services.add_addendum(
            viewer=observer.locked, encounter_id=encounter.id, text=text, language="en",
            at=RECEIVED,
        )  # fmt: skip
    parts = [(part.field, part.version) for part in queries.all_sealed_parts(encounter)]
    assert parts == [("note", 1), ("addendum", 1), ("addendum", 2)]


def test_a_repeated_addendum_is_added_once(log: Callable[..., Encounter], observer: Person) -> None:
    encounter = log()
    answers = [
        services.add_addendum(
            viewer=observer.locked, encounter_id=encounter.id, text="once", language="en",
            at=RECEIVED, idempotency_key="sent-twice",
        )
        for _ in range(2)
    ]  # fmt: skip
    assert answers[0][0] == answers[1][0]
    assert [is_new for _part, is_new in answers] == [True, False]
    assert queries.sealed_part_counts(encounter) == {SealedField.ADDENDUM: 1}


def test_an_empty_addendum_is_refused(log: Callable[..., Encounter], observer: Person) -> None:
    with pytest.raises(BadInput):
        services.add_addendum(
            viewer=observer.locked, encounter_id=log().id, text=" \n", language="en", at=RECEIVED
        )


def at(hours: int, basis: Basis = Basis.ROSTER) -> TimeValue:
    return TimeValue.at(STARTED + timedelta(hours=hours), basis)


def types(encounter: Encounter) -> list[str]:
    episode = queries.episodes(encounter).last()
    assert episode is not None
    return [row.claim["type"] for row in queries.custody_events(episode)]


def test_an_event_learned_later_is_listed_where_it_certainly_belongs(
    log: Callable[..., Encounter], observer: Person
) -> None:
    encounter = log(someone_taken=SomeoneTaken.YES)
    episode = queries.episodes(encounter).get()
    unknown_day = TimeValue(Precision.BETWEEN, STARTED, STARTED + timedelta(days=9), Basis.TOLD)
    for event in (
        CustodyEventInput(CustodyEventType.RELEASED, at(40)),
        CustodyEventInput(CustodyEventType.BAIL_POSTED, at(20), OtherHold.NO),
        CustodyEventInput(CustodyEventType.BOOKED, at(2)),
        CustodyEventInput(CustodyEventType.DETAINER_LODGED, unknown_day),
    ):
        services.add_custody_event(viewer=observer.locked, episode_id=episode.id, event=event)
    assert types(encounter) == ["arrested", "booked", "bail_posted", "released", "detainer_lodged"]
    positions = [row.position for row in queries.custody_events(episode)]
    assert positions == [1, 2, 3, 4, 5]


def test_a_repeated_event_is_added_once(log: Callable[..., Encounter], observer: Person) -> None:
    encounter = log(someone_taken=SomeoneTaken.YES)
    for _ in range(2):
        services.add_event_to_newest_episode(
            viewer=observer.locked,
            encounter_id=encounter.id,
            event=CustodyEventInput(CustodyEventType.RELEASED, at(3)),
            idempotency_key="sent-twice",
        )
    assert types(encounter) == ["arrested", "released"]
    assert not queries.episodes(encounter).get().is_open


def test_an_arrest_after_custody_ended_begins_a_second_episode(
    log: Callable[..., Encounter], observer: Person
) -> None:
    encounter = log(someone_taken=SomeoneTaken.YES)
    for event in (
        CustodyEventInput(CustodyEventType.RELEASED, at(3)),
        CustodyEventInput(CustodyEventType.BAIL_POSTED, at(1)),
        CustodyEventInput(CustodyEventType.ARRESTED, at(90)),
    ):
        services.add_event_to_newest_episode(
            viewer=observer.locked, encounter_id=encounter.id, event=event
        )
    first, second = queries.episodes(encounter)
    assert (first.is_open, second.is_open) == (False, True)
    assert types(encounter) == ["arrested"]


def test_opening_an_episode_twice_gives_the_open_one(
    log: Callable[..., Encounter], observer: Person
) -> None:
    encounter = log()
    first = services.open_episode(viewer=observer.locked, encounter_id=encounter.id)
    again = services.open_episode(viewer=observer.locked, encounter_id=encounter.id)
    assert first[0] == again[0]
    assert (first[1], again[1]) == (True, False)


def test_nobody_adds_events_to_an_episode_of_others(
    log: Callable[..., Encounter], outsider: Person
) -> None:
    episode = queries.episodes(log(someone_taken=SomeoneTaken.YES)).get()
    with pytest.raises(NotFound):
        services.add_custody_event(
            viewer=outsider.locked,
            episode_id=episode.id,
            event=CustodyEventInput(CustodyEventType.RELEASED, at(3)),
        )
    assert CustodyEvent.objects.for_system(SYSTEM).count() == 1


# --- consent and its facts ------------------------------------------------------------------------


def facts() -> list[tuple[bool, bool]]:
    rows = ReportFact.objects.for_system(SYSTEM)
    return list(rows.values_list("countable", "countable_conduct_only"))


def test_consent_makes_a_record_countable_and_refusal_takes_it_out(
    log: Callable[..., Encounter], observer: Person
) -> None:
    encounter = log()
    assert facts() == [(False, True)]
    services.record_consent(viewer=observer.locked, encounter_id=encounter.id, answer=given())
    assert facts() == [(True, False)]
    withdrawn = ConsentInput(
        ConsentState.WITHDRAWN, ConsentCircumstances.BY_PHONE_MONITORED, RECEIVED
    )
    services.record_consent(viewer=observer.locked, encounter_id=encounter.id, answer=withdrawn)
    assert facts() == []
    detail = encounter_detail(observer.locked, encounter.id, now=RECEIVED)
    assert detail.consent is not None
    assert detail.consent.state is ConsentState.WITHDRAWN
    assert not detail.is_countable


def test_given_consent_says_by_whom_and_how(
    log: Callable[..., Encounter], observer: Person
) -> None:
    with pytest.raises(BadInput) as caught:
        services.record_consent(
            viewer=observer.locked, encounter_id=log().id, answer=given(how=None)
        )
    assert [error.field for error in caught.value.errors] == ["how"]


# --- verification ---------------------------------------------------------------------------------


def test_two_editors_do_not_overwrite_each_other(
    log: Callable[..., Encounter], coordinator: Person
) -> None:
    encounter = log()
    read = encounter.version
    changed = services.set_verification(
        viewer=coordinator.locked,
        encounter_id=encounter.id,
        verification=Verification.SECOND_SOURCE,
        version=read,
    )
    assert changed.version == read + 1
    with pytest.raises(Stale):
        services.set_verification(
            viewer=coordinator.locked,
            encounter_id=encounter.id,
            verification=Verification.REJECTED,
            version=read,
        )
    stored = queries.encounter_visible_to(coordinator.locked, encounter.id)
    assert stored.verification == Verification.SECOND_SOURCE


def test_what_is_added_counts_as_a_change_for_editors(
    log: Callable[..., Encounter], observer: Person, coordinator: Person
) -> None:
    encounter = log()
    services.add_addendum(
        viewer=observer.locked, encounter_id=encounter.id, text="x", language="en", at=RECEIVED
    )
    with pytest.raises(Stale):
        services.set_verification(
            viewer=coordinator.locked,
            encounter_id=encounter.id,
            verification=Verification.REVIEWED,
            version=encounter.version,
        )


def test_a_reviewing_role_elsewhere_reviews_nothing_here(
    log: Callable[..., Encounter], outsider: Person, team: Team
) -> None:
    # The outsider coordinates another team; here they are an observer, and see their own record.
    Membership.objects.create(user=outsider.user, team=team, role=Role.OBSERVER.value)
    encounter = log(by=outsider)
    assert queries.encounter_visible_to(outsider.locked, encounter.id) == encounter
    with pytest.raises(NotFound):
        services.set_verification(
            viewer=outsider.locked,
            encounter_id=encounter.id,
            verification=Verification.REVIEWED,
            version=encounter.version,
        )


def test_findings_hold_what_they_were_read_from(
    log: Callable[..., Encounter], sheriff: PresenceInput
) -> None:
    log(presences=[sheriff], status_question_asked=StatusQuestion.YES)
    (finding,) = Finding.objects.for_system(SYSTEM)
    assert finding.inputs["acts"] == ["asked-status"]
    assert finding.inputs["models_in_effect"] == ["JEM"]
    assert json.dumps(finding.inputs)
