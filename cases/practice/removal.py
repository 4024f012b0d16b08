"""Removing the practice space: records, keys, accounts, facts, releases and jobs.

What stays are headers in the installation's audit log, which only ever grows: an action and a
month, with a body that nobody can open any more. Sessions that still run are locked rows that
name nobody; without their account they open nothing, and they expire within 12 hours.
"""

from uuid import UUID

from django.db import transaction

from cases.models import CaseFile
from encounters.models import Encounter, IntakeFolder
from encounters.patterns import projection
from encounters.patterns import services as patterns
from server.access.models import Container
from server.access.viewer import SystemReason
from server.accounts.models import Coalition, Team, User
from server.audit import services as audit
from server.audit.actions import AuditAction
from server.jobs.models import Job

REASON = SystemReason.PRACTICE


@transaction.atomic
def remove_practice() -> bool:
    """Remove every practice team; return whether there was one."""
    teams = list(Team.objects.filter(is_practice=True).values_list("id", flat=True))
    if not teams:
        return False
    for coalition in Coalition.objects.filter(is_practice=True):
        patterns.forget_practice_releases(coalition_id=coalition.id)
        coalition.delete()
    people = _people_of_practice_alone(teams)
    _remove_encounters(teams)
    _remove_containers(teams)
    Job.objects.filter(ordered_by_id__in=people).delete()
    Team.objects.filter(id__in=teams).delete()
    User.objects.filter(id__in=people).delete()
    audit.record(action=AuditAction.PRACTICE_REMOVED, viewer=None)
    return True


def _people_of_practice_alone(teams: list[UUID]) -> list[UUID]:
    members = User.objects.filter(memberships__team_id__in=teams)
    return list(
        members.exclude(memberships__team__is_practice=False)
        .values_list("id", flat=True)
        .distinct()
    )


def _remove_encounters(teams: list[UUID]) -> None:
    encounters = Encounter.objects.for_system(REASON).filter(team_id__in=teams)
    for encounter_id in encounters.values_list("id", flat=True).iterator():
        projection.withdraw(encounter_id)
    encounters.delete()


def _remove_containers(teams: list[UUID]) -> None:
    containers = Container.objects.filter(team_id__in=teams)
    CaseFile.objects.for_system(REASON).filter(container__in=containers).delete()
    IntakeFolder.objects.filter(container__in=containers).delete()
    for container in containers:
        audit.remove_practice_chain(container=container)
    containers.delete()
