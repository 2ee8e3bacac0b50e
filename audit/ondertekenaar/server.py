"""The door of the signer: a Unix socket, one request at a time, one line in and one line out."""

from __future__ import annotations

import contextlib
import grp
import os
import socket
import socketserver
import stat
import sys
import time
from pathlib import Path
from typing import cast

import structlog

from audit.ondertekenaar.bericht import read_request, write_answer
from audit.ondertekenaar.lijn import read_line
from audit.ondertekenaar.ondertekenaar import Ondertekenaar
from audit.ondertekenaar.regels import Geweigerd
from audit.sleutelbestand import BestandFout

TERMIJN = 5.0  # seconds that one caller gets for its whole line: while it speaks, the others wait
LANGSTE_SOCKETPAD = 107  # bytes: sun_path holds 108, the last one is a zero

log = structlog.get_logger(__name__)


class Deur(socketserver.UnixStreamServer):
    """Listens on a socket of mode 0600, or 0660 for one group when the sealer has an account of its own."""

    request_queue_size = 16

    def __init__(
        self, pad: Path, ondertekenaar: Ondertekenaar, groep: str | None = None, termijn: float = TERMIJN
    ) -> None:
        """Raises BestandFout when the socket cannot be made, or is in use."""
        self.ondertekenaar, self.groep, self.termijn, self.pad = ondertekenaar, groep, termijn, pad
        _clear(pad)
        super().__init__(str(pad), Gesprek)

    def server_bind(self) -> None:
        """Make the socket without a moment at which others could connect."""
        oud = os.umask(0o177)
        try:
            super().server_bind()
        except OSError as fout:
            raise BestandFout(f"De socket {self.pad} is niet te maken: {fout.strerror}.") from None
        finally:
            os.umask(oud)
        if self.groep is not None:
            try:
                os.chown(self.pad, -1, grp.getgrnam(self.groep).gr_gid)
                self.pad.chmod(0o660)
            except KeyError:
                raise BestandFout(f"De groep {self.groep} bestaat niet.") from None
            except OSError as fout:
                raise BestandFout(f"De socket is niet aan de groep {self.groep} te geven: {fout.strerror}.") from None

    def server_close(self) -> None:
        """Stop listening and take the socket away."""
        super().server_close()
        with contextlib.suppress(FileNotFoundError):
            self.pad.unlink()

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hangs up is no fault of ours; anything else leaves its class and place in the log."""
        log.error("ondertekenaar_fout", exc_info=sys.exc_info())


class Gesprek(socketserver.BaseRequestHandler):
    """One request."""

    request: socket.socket

    def handle(self) -> None:
        """Read a line, answer a line. An answer that cannot be delivered is asked for again: the stand is written."""
        deur = cast(Deur, self.server)
        einde = time.monotonic() + deur.termijn
        try:
            regel = read_line(self.request, einde)
        except (OSError, ValueError):
            log.warning("verzoek_niet_gelezen")
            return
        antwoord = answer(deur.ondertekenaar, regel)
        with contextlib.suppress(OSError):
            self.request.settimeout(deur.termijn)
            self.request.sendall(antwoord)


def answer(ondertekenaar: Ondertekenaar, regel: bytes) -> bytes:
    """The answer to one line; never raises on what a caller sends or on a full disk."""
    try:
        verzoek = read_request(regel, ondertekenaar.bevestigers)
        notitie = ondertekenaar.sign(verzoek)
    except Geweigerd as fout:
        log.warning("checkpoint_geweigerd", reden=str(fout))
        return write_answer("geweigerd", str(fout))
    except OSError as fout:
        log.error("stand_niet_geschreven", reden=os.strerror(fout.errno or 0))
        return write_answer("fout", "De stand is niet te schrijven. Er is niets ondertekend.")
    log.info("checkpoint_ondertekend", grootte=verzoek.checkpoint.grootte, gat=verzoek.gat is not None)
    return write_answer("notitie", notitie)


def _clear(pad: Path) -> None:
    """Take away the socket of a signer that is gone; raises BestandFout when one still answers, or when it is something else."""
    if len(os.fsencode(pad)) > LANGSTE_SOCKETPAD:
        raise BestandFout(f"Het pad van de socket is te lang (hooguit {LANGSTE_SOCKETPAD} bytes): {pad}")
    try:
        if not stat.S_ISSOCK(pad.lstat().st_mode):
            raise BestandFout(f"{pad} is er al, en is geen socket.")
    except FileNotFoundError:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as proef:
        proef.settimeout(1)
        try:
            proef.connect(str(pad))
        except OSError:
            pad.unlink(missing_ok=True)
            return
    raise BestandFout(f"Op {pad} luistert al een ondertekenaar.")
