"""What reviewing and importing take and show, field by field."""

from rest_framework import serializers

from agreements_ref.rules.columns import ListKind
from agreements_ref.rules.program_models import EVALUATED
from agreements_ref.rules.questions import ReviewKind, ReviewOutcome

_MODELS = [model.value for model in EVALUATED]
_KINDS = [kind.value for kind in ReviewKind]
_OUTCOMES = [outcome.value for outcome in ReviewOutcome]
_LIST_KINDS = [kind.value for kind in ListKind]


class ReviewFilterSerializer(serializers.Serializer[object]):
    """Query of the list of review items."""

    state = serializers.ChoiceField(choices=["open", "decided"], required=False)
    kind = serializers.ChoiceField(choices=_KINDS, required=False)
    limit = serializers.IntegerField(min_value=1, max_value=200, required=False)
    cursor = serializers.CharField(required=False)


class ReviewAgencySerializer(serializers.Serializer[object]):
    """An agency that an item names."""

    id = serializers.UUIDField()
    state = serializers.CharField()
    name = serializers.CharField()


class ReviewCellSerializer(serializers.Serializer[object]):
    """One cell, under the name of its column."""

    column = serializers.CharField()
    text = serializers.CharField()


class ReviewRowSerializer(serializers.Serializer[object]):
    """A raw row of a list."""

    file = serializers.CharField()
    list_date = serializers.DateField()
    row = serializers.IntegerField()
    cells = ReviewCellSerializer(many=True)


class ReviewPairSerializer(serializers.Serializer[object]):
    """A row that went and one that came."""

    kind = serializers.ChoiceField(choices=["same-document", "same-signed-date", "was-pending"])
    program_model = serializers.ChoiceField(choices=_MODELS)
    gone = ReviewRowSerializer()
    new = ReviewRowSerializer()


class WaitingReasonSerializer(serializers.Serializer[object]):
    """Why a list waits."""

    code = serializers.CharField()
    detail = serializers.CharField()


class ReviewDecisionSerializer(serializers.Serializer[object]):
    """What a person said, and whether somebody took it back."""

    outcome = serializers.ChoiceField(choices=_OUTCOMES)
    reading = serializers.CharField(allow_blank=True)
    program_models = serializers.ListField(child=serializers.ChoiceField(choices=_MODELS))
    reason = serializers.CharField()
    decided_by = serializers.CharField()
    decided_at = serializers.DateTimeField()
    undone_by = serializers.CharField(allow_null=True)
    undone_at = serializers.DateTimeField(allow_null=True)
    undone_reason = serializers.CharField(allow_blank=True)


class ReviewSerializer(serializers.Serializer[object]):
    """A review item. old_agency, pairs: of a rename; reasons: of a list that waits."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=_KINDS)
    state = serializers.ChoiceField(choices=["open", *_OUTCOMES])
    file = serializers.CharField()
    list_date = serializers.DateField()
    detail = serializers.CharField(allow_blank=True)
    proposal = serializers.CharField(allow_blank=True)
    agency = ReviewAgencySerializer(allow_null=True)
    old_agency = ReviewAgencySerializer(allow_null=True)
    rows = ReviewRowSerializer(many=True)
    pairs = ReviewPairSerializer(many=True)
    reasons = WaitingReasonSerializer(many=True)
    decisions = ReviewDecisionSerializer(many=True)


class ReviewPageSerializer(serializers.Serializer[object]):
    """One page of review items."""

    results = ReviewSerializer(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class ReviewAnswerSerializer(serializers.Serializer[object]):
    """What a person says to an item. reading: left out, the proposal is approved."""

    outcome = serializers.ChoiceField(choices=_OUTCOMES)
    reason = serializers.CharField(max_length=2000)
    reading = serializers.CharField(
        max_length=64,
        required=False,
        allow_blank=True,
        help_text="A day (YYYY-MM-DD), a state, a program model, or a county's 5-digit code.",
    )
    program_models = serializers.ListField(
        child=serializers.ChoiceField(choices=_MODELS),
        required=False,
        help_text="Limits a rename to these models.",
    )


class UndoSerializer(serializers.Serializer[object]):
    """Why a decision is taken back."""

    reason = serializers.CharField(max_length=2000)


class AgreementListFilterSerializer(serializers.Serializer[object]):
    """Query of the imported lists."""

    limit = serializers.IntegerField(min_value=1, max_value=200, required=False)
    cursor = serializers.CharField(required=False)


class AgreementListSerializer(serializers.Serializer[object]):
    """One imported list; it counts unless it waits for a person."""

    kind = serializers.ChoiceField(choices=_LIST_KINDS)
    sha256 = serializers.CharField()
    file_name = serializers.CharField()
    list_date = serializers.DateField()
    known_from = serializers.DateTimeField()
    data_rows = serializers.IntegerField()
    accepted = serializers.IntegerField()
    accepted_with_remarks = serializers.IntegerField()
    rejected = serializers.IntegerField()
    waits_for = WaitingReasonSerializer(many=True)
    accepted_reason = serializers.CharField(allow_blank=True)


class AgreementListPageSerializer(serializers.Serializer[object]):
    """One page of imported lists, newest list date first."""

    results = AgreementListSerializer(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class ListUploadSerializer(serializers.Serializer[object]):
    """A list to import. kind, list_date: only where header and file name do not say."""

    file = serializers.FileField(help_text="The .xlsx as ICE published it, under its own name.")
    dry_run = serializers.BooleanField(
        required=False, default=False, help_text="Say what would happen; write nothing."
    )
    kind = serializers.ChoiceField(choices=_LIST_KINDS, required=False)
    list_date = serializers.DateField(required=False)
    known_from = serializers.DateTimeField(
        required=False, help_text="When the file was obtained; now when left out."
    )


class RowRemarkSerializer(serializers.Serializer[object]):
    """One remark on a row."""

    row = serializers.IntegerField()
    code = serializers.CharField()
    sentence = serializers.CharField()
    detail = serializers.CharField(allow_blank=True)


class RowOutcomeSerializer(serializers.Serializer[object]):
    """How a row ended."""

    row = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=["accepted", "accepted_with_remarks", "rejected"])


class RowCountsSerializer(serializers.Serializer[object]):
    """The rows of a list: the last three add up to the first."""

    data_rows = serializers.IntegerField()
    accepted = serializers.IntegerField()
    accepted_with_remarks = serializers.IntegerField()
    rejected = serializers.IntegerField()


class ListEntrySerializer(serializers.Serializer[object]):
    """One agreement of a list."""

    state = serializers.CharField()
    agency = serializers.CharField()
    program_model = serializers.ChoiceField(choices=_MODELS)


class ImportResultSerializer(serializers.Serializer[object]):
    """What became of a list, or would. Added, gone and changed: against the list before it."""

    file = serializers.CharField()
    kind = serializers.ChoiceField(choices=_LIST_KINDS)
    sha256 = serializers.CharField()
    state = serializers.ChoiceField(choices=["imported", "known", "waiting"])
    list_date = serializers.DateField()
    known_from = serializers.DateTimeField()
    rows = RowCountsSerializer()
    outcomes = RowOutcomeSerializer(many=True)
    remarks = RowRemarkSerializer(many=True)
    waits_for = WaitingReasonSerializer(many=True)
    compared_with = serializers.CharField(allow_null=True)
    added = ListEntrySerializer(many=True)
    gone = ListEntrySerializer(many=True)
    changed = ListEntrySerializer(many=True)
    proposals = serializers.ListField(child=serializers.CharField())
