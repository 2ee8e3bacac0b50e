"""Check rules of identifiers. A rule says what is wrong, in Dutch, or nothing; it never repairs. Sources: RvIG (BSN, A-nummer), BAG (objecttypecode)."""

from __future__ import annotations

from collections.abc import Callable

BSN_GEWICHTEN = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def _digits(waarde: str, lengte: int) -> bool:
    """Exactly so many ASCII digits: `isdecimal` alone also takes those of other scripts."""
    return len(waarde) == lengte and waarde.isascii() and waarde.isdecimal()


def is_bsn(waarde: str) -> bool:
    """Nine digits that pass the elfproef (not all zeros)."""
    if not _digits(waarde, 9) or waarde == "000000000":
        return False
    return sum(g * int(c) for g, c in zip(BSN_GEWICHTEN, waarde, strict=True)) % 11 == 0


def is_a_nummer(waarde: str) -> bool:
    """Ten digits, no leading zero, digit sum mod 11 is 0 or 5, and the sum of d(i)·2^(i-1) divisible by 11."""
    if not _digits(waarde, 10) or waarde[0] == "0":
        return False
    cijfers = [int(c) for c in waarde]
    return sum(cijfers) % 11 in {0, 5} and sum(c << i for i, c in enumerate(cijfers)) % 11 == 0


def _bag(codes: frozenset[str]) -> Callable[[str], bool]:
    def passes(waarde: str) -> bool:
        return waarde == "0" * 16 or (_digits(waarde, 16) and waarde[4:6] in codes)

    return passes


REGELS: dict[str, tuple[Callable[[str], bool], str]] = {
    "bsn": (is_bsn, "Dit nummer voldoet niet aan de elfproef."),
    "a-nummer": (is_a_nummer, "Dit nummer voldoet niet aan de controle voor A-nummers."),
    "bag-verblijfsobject": (
        _bag(frozenset({"01", "02", "03"})),
        "Dit BAG-nummer is niet van een verblijfsobject, ligplaats of standplaats.",
    ),
    "bag-nummeraanduiding": (_bag(frozenset({"20"})), "Dit BAG-nummer is niet van een nummeraanduiding."),
}


def check(regel: str, waarde: str) -> str | None:
    """What is wrong with this value by this rule, or None; raises KeyError for a rule that does not exist."""
    voldoet, bezwaar = REGELS[regel]
    return None if voldoet(waarde) else bezwaar
