"""The signer and the sealer of a state: two processes beside the web server. The log's key never comes near the database's roles.

All of it runs under one account here, so whoever has that account has key and database both. An installation that is more than a trial
gives the signer an account, or a machine, of its own (docs/operations/ondertekenaar.md); `make status` says that this one does not.
"""

from __future__ import annotations

import secrets
import sys
from typing import TYPE_CHECKING

from config.lokaal.omgeving import DATABASE, own_database, web_omgeving
from config.lokaal.pidbestand import Pidbestand, last_line, wait_until
from config.lokaal.postgres import Cluster
from config.lokaal.processen import code_fingerprint
from config.lokaal.sleutels import log_key
from config.lokaal.staat import Fout, make_private, write_private

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from config.lokaal.staat import Staat

SOCKETNAAM = "ondertekenaar.sock"
# What holds the key has nothing to do with the database, and must not be able to.
NIET_VOOR_ONDERTEKENAAR = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "BRONHUIS_SLEUTELBESTAND"}
TERMIJN = 60.0  # seconds until the signer listens, or the sealer had its first turn
WAARSCHUWING = "Zegel: sleutel en database staan hier onder één account (zie docs/operations/ondertekenaar.md)"


def ensure_log_key(staat: Staat) -> str:
    """Return the public key of the log, and make the pair where there is none.

    The name of a log never changes; so it holds no address or port of this machine.
    """
    if not log_key(staat):
        from audit.ondertekenaar.stand import Standbestand  # noqa: PLC0415 - stop and reset work without packages
        from audit.sleutelbestand import make_key  # noqa: PLC0415

        make_private(staat.zegelmap)
        # Remains of an attempt that was killed: nothing was ever signed with them, since nobody knew the key.
        for rest in ("log.sleutel", "stand"):
            (staat.zegelmap / rest).unlink(missing_ok=True)
        Standbestand(staat.zegelmap / "stand").make()
        sleutel = make_key(
            staat.zegelmap / "log.sleutel", f"{staat.naam}-{secrets.token_hex(4)}.example/verwerkingslog"
        )
        write_private(staat.logsleutel, f"{sleutel.openbaar.tekst}\n".encode())
    return log_key(staat)


def socket_of(staat: Staat) -> Path:
    """Where the signer listens."""
    return staat.socketmap(staat.zegelmap, SOCKETNAAM) / SOCKETNAAM


def start_signer(staat: Staat) -> bool:
    """Start the signer and wait until it listens; False when it already ran with this code."""
    ensure_log_key(staat)
    staat.prepare_socketmap(socket_of(staat).parent)
    sleutel, stand = staat.zegelmap / "log.sleutel", staat.zegelmap / "stand"
    opdracht = ["ondertekenaar", "--sleutel", str(sleutel), "--stand", str(stand), "--socket", str(socket_of(staat))]
    omgeving = {naam: waarde for naam, waarde in web_omgeving(staat).items() if naam not in NIET_VOOR_ONDERTEKENAAR}
    # A socket that was left behind says nothing about who listens.
    if signer_pidbestand(staat).pid is None:
        socket_of(staat).unlink(missing_ok=True)
    return _start(staat, signer_pidbestand(staat), "ondertekenaar", opdracht, omgeving, socket_of(staat))


def start_sealer(staat: Staat) -> bool:
    """Start the sealer; False when it already ran with this code, or when the database is not ours to seal."""
    if not own_database(staat):
        return False
    omgeving = web_omgeving(staat) | {
        **dict.fromkeys(
            ("DATABASE_URL", "DATABASE_VERZEGELAAR_URL"), Cluster(staat).dsn("bronhuis_verzegelaar", DATABASE)
        ),
        "BRONHUIS_ONDERTEKENAAR": str(socket_of(staat)),
    }
    return _start(staat, sealer_pidbestand(staat), "zegel", ["zegel"], omgeving, None)


def signer_pidbestand(staat: Staat) -> Pidbestand:
    """Return the pid file of the signer."""
    return Pidbestand(staat.map / "ondertekenaar.pid")


def sealer_pidbestand(staat: Staat) -> Pidbestand:
    """Return the pid file of the sealer."""
    return Pidbestand(staat.map / "zegel.pid")


def _start(
    staat: Staat,
    bestand: Pidbestand,
    naam: str,
    opdracht: Sequence[str],
    omgeving: dict[str, str],
    wacht_op: Path | None,
) -> bool:
    details = {"code": code_fingerprint(staat.kloon)}
    if bestand.read().get("code") == details["code"]:
        return False
    bestand.stop()
    log = staat.logs / f"{naam}.log"
    process = bestand.spawn([sys.executable, "manage.py", *opdracht], log, omgeving, staat.kloon, **details)
    if wacht_op is not None:
        wait_until(lambda: process.poll() is not None or wacht_op.is_socket(), TERMIJN)
    if process.poll() is not None or (wacht_op is not None and not wacht_op.is_socket()):
        bestand.stop()
        msg = f"{naam} start niet: {last_line(log) or 'geen melding'} (zie {log})"
        raise Fout(msg)
    return True
