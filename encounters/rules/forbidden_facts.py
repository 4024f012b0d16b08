"""Facts that are never stored, by the names under which somebody might send them.

A name is read as its words, whatever their case and joining (`ImmigrationStatus`,
`immigration-status`), so that a forbidden fact cannot hide in a longer name.
Source: field dictionary, section 8.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

# Each entry: a run of words that stands for a forbidden fact wherever it occurs in a name.
_RUNS: Final[tuple[tuple[str, ...], ...]] = tuple(
    tuple(name.split())
    for name in (
        # Immigration status, and the words of an answer to a question about it.
        "immigration status",
        "citizenship status",
        "legal status",
        "visa status",
        "undocumented",
        "status answer",
        "answer text",
        "answer words",
        "answer verbatim",
        "verbatim answer",
        "question answer",
        # Biometric templates.
        "biometric",
        "biometrics",
        "fingerprint",
        "fingerprints",
        "face template",
        "faceprint",
        "face id",
        "iris scan",
        "voiceprint",
        "dna",
        # Numbers and accounts of the person.
        "ssn",
        "social security",
        "social media",
        "facebook",
        "instagram",
        "tiktok",
        "whatsapp",
        # Observers: where they are, from which device, whom they know.
        "ip",
        "ip address",
        "user agent",
        "location history",
        "location track",
        "gps track",
        "contact list",
        "phone contacts",
        "address book",
        "advertising id",
        "analytics id",
        "device id",
        # Passphrases belong to the sign-in alone.
        "password",
        "passphrase",
    )
)
# Only as the whole name: inside longer names these words are harmless.
_WHOLE: Final = frozenset({"answer", "answers", "citizenship", "biometry"})
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def forbidden_fact(name: str) -> str | None:
    """Return the forbidden fact that a field's name stands for, in our own words, or None."""
    words = tuple(word.lower() for word in _WORD.findall(name))
    joined = "_".join(words)
    if joined in _WHOLE:
        return joined
    for run in _RUNS:
        width = len(run)
        if any(words[at : at + width] == run for at in range(len(words) - width + 1)):
            return "_".join(run)
    return None


def forbidden_facts_in(document: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield (where, which fact) for every forbidden name in a document, at any depth."""
    if isinstance(document, Mapping):
        for key, value in document.items():
            where = f"{path}.{key}" if path else str(key)
            fact = forbidden_fact(str(key))
            if fact is not None:
                yield where, fact
            else:
                yield from forbidden_facts_in(value, where)
    elif isinstance(document, Sequence) and not isinstance(document, str | bytes):
        for position, value in enumerate(document):
            yield from forbidden_facts_in(value, f"{path}[{position}]")
