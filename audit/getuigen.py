"""The client side of witnesses: submit a checkpoint, and look at what comes back before it is kept (C2SP tlog-witness)."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from audit.bronhuis_verify import COSIGNATURE, BewijsFout, Checkpoint, Sleutel, read_note, read_signature, write_hashes
from audit.buitenpost import GeenAntwoord, Vorm, is_loopback, post

LANGSTE_ANTWOORD = 65_536  # bytes
MEESTE_REGELS = 16
# A cosignature says when a tree was seen. A clock that is further off than this, in seconds, makes that worth nothing.
KLOKVERSCHIL = 300
GROOTTE = re.compile(r"(0|[1-9][0-9]{0,18})\n?")


class GetuigeFout(Exception):
    """No cosignature: `status` is the HTTP status, None when there was no answer that can be read.

    403 and 422 are no faults of the network: the witness holds another log under this name, and that is an alarm.
    """

    def __init__(self, tekst: str, status: int | None = None) -> None:
        super().__init__(tekst)
        self.status = status


@dataclass(frozen=True, slots=True)
class GetuigeAdres:
    """Where a witness is and by which key its lines are known.

    `achter_proxy`: a proxy that we trust stands between and sees to TLS, so that plain http is meant. Raises GetuigeFout otherwise.
    """

    url: str
    sleutel: Sleutel
    achter_proxy: bool = False

    def __post_init__(self) -> None:
        try:
            url = httpx.URL(self.url)
        except httpx.InvalidURL:
            raise GetuigeFout(f"Het adres van getuige {self.sleutel.naam} is geen adres.") from None
        if url.scheme not in {"http", "https"} or not url.host or url.query or url.fragment or url.userinfo:
            raise GetuigeFout(f"Het adres van getuige {self.sleutel.naam} moet beginnen met https:// en een naam.")
        if self.sleutel.soort != COSIGNATURE:
            raise GetuigeFout(f"De sleutel van {self.sleutel.naam} is niet die van een getuige.")
        if url.scheme == "http" and not (self.achter_proxy or is_loopback(url.host)):
            raise GetuigeFout(f"Het adres van getuige {self.sleutel.naam} is niet beveiligd: gebruik https.")

    @property
    def indienen(self) -> httpx.URL:
        """Where checkpoints are submitted."""
        return httpx.URL(f"{self.url.rstrip('/')}/add-checkpoint")


@dataclass(frozen=True, slots=True)
class Conflict:
    """The witness holds this size, not the one that was named: try again with a proof from there."""

    grootte: int


def submit(
    getuige: GetuigeAdres,
    notitie: str,
    oud: int,
    bewijs: Sequence[bytes] = (),
    termijn: float = 10.0,
) -> str | Conflict:
    """The cosignature line of this witness on this signed note, verified; or the size that it holds instead of `oud`.

    The proof goes from size `oud` to the note's. `termijn` is in seconds for the whole of it. Raises GetuigeFout with what the witness
    said, also when its line does not hold, and BewijsFout when the note itself cannot be read.
    """
    checkpoint, _ = read_note(notitie)
    inhoud = f"old {oud}\n{write_hashes(bewijs)}\n{notitie}".encode()
    status, tekst = _post(getuige, inhoud, termijn)
    if status == httpx.codes.CONFLICT:
        return _read_conflict(getuige, oud, tekst)
    if status != httpx.codes.OK:
        zei = " ".join(tekst.split())[:300]
        raise GetuigeFout(f"Getuige {getuige.sleutel.naam} tekent niet ({status}): {zei}", status)
    return _own_line(getuige, checkpoint, tekst)


def _post(getuige: GetuigeAdres, inhoud: bytes, termijn: float) -> tuple[int, str]:
    """Status and body."""
    naam = getuige.sleutel.naam
    try:
        status, gelezen = post(getuige.indienen, inhoud, Vorm("text/plain; charset=utf-8", termijn, LANGSTE_ANTWOORD))
        return status, gelezen.decode()
    except GeenAntwoord as fout:
        raise GetuigeFout(f"Getuige {naam} {fout}.", fout.status) from fout
    except UnicodeDecodeError as fout:
        raise GetuigeFout(f"Getuige {naam} is niet te bereiken ({type(fout).__name__}).") from fout


def _read_conflict(getuige: GetuigeAdres, oud: int, tekst: str) -> Conflict:
    grootte = GROOTTE.fullmatch(tekst)
    if grootte is None:
        raise GetuigeFout(f"Getuige {getuige.sleutel.naam} zegt niet welke grootte hij kent.", 409)
    if int(grootte[1]) == oud:
        # Until 2026 C2SP gave this status to another root at the same size; asking again would go on for ever.
        raise GetuigeFout(f"Getuige {getuige.sleutel.naam} kent bij grootte {oud} een ander log.", 409)
    return Conflict(int(grootte[1]))


def _own_line(getuige: GetuigeAdres, checkpoint: Checkpoint, tekst: str) -> str:
    """The one line of this witness' key among those that it gave; raises GetuigeFout."""
    naam = getuige.sleutel.naam
    try:
        regels = [read_signature(regel) for regel in tekst.removesuffix("\n").split("\n")[:MEESTE_REGELS]]
        eigen = [regel for regel in regels if getuige.sleutel.signed(regel)]
        if not eigen:
            raise GetuigeFout(f"Getuige {naam} tekende met een andere sleutel dan die wij kennen.", 200)
        tijd = getuige.sleutel.verify(checkpoint, eigen[0])
    except BewijsFout as fout:
        raise GetuigeFout(f"Wat getuige {naam} gaf, is geen handtekening die klopt: {fout}", 200) from None
    if tijd is None or abs(tijd - time.time()) > KLOKVERSCHIL:
        raise GetuigeFout(f"De klok van getuige {naam} loopt meer dan {KLOKVERSCHIL} seconden anders dan de onze.", 200)
    return eigen[0].regel
