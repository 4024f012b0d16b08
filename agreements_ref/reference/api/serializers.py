"""What the reference shows, field by field. Texts come in the language of the request."""

from typing import Any

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agreements_ref.reference.queries import Sentence
from agreements_ref.reference.rules.texts import Words


@extend_schema_field(str)
class _WordsField(serializers.Field[Words, Words, str, Words]):
    """A text of ours in the language that is active."""

    def to_representation(self, value: Words) -> str:
        """Return the text in the active language."""
        return value.in_language(get_language() or "en")


class SourceSerializer(serializers.Serializer[object]):
    """A document. checked: whether we read it, read it in a quotation, or did not read it."""

    id = serializers.CharField()
    title = _WordsField()
    day = serializers.DateField(allow_null=True)
    checked = serializers.ChoiceField(choices=["read", "quotation", "not_read"])


class CitationSerializer(serializers.Serializer[object]):
    """A place in a document."""

    document = serializers.CharField(source="source.id")
    place = serializers.CharField(allow_blank=True)


class SentenceSerializer(serializers.Serializer[Sentence]):
    """A sentence with what it rests on."""

    text = _WordsField(source="words")
    citations = CitationSerializer(many=True)


class TopicSerializer(serializers.Serializer[object]):
    """The sentences of one topic."""

    topic = serializers.CharField()
    sentences = SentenceSerializer(many=True)


class ProgramModelSerializer(serializers.Serializer[object]):
    """What is said of one program model, or of all."""

    program_model = serializers.CharField()
    topics = serializers.SerializerMethodField()

    @extend_schema_field(TopicSerializer(many=True))
    def get_topics(self, one: Any) -> list[dict[str, Any]]:
        """Return the topics in the order in which a reader asks."""
        return [
            {"topic": topic, "sentences": SentenceSerializer(found, many=True).data}
            for topic, found in one.topics.items()
        ]


class TemplateVersionSerializer(serializers.Serializer[object]):
    """A template text and the signing dates that it fits."""

    code = serializers.CharField()
    program_model = serializers.CharField()
    signed_from = serializers.DateField()
    signed_to = serializers.DateField(allow_null=True)
    sentence = SentenceSerializer()


class CitedFigureSerializer(serializers.Serializer[object]):
    """A number that somebody published; it is not counted from rows."""

    subject = serializers.CharField()
    value = serializers.IntegerField()
    day = serializers.DateField(allow_null=True)
    precision = serializers.CharField()
    sentence = SentenceSerializer()


class ProgramReferenceSerializer(serializers.Serializer[object]):
    """Everything that is said of the programme, and the sources."""

    program_models = ProgramModelSerializer(many=True)
    template_versions = TemplateVersionSerializer(many=True)
    cited_figures = CitedFigureSerializer(many=True)
    sources = SourceSerializer(many=True)
