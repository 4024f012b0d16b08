"""Reading plans, releases and the pool of countable facts.

People see the releases of the coalitions whose analysts they are. The pool and the membership of
blocks are read for the two jobs alone.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from encounters.patterns.crosswalk import leaves_of
from encounters.patterns.models import (
    Block,
    BlockMember,
    ReleaseFile,
    ReleasePlan,
    ReleaseState,
    ReportFact,
    ReportRelease,
    WaitingFact,
)
from encounters.patterns.questions import QUESTIONS, STATUS_QUESTIONS, Question
from encounters.patterns.rules.blocks import Fact, FrozenBlock
from encounters.patterns.rules.data_cut import last_settled_month, month_of
from encounters.patterns.rules.ledger import LedgerEntry
from encounters.patterns.rules.plan import Plan
from encounters.rules.codes import Verification
from server.access.api import Page
from server.access.permissions import Permission, Role
from server.access.viewer import SystemReason, TeamRole, Viewer
from server.accounts.models import Coalition, CoalitionAnalyst, CoalitionTeam, Membership, User
from server.jobs.models import JobState
from server.problems import NotFound

UNDER_WAY = (ReleaseState.ORDERED, ReleaseState.FORMED)
CUTOFFS_OFFERED = 12
ReleaseKey = tuple[date, UUID]


def coalitions_of(viewer: Viewer) -> QuerySet[Coalition]:
    """Return the coalitions whose releases the viewer may order, by name."""
    ids = viewer.coalition_ids if viewer.may(Permission.ORDER_RELEASE) else frozenset()
    return Coalition.objects.filter(id__in=ids).order_by("name")


def releases_visible_to(viewer: Viewer) -> QuerySet[ReportRelease]:
    """Return the releases of the viewer's coalitions, refused orders among them."""
    ids = viewer.coalition_ids if viewer.may(Permission.READ_RELEASES) else frozenset()
    return ReportRelease.objects.filter(plan__coalition_id__in=ids).select_related(
        "plan__coalition", "job"
    )


def release_visible_to(viewer: Viewer, release_id: UUID) -> ReportRelease:
    """Return one release. Raises: NotFound, also for a release of somebody else's coalition."""
    release = releases_visible_to(viewer).filter(id=release_id).first()
    if release is None:
        raise NotFound()
    return release


def release_with_job(release_id: UUID) -> ReportRelease:
    """Return a release as it is now, for the command that ordered it."""
    return ReportRelease.objects.select_related("job").get(id=release_id)


def release_page(viewer: Viewer, *, after: ReleaseKey | None, size: int) -> Page[ReportRelease]:
    """Return one page of the viewer's releases, the latest data cut first, without documents.

    after: (data cut, id) of the last row of the page before.
    """
    rows = releases_visible_to(viewer).defer("document").order_by("-cutoff", "-id")
    if after is not None:
        cutoff, last_id = after
        rows = rows.filter(cutoff__lte=cutoff).exclude(cutoff=cutoff, id__gte=last_id)
    found = list(rows[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], (last.cutoff.isoformat(), str(last.id)) if last else None)


def files_of(release: ReportRelease) -> QuerySet[ReleaseFile]:
    """Return the files of a release without their content, by name."""
    return ReleaseFile.objects.filter(release=release).defer("content").order_by("name")


def file_visible_to(viewer: Viewer, release_id: UUID, name: str) -> ReleaseFile:
    """Return one file with its content. Raises: NotFound."""
    release = release_visible_to(viewer, release_id)
    file = ReleaseFile.objects.filter(release=release, name=name).select_related("release").first()
    if file is None:
        raise NotFound()
    return file


def analyst_named(username: str) -> Viewer | None:
    """Return the person of that name as a command acts for them, in no session; None for nobody.

    Not `server.accounts.viewers`: that module can reach what opens seals, and reports may not.
    """
    user = User.objects.filter(username=username.casefold(), is_active=True).first()
    if user is None:
        return None
    roles = Membership.objects.filter(user=user).values_list("team_id", "role")
    coalitions = CoalitionAnalyst.objects.filter(user=user)
    return Viewer(
        user_id=user.id,
        username=user.username,
        team_roles=frozenset(TeamRole(team_id, Role(role)) for team_id, role in roles),
        coalition_ids=frozenset(coalitions.values_list("coalition_id", flat=True)),
    )


def plan_of(coalition_id: UUID, question: str = STATUS_QUESTIONS) -> ReleasePlan | None:
    """Return the plan in use of a coalition for a question, None before it is declared."""
    plans = ReleasePlan.objects.filter(coalition_id=coalition_id, question=question)
    return plans.order_by("-version").first()


def question_of(plan: ReleasePlan) -> Question:
    """Return the question that a plan answers."""
    return QUESTIONS[plan.question]


def rules_of(plan: ReleasePlan) -> Plan:
    """Return the plan as the rules know it, with the chain it was declared with."""
    return question_of(plan).plan_as_declared(
        population=plan.population,
        period_start=plan.period_start,
        chain=plan.chain,
        thresholds=plan.thresholds,
    )


def team_ids_of(coalition_id: UUID) -> list[UUID]:
    """Return the teams of a coalition."""
    teams = CoalitionTeam.objects.filter(coalition_id=coalition_id)
    return list(teams.values_list("team_id", flat=True))


