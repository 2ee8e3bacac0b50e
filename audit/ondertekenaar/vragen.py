"""What the sealer uses: ask the signer for a signature, and look at what it gives before believing it."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from pathlib import Path

from audit.bronhuis_verify import BewijsFout, Checkpoint, read_note
from audit.ondertekenaar.bericht import LANGSTE_BERICHT, read_answer, write_request
from audit.ondertekenaar.lijn import read_line
from audit.ondertekenaar.regels import Geweigerd

__all__ = ["Geweigerd", "OndertekenaarOnbereikbaar", "request_signature"]


class OndertekenaarOnbereikbaar(Exception):
    """No answer that can be used: ask again later, the same request. Nothing was refused."""


def request_signature(
    socket_path: Path | str,
    checkpoint: Checkpoint,
    bewijs: Sequence[bytes] = (),
    termijn: float = 10.0,
    *,
    gat: str | None = None,
) -> str:
    """The note of this checkpoint, signed; its checkpoint may have gained lines at the end (a successor is announced).

    `bewijs` goes from what was signed last; `gat` is a confirmed gap statement, and then the proof goes from the restored tree.
    `termijn` is in seconds for the whole of it. Raises Geweigerd with the signer's reason, or OndertekenaarOnbereikbaar.
    """
    einde = time.monotonic() + termijn
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as verbinding:
            verbinding.settimeout(termijn)
            verbinding.connect(str(socket_path))
            verbinding.sendall(write_request(checkpoint, bewijs, gat))
            soort, tekst = read_answer(read_line(verbinding, einde, 2 * LANGSTE_BERICHT))
    except (OSError, ValueError) as fout:
        raise OndertekenaarOnbereikbaar(f"De ondertekenaar antwoordt niet ({type(fout).__name__}).") from fout
    if soort == "geweigerd":
        raise Geweigerd(tekst)
    if soort == "fout":
        raise OndertekenaarOnbereikbaar(tekst)
    if not _is_answer_to(checkpoint, tekst):
        raise OndertekenaarOnbereikbaar("De ondertekenaar gaf een notitie van een ander checkpoint.")
    return tekst


def _is_answer_to(checkpoint: Checkpoint, notitie: str) -> bool:
    try:
        gelezen = read_note(notitie)[0]
    except BewijsFout:
        return False
    gevraagd = checkpoint.uitbreiding
    return (gelezen.oorsprong, gelezen.grootte, gelezen.wortel, gelezen.uitbreiding[: len(gevraagd)]) == (
        checkpoint.oorsprong,
        checkpoint.grootte,
        checkpoint.wortel,
        gevraagd,
    )
