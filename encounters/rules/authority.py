"""Finding rules: what the record shows, what the source says, and that an attorney should look.

A finding never states that someone broke the law. Each carries its sources, what it does not
mean, and the facts that would weaken it. Texts here are English originals; pages translate them
by rule id and counter-indication code.
Source: authority.md, sections 5 to 7.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from encounters.rules.authority_words import (
    ASKING,
    IN_THE_FIELD,
    READABLE_MODELS,
    TFM,
    ActSetting,
)
from encounters.rules.codes import Certainty, Severity


@dataclass(frozen=True, slots=True)
class ModelsInEffect:
    """What is known of the acting agency's agreements on the day of the acts.

    in_effect: program models in effect; several add up. Counted as in effect on the first day.
    uncertain: not counted as in effect, but would be if open dates were read the other way.
    is_stale: the newest list is too old to rule out a later change.
    is_template_known: false when an agreement in effect has a text from before 2013 or one that
        nobody has read, and no other agreement beside it settles the answer.
    """

    in_effect: frozenset[str]
    uncertain: frozenset[str] = frozenset()
    is_stale: bool = False
    is_template_known: bool = True


@dataclass(frozen=True, slots=True)
class FieldActs:
    """What officers of one state or local agency did at one encounter.

    acts: words of `Act`; unknown words are allowed. setting: None means unknown.
    models: None means unknown (nobody asked, or the lists say nothing about that day); an answer
        without models means that none was in effect.
    free_to_leave, minutes_after_mission: None means unknown; minutes between the end of the
        stop's purpose and release.
    """

    acts: frozenset[str]
    setting: ActSetting | None
    models: ModelsInEffect | None
    free_to_leave: bool | None = None
    minutes_after_mission: int | None = None


class RuleGroup(StrEnum):
    """The groups of authority.md section 7."""

    UNCOVERED_ACTS = "A"
    CONTEXT = "B"
    CONDITIONS = "C"
    STOPS = "D"
    HOLDS = "E"


class Doubt(StrEnum):
    """Why a finding is only possible."""

    FREE_TO_LEAVE_UNKNOWN = "free-to-leave-unknown"
    AGREEMENT_UNCERTAIN = "agreement-uncertain"
    LIST_STALE = "list-stale"
    TEMPLATE_UNKNOWN = "template-unknown"


@dataclass(frozen=True, slots=True)
class CounterIndication:
    """A fact that weakens a finding; shown next to it. text: English original."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class FindingRule:
    """One rule: when it fires, how urgent it is, and everything that is said beside it.

    doubts_when_fired: None where the rule does not fire; else what keeps it from being certain.
    severity: given the groups of the other findings of the same acts.
    does_not_mean: empty where the specification names nothing.
    """

    id: str
    version: str
    group: RuleGroup
    title: str
    sources: tuple[str, ...]
    does_not_mean: str
    against: tuple[CounterIndication, ...]
    doubts_when_fired: Callable[[FieldActs], frozenset[Doubt] | None]
    severity: Callable[[FieldActs, frozenset[RuleGroup]], Severity]


@dataclass(frozen=True, slots=True)
class FindingResult:
    """Something an attorney should look at, with the facts it was read from.

    doubts: empty when certain. Certain means that dates and texts are settled, not the facts.
    """

    rule: FindingRule
    certainty: Certainty
    severity: Severity
    doubts: frozenset[Doubt]
    facts: FieldActs


def evaluate(facts: FieldActs) -> list[FindingResult]:
    """Say which findings follow from `facts`, in the order of the rules.

    Unknown facts fire nothing, except where a rule counts them against the agency; then the
    finding is possible, not certain.
    """
    fired = [
        (rule, doubts)
        for rule in FINDING_RULES.values()
        if (doubts := rule.doubts_when_fired(facts)) is not None
    ]
    return [
        FindingResult(
            rule=rule,
            certainty=Certainty.POSSIBLE if doubts else Certainty.CERTAIN,
            severity=rule.severity(facts, frozenset(r.group for r, _ in fired if r is not rule)),
            doubts=doubts,
            facts=facts,
        )
        for rule, doubts in fired
    ]


def _asked_in_field_without_task_force(facts: FieldActs) -> frozenset[Doubt] | None:
    models = facts.models
    if models is None or facts.setting not in IN_THE_FIELD or not facts.acts & ASKING:
        return None
    if TFM in models.in_effect or facts.free_to_leave is True:
        return None
    if not models.in_effect <= READABLE_MODELS:
        return None
    doubts: set[Doubt] = set()
    if facts.free_to_leave is None:
        doubts.add(Doubt.FREE_TO_LEAVE_UNKNOWN)
    if TFM in models.uncertain or not models.uncertain <= READABLE_MODELS:
        doubts.add(Doubt.AGREEMENT_UNCERTAIN)
    if models.is_stale:
        doubts.add(Doubt.LIST_STALE)
    if not models.is_template_known:
        doubts.add(Doubt.TEMPLATE_UNKNOWN)
    return frozenset(doubts)


_WEIGHTIER_THAN_ASKING: Final = frozenset({RuleGroup.CONDITIONS, RuleGroup.STOPS, RuleGroup.HOLDS})


def _severity_of_asking(facts: FieldActs, others: frozenset[RuleGroup]) -> Severity:
    """Low where asking was all there was, and the stop was known not to be prolonged."""
    only_asked = facts.acts <= ASKING and not others & _WEIGHTIER_THAN_ASKING
    if facts.minutes_after_mission == 0 and only_asked:
        return Severity.LOW
    return Severity.MEDIUM


STATUS_QUESTION_WITHOUT_TASK_FORCE: Final = FindingRule(
    id="status-question-without-task-force",
    version="1",
    group=RuleGroup.UNCOVERED_ACTS,
    title="Immigration questions in the field by an agency without a task force agreement",
    sources=(
        "Task force agreements 2025, section V",
        "Jail enforcement and warrant service agreements, Appendix A",
        "8 CFR 287.8(b)",
        "Arizona v. United States, 567 U.S. 387 (2012)",
    ),
    does_not_mean="that asking is forbidden, or that an answer was compelled",
    against=(
        CounterIndication("voluntary-talk", "voluntary talk"),
        CounterIndication(
            "state-law-question",
            "question needed for a state-law matter (licence, identity)",
        ),
        CounterIndication("federal-officer-asked", "federal officer asked"),
        CounterIndication("status-check-in-lawful-stop", "status check during a lawful stop"),
    ),
    doubts_when_fired=_asked_in_field_without_task_force,
    severity=_severity_of_asking,
)

FINDING_RULES: Final[Mapping[str, FindingRule]] = {
    rule.id: rule for rule in (STATUS_QUESTION_WITHOUT_TASK_FORCE,)
}
