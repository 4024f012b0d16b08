"""Releases as the API shows and takes them. Exact totals are in no answer."""

from rest_framework import serializers

from encounters.patterns.questions import QUESTIONS, STATUS_QUESTIONS


class OrderSerializer(serializers.Serializer[object]):
    """What a client sends to order a release."""

    coalition = serializers.UUIDField(help_text="A coalition whose analyst you are.")
    question = serializers.ChoiceField(choices=sorted(QUESTIONS), default=STATUS_QUESTIONS)
    cutoff = serializers.DateField(
        help_text="Data cut: the last day of a past month, later than that of the last release."
    )
    period_start = serializers.RegexField(
        r"^[0-9]{4}-(0[1-9]|1[0-2])\Z",
        required=False,
        help_text="First month counted, 2025-01. Needed with the first order of a coalition alone.",
    )


class ReleaseJobSerializer(serializers.Serializer[object]):
    """The piece of background work that is at a release now."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    state = serializers.ChoiceField(choices=["queued", "running", "done", "failed"])
    progress = serializers.IntegerField(min_value=0, max_value=100)
    error_code = serializers.CharField(allow_blank=True)


class ReleaseFileSerializer(serializers.Serializer[object]):
    """One file of a release. url: a path of this API."""

    name = serializers.CharField()
    media_type = serializers.CharField()
    url = serializers.CharField()


class CoalitionSerializer(serializers.Serializer[object]):
    """A coalition by id and name."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class ReleaseSerializer(serializers.Serializer[object]):
    """A release as a list shows it.

    progress: percent of the whole. refusal: a problem code, empty unless the state is refused.
    release_id: the hash that names the file, empty until it is given out.
    """

    id = serializers.UUIDField()
    coalition = CoalitionSerializer()
    question = serializers.CharField()
    sequence = serializers.IntegerField(min_value=1)
    cutoff = serializers.DateField()
    state = serializers.ChoiceField(choices=["ordered", "formed", "released", "refused"])
    progress = serializers.IntegerField(min_value=0, max_value=100)
    refusal = serializers.CharField(allow_blank=True)
    release_id = serializers.CharField(allow_blank=True)
    job = ReleaseJobSerializer(allow_null=True)


class ReleaseDetailSerializer(ReleaseSerializer):
    """A release with its files; none before it is given out."""

    files = ReleaseFileSerializer(many=True)


class ReleasePageSerializer(serializers.Serializer[object]):
    """One page of a list."""

    results = ReleaseSerializer(many=True)
    next_cursor = serializers.CharField(allow_null=True)
