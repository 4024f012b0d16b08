"""What the register as a whole takes and shows, field by field."""

from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from agreements_ref.api.serializers import AgencySerializer
from agreements_ref.queries.register_rows import RegisterFilter
from agreements_ref.rules.program_models import EVALUATED
from agreements_ref.rules.states import STATE_NAMES
from agreements_ref.rules.terms import Standing

_MODELS = [model.value for model in EVALUATED]
_STATUSES = [one.value for one in Standing]


class RegisterFilterSerializer(serializers.Serializer[object]):
    """known_on: whose knowledge (UTC day), today when left out. on: what was said of that day."""

    known_on = serializers.DateField(required=False)
    on = serializers.DateField(
        required=False, help_text="Leave it out for every stretch of days that the lists show."
    )
    state = serializers.ChoiceField(choices=sorted(STATE_NAMES), required=False, allow_blank=True)
    model = serializers.ChoiceField(choices=_MODELS, required=False, allow_blank=True)
    status = serializers.ChoiceField(choices=_STATUSES, required=False, allow_blank=True)

    def validate_known_on(self, value: date) -> date:
        """Refuse a day whose knowledge nobody has yet."""
        if value > datetime.now(UTC).date():
            raise serializers.ValidationError(
                _("Nobody knows yet what will be known then. Use today (UTC) or a day before.")
            )
        return value


class RegisterPageFilterSerializer(RegisterFilterSerializer):
    """Query of the pages of the register."""

    limit = serializers.IntegerField(min_value=1, max_value=200, required=False)
    cursor = serializers.CharField(required=False)


class RegisterDownloadSerializer(RegisterFilterSerializer):
    """Query of the whole register as a file."""

    format = serializers.ChoiceField(choices=["csv", "json"], default="csv")


class SourceListSerializer(serializers.Serializer[object]):
    """A published list, known by its bytes."""

    kind = serializers.ChoiceField(choices=["participating", "pending"])
    file = serializers.CharField()
    sha256 = serializers.CharField()
    list_date = serializers.DateField()
    known_from = serializers.DateTimeField()
    data_rows = serializers.IntegerField()
    accepted = serializers.IntegerField()
    accepted_with_remarks = serializers.IntegerField()
    rejected = serializers.IntegerField()


class SourceRowSerializer(serializers.Serializer[object]):
    """A row of a list."""

    file = serializers.CharField(source="list.file")
    sha256 = serializers.CharField(source="list.sha256")
    list_date = serializers.DateField(source="list.list_date")
    known_from = serializers.DateTimeField(source="list.known_from")
    row = serializers.IntegerField()


class RegisterRowSerializer(serializers.Serializer[object]):
    """What was said of an agency and a program model from first_day to last_day, both included."""

    agency = AgencySerializer()
    program_model = serializers.ChoiceField(choices=_MODELS)
    status = serializers.ChoiceField(choices=_STATUSES)
    signed_on = serializers.DateField(allow_null=True)
    first_day = serializers.DateField(allow_null=True)
    last_day = serializers.DateField(allow_null=True)
    is_open = serializers.BooleanField()
    first_listing = SourceRowSerializer()
    last_listing = SourceRowSerializer()
    signed_listing = SourceRowSerializer(allow_null=True)


class RegisterPageSerializer(serializers.Serializer[object]):
    """One page of the register."""

    results = RegisterRowSerializer(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class RegisterFileSerializer(serializers.Serializer[object]):
    """The whole register as JSON, with the lists that it rests on."""

    known_on = serializers.DateField()
    on = serializers.DateField(allow_null=True)
    lists = SourceListSerializer(many=True)
    agreements = RegisterRowSerializer(many=True)


def register_filter(asked: dict[str, Any]) -> RegisterFilter:
    """Return the filter that a checked query asks for."""
    return RegisterFilter(
        known_on=asked.get("known_on") or datetime.now(UTC).date(),
        on=asked.get("on"),
        state=asked.get("state", ""),
        program_model=asked.get("model", ""),
        status=asked.get("status", ""),
    )
