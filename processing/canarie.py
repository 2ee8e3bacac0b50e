"""The canary: a use about a person who does not exist, to see that uses still leave their line, that the person sees it, and that it is sealed.

The trial person stands in no register, only in the vault: what the canary reads is what the log says about them. So they can mix with nobody. Their
number begins with 9999 and is never given out.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import structlog
from django.db import DatabaseError, connection, transaction

from audit import opslag
from audit.verbinding import ask
from nlapi.koppen import nieuw_spoor
from nlapi.probleem import Probleem
from processing.gebruik import Aanroep
from processing.intern import INZAGE_BETROKKENE, claim_for
from processing.inzage import Gebruiksfilter, lines_of_choice
from processing.logboek import Periode, lines_of_person
from processing.selectors import activiteit_met_naam
from processing.zegel import BRON

log = structlog.get_logger(__name__)

CANARIE = "controle-van-het-log"
APPLICATIE = uuid5(NAMESPACE_URL, "urn:nl:bronhuis:applicatie:canarie")
PROEFNUMMER = "999999990"
TERMIJN = 60.0  # seconds within which the line must be seen and sealed
PAUZE = 1.0

Bevinding = Literal["geen-antwoord", "geen-regel", "niet-verzegeld"]


def fly() -> UUID | None:
    """Use: read what the log says about the trial person, as the canary's own applicatie. The action, or None where that was refused or failed."""
    try:
        claim = replace(claim_for(CANARIE), applicatie=APPLICATIE)
        geleverd = lines_of_person(
            claim, _call(), PROEFNUMMER, _lately(), lambda *_: b"", aantal=1, ook_vertrouwelijk=False
        )
    except (Probleem, DatabaseError) as fout:
        log.warning("canarie_geweigerd", fout=type(fout).__name__, code=getattr(fout, "code", None))
        return None
    return geleverd.bewijs.handeling


def find_fault(handeling: UUID) -> Bevinding | None:
    """What is missing of this action now: its line in the overview that the trial person would see, or the seal of it where sealing runs."""
    try:
        geleverd = lines_of_choice(
            claim_for(INZAGE_BETROKKENE),
            _call(),
            PROEFNUMMER,
            _lately(),
            Gebruiksfilter(activiteit=activiteit_met_naam(CANARIE)),
            lambda _regels: b"",
            aantal=20,
        )
    except (Probleem, DatabaseError):
        return "geen-regel"
    regel = next((r.id for r in geleverd.extra if r.handeling == handeling), None)
    if regel is None:
        return "geen-regel"
    return None if _is_sealed(regel) else "niet-verzegeld"


def _is_sealed(regel: UUID) -> bool:
    """Whether a signed checkpoint covers this line; where nothing was ever signed there is no seal to miss (`zegel_achter` tells that)."""
    getekend = opslag.last_checkpoint(ask)
    if not getekend.notitie:
        return True
    nummer = opslag.number_of(ask, BRON, regel)
    return nummer is not None and nummer < getekend.grootte


def watch(
    handeling: UUID | None, termijn: float = TERMIJN, wacht: Callable[[float], None] = time.sleep
) -> Bevinding | None:
    """Look until all of it is there, at most `termijn` seconds, and call out what is missing then."""
    if handeling is None:
        return call_out("geen-antwoord")
    einde = time.monotonic() + termijn
    while (gebrek := find_fault(handeling)) is not None and time.monotonic() < einde:
        wacht(PAUZE)
    return call_out(gebrek) if gebrek else None


def call_out(bevinding: Bevinding) -> Bevinding:
    """Say it in the log of the process and put it on the worklist of the toezichthouder."""
    log.error("canarie_zonder_regel", bevinding=bevinding)
    with contextlib.suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT processing.meld_canarie(%s)", [bevinding])
    return bevinding


def _call() -> Aanroep:
    return Aanroep(uuid4(), nieuw_spoor())


def _lately() -> Periode:
    nu = datetime.now(UTC)
    return Periode(nu - timedelta(hours=1), nu + timedelta(hours=1))
