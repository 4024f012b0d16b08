"""A job as the API shows it."""

from rest_framework import serializers


class JobSerializer(serializers.Serializer[object]):
    """State and progress. error_code is a problem code, empty unless an attempt went wrong."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    object_id = serializers.UUIDField(allow_null=True)
    state = serializers.ChoiceField(choices=["queued", "running", "done", "failed"])
    progress = serializers.IntegerField(min_value=0, max_value=100)
    error_code = serializers.CharField(allow_blank=True)
