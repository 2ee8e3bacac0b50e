"""A time-stamp response (RFC 3161) with its certificates in the order that DER asks, so that a strict reader can read it.

Authorities that run on OpenSSL put a chain in the order of the chain. Nothing that is signed depends on it: the set of certificates stands
outside what the authority signs (RFC 5652, 5.1).
"""

from __future__ import annotations

from itertools import pairwise

REEKS, VERZAMELING = 0x30, 0xA0  # SEQUENCE; [0], in which a token keeps its certificates
Stuk = tuple[int, int, int]  # tag, where the contents begin, where they end


def sort_certificates(antwoord: bytes) -> bytes:
    """The same response, as long as it was, with its certificates sorted; what has no such form is given back as it is."""
    try:
        begin, einde = _certificates(antwoord)
        stukken = _children(antwoord, begin, einde)
    except (IndexError, ValueError):
        return antwoord
    randen = [begin, *(tot for _tag, _van, tot in stukken)]
    los = sorted(antwoord[van:tot] for van, tot in pairwise(randen))
    return antwoord[:begin] + b"".join(los) + antwoord[einde:]


def _certificates(der: bytes) -> tuple[int, int]:
    """Where the set of certificates stands: response, token, content, signed data, [0]. Raises ValueError or IndexError."""
    _, begin, einde = _read(der, 0, len(der))
    for volgnummer, tag in ((1, REEKS), (1, VERZAMELING), (0, REEKS)):
        stuk = _children(der, begin, einde)[volgnummer]
        if stuk[0] != tag:
            raise ValueError
        _, begin, einde = stuk
    for tag, van, tot in _children(der, begin, einde):
        if tag == VERZAMELING:
            return van, tot
    raise ValueError


def _children(der: bytes, begin: int, einde: int) -> list[Stuk]:
    stukken = []
    while begin < einde:
        stukken.append(_read(der, begin, einde))
        begin = stukken[-1][2]
    return stukken


def _read(der: bytes, plek: int, grens: int) -> Stuk:
    """One element with a definite length of at most three bytes; raises IndexError or ValueError."""
    tag, lengte, plek = der[plek], der[plek + 1], plek + 2
    if lengte >= 0x80:
        bytes_ = lengte - 0x80
        if not 1 <= bytes_ <= 3:
            raise ValueError
        lengte, plek = int.from_bytes(der[plek : plek + bytes_]), plek + bytes_
    if plek + lengte > grens:
        raise ValueError
    return tag, plek, plek + lengte
