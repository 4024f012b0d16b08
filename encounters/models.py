"""Encounters and what hangs on them: presences, links, sealed parts, custody, findings, consent.

Lists are keyed by month and by the order of arrival in a container; no exact time stands in the
open. A record's facts are claims and are never overwritten: later ones stand beside them.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from encounters.rules import codes
from server.access.grants import granted_container_ids
from server.access.managers import ContainerScopedManager, ScopedManager
from server.access.models import Container
from server.access.tiers import countable, operational, restricted
from server.access.viewer import Viewer
from server.vault.fields import RestrictedField
from server.vault.models import SealedItem


def coded(code_list: type[Any], *, max_length: int = 32, **options: Any) -> models.CharField:  # type: ignore[type-arg]
    """Return a countable column that takes the codes of one list; labels live with the pages."""
    choices = [(code.value, code.value) for code in code_list]
    return countable(models.CharField(max_length=max_length, choices=choices, **options))


class IntakeFolder(models.Model):
    """Where a team's new encounters arrive until a coordinator takes them into a case file."""

    container = operational(
        models.OneToOneField(Container, models.PROTECT, primary_key=True, related_name="+")
    )
    team = operational(models.OneToOneField("accounts.Team", models.PROTECT, related_name="+"))

    class Meta:
        default_permissions = ()


class EncounterManager(ContainerScopedManager["Encounter"]):
    """Visible: in a container with a grant, or the viewer's own while its review lasts."""

    def visible_to(self, viewer: Viewer) -> models.QuerySet["Encounter"]:
        return models.Manager.get_queryset(self).filter(
            Q(container_id__in=granted_container_ids(viewer))
            | Q(author_id=viewer.user_id, in_review=True)
        )


class Encounter(models.Model):
    """One encounter between people and police, as one observer reported it.

    started: time value (field dictionary, 4.1). recorded_step: UTC instant of receipt, floored to
    15 minutes. review_ends_on: the day on which the author stops seeing it. version counts changes
    of workflow fields and of the claims beside them, for If-Match.
    """

    id = countable(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    container = operational(models.ForeignKey(Container, models.PROTECT, related_name="+"))
    container_seq = operational(models.PositiveIntegerField())
    author = operational(
        models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    )
    team = operational(models.ForeignKey("accounts.Team", models.PROTECT, related_name="+"))
    in_review = operational(models.BooleanField(default=True))
    word_code = countable(models.CharField(max_length=40))
    month_bucket = countable(models.CharField(max_length=7))
    kind = coded(codes.EncounterKind)
    basis = coded(codes.Basis)
    confidence = coded(codes.Confidence, default=codes.Confidence.FAIRLY_SURE.value)
    state = countable(models.CharField(max_length=7))
    county_fips = countable(models.CharField(max_length=7))
    setting = coded(codes.Setting)
    tz = countable(models.CharField(max_length=40))
    status_question_asked = coded(codes.StatusQuestion, null=True)
    someone_taken = coded(codes.SomeoneTaken, null=True)
    verification = coded(codes.Verification, default=codes.Verification.UNVERIFIED.value)
    is_countable = countable(models.BooleanField(default=False))
    version = operational(models.PositiveIntegerField(default=1))
    started = restricted(RestrictedField())
    observer_is_subject = restricted(RestrictedField())
    recorded_step = restricted(RestrictedField())
    review_ends_on = restricted(RestrictedField())

    objects = EncounterManager()

    class Meta:
        indexes = (
            models.Index(
                fields=["container", "-month_bucket", "-container_seq", "-id"],
                name="encounters_in_container",
            ),
            models.Index(
                fields=["author", "in_review", "-month_bucket", "-container_seq", "-id"],
                name="encounters_of_author",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["container", "container_seq"], name="one_encounter_a_container_seq"
            ),
        )
        default_permissions = ()


class BelowEncounterManager(ScopedManager[Any]):
    """Rows of one encounter: visible where the encounter is."""

    def visible_to(self, viewer: Viewer) -> models.QuerySet[Any]:
        return models.Manager.get_queryset(self).filter(
            encounter__in=Encounter.objects.visible_to(viewer).values("id")
        )


class AgencyPresence(models.Model):
    """One agency at an encounter. agency is null where it was not identified."""

    sensitive = True

    id = countable(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    encounter = operational(models.ForeignKey(Encounter, models.CASCADE, related_name="presences"))
    position = countable(models.PositiveSmallIntegerField())
    agency = countable(
        models.ForeignKey("agreements_ref.Agency", models.PROTECT, null=True, related_name="+")
    )
    unidentified = coded(codes.UnidentifiedAgency, null=True)
    agency_level = coded(codes.AgencyLevel, default=codes.AgencyLevel.UNKNOWN.value)
    officer_count_band = coded(codes.CountBand, null=True)
    identified_by = coded(codes.IdentifiedBy, null=True)

    objects = BelowEncounterManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["encounter", "position"], name="presences_in_order"),
            models.CheckConstraint(
                condition=Q(agency__isnull=False) ^ Q(unidentified__isnull=False),
                name="agency_or_unidentified",
            ),
        )
        default_permissions = ()


