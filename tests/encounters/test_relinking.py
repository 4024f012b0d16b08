"""Linking encounters anew after an import or a decision: known then beside known now."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.utils import timezone

from agreements_ref import services as registry_services
from agreements_ref.models import ReviewItem
from agreements_ref.rules.questions import ReviewOutcome
from encounters import details, queries, tasks
from encounters.models import Encounter
from encounters.records import PresenceInput
from encounters.rules.codes import StatusQuestion
from server.access.viewer import SystemReason
from server.audit.models import AuditEntry
from server.jobs.models import Job
from server.jobs.runner import run
from tests.agreements_ref.sheets import agreement, incoming
from tests.conftest import Person

GASTON = "Gaston County Sheriff's Office"


@pytest.fixture
def linked(log: Callable[..., Encounter], agency_ids: Callable[[str, str], UUID]) -> Encounter:
    """An encounter of 24 May 2019 with Gaston County's sheriff, as known on that day."""
    agency_id = agency_ids("NC", "gaston county")
    return log(
        presences=(PresenceInput(agency_id=agency_id),),
        status_question_asked=StatusQuestion.YES,
    )


def publish(*rows: dict[str, object]) -> None:
    """Import the list of 10 June 2019, which lacks all else."""
    registry_services.import_list(incoming(rows, date(2019, 6, 10), accept="the page says so"))


def nothing(_percent: int) -> None:
    """Watch no progress."""


def said(encounter: Encounter) -> list[tuple[int, list[str], list[str]]]:
    return [
        (link.sequence, link.models_in_effect, link.models_uncertain)
        for link in queries.links(encounter)
    ]


def test_a_list_that_changes_the_answer_adds_a_link_and_leaves_the_first(
    linked: Encounter, coordinator: Person
) -> None:
    before = {finding.id for finding in queries.findings(linked)}
    publish(agreement())
    tasks.relink_encounters(None, nothing)
    assert said(linked) == [(1, ["JEM"], []), (2, [], ["JEM"])]
    presence = details.encounter_detail(
        coordinator.locked, linked.id, now=timezone.now()
    ).presences[0]
    then, now = (link.days[0]["known_on"] for link in presence.links)
    assert then == "2019-05-24"
    assert now > "2025"
    newest = presence.links[-1].id
    findings = {finding.id: finding.inputs["link"] for finding in queries.findings(linked)}
    assert before
    assert before < findings.keys()
    assert {findings[one] for one in findings.keys() - before} == {str(newest)}
    assert {link.answer[0]["on"] for link in queries.links(linked)} == {"2019-05-24"}


def test_run_twice_it_adds_nothing(linked: Encounter) -> None:
    publish(agreement())
    tasks.relink_encounters(None, nothing)
    tasks.relink_encounters(None, nothing)
    assert len(said(linked)) == 2
    entries = AuditEntry.objects.for_system(SystemReason.VERIFYING_AUDIT)
    assert entries.filter(action="encounter-relinked").count() == 1


def test_a_list_that_says_the_same_adds_no_link(linked: Encounter) -> None:
    row = agreement(GASTON, "JEM", date(2007, 2, 22), state="NORTH CAROLINA", county=None)
    publish(row)
    before = said(linked)
    tasks.relink_encounters(None, nothing)
    assert said(linked) == before


def test_an_import_and_a_decision_each_order_the_work_and_a_worker_does_it(
    linked: Encounter, coordinator: Person
) -> None:
    publish(agreement("Baker County Sheriff's Office", county="Bakr"))
    item = ReviewItem.objects.get(kind="county")
    answer = registry_services.ReviewAnswer(ReviewOutcome.REFUSED, "left open")
    registry_services.decide_review(viewer=coordinator.locked, review_id=item.id, answer=answer)
    jobs = Job.objects.filter(kind="relink_encounters").order_by("lease_until")
    assert [job.ordered_by_id for job in jobs] == [None, coordinator.user.id]
    assert run(jobs[0].id)
    assert len(said(linked)) == 2
