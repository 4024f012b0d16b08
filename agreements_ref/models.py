"""The register: lists as they were published, and what follows from them.

Raw and never changed: `ListSnapshot` (its bytes' identity), `Observation`, `ListRow.cells`.
Raw too: what a person decided (`ReviewDecision`, `AgencyLink`). Everything else is read from those
and can be made again (`projection`).
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agreements_ref.rules.columns import ListKind
from agreements_ref.rules.program_models import ProgramModel
from agreements_ref.rules.questions import ReviewOutcome
from agreements_ref.rules.remarks import Outcome
from agreements_ref.rules.terms import Standing
from server.access.tiers import operational

_KINDS = [(kind.value, kind.value) for kind in ListKind]
_PROGRAM_MODELS = [(one.value, one.value) for one in ProgramModel]
_OUTCOMES = [(one.value, one.value) for one in Outcome]
_STANDINGS = [(one.value, one.value) for one in Standing]
_REVIEW_OUTCOMES = [(one.value, one.value) for one in ReviewOutcome]
# One name for all installations, so that two registers made from the same lists are equal.
_AGENCY_NAMESPACE = uuid.UUID("5a3f3f0e-6a0c-5b0a-9f63-0a2870000287")


class ListSnapshot(models.Model):
    """One published list, known by its bytes.

    list_date, known_from, file_name: from the earliest sighting (`Observation`). header: [[column,
    name as written]]. data_rows = accepted + accepted_with_remarks + rejected. waits_for: codes of
    what a person must look at before the list counts; accepted_reason: what that person said.
    """

    id = operational(models.BigAutoField(primary_key=True))
    kind = operational(models.CharField(max_length=13, choices=_KINDS))
    sha256 = operational(models.CharField(max_length=64, unique=True))
    byte_count = operational(models.PositiveIntegerField())
    importer_version = operational(models.PositiveSmallIntegerField())
    is_table = operational(models.BooleanField())
    header = operational(models.JSONField())
    list_date = operational(models.DateField())
    known_from = operational(models.DateTimeField())
    file_name = operational(models.CharField(max_length=255))
    data_rows = operational(models.PositiveIntegerField())
    accepted = operational(models.PositiveIntegerField())
    accepted_with_remarks = operational(models.PositiveIntegerField())
    rejected = operational(models.PositiveIntegerField())
    waits_for = operational(models.JSONField(default=list))
    accepted_reason = operational(models.TextField(blank=True, default=""))
    accepted_at = operational(models.DateTimeField(null=True))

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(data_rows=F("accepted") + F("accepted_with_remarks") + F("rejected")),
                name="rows_in_are_outcomes_out",
            ),
        )
        default_permissions = ()


class Observation(models.Model):
    """One sighting of a list's bytes. stated_list_date: what the operator gave, if anything.

    recorded_at: when the sighting was entered, and with it that decision.
    """

    id = operational(models.BigAutoField(primary_key=True))
    snapshot = operational(
        models.ForeignKey(ListSnapshot, models.CASCADE, related_name="observations")
    )
    seen_at = operational(models.DateTimeField())
    file_name = operational(models.CharField(max_length=255))
    stated_list_date = operational(models.DateField(null=True))
    recorded_at = operational(models.DateTimeField(default=timezone.now))

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["snapshot", "seen_at", "file_name"], name="one_sighting_an_instant"
            ),
        )
        default_permissions = ()


class Agency(models.Model):
    """A law enforcement agency, by state and key. The id follows from both.

    name: the spelling of the newest list. level: city, county, state or unknown, and county_fips
    (vintage: `rules.places`), as the newest list that says so has them. Never deleted.
    """

    id = operational(models.UUIDField(primary_key=True, editable=False))
    state = operational(models.CharField(max_length=2))
    agency_key = operational(models.CharField(max_length=1000))
    name = operational(models.CharField(max_length=1000))
    level = operational(models.CharField(max_length=8))
    county_fips = operational(models.CharField(max_length=5, blank=True, default=""))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["state", "agency_key"], name="one_agency_a_key"),
        )
        default_permissions = ()

    @staticmethod
    def id_for(state: str, key: str) -> uuid.UUID:
        """Return the id of the agency with this key."""
        return uuid.uuid5(_AGENCY_NAMESPACE, f"{state} {key}")


class ListRow(models.Model):
    """One data row. row_number, hidden and cells are raw and never change; the rest is read.

    cells: `rules.cells.Cell` as JSON. agency: null when rejected. signed_on: readable date or null.
    agency_name, level, county_fips: as this row has them. unplaced_key: the agency's key of a row
    rejected for its state alone, which may be any agency of that name until a person decides.
    """

    id = operational(models.BigAutoField(primary_key=True))
    snapshot = operational(
        models.ForeignKey(ListSnapshot, models.CASCADE, related_name="rows", db_index=False)
    )
    row_number = operational(models.PositiveIntegerField())
    hidden = operational(models.BooleanField())
    cells = operational(models.JSONField())
    outcome = operational(models.CharField(max_length=21, choices=_OUTCOMES))
    agency = operational(
        models.ForeignKey(Agency, models.PROTECT, null=True, related_name="rows", db_index=False)
    )
    agency_name = operational(models.CharField(max_length=1000, blank=True))
    program_model = operational(models.CharField(max_length=7, choices=_PROGRAM_MODELS, blank=True))
    signed_on = operational(models.DateField(null=True))
    level = operational(models.CharField(max_length=8))
    county_fips = operational(models.CharField(max_length=5, blank=True))
    unplaced_key = operational(models.CharField(max_length=1000, blank=True))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["snapshot", "row_number"], name="one_row_a_number"),
        )
        indexes = (
            models.Index(fields=["agency", "snapshot"], name="rows_of_an_agency"),
            models.Index(
                fields=["unplaced_key"], name="rows_unplaced", condition=~Q(unplaced_key="")
            ),
        )
        default_permissions = ()


class RowRemark(models.Model):
    """One thing said about a row (`rules.remarks`): codes of rejection stand here too.

    question: the fingerprint of the review item that it is part of, or "".
    """

    id = operational(models.BigAutoField(primary_key=True))
    row = operational(models.ForeignKey(ListRow, models.CASCADE, related_name="remarks"))
    code = operational(models.CharField(max_length=32))
    column = operational(models.CharField(max_length=16, blank=True))
    detail = operational(models.CharField(max_length=1100, blank=True))
    question = operational(models.CharField(max_length=64, blank=True, default=""))

    class Meta:
        indexes = (
            models.Index(
                fields=["question"], name="remarks_of_a_question", condition=~Q(question="")
            ),
        )
        default_permissions = ()


class AgencyName(models.Model):
    """One spelling of an agency's name, with the first row that has it, by the order of lists."""

    id = operational(models.BigAutoField(primary_key=True))
    agency = operational(models.ForeignKey(Agency, models.CASCADE, related_name="names"))
    spelling = operational(models.CharField(max_length=1000))
    first_row = operational(models.ForeignKey(ListRow, models.CASCADE, related_name="+"))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["agency", "spelling"], name="one_row_a_spelling"),
        )
        default_permissions = ()


