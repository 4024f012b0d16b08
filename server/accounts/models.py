"""People, the teams and coalitions they belong to, and their roles."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.utils.crypto import salted_hmac

from server.access.permissions import Role
from server.access.tiers import operational

USERNAME_SHAPE = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]{2,39}\Z", "Use 3 to 40 of a-z, 0-9, dot, hyphen and underscore."
)
ROLE_CHOICES = [(role.value, role.value) for role in Role]


class UserManager(BaseUserManager["User"]):
    """Accounts are made by `server.accounts.services`, which also makes the personal key."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the account of a user name, whatever its case."""
        return self.get(username=(username or "").casefold())


class User(AbstractBaseUser, PermissionsMixin):
    """An account. No mail address, no sign-in time, no superuser.

    The passphrase's verifier lies with the personal key (`vault.PersonalKey`), made by the same
    Argon2id as the key that opens it; `password` stays empty.
    session_epoch: sessions of an earlier epoch are over; a changed passphrase begins a new one.
    """

    id = operational(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    username = operational(
        models.CharField(max_length=40, unique=True, validators=[USERNAME_SHAPE])
    )
    password = operational(models.CharField(max_length=1, blank=True, default="", editable=False))
    is_active = operational(models.BooleanField(default=True))
    language = operational(
        models.CharField(max_length=2, choices=[("en", "en"), ("es", "es")], default="en")
    )
    session_epoch = operational(models.PositiveIntegerField(default=0, editable=False))
    # A sign-in's moment would show who works when; nobody is above the grants.
    last_login: ClassVar[Any] = None  # type: ignore[misc]  # no such column
    is_superuser: ClassVar[bool] = False  # type: ignore[misc]  # replaces the mixin's field
    is_staff: ClassVar[bool] = False

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.username

    def set_password(self, raw_password: str | None) -> None:
        """Refuse: a passphrase is set together with the key that it wraps."""
        raise TypeError("use server.accounts.services.change_passphrase")

    def check_password(self, raw_password: str | None) -> bool:
        """Refuse: a passphrase is checked in one place, with its delay."""
        raise TypeError("use server.accounts.passphrases.open_with_passphrase")

    def get_session_auth_hash(self) -> str:
        """Return what ties a session to this account and its epoch."""
        return salted_hmac(
            "testigo.session-epoch", f"{self.pk}:{self.session_epoch}", algorithm="sha256"
        ).hexdigest()


class Team(models.Model):
    """An organisation of observers, attorneys and coordinators. Practice teams are not real."""

    id = operational(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    name = operational(models.CharField(max_length=80, unique=True))
    is_practice = operational(models.BooleanField(default=False))

    class Meta:
        default_permissions = ()


class Membership(models.Model):
    """One role of one person in one team; a person may hold several."""

    id = operational(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    user = operational(
        models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    )
    team = operational(models.ForeignKey(Team, models.CASCADE, related_name="memberships"))
    role = operational(models.CharField(max_length=20, choices=ROLE_CHOICES))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "team", "role"], name="one_membership_a_role"),
        )
        default_permissions = ()


class Coalition(models.Model):
    """Several teams that publish together. A team alone may be one."""

    id = operational(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    name = operational(models.CharField(max_length=80, unique=True))
    is_practice = operational(models.BooleanField(default=False))

    class Meta:
        default_permissions = ()


class CoalitionTeam(models.Model):
    """A team in a coalition."""

    id = operational(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    coalition = operational(models.ForeignKey(Coalition, models.CASCADE, related_name="+"))
    team = operational(models.ForeignKey(Team, models.CASCADE, related_name="+"))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["coalition", "team"], name="a_team_once_a_coalition"),
        )
        default_permissions = ()


class CoalitionAnalyst(models.Model):
    """An analyst who may order a coalition's releases."""

    id = operational(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    coalition = operational(models.ForeignKey(Coalition, models.CASCADE, related_name="+"))
    user = operational(
        models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["coalition", "user"], name="an_analyst_once_a_coalition"
            ),
        )
        default_permissions = ()


class GuessDelay(models.Model):
    """How long a name must wait after wrong passphrases or sign-in codes.

    name_key: keyed hash of what is guessed at, so that the table lists no names, also of accounts
    that do not exist. No address and no user agent is kept. wait_until: UTC; the row is of no use
    a day later and is then removed.
    """

    id = operational(models.BigAutoField(primary_key=True))
    name_key = operational(models.BinaryField(max_length=32, unique=True))
    wrong_guesses = operational(models.PositiveIntegerField(default=0))
    wait_until = operational(models.DateTimeField(db_index=True))

    class Meta:
        default_permissions = ()


class UsedSignInCodes(models.Model):
    """The authenticator codes a person used last, so that nobody uses them again.

    code_keys: keyed hashes, 32 bytes each, newest first, three at most; a code's time step would be
    the moment of the sign-in.
    """

    user = operational(
        models.OneToOneField(
            settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
        )
    )
    code_keys = operational(models.BinaryField(max_length=96, default=b""))

    class Meta:
        default_permissions = ()
