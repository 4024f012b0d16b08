"""Finding rules: when they fire, how sure and how urgent they are, and what they never say."""

from dataclasses import replace

import pytest

from encounters.rules.authority import (
    FINDING_RULES,
    STATUS_QUESTION_WITHOUT_TASK_FORCE,
    Doubt,
    FieldActs,
    FindingResult,
    ModelsInEffect,
    evaluate,
)
from encounters.rules.authority_words import ASKING, IN_CUSTODY, IN_THE_FIELD, Act, ActSetting
from encounters.rules.codes import Certainty, Severity

NO_AGREEMENT = ModelsInEffect(frozenset())
QUESTION_AT_A_STOP = FieldActs(
    acts=frozenset({Act.ASKED_STATUS}),
    setting=ActSetting.TRAFFIC_STOP,
    models=NO_AGREEMENT,
    free_to_leave=False,
)


def models(*in_effect: str) -> ModelsInEffect:
    return ModelsInEffect(frozenset(in_effect))


def only_finding(facts: FieldActs) -> FindingResult:
    (found,) = evaluate(facts)
    return found


def test_question_at_a_stop_without_any_agreement_is_found() -> None:
    found = only_finding(QUESTION_AT_A_STOP)
    assert found.rule.id == "status-question-without-task-force"
    assert found.certainty is Certainty.CERTAIN
    assert found.severity is Severity.MEDIUM
    assert found.facts == QUESTION_AT_A_STOP


@pytest.mark.parametrize("act", sorted(ASKING))
@pytest.mark.parametrize("setting", sorted(IN_THE_FIELD))
def test_every_question_in_every_place_of_the_field_is_found(act: str, setting: ActSetting) -> None:
    facts = replace(QUESTION_AT_A_STOP, acts=frozenset({act}), setting=setting)
    assert len(evaluate(facts)) == 1


@pytest.mark.parametrize("setting", [*sorted(IN_CUSTODY), None])
def test_question_in_custody_or_in_an_unknown_place_is_not_this_finding(
    setting: ActSetting | None,
) -> None:
    assert evaluate(replace(QUESTION_AT_A_STOP, setting=setting)) == []


@pytest.mark.parametrize("jail_models", [("JEM",), ("WSO",), ("JEM", "WSO")])
def test_jail_models_cover_no_question_in_the_field(jail_models: tuple[str, ...]) -> None:
    assert len(evaluate(replace(QUESTION_AT_A_STOP, models=models(*jail_models)))) == 1


@pytest.mark.parametrize("with_task_force", [("TFM",), ("TFM", "WSO"), ("JEM", "TFM")])
def test_task_force_agreement_covers_the_question(with_task_force: tuple[str, ...]) -> None:
    assert evaluate(replace(QUESTION_AT_A_STOP, models=models(*with_task_force))) == []


def test_nothing_is_found_where_the_agreements_are_unknown() -> None:
    assert evaluate(replace(QUESTION_AT_A_STOP, models=None)) == []


@pytest.mark.parametrize("unread", ["TFM_TRIBAL", "unknown"])
def test_nothing_is_found_while_an_unread_agreement_is_in_effect(unread: str) -> None:
    assert evaluate(replace(QUESTION_AT_A_STOP, models=models("JEM", unread))) == []


def test_nothing_is_found_where_the_person_was_free_to_leave() -> None:
    assert evaluate(replace(QUESTION_AT_A_STOP, free_to_leave=True)) == []


def test_unknown_freedom_to_leave_counts_as_not_free_and_makes_the_finding_possible() -> None:
    found = only_finding(replace(QUESTION_AT_A_STOP, free_to_leave=None))
    assert found.certainty is Certainty.POSSIBLE
    assert found.doubts == {Doubt.FREE_TO_LEAVE_UNKNOWN}


@pytest.mark.parametrize(
    ("doubtful", "doubt"),
    [
        (ModelsInEffect(frozenset(), frozenset({"TFM"})), Doubt.AGREEMENT_UNCERTAIN),
        (ModelsInEffect(frozenset(), frozenset({"unknown"})), Doubt.AGREEMENT_UNCERTAIN),
        (ModelsInEffect(frozenset({"JEM"}), is_stale=True), Doubt.LIST_STALE),
        (
            ModelsInEffect(frozenset({"JEM"}), is_template_known=False),
            Doubt.TEMPLATE_UNKNOWN,
        ),
    ],
)
def test_doubtful_answer_of_the_lists_makes_the_finding_possible(
    doubtful: ModelsInEffect, doubt: Doubt
) -> None:
    found = only_finding(replace(QUESTION_AT_A_STOP, models=doubtful))
    assert found.certainty is Certainty.POSSIBLE
    assert found.doubts == {doubt}


def test_uncertainty_about_a_model_that_covers_nothing_here_changes_nothing() -> None:
    jail_only = ModelsInEffect(frozenset(), frozenset({"JEM", "WSO"}))
    assert (
        only_finding(replace(QUESTION_AT_A_STOP, models=jail_only)).certainty is Certainty.CERTAIN
    )


@pytest.mark.parametrize(
    "acts",
    [
        frozenset(),
        frozenset({Act.CALLED_ICE, Act.STATUS_CHECK_QUERY}),
        frozenset({Act.ASKED_BIRTHPLACE_ROUTINE}),
        frozenset({Act.SERVED_I200}),
        frozenset({"asked-about-weather"}),
    ],
)
def test_other_acts_are_not_questions(acts: frozenset[str]) -> None:
    assert evaluate(replace(QUESTION_AT_A_STOP, acts=acts)) == []


@pytest.mark.parametrize(
    ("minutes", "acts", "severity"),
    [
        (0, {Act.ASKED_STATUS, Act.ASKED_BIRTHPLACE}, Severity.LOW),
        (0, {Act.ASKED_STATUS, Act.CALLED_ICE}, Severity.MEDIUM),
        (0, {Act.ASKED_STATUS, "asked-about-weather"}, Severity.MEDIUM),
        (1, {Act.ASKED_STATUS}, Severity.MEDIUM),
        (None, {Act.ASKED_STATUS}, Severity.MEDIUM),
    ],
)
def test_mere_question_within_the_stops_purpose_is_low(
    minutes: int | None, acts: set[str], severity: Severity
) -> None:
    facts = replace(QUESTION_AT_A_STOP, acts=frozenset(acts), minutes_after_mission=minutes)
    assert only_finding(facts).severity is severity


def test_question_is_not_low_beside_a_finding_about_conditions_stops_or_holds() -> None:
    facts = replace(QUESTION_AT_A_STOP, minutes_after_mission=0)
    rule = STATUS_QUESTION_WITHOUT_TASK_FORCE
    from_group = {
        group.value: rule.severity(facts, frozenset({group})) for group in type(rule.group)
    }
    assert from_group == {
        "A": Severity.LOW,
        "B": Severity.LOW,
        "C": Severity.MEDIUM,
        "D": Severity.MEDIUM,
        "E": Severity.MEDIUM,
    }


def test_every_rule_has_sources_and_counter_indications_with_codes_of_their_own() -> None:
    for rule in FINDING_RULES.values():
        assert rule.title
        assert rule.version
        assert rule.sources
        assert rule.against
        assert len({fact.code for fact in rule.against}) == len(rule.against)


def test_no_rule_states_that_the_law_was_broken() -> None:
    for rule in FINDING_RULES.values():
        said = " ".join([rule.title, rule.does_not_mean, *(fact.text for fact in rule.against)])
        for word in ("unlawful", "illegal", "violat", "guilty", "broke the law"):
            assert word not in said.lower()
