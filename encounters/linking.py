"""Linking: which agreement was in effect for each agency present, and the findings that follow.

Called by `encounters.services` inside the transaction that writes the record.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from agreements_ref import queries as registry
from encounters import queries
from encounters.models import AgencyPresence, AgreementLink, Encounter, Finding
from encounters.rules import codes, crosswalk
from encounters.rules.authority import FieldActs, FindingResult, ModelsInEffect, evaluate
from encounters.rules.time_values import TimeValue, local_days

FEDERAL = codes.UnidentifiedAgency.UNKNOWN_FEDERAL


def link_presences(
    presences: Iterable[AgencyPresence], started: TimeValue, zone: ZoneInfo, *, known_on: date
) -> list[AgreementLink]:
    """Write the first link of each identified agency: what the lists known that day said.

    Where the encounter may lie on one of two days, a model is in effect if it was so on both.
    """
    days = local_days(started, zone)
    return [
        _link(presence, days, known_on=known_on)
        for presence in presences
        if presence.agency_id is not None
    ]


def _link(presence: AgencyPresence, days: Sequence[date], *, known_on: date) -> AgreementLink:
    link = _new_link(presence, days, known_on=known_on, sequence=1)
    link.save(force_insert=True)
    return link


def _new_link(
    presence: AgencyPresence, days: Sequence[date], *, known_on: date, sequence: int
) -> AgreementLink:
    """Return an unsaved link: what the lists known on a day say of an identified agency."""
    assert presence.agency_id is not None
    answers = registry.agreements_in_effect_many(
        [registry.Question(presence.agency_id, day, known_on) for day in days]
    )
    in_effect = (
        set.intersection(*(set(answer.in_effect) for answer in answers)) if answers else set()
    )
    uncertain = {
        model for answer in answers for model in (*answer.in_effect, *answer.uncertain)
    } - in_effect
    return AgreementLink(
        presence=presence,
        sequence=sequence,
        models_in_effect=sorted(in_effect),
        models_uncertain=sorted(uncertain),
        has_coverage=bool(answers) and all(answer.has_data for answer in answers),
        is_stale=any(answer.is_stale for answer in answers),
        match_method=codes.MatchMethod.EXACT.value,
        list_as_of=max(
            (answer.list_as_of for answer in answers if answer.list_as_of), default=None
        ),
        known_on=f"{known_on:%Y-%m}",
        answer=[
            {"on": day.isoformat(), "known_on": known_on.isoformat(), **answer.to_json()}
            for day, answer in zip(days, answers, strict=True)
        ],
    )


def link_again(encounter: Encounter, *, known_on: date) -> list[AgreementLink]:
    """Write a further link for each agency of which the lists now say something else.

    The days are those of the newest link; all earlier links stay as they are: what was known then.
    """
    links = newest_links(encounter)
    added = []
    for presence in queries.presences(encounter):
        newest = links.get(presence.id)
        if newest is None:
            continue
        days = [date.fromisoformat(answer["on"]) for answer in newest.answer]
        link = _new_link(presence, days, known_on=known_on, sequence=newest.sequence + 1)
        if _what_is_said(link) != _what_is_said(newest):
            link.save(force_insert=True)
            added.append(link)
    return added


def _what_is_said(link: AgreementLink) -> tuple[object, ...]:
    """Return what findings and reports rest on; a further list that agrees is no other answer."""
    return (link.models_in_effect, link.models_uncertain, link.has_coverage, link.is_stale)


def newest_links(encounter: Encounter) -> dict[object, AgreementLink]:
    """Return, for each presence that has one, its newest link."""
    return {link.presence_id: link for link in queries.links(encounter)}


def models_of(encounter: Encounter) -> frozenset[str] | None:
    """Return the models in effect for the local agencies present, together.

    None when the lists cannot say: no agency is logged, or none has a model and one of them is
    unidentified, without list data for the day, or uncertain.
    """
    links = newest_links(encounter)
    models: set[str] = set()
    is_unsure = False
    seen = 0
    for presence in queries.presences(encounter):
        seen += 1
        if presence.agency_id is None:
            is_unsure = is_unsure or presence.unidentified != FEDERAL.value
            continue
        link = links[presence.id]
        models |= set(link.models_in_effect)
        is_unsure = is_unsure or not link.has_coverage or bool(link.models_uncertain)
    if not seen or (not models and is_unsure):
        return None
    return frozenset(models)


def read_findings(encounter: Encounter, links: Iterable[AgreementLink]) -> list[Finding]:
    """Write what follows for each identified agency present, with the inputs it was read from.

    The 60-second record says neither who asked nor whether the person was free to leave, and no
    agreement's text is on file yet; all three keep a finding from being certain.
    """
    asked = encounter.status_question_asked
    acts = crosswalk.acts_of_status_question(codes.StatusQuestion(asked) if asked else None)
    rows = [
        _finding(encounter, link, result)
        for link in links
        for result in evaluate(
            FieldActs(
                acts=acts,
                setting=crosswalk.act_setting(codes.Setting(encounter.setting)),
                models=_models_for_rules(link),
            )
        )
    ]
    for row in rows:
        row.save(force_insert=True)
    return rows


def _models_for_rules(link: AgreementLink) -> ModelsInEffect | None:
    if not link.has_coverage:
        return None
    return ModelsInEffect(
        in_effect=frozenset(link.models_in_effect),
        uncertain=frozenset(link.models_uncertain),
        is_stale=link.is_stale,
        is_template_known=False,
    )


def _finding(encounter: Encounter, link: AgreementLink, result: FindingResult) -> Finding:
    facts = result.facts
    return Finding(
        encounter=encounter,
        presence=link.presence,
        rule=result.rule.id,
        rule_version=result.rule.version,
        certainty=result.certainty.value,
        severity=result.severity.value,
        inputs={
            "acts": sorted(facts.acts),
            "setting": None if facts.setting is None else facts.setting.value,
            "link": str(link.id),
            "models_in_effect": sorted(link.models_in_effect),
            "models_uncertain": sorted(link.models_uncertain),
            "doubts": sorted(doubt.value for doubt in result.doubts),
        },
    )