def shares_records(coalition_id: UUID) -> bool:
    """Say whether a team of the coalition also stands in a coalition with another plan."""
    return (
        CoalitionTeam.objects.filter(
            Exists(ReleasePlan.objects.filter(coalition_id=OuterRef("coalition_id"))),
            team_id__in=team_ids_of(coalition_id),
        )
        .exclude(coalition_id=coalition_id)
        .exists()
    )


def released(plan: ReleasePlan) -> QuerySet[ReportRelease]:
    """Return what was given out under a plan, in its order."""
    return ReportRelease.objects.filter(plan=plan, state=ReleaseState.RELEASED).order_by("sequence")


def released_cutoffs(plan: ReleasePlan) -> list[date]:
    """Return the data cuts of the releases given out, in their order."""
    return list(released(plan).values_list("cutoff", flat=True))


def release_under_way(plan: ReleasePlan) -> ReportRelease | None:
    """Return the one release of a plan that is ordered and not done."""
    rows = ReportRelease.objects.filter(plan=plan, state__in=UNDER_WAY).select_related("job")
    return rows.first()


def has_stopped(release: ReportRelease) -> bool:
    """Say whether a release waits for work that has failed and that nobody will try again."""
    if release.state not in UNDER_WAY:
        return False
    return release.job is None or release.job.state == JobState.FAILED


def percent_done(release: ReportRelease) -> int:
    """Return how far a release is, 0 to 100: forming is the first half, writing the second."""
    if release.state == ReleaseState.RELEASED:
        return 100
    if release.state == ReleaseState.REFUSED or release.job is None:
        return 0
    half = int(release.job.progress) // 2
    return half if release.state == ReleaseState.ORDERED else 50 + half


def cutoffs_offered(plan: ReleasePlan | None, today: date) -> list[date]:
    """Return the month ends that a next release may take, the latest first, at most 12.

    They lie before `today` and after the data cut of the last release, and at least one quarter
    since the plan's first month is settled.
    """
    earlier = released_cutoffs(plan) if plan else []
    cutoff = today.replace(day=1) - timedelta(days=1)
    offered: list[date] = []
    while len(offered) < CUTOFFS_OFFERED and (not earlier or cutoff > earlier[-1]):
        if plan and last_settled_month(cutoff) < plan.period_start:
            break
        offered.append(cutoff)
        cutoff = cutoff.replace(day=1) - timedelta(days=1)
    return offered


def pool(plan: ReleasePlan, *, team_keys: Collection[str], cutoff: date) -> Iterator[Fact]:
    """Yield the countable facts that had arrived by the data cut and that no block holds."""
    reason = SystemReason.FORMING_BLOCKS
    members = BlockMember.objects.for_system(reason).filter(plan=plan, fact_id=OuterRef("fact_id"))
    waits = dict(
        WaitingFact.objects.for_system(reason).filter(plan=plan).values_list("fact_id", "waits")
    )
    rows = (
        ReportFact.objects.for_system(reason)
        .filter(
            ~Exists(members),
            team_key__in=team_keys,
            kind__in=question_of(plan).kinds,
            recorded_month__lte=month_of(cutoff),
            countable=True,
            countable_conduct_only=False,
        )
        .exclude(verification=Verification.REJECTED)
        .iterator(chunk_size=2000)
    )
    for row in rows:
        leaves = leaves_of(
            state=row.state,
            county_fips=row.county_fips,
            month_bucket=row.month_bucket,
            program_models=row.program_models,
            status_question_asked=row.status_question_asked,
        )
        yield Fact(
            fact_id=row.fact_id,
            person_key=row.person_key,
            contributor_key=row.contributor_key,
            leaves=leaves,
            recorded_month=row.recorded_month,
            waits=waits.get(row.fact_id, 0),
        )


def frozen_blocks(plan: ReleasePlan, up_to_sequence: int) -> list[FrozenBlock]:
    """Return the blocks of a partition up to a release, as the rules know them."""
    rows = Block.objects.filter(plan=plan, sequence__lte=up_to_sequence)
    return [
        FrozenBlock(row.sequence, row.level, tuple(row.key), row.n)
        for row in rows.order_by("sequence", "level", "id")
    ]


def is_thinned(release: ReportRelease) -> bool:
    """Say whether a record was withdrawn from a block of this release since it was formed.

    A withdrawal at the very moment of forming leaves no tombstone, but its fact is gone.
    """
    reason = SystemReason.FORMING_BLOCKS
    facts = ReportFact.objects.for_system(reason).filter(fact_id=OuterRef("fact_id"))
    members = BlockMember.objects.for_system(reason).filter(
        plan=release.plan, block__sequence=release.sequence
    )
    return members.filter(~Exists(facts)).exists()


def has_tombstones(release: ReportRelease) -> bool:
    """Say whether a record counted in this release was withdrawn after it was given out."""
    blocks = Block.objects.filter(plan=release.plan, sequence__lte=release.sequence)
    return blocks.filter(tombstones__gt=0).exists()


def ledger_of(plan: ReleasePlan) -> Sequence[LedgerEntry]:
    """Return what was given out for a population, in its order."""
    return [
        LedgerEntry(
            population=plan.population,
            sequence=row.sequence,
            cutoff=row.cutoff.isoformat(),
            release_id=row.release_id,
            ordered_by=str(row.ordered_by_id),
            document=bytes(row.document or b""),
            entry_hash=bytes(row.ledger_hash or b""),
        )
        for row in released(plan)
    ]
