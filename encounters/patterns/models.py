"""The projection that reports read, the blocks that are frozen for ever, and the releases.

`ReportFact` is the only door between records and reports. Nothing here leads back to a record
without the projection key.
"""

import uuid

from django.conf import settings
from django.db import models

from server.access.managers import ScopedManager
from server.access.tiers import countable, operational


class ReportFact(models.Model):
    """The countable part of one encounter (field dictionary, section 5).

    fact_id, person_key, contributor_key, team_key: HMACs under the projection key, hexadecimal.
    program_models: one combination code (`JEM+WSO`), `none`, or `unknown`.
    """

    sensitive = True

    fact_id = countable(models.CharField(primary_key=True, max_length=64))
    team_key = countable(models.CharField(max_length=64))
    contributor_key = countable(models.CharField(max_length=64))
    person_key = countable(models.CharField(max_length=64))
    recorded_month = countable(models.CharField(max_length=7))
    month_bucket = countable(models.CharField(max_length=7))
    state = countable(models.CharField(max_length=7))
    county_fips = countable(models.CharField(max_length=7))
    kind = countable(models.CharField(max_length=32))
    setting = countable(models.CharField(max_length=32))
    status_question_asked = countable(models.CharField(max_length=32, null=True))
    program_models = countable(models.CharField(max_length=40))
    basis = countable(models.CharField(max_length=32))
    confidence = countable(models.CharField(max_length=32))
    verification = countable(models.CharField(max_length=32))
    countable_conduct_only = countable(models.BooleanField())
    # Last: from here on the name is the field's, inside this class.
    countable = countable(models.BooleanField())

    objects = ScopedManager["ReportFact"]()

    class Meta:
        indexes = (
            models.Index(fields=["team_key", "kind", "recorded_month"], name="facts_of_a_team"),
        )
        default_permissions = ()


class ReleasePlan(models.Model):
    """What a coalition declared once: the population and the chain that its partition follows.

    population: opaque id, equal for all releases that draw on these records. question: which
    standard question the plan answers. chain: the levels as `pattern-release/1` writes them.
    thresholds: `{"k", "min_contributors", "contributor_share_pct"}` as the plan began with them.
    """

    id = operational(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    coalition = operational(
        models.ForeignKey("accounts.Coalition", models.PROTECT, related_name="+")
    )
    population = operational(models.CharField(max_length=40, unique=True))
    version = operational(models.PositiveIntegerField(default=1))
    question = operational(models.CharField(max_length=48))
    series_id = operational(models.CharField(max_length=40, unique=True))
    period_start = operational(models.CharField(max_length=7))
    chain = operational(models.JSONField())
    thresholds = operational(models.JSONField())

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["coalition", "question", "version"], name="one_plan_a_question_version"
            ),
        )
        default_permissions = ()


class Block(models.Model):
    """At least 11 records of at least 11 persons, fixed when it was formed. Never re-cut.

    key: leaf codes in the alphabetical order of the plan's dimensions; geo, time and model stand
    beside it for questions. tombstones: members whose consent was withdrawn since.
    """

    id = operational(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    plan = operational(models.ForeignKey(ReleasePlan, models.PROTECT, related_name="+"))
    sequence = operational(models.PositiveIntegerField())
    level = operational(models.PositiveSmallIntegerField())
    key = countable(models.JSONField())
    geo = countable(models.CharField(max_length=24))
    time = countable(models.CharField(max_length=24))
    model = countable(models.CharField(max_length=40))
    n = countable(models.PositiveIntegerField())
    tombstones = operational(models.PositiveIntegerField(default=0))

    class Meta:
        indexes = (models.Index(fields=["plan", "sequence"], name="blocks_of_a_release"),)
        default_permissions = ()


class BlockMember(models.Model):
    """Which fact is in which block; private, and unique for each plan.

    is_tombstone: the fact is gone, its place in the released number stays.
    """

    sensitive = True

    id = operational(models.BigAutoField(primary_key=True))
    plan = operational(models.ForeignKey(ReleasePlan, models.PROTECT, related_name="+"))
    block = operational(models.ForeignKey(Block, models.PROTECT, related_name="+"))
    fact_id = countable(models.CharField(max_length=64))
    is_tombstone = operational(models.BooleanField(default=False))

    objects = ScopedManager["BlockMember"]()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["plan", "fact_id"], name="a_fact_once_a_plan"),
        )
        default_permissions = ()


class WaitingFact(models.Model):
    """How many releases have left a fact in the pool of a plan.

    last_sequence: the release that counted last, so that a refused release can take it back.
    """

    sensitive = True

    id = operational(models.BigAutoField(primary_key=True))
    plan = operational(models.ForeignKey(ReleasePlan, models.PROTECT, related_name="+"))
    fact_id = countable(models.CharField(max_length=64))
    waits = operational(models.PositiveSmallIntegerField(default=0))
    last_sequence = operational(models.PositiveIntegerField(default=0))

    objects = ScopedManager["WaitingFact"]()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["plan", "fact_id"], name="a_wait_once_a_plan"),
        )
        default_permissions = ()


class ReleaseState(models.TextChoices):
    """ordered -> formed (blocks frozen) -> released, or refused with a reason."""

    ORDERED = "ordered"
    FORMED = "formed"
    RELEASED = "released"
    REFUSED = "refused"


class ReportRelease(models.Model):
    """One release of a plan's series. Rows are never deleted: they are the ledger.

    cutoff: the last day of a month, up to which records had arrived. job: the piece of background
    work that is at it now. records_*: exact, never shown; the document rounds them. document: the
    canonical bytes of `pattern-release/1`; release_id: the hash that names them. ledger_hash: binds
    this entry to all before it (`rules.ledger`). refusal: a problem code; a refused order gives its
    sequence back, since nothing of it was given out.
    """

    id = operational(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    plan = operational(models.ForeignKey(ReleasePlan, models.PROTECT, related_name="releases"))
    sequence = operational(models.PositiveIntegerField())
    cutoff = operational(models.DateField())
    state = operational(
        models.CharField(max_length=8, choices=ReleaseState, default=ReleaseState.ORDERED)
    )
    ordered_by = operational(
        models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    )
    job = operational(models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+"))
    records_total = operational(models.PositiveIntegerField(null=True))
    records_excluded = operational(models.PositiveIntegerField(null=True))
    release_id = operational(models.CharField(max_length=20, blank=True, default=""))
    document = operational(models.BinaryField(null=True))
    ledger_hash = operational(models.BinaryField(max_length=32, null=True))
    refusal = operational(models.CharField(max_length=48, blank=True, default=""))

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "sequence"],
                condition=~models.Q(state="refused"),
                name="one_release_a_sequence",
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=models.Q(state__in=("ordered", "formed")),
                name="one_release_under_way_a_plan",
            ),
        )
        indexes = (models.Index(fields=["plan", "-cutoff", "-id"], name="releases_of_a_plan"),)
        default_permissions = ()


class ReleaseFile(models.Model):
    """A file rendered from a release's document: JSON, CSV, SVG. It shows nothing else."""

    id = operational(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    release = operational(models.ForeignKey(ReportRelease, models.PROTECT, related_name="files"))
    name = operational(models.CharField(max_length=80))
    media_type = operational(models.CharField(max_length=60))
    content = operational(models.BinaryField())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["release", "name"], name="one_file_a_name"),)
        default_permissions = ()
