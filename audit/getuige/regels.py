"""What a witness may cosign, and how a request is read. Pure: no storage, no HTTP (C2SP tlog-witness).

A witness knows nothing of what is in a log. It remembers per log how large it was and under which root, and signs only what grows
from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audit.bronhuis_verify import (
    EMPTY_ROOT,
    BewijsFout,
    Checkpoint,
    Handtekening,
    Sleutel,
    read_hashes,
    read_note,
    verify_consistency,
)

LANGSTE_VERZOEK = 65_536  # bytes
# C2SP signed-note: a reader takes at least 16; more is no use to anybody here.
MEESTE_HANDTEKENINGEN = 16
GEWONE_TEKST = "text/plain; charset=utf-8"
MAATTEKST = "text/x.tlog.size"
OUD = re.compile(r"old (0|[1-9][0-9]{0,18})")


class Afgewezen(Exception):
    """No cosignature: the HTTP status, the body and its content type."""

    def __init__(self, status: int, tekst: str, soort: str = GEWONE_TEKST) -> None:
        super().__init__(tekst)
        self.status, self.tekst, self.soort = status, tekst, soort


@dataclass(frozen=True, slots=True)
class Indiening:
    """A request as it stands: the size that the log believes we hold, the proof from there, and the note."""

    oud: int
    bewijs: tuple[bytes, ...]
    checkpoint: Checkpoint
    handtekeningen: tuple[Handtekening, ...]
    notitie: str


@dataclass(frozen=True, slots=True)
class Gezien:
    """The tree that was cosigned last; (0, EMPTY_ROOT) when there was none."""

    grootte: int = 0
    wortel: bytes = EMPTY_ROOT


def read_submission(inhoud: bytes) -> Indiening:
    """The request in this body. Raises Afgewezen: 400 for another form, 422 for an empty log with the root of a full one."""
    if len(inhoud) > LANGSTE_VERZOEK:
        raise Afgewezen(413, f"Een verzoek heeft hooguit {LANGSTE_VERZOEK} bytes.\n")
    try:
        boven, leeg, notitie = inhoud.decode().partition("\n\n")
    except UnicodeDecodeError:
        raise Afgewezen(400, "Het verzoek is geen UTF-8.\n") from None
    eerste, _, bewijs = boven.partition("\n")
    oud = OUD.fullmatch(eerste)
    if oud is None or not leeg:
        raise Afgewezen(
            400, "Het verzoek begint met old, een spatie en een getal, en heeft een lege regel voor het checkpoint.\n"
        )
    try:
        hashes = tuple(read_hashes(bewijs))
        checkpoint, handtekeningen = read_note(notitie)
    except BewijsFout as fout:
        raise Afgewezen(422 if _is_false_empty_log(notitie) else 400, f"{fout}\n") from None
    if len(handtekeningen) > MEESTE_HANDTEKENINGEN:
        raise Afgewezen(400, f"Een checkpoint heeft hier hooguit {MEESTE_HANDTEKENINGEN} handtekeningen.\n")
    return Indiening(int(oud[1]), hashes, checkpoint, handtekeningen, notitie)


def check_signed(indiening: Indiening, sleutels: Iterable[Sleutel]) -> None:
    """Whether one of the log's keys signed this, and none of them wrongly; raises Afgewezen (403). Other signatures are ignored."""
    getekend = False
    for sleutel in sleutels:
        for handtekening in indiening.handtekeningen:
            if sleutel.signed(handtekening):
                try:
                    sleutel.verify(indiening.checkpoint, handtekening)
                except BewijsFout as fout:
                    raise Afgewezen(403, f"{fout}\n") from None
                getekend = True
    if not getekend:
        raise Afgewezen(
            403, f"Dit checkpoint is niet ondertekend met een sleutel van {indiening.checkpoint.oorsprong}.\n"
        )


def judge(bewaard: Gezien, oud: int, checkpoint: Checkpoint, bewijs: Sequence[bytes]) -> None:
    """Whether this checkpoint may be cosigned after what was cosigned last.

    Raises Afgewezen: 400 when the log says it became smaller, 409 with the size that we hold when it is another than `oud`, 422 when
    the proof is wrong or one size has two roots.
    """
    if oud > checkpoint.grootte:
        raise Afgewezen(400, "De oude grootte is groter dan die van het checkpoint.\n")
    if oud != bewaard.grootte:
        raise Afgewezen(409, f"{bewaard.grootte}\n", MAATTEKST)
    try:
        verify_consistency(bewaard.grootte, checkpoint.grootte, bewaard.wortel, checkpoint.wortel, bewijs)
    except BewijsFout as fout:
        raise Afgewezen(422, f"{fout}\n") from None


def _is_false_empty_log(notitie: str) -> bool:
    """Readable but for its root: C2SP wants 422 for a log of size 0 that has another root than that of nothing."""
    regels = notitie.split("\n")
    if len(regels) < 3 or regels[1] != "0":
        return False
    try:
        read_note("\n".join([regels[0], "1", *regels[2:]]))
    except BewijsFout:
        return False
    return True
