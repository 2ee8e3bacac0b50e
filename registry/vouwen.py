"""Folding of text for search and sorting: case, diacritics and typographic marks do not matter. Pure."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not decompose, in the spelling in which people type them.
ZONDER_ONTLEDING = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
    }
)


def fold(tekst: str) -> str:
    """The search form of a text: casefolded, without diacritics, with single spaces."""
    # Decomposed on both sides of the casefold: a modifier letter such as ᴬ shows its capital only when decomposed.
    ontleed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", tekst).casefold())
    kaal = "".join(teken for teken in ontleed if not unicodedata.combining(teken)).translate(ZONDER_ONTLEDING)
    return " ".join(kaal.split())
