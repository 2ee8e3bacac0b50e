"""The messages between sealer and signer: one line of JSON each way. Pure.

`{"checkpoint": {"oorsprong": …, "grootte": …, "wortel": hex, "uitbreiding": […]}, "bewijs": [hex…], "gat": text or absent}`
is answered with `{"notitie": …}`, `{"geweigerd": reason}` or, when the signer cannot do its work, `{"fout": reason}`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from audit.bronhuis_verify import BewijsFout, Checkpoint, Sleutel
from audit.gatverklaring import GatFout, open_verklaring
from audit.ondertekenaar.regels import Geweigerd, Ondertekenverzoek

LANGSTE_BERICHT = 32_768  # bytes, newline included
LANGSTE_REGEL = 1_000  # characters of an extension line
MEESTE_REGELS = 8


def write_request(checkpoint: Checkpoint, bewijs: Sequence[bytes], gat: str | None = None) -> bytes:
    """The request as one line; `gat` is a gap statement with its signatures."""
    verzoek: dict[str, Any] = {
        "checkpoint": {
            "oorsprong": checkpoint.oorsprong,
            "grootte": checkpoint.grootte,
            "wortel": checkpoint.wortel.hex(),
            "uitbreiding": list(checkpoint.uitbreiding),
        },
        "bewijs": [hash_.hex() for hash_ in bewijs],
    }
    if gat is not None:
        verzoek["gat"] = gat
    return json.dumps(verzoek, ensure_ascii=False).encode() + b"\n"


def read_request(regel: bytes, bevestigers: Iterable[Sleutel]) -> Ondertekenverzoek:
    """The request in this line, its gap statement confirmed by two of `bevestigers`; raises Geweigerd."""
    try:
        ruw = json.loads(regel)
        deel = ruw["checkpoint"]
        checkpoint = Checkpoint(
            _text(deel["oorsprong"]),
            _number(deel["grootte"]),
            _hash(deel["wortel"]),
            _lines(deel.get("uitbreiding", [])),
        )
        bewijs = tuple(_hash(h) for h in _list(ruw["bewijs"]))
        gat = ruw.get("gat")
        getekend = None if gat is None else _text(gat, LANGSTE_BERICHT)
    except BewijsFout as fout:
        raise Geweigerd(str(fout)) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Geweigerd("Dit verzoek heeft niet de vorm die de ondertekenaar leest.") from None
    if getekend is None:
        return Ondertekenverzoek(checkpoint, bewijs)
    try:
        return Ondertekenverzoek(checkpoint, bewijs, open_verklaring(getekend, bevestigers))
    except GatFout as fout:
        raise Geweigerd(str(fout)) from None


def write_answer(soort: str, tekst: str) -> bytes:
    """The answer as one line; `soort` is notitie, geweigerd or fout."""
    return json.dumps({soort: tekst}, ensure_ascii=False).encode() + b"\n"


def read_answer(regel: bytes) -> tuple[str, str]:
    """The kind of the answer and its text; raises ValueError."""
    ruw = json.loads(regel)
    if not isinstance(ruw, dict) or len(ruw) != 1:
        raise ValueError("geen antwoord")
    ((soort, tekst),) = ruw.items()
    if soort not in {"notitie", "geweigerd", "fout"} or not isinstance(tekst, str):
        raise ValueError("geen antwoord")
    return soort, tekst


def _text(waarde: Any, langste: int = LANGSTE_REGEL) -> str:
    if not isinstance(waarde, str) or not 0 < len(waarde) <= langste:
        raise ValueError("geen tekst")
    waarde.encode()  # a lone surrogate is no text
    return waarde


def _number(waarde: Any) -> int:
    if not isinstance(waarde, int) or isinstance(waarde, bool):
        raise TypeError("geen getal")
    return waarde


def _hash(waarde: Any) -> bytes:
    tekst = _text(waarde)
    uit = bytes.fromhex(tekst)
    if len(uit) != 32 or uit.hex() != tekst:
        raise ValueError("geen hash")
    return uit


def _list(waarde: Any) -> list[Any]:
    if not isinstance(waarde, list):
        raise TypeError("geen lijst")
    return waarde


def _lines(waarde: Any) -> tuple[str, ...]:
    regels = tuple(_text(regel) for regel in _list(waarde))
    if len(regels) > MEESTE_REGELS:
        raise ValueError("te veel regels")
    return regels
