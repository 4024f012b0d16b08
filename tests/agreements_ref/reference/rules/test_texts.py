"""Reference texts: every sentence in two languages and with its source."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from agreements_ref.reference.rules import texts
from agreements_ref.reference.rules.texts import FaultyText, Sentence

CODES = {
    "pre-2013", "jem-2013", "jem-2020", "jem-2025", "wso-2019", "wso-2020", "wso-2025",
    "tfm-2025-01", "tfm-2025-02", "tfm-2025-03",
}  # fmt: skip


def sentences() -> Iterator[Sentence]:
    for one in texts.program_model_texts():
        for found in one.topics.values():
            yield from found
    for version in texts.template_versions():
        yield version.sentence
    for figure in texts.cited_figures():
        yield figure.sentence


def test_each_program_model_answers_every_topic() -> None:
    found = {one.program_model: set(one.topics) for one in texts.program_model_texts()}
    assert set(found) == {"JEM", "WSO", "TFM", "all"}
    assert all(found[model] == set(texts.TOPICS) for model in ("JEM", "WSO", "TFM"))


def test_every_source_is_cited_and_every_sentence_cites_one() -> None:
    cited = {citation.source.id for one in sentences() for citation in one.citations}
    assert cited == set(texts.sources())
    assert all(one.citations for one in sentences())


def test_disagreeing_sources_on_training_stand_side_by_side() -> None:
    for one in texts.program_model_texts():
        if one.program_model != texts.ALL_MODELS:
            said = " ".join(sentence.words.en for sentence in one.topics["training"])
            assert "five weeks" in said
            assert "four weeks" in said


def test_a_text_comes_in_the_readers_language() -> None:
    words = texts.Words("law", "ley")
    assert [words.in_language(code) for code in ("en", "es", "es-mx", "fr")] == [
        "law",
        "ley",
        "ley",
        "law",
    ]


def test_template_versions_are_those_of_the_authority_rules() -> None:
    assert {one.code for one in texts.template_versions()} == CODES


@pytest.mark.parametrize(
    ("model", "signed_on", "code"),
    [
        ("JEM", date(2009, 10, 15), "pre-2013"),
        ("JEM", date(2012, 12, 31), "pre-2013"),
        ("JEM", date(2016, 6, 1), "jem-2013"),
        ("JEM", date(2020, 2, 29), "jem-2013"),
        ("JEM", date(2020, 3, 1), "jem-2020"),
        ("JEM", date(2025, 3, 1), "jem-2025"),
        ("WSO", date(2019, 4, 30), "wso-2019"),
        ("WSO", date(2020, 7, 1), "wso-2020"),
        ("WSO", date(2025, 2, 26), "wso-2025"),
        ("WSO", date(2018, 1, 1), "unknown"),
        ("TFM", date(2025, 1, 30), "tfm-2025-01"),
        ("TFM", date(2025, 2, 12), "tfm-2025-02"),
        ("TFM", date(2025, 3, 7), "tfm-2025-03"),
        ("TFM", date(2016, 1, 1), "unknown"),
        ("TFM", None, "unknown"),
        ("unknown", date(2025, 3, 7), "unknown"),
    ],
)
def test_the_template_follows_from_model_and_signing_date(
    model: str, signed_on: date | None, code: str
) -> None:
    assert texts.template_of(model, signed_on) == code


def test_templates_of_one_model_do_not_overlap() -> None:
    by_model: dict[str, list[tuple[date, date]]] = {}
    for one in texts.template_versions():
        span = (one.signed_from, one.signed_to or date.max)
        by_model.setdefault(one.program_model, []).append(span)
    for spans in by_model.values():
        ordered = sorted(spans)
        assert all(a[1] < b[0] for a, b in pairwise(ordered))


def test_figures_carry_value_date_and_source() -> None:
    found = {(one.subject, one.value, one.precision) for one in texts.cited_figures()}
    assert ("agreements", 72, "year") in found
    assert ("agreements", 37, "month") in found
    assert ("agreements", 135, "month") in found
    assert ("agreements", 649, "day") in found
    assert {("agencies-jem", 132, "unknown"), ("agencies-tfm", 522, "unknown")} <= found


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"es": ""}, "missing in one language"),
        ({"sources": []}, "without a source"),
        ({"sources": [{"source": "hearsay", "place": ""}]}, "no source 'hearsay'"),
    ],
)
def test_a_sentence_with_a_gap_is_refused(change: dict[str, Any], fault: str) -> None:
    whole = {"en": "x", "es": "x", "sources": [{"source": "ina-287g", "place": ""}]}
    with pytest.raises(FaultyText, match=fault):
        texts._sentence({**whole, **change}, "here")
