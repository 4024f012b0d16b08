"""What goes into and comes out of the API of case files. Every field is listed."""

from rest_framework import serializers

from cases.rules.stages import STAGES


class NewCaseFile(serializers.Serializer[object]):
    team = serializers.UUIDField(help_text="The team whose case file it is.")


class AcceptedEncounter(serializers.Serializer[object]):
    encounter = serializers.UUIDField(help_text="An encounter in the team's intake folder.")


class AdmittedMember(serializers.Serializer[object]):
    username = serializers.CharField(max_length=40, help_text="The whole user name.")


class CaseFileOut(serializers.Serializer[object]):
    id = serializers.UUIDField(source="container_id")
    team = serializers.UUIDField(source="team_id")
    title_code = serializers.CharField()
    stage = serializers.ChoiceField(choices=STAGES)


class CaseMemberOut(serializers.Serializer[object]):
    username = serializers.CharField()
    may_admit = serializers.BooleanField()


class CaseFileDetailOut(CaseFileOut):
    members = CaseMemberOut(many=True)


class CaseFilePage(serializers.Serializer[object]):
    results = CaseFileOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)