class AgreementVersion(models.Model):
    """What the lists of one kind said of an agency and a program model (`rules.knowledge`).

    It held for days D with valid_from <= D < valid_to, and was known on days K with
    known_from <= K < known_to; a null is no limit. A row is named by its list and its number:
    the first listing, the last (null while the newest list known on K has the row), and the one
    whose signed date counts (null when none is readable). Versions of one agency, model and kind
    never overlap in both times.
    """

    id = operational(models.BigAutoField(primary_key=True))
    agency = operational(models.ForeignKey(Agency, models.CASCADE, related_name="versions"))
    program_model = operational(models.CharField(max_length=7, choices=_PROGRAM_MODELS))
    kind = operational(models.CharField(max_length=13, choices=_KINDS))
    standing = operational(models.CharField(max_length=17, choices=_STANDINGS))
    valid_from = operational(models.DateField(null=True))
    valid_to = operational(models.DateField(null=True))
    known_from = operational(models.DateField())
    known_to = operational(models.DateField(null=True))
    first_list = operational(
        models.ForeignKey(ListSnapshot, models.CASCADE, related_name="+", db_index=False)
    )
    first_row = operational(models.PositiveIntegerField())
    last_list = operational(
        models.ForeignKey(ListSnapshot, models.CASCADE, null=True, related_name="+", db_index=False)
    )
    last_row = operational(models.PositiveIntegerField(null=True))
    signed_list = operational(
        models.ForeignKey(ListSnapshot, models.CASCADE, null=True, related_name="+", db_index=False)
    )
    signed_row = operational(models.PositiveIntegerField(null=True))
    signed_on = operational(models.DateField(null=True))

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lt=F("valid_to")),
                name="versions_have_days",
            ),
            models.CheckConstraint(
                condition=Q(known_to__isnull=True) | Q(known_from__lt=F("known_to")),
                name="versions_were_known",
            ),
        )
        default_permissions = ()