class AgreementLink(models.Model):
    """What the lists known on a day said about an agency present. Never changed, only added to.

    models_in_effect, uncertain: sorted program models. on_date and the evidence are restricted,
    since they carry the day of the encounter. sequence counts the links of one presence from 1.
    """

    id = countable(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    presence = operational(models.ForeignKey(AgencyPresence, models.CASCADE, related_name="links"))
    sequence = countable(models.PositiveSmallIntegerField())
    models_in_effect = countable(models.JSONField())
    models_uncertain = countable(models.JSONField())
    has_coverage = countable(models.BooleanField())
    is_stale = countable(models.BooleanField())
    match_method = coded(codes.MatchMethod)
    list_as_of = operational(models.DateField(null=True))
    known_on = operational(models.CharField(max_length=7))
    answer = restricted(RestrictedField())

    objects = ScopedManager["AgreementLink"]()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["presence", "sequence"], name="links_in_order"),
        )
        default_permissions = ()


class SealedPart(SealedItem):
    """A sealed part of an encounter: the note, the place in words, an addendum.

    field and version are bound into the ciphertext; version counts parts of one field from 1.
    """

    encounter = operational(models.ForeignKey(Encounter, models.CASCADE, related_name="+"))
    field = coded(codes.SealedField)
    version = countable(models.PositiveSmallIntegerField(default=1))

    objects = BelowEncounterManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["encounter", "field", "version"], name="one_part_a_field_version"
            ),
        )
        default_permissions = ()


class CustodyEpisode(models.Model):
    """One person's unbroken time in custody, by the person's handle in the encounter.

    position counts the episodes of an encounter from 1.
    """

    id = countable(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    encounter = operational(models.ForeignKey(Encounter, models.CASCADE, related_name="episodes"))
    position = countable(models.PositiveSmallIntegerField())
    is_open = countable(models.BooleanField(default=True))
    tz = countable(models.CharField(max_length=40))
    person_handle = restricted(RestrictedField())

    objects = BelowEncounterManager()

    class Meta:
        indexes = (
            models.Index(fields=["is_open"], name="open_episodes", condition=Q(is_open=True)),
        )
        default_permissions = ()


class CustodyEvent(models.Model):
    """A dated claim in an episode. claim: {"type", "at": time value, "basis", "other_hold"}.

    position is the order in which the events happened as far as the record says.
    """

    id = countable(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    episode = operational(models.ForeignKey(CustodyEpisode, models.CASCADE, related_name="events"))
    position = countable(models.PositiveSmallIntegerField())
    claim = restricted(RestrictedField())

    objects = ScopedManager["CustodyEvent"]()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["episode", "position"], name="custody_events_in_order"),
        )
        default_permissions = ()


class Finding(models.Model):
    """What an attorney should look at, with the inputs it was read from. Never a conclusion."""

    id = countable(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    encounter = operational(models.ForeignKey(Encounter, models.CASCADE, related_name="findings"))
    presence = operational(
        models.ForeignKey(AgencyPresence, models.CASCADE, null=True, related_name="+")
    )
    rule = countable(models.CharField(max_length=64))
    rule_version = countable(models.CharField(max_length=16))
    certainty = coded(codes.Certainty)
    severity = coded(codes.Severity)
    inputs = restricted(RestrictedField())

    objects = BelowEncounterManager()

    class Meta:
        default_permissions = ()


class Consent(models.Model):
    """What the affected person said to one purpose. The newest row of a scope counts.

    answer: {"state", "given_by", "how", "circumstances", "script_version", "asked_by", "asked_at"}.
    """

    id = countable(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    encounter = operational(models.ForeignKey(Encounter, models.CASCADE, related_name="+"))
    sequence = countable(models.PositiveSmallIntegerField())
    answer = restricted(RestrictedField())

    objects = BelowEncounterManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["encounter", "sequence"], name="consents_in_order"),
        )
        default_permissions = ()
