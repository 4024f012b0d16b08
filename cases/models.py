"""Case files: what an attorney works in."""

from django.db import models

from server.access.managers import ContainerScopedManager
from server.access.models import Container
from server.access.tiers import operational


class CaseStage(models.TextChoices):
    """Where the work stands."""

    INTAKE = "intake"
    SCREENING = "screening"
    OPEN = "open"
    LITIGATION = "litigation"
    CLOSED = "closed"


class CaseFile(models.Model):
    """A case file. title_code: random words, never a client's name. version: for If-Match."""

    sensitive = True

    container = operational(
        models.OneToOneField(Container, models.PROTECT, primary_key=True, related_name="+")
    )
    team = operational(models.ForeignKey("accounts.Team", models.PROTECT, related_name="+"))
    title_code = operational(models.CharField(max_length=60))
    stage = operational(
        models.CharField(max_length=12, choices=CaseStage, default=CaseStage.INTAKE)
    )
    version = operational(models.PositiveIntegerField(default=1))

    objects = ContainerScopedManager["CaseFile"]()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["team", "title_code"], name="one_title_code_a_team"),
        )
        default_permissions = ()
