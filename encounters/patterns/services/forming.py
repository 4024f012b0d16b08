"""Forming the blocks of a release, in the one worker that holds the projection key."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import transaction

from encounters.patterns import projection, queries
from encounters.patterns.jobs import enqueue_rendering
from encounters.patterns.models import (
    Block,
    BlockMember,
    ReleasePlan,
    ReleaseState,
    ReportRelease,
    WaitingFact,
)
from encounters.patterns.problems import NothingToShow, PlanSharesRecords
from encounters.patterns.rules import blocks as rules
from encounters.patterns.rules.blocks import FormedBlock, Forming, WaitReason
from encounters.patterns.services.refusals import refuse
from server.access.viewer import SystemReason

_BATCH = 2000


def form_blocks(*, release_id: UUID, progress: Callable[[int], None]) -> None:
    """Form the blocks of an ordered release, store them, and order its files: one transaction.

    progress: takes a whole percentage. Does nothing when the blocks are formed already.
    Raises: PlanSharesRecords, NothingToShow (the order is then closed); ImproperlyConfigured in a
    process without the projection key.
    """
    release = ReportRelease.objects.select_related("plan").filter(id=release_id).first()
    if release is None or release.state != ReleaseState.ORDERED:
        return
    secret = projection.block_secret(release.plan.population)
    team_keys = [
        projection.team_key(team_id) for team_id in queries.team_ids_of(release.plan.coalition_id)
    ]
    progress(10)
    try:
        with transaction.atomic():
            _form(release, secret, team_keys)
    except (PlanSharesRecords, NothingToShow) as problem:
        refuse(release, problem.code)
        raise
    progress(100)


def _form(release: ReportRelease, secret: bytes, team_keys: list[str]) -> None:
    plan = release.plan
    # The row changes first: a second run waits for this one, finds it formed, and stops.
    claimed = ReportRelease.objects.filter(pk=release.pk, state=ReleaseState.ORDERED).update(
        state=ReleaseState.FORMED
    )
    if claimed != 1:
        return
    if queries.shares_records(plan.coalition_id):
        raise PlanSharesRecords()
    formed = rules.form_blocks(
        queries.pool(plan, team_keys=team_keys, cutoff=release.cutoff),
        plan=queries.rules_of(plan),
        sequence=release.sequence,
        cutoff=release.cutoff,
        earlier_cutoffs=queries.released_cutoffs(plan),
        secret=secret,
    )
    _store_blocks(plan, formed.blocks)
    _store_waiting(plan, release.sequence, formed)
    shown = sum(block.n for block in queries.frozen_blocks(plan, release.sequence))
    if not shown:
        raise NothingToShow()
    # In scope: what this release could count. What happened before the period, or in a quarter
    # that is still open, is not its subject.
    out_of_scope = (WaitReason.BEFORE_PERIOD, WaitReason.QUARTER_OPEN)
    excluded = sum(1 for fact in formed.waiting if fact.reason not in out_of_scope)
    ReportRelease.objects.filter(pk=release.pk).update(
        records_total=shown + excluded, records_excluded=excluded
    )
    enqueue_rendering(release)


def _store_blocks(plan: ReleasePlan, formed: Iterable[FormedBlock]) -> None:
    dimensions = list(queries.rules_of(plan).trees)
    blocks: list[Block] = []
    members: list[BlockMember] = []
    for item in formed:
        codes = dict(zip(dimensions, item.block.key, strict=True))
        block = Block(
            plan=plan,
            sequence=item.block.sequence,
            level=item.block.level,
            key=list(item.block.key),
            geo=codes["geo"],
            time=codes["time"],
            model=codes["model"],
            n=item.block.n,
        )
        blocks.append(block)
        members += [
            BlockMember(plan=plan, block=block, fact_id=fact_id) for fact_id in item.fact_ids
        ]
    Block.objects.bulk_create(blocks, batch_size=_BATCH)
    reason = SystemReason.FORMING_BLOCKS
    BlockMember.objects.for_system(reason).bulk_create(members, batch_size=_BATCH)


def _store_waiting(plan: ReleasePlan, sequence: int, formed: Forming) -> None:
    WaitingFact.objects.for_system(SystemReason.FORMING_BLOCKS).bulk_create(
        [
            WaitingFact(plan=plan, fact_id=fact.fact_id, waits=fact.waits, last_sequence=sequence)
            for fact in formed.waiting
        ],
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["plan", "fact_id"],
        update_fields=["waits", "last_sequence"],
    )
