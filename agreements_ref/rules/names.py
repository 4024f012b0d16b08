"""The key under which the spellings of one agency's name meet."""

import re
import unicodedata

# Accents that stand alone: NFKC would turn them into a blank and a combining mark, so they are
# read as the apostrophes they are typed for before that.
_SPACING_ACCENTS = str.maketrans(dict.fromkeys("\u00b4\u0384\u1fbd\u1fbf\u1ffd\u1ffe", "'"))
_DROPPED = re.compile(
    "['`.\u2018\u2019\u201a\u201b\u2032\u2035\u02b9\u02bb\u02bc\u02bd\u02be\u02bf"
    "\u02c8\u02ca\u02cb\u055a\u05f3\u05f4\ua78c]"
)
_BLANKED = re.compile("[,/\u2044\u2215\u2212\u2043]")
_WHOLE_WORDS = {"ft": "fort", "saint": "st"}


def agency_key(name: str) -> str:
    """Return the comparable form of an agency's name ("St. Mary's" -> "st marys").

    Source: registry rules, 2.7, whose order of steps this keeps. Nothing more is folded: "City
    of", "Department" and misspellings stay, and likeness of letters is no test of sameness.
    """
    text = unicodedata.normalize("NFKC", name.translate(_SPACING_ACCENTS))
    text = " ".join(text.split()).casefold()
    text = _DROPPED.sub("", text)
    text = text.replace("&", " and ")
    text = _BLANKED.sub(" ", text)
    text = "".join(" " if unicodedata.category(sign) == "Pd" else sign for sign in text)
    return " ".join(_WHOLE_WORDS.get(word, word) for word in text.split())


def tidy(text: str) -> str:
    """Return a name as it is shown: compatible letters, single blanks, no outer ones."""
    return " ".join(unicodedata.normalize("NFKC", text).split())
