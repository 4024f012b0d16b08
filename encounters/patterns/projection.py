"""From a record to its countable fact: the one step that runs with the projection key.

Called by `encounters.services` inside the transaction that writes the record, so that a record
and its fact never disagree. Facts in a released block are frozen as they were released.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from encounters.patterns.models import Block, BlockMember, ReportFact, WaitingFact
from server.access.viewer import SystemReason
from server.vault.keyrings import projection_key
from server.vault.sealing import InstallationKey, derive_subkey, keyed_id

NO_MODEL = "none"
UNKNOWN_MODEL = "unknown"


@dataclass(frozen=True)
class CountableFacts:
    """What a record offers to reports: tier-1 codes and the ids that become keyed hashes.

    models_in_effect: of all agencies present together; None when the lists cannot say.
    """

    encounter_id: UUID
    team_id: UUID
    author_id: UUID
    recorded_month: str
    month_bucket: str
    state: str
    county_fips: str
    kind: str
    setting: str
    status_question_asked: str | None
    models_in_effect: Collection[str] | None
    basis: str
    confidence: str
    verification: str
    countable: bool
    countable_conduct_only: bool


def model_code(models_in_effect: Collection[str] | None) -> str:
    """Return one code for the models in effect together, so that models stay a partition."""
    if models_in_effect is None:
        return UNKNOWN_MODEL
    return "+".join(sorted(models_in_effect)) or NO_MODEL


def team_key(team_id: UUID) -> str:
    """Return the keyed id of a team, as facts carry it."""
    return _keyed("team", team_id)


def block_secret(population: str) -> bytes:
    """Return the secret behind one population's keyed thresholds."""
    return derive_subkey(_key(), f"block-thresholds/{population}").reveal()


def project(facts: CountableFacts) -> None:
    """Write or renew the fact of a record, unless a block holds it: then it is frozen."""
    fact_id = _keyed("fact", facts.encounter_id)
    if _is_frozen(fact_id):
        return
    ReportFact.objects.for_system(SystemReason.PROJECTING_FACTS).update_or_create(
        fact_id=fact_id,
        defaults={
            "team_key": team_key(facts.team_id),
            "contributor_key": _keyed("contributor", facts.author_id),
            # Persons are not linked across encounters yet: each record counts as its own person.
            "person_key": _keyed("person", facts.encounter_id),
            "recorded_month": facts.recorded_month,
            "month_bucket": facts.month_bucket,
            "state": facts.state,
            "county_fips": facts.county_fips,
            "kind": facts.kind,
            "setting": facts.setting,
            "status_question_asked": facts.status_question_asked,
            "program_models": model_code(facts.models_in_effect),
            "basis": facts.basis,
            "confidence": facts.confidence,
            "verification": facts.verification,
            "countable": facts.countable,
            "countable_conduct_only": facts.countable_conduct_only,
        },
    )


def withdraw(encounter_id: UUID) -> None:
    """Take a record out of the projection at once; a block keeps a tombstone without content."""
    fact_id = _keyed("fact", encounter_id)
    reason = SystemReason.PROJECTING_FACTS
    ReportFact.objects.for_system(reason).filter(fact_id=fact_id).delete()
    WaitingFact.objects.for_system(reason).filter(fact_id=fact_id).delete()
    members = BlockMember.objects.for_system(reason).filter(fact_id=fact_id, is_tombstone=False)
    for member in members:
        if members.filter(pk=member.pk).update(is_tombstone=True):
            Block.objects.filter(pk=member.block_id).update(tombstones=F("tombstones") + 1)


def _is_frozen(fact_id: str) -> bool:
    return (
        BlockMember.objects.for_system(SystemReason.PROJECTING_FACTS)
        .filter(fact_id=fact_id)
        .exists()
    )


def _key() -> InstallationKey:
    return InstallationKey(projection_key())


def _keyed(label: str, subject: UUID) -> str:
    return keyed_id(_key(), label, subject).hex()
