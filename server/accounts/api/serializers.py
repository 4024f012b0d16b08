"""What the account endpoints take and give, field by field."""

from typing import Any

from rest_framework import serializers


class RoleOut(serializers.Serializer[Any]):
    """One role in one team."""

    team_id = serializers.UUIDField()
    team_name = serializers.CharField()
    is_practice = serializers.BooleanField()
    role = serializers.CharField()


class CoalitionOut(serializers.Serializer[Any]):
    """A coalition whose releases the person may order."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    is_practice = serializers.BooleanField()


class SessionOut(serializers.Serializer[Any]):
    """state: `signed-in` (locked) or `unlocked`."""

    state = serializers.ChoiceField(choices=["signed-in", "unlocked"])
    session_token = serializers.CharField(
        required=False, help_text="For clients with a token: use it from now on."
    )


class MeOut(serializers.Serializer[Any]):
    """The signed-in person."""

    user_id = serializers.UUIDField()
    username = serializers.CharField()
    language = serializers.CharField()
    roles = RoleOut(many=True)
    coalitions = CoalitionOut(many=True)
    session = SessionOut()


class PassphraseIn(serializers.Serializer[Any]):
    """The passphrase, exactly as it was set."""

    passphrase = serializers.CharField(trim_whitespace=False, max_length=1024, write_only=True)