class ReviewItem(models.Model):
    """Something a person should look at, with what would decide it. It changes nothing by itself.

    fingerprint: what it is about, so that the same finding in later lists is one item; the id
    follows from it. row: the first row that shows it. proposal: a reading to approve, or "".
    Renames: agency is the new name, old_agency the old one. evidence: the pairs of rows that show
    it, as [{"kind", "program_model", "gone": [list id, row number], "new": [...]}].
    """

    id = operational(models.UUIDField(primary_key=True, editable=False))
    kind = operational(models.CharField(max_length=24))
    fingerprint = operational(models.CharField(max_length=64, unique=True))
    snapshot = operational(models.ForeignKey(ListSnapshot, models.CASCADE, related_name="+"))
    row = operational(models.ForeignKey(ListRow, models.CASCADE, null=True, related_name="+"))
    agency = operational(models.ForeignKey(Agency, models.CASCADE, null=True, related_name="+"))
    old_agency = operational(models.ForeignKey(Agency, models.CASCADE, null=True, related_name="+"))
    detail = operational(models.CharField(max_length=1100, blank=True))
    proposal = operational(models.CharField(max_length=1100, blank=True))
    evidence = operational(models.JSONField(default=list))

    class Meta:
        default_permissions = ()

    @staticmethod
    def id_for(fingerprint: str) -> uuid.UUID:
        """Return the id of the item with this fingerprint."""
        return uuid.uuid5(_AGENCY_NAMESPACE, f"review {fingerprint}")


class ReviewDecision(models.Model):
    """What a person said to a review item, and whether somebody took it back. Never deleted.

    It counts for every day of knowledge. outcome: approved or refused. reading: the approved day,
    state, program model or county's code, "" for the other kinds. question: the item as the person
    saw it (`projection.reviews.Item` as JSON), so that it can be shown when lists no longer ask it.
    """

    id = operational(models.BigAutoField(primary_key=True))
    fingerprint = operational(models.CharField(max_length=64))
    kind = operational(models.CharField(max_length=24))
    outcome = operational(models.CharField(max_length=8, choices=_REVIEW_OUTCOMES))
    reading = operational(models.CharField(max_length=64, blank=True))
    reason = operational(models.TextField())
    decided_by = operational(
        models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    )
    decided_at = operational(models.DateTimeField())
    undone_reason = operational(models.TextField(blank=True, default=""))
    undone_by = operational(
        models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    )
    undone_at = operational(models.DateTimeField(null=True))
    question = operational(models.JSONField())

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=Q(undone_at__isnull=True),
                name="one_standing_decision_an_item",
            ),
        )
        default_permissions = ()


class AgencyLink(models.Model):
    """Two names of which a person said that they are one agency, or that they are not.

    program_models: those for which it was said, sorted. Who, when, why and whether it was undone
    stand in the decision. A proposal that nobody has decided is a `ReviewItem` alone. A link alters
    no row: it makes two keys one before terms are formed, for every day of knowledge.
    """

    id = operational(models.BigAutoField(primary_key=True))
    decision = operational(
        models.OneToOneField(ReviewDecision, models.CASCADE, related_name="agency_link")
    )
    old = operational(models.ForeignKey(Agency, models.PROTECT, related_name="+"))
    new = operational(models.ForeignKey(Agency, models.PROTECT, related_name="+"))
    program_models = operational(models.JSONField())

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(old=F("new")), name="links_join_two_agencies"),
        )
        default_permissions = ()


class RegisterState(models.Model):
    """One row: a token that changes with every change of lists or versions, for caches."""

    id = operational(models.PositiveSmallIntegerField(primary_key=True, default=1))
    token = operational(models.UUIDField(default=uuid.uuid4))

    class Meta:
        default_permissions = ()
