"""What the program models are, in sentences that each name their source.

The files are ours and read once; a gap in them is a fault of the product (`FaultyText`).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parent.parent / "data"
ALL_MODELS = "all"
# In the order in which a reader asks.
TOPICS = ("does", "where", "training", "supervision", "not_allowed", "risk")
CHECKED = frozenset({"read", "quotation", "not_read"})
PRECISIONS = frozenset({"day", "month", "year", "unknown"})


class FaultyText(ValueError):
    """Raised when a file of reference texts has a gap; the message names file and place."""


@dataclass(frozen=True)
class Words:
    """One text in both languages of the product."""

    en: str
    es: str

    def in_language(self, language: str) -> str:
        """Return the Spanish text for `es` and its variants, the English one for all others."""
        return self.es if language.partition("-")[0] == "es" else self.en


@dataclass(frozen=True)
class Source:
    """A document. checked: read, quotation (read in a quotation) or not_read. day: or None."""

    id: str
    title: Words
    day: date | None
    checked: str


@dataclass(frozen=True)
class Citation:
    """A place in a document; place is empty for the whole."""

    source: Source
    place: str


@dataclass(frozen=True)
class Sentence:
    """A sentence of ours and what it rests on, never nothing."""

    words: Words
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class ProgramModelText:
    """What is said of one program model (or of `all`), by topic, in the order of `TOPICS`."""

    program_model: str
    topics: Mapping[str, tuple[Sentence, ...]]


@dataclass(frozen=True)
class TemplateVersion:
    """A template text. signed_from, signed_to: signing dates that it fits, both included."""

    code: str
    program_model: str
    signed_from: date
    signed_to: date | None
    sentence: Sentence


@dataclass(frozen=True)
class CitedFigure:
    """A number that somebody published. precision: day, month, year or unknown (day is None)."""

    subject: str
    value: int
    day: date | None
    precision: str
    sentence: Sentence


@cache
def sources() -> dict[str, Source]:
    """Return every source by its id. Raises: FaultyText."""
    found = {}
    for name, one in _read("sources").items():
        if one["checked"] not in CHECKED:
            raise FaultyText(f"sources.json, {name}: checked is {one['checked']!r}")
        found[name] = Source(name, _words(one, name), _day(one["date"]), one["checked"])
    return found


@cache
def program_model_texts() -> tuple[ProgramModelText, ...]:
    """Return the texts of each program model, those that hold for all of them last.

    Raises: FaultyText.
    """
    found = []
    for one in _read("program_models"):
        unknown = set(one["topics"]) - set(TOPICS)
        missing = set(TOPICS) - set(one["topics"])
        if unknown or (missing and one["model"] != ALL_MODELS):
            raise FaultyText(f"program_models.json, {one['model']}: {unknown or missing}")
        topics = {
            topic: _sentences(one["topics"][topic], f"{one['model']} {topic}")
            for topic in TOPICS
            if topic in one["topics"]
        }
        found.append(ProgramModelText(one["model"], topics))
    return tuple(found)


@cache
def template_versions() -> tuple[TemplateVersion, ...]:
    """Return the template versions by program model and time. Raises: FaultyText."""
    found = []
    for one in _read("template_versions"):
        first = _day(one["signed_from"])
        if first is None:
            raise FaultyText(f"template_versions.json, {one['code']}: no first day")
        sentence = _sentence(one, one["code"])
        found.append(
            TemplateVersion(one["code"], one["model"], first, _day(one["signed_to"]), sentence)
        )
    return tuple(found)


def template_of(program_model: str, signed_on: date | None) -> str:
    """Return the code of the template that an agreement of a model and signing date follows.

    `unknown` when there is no date, or none fits. A document that says otherwise decides: tribal
    and other texts are seen from the document alone. Source: authority rules, 4.
    """
    if signed_on is None:
        return "unknown"
    for one in template_versions():
        if one.program_model not in (program_model, "any"):
            continue
        if one.signed_from <= signed_on and (one.signed_to is None or signed_on <= one.signed_to):
            return one.code
    return "unknown"


@cache
def cited_figures() -> tuple[CitedFigure, ...]:
    """Return the figures, by subject and time. Raises: FaultyText."""
    found = []
    for one in _read("cited_figures"):
        name = f"{one['subject']} {one['value']}"
        day = _day(one["date"])
        if one["precision"] not in PRECISIONS or (day is None) != (one["precision"] == "unknown"):
            raise FaultyText(f"cited_figures.json, {name}: precision is {one['precision']!r}")
        found.append(
            CitedFigure(one["subject"], one["value"], day, one["precision"], _sentence(one, name))
        )
    return tuple(found)


def _read(name: str) -> Any:
    return json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def _sentences(found: Iterable[Mapping[str, Any]], where: str) -> tuple[Sentence, ...]:
    return tuple(_sentence(one, where) for one in found)


def _sentence(one: Mapping[str, Any], where: str) -> Sentence:
    if not one["sources"]:
        raise FaultyText(f"{where}: a sentence without a source")
    known = sources()
    for cited in one["sources"]:
        if cited["source"] not in known:
            raise FaultyText(f"{where}: no source {cited['source']!r}")
    citations = tuple(Citation(known[cited["source"]], cited["place"]) for cited in one["sources"])
    return Sentence(_words(one, where), citations)


def _words(one: Mapping[str, Any], where: str) -> Words:
    if not one["en"] or not one["es"]:
        raise FaultyText(f"{where}: a text is missing in one language")
    return Words(one["en"], one["es"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
