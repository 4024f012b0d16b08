"""Every code has words, in English and in Spanish."""

import inspect
from collections.abc import Iterator
from enum import StrEnum

import pytest
from django.utils.translation import override

from encounters import labels
from encounters.finding_texts import DOUBTS, FINDING_TEXTS
from encounters.rules import codes
from encounters.rules.authority import FINDING_RULES, Doubt, FindingRule
from encounters.rules.clock_reading import ClockStatus
from encounters.rules.time_values import Precision


def code_lists() -> Iterator[type[StrEnum]]:
    for _name, member in inspect.getmembers(codes, inspect.isclass):
        if issubclass(member, StrEnum) and member is not StrEnum:
            yield member
    yield from (Precision, ClockStatus)


@pytest.mark.parametrize("code_list", list(code_lists()))
def test_every_code_of_a_list_has_words(code_list: type[StrEnum]) -> None:
    assert set(labels.LABELS[code_list]) == set(code_list)
    with override("en"):
        words = [str(labels.label(code)) for code in code_list]
    assert all(words)
    assert len(set(words)) == len(words)


def test_words_follow_the_language() -> None:
    with override("en"):
        english = str(labels.label(codes.EncounterKind.TRAFFIC_STOP))
    with override("es"):
        spanish = str(labels.label(codes.EncounterKind.TRAFFIC_STOP))
    assert (english, spanish) == ("Traffic stop", "Parada de tránsito")


@pytest.mark.parametrize("rule", list(FINDING_RULES.values()), ids=lambda rule: rule.id)
def test_the_texts_of_a_finding_are_those_of_its_rule(rule: FindingRule) -> None:
    texts = FINDING_TEXTS[rule.id]
    with override("en"):
        assert str(texts.title) == rule.title
        assert str(texts.does_not_mean) == rule.does_not_mean
        against = {code: str(words) for code, words in texts.against.items()}
    assert against == {one.code: one.text for one in rule.against}


def test_every_doubt_has_words() -> None:
    assert set(DOUBTS) == set(Doubt)
