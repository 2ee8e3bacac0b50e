"""Background work of the app."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import structlog
from celery import shared_task
from django.conf import settings

from processing import afstemming, canarie
from processing.selectors import today
from processing.signalering import judge_log
from processing.vernietigen import carry_out

log = structlog.get_logger(__name__)

KWARTALEN_VOORUIT = 4


@shared_task  # type: ignore[untyped-decorator]
def houd_logdelen_vooruit() -> None:
    """Keep partitions of the log four quarters ahead, as the bewaarder: the only role that may make them."""
    url = os.environ.get("DATABASE_BEWAARDER_URL")
    if not url:
        log.warning("logdelen_overgeslagen", reden="DATABASE_BEWAARDER_URL ontbreekt")
        return
    tot = today() + timedelta(days=92 * KWARTALEN_VOORUIT)
    with psycopg.connect(url) as verbinding:
        (gemaakt,) = verbinding.execute("SELECT processing.maak_delen(%s)", [tot]).fetchone() or (0,)
    log.info("logdelen_vooruit", gemaakt=gemaakt, tot=tot.isoformat())


@shared_task  # type: ignore[untyped-decorator]
def vernietig_logdelen() -> None:
    """Carry out what two employees decided, as the bewaarder: the only role that may."""
    url = os.environ.get("DATABASE_BEWAARDER_URL")
    if not url:
        log.warning("vernietiging_overgeslagen", reden="DATABASE_BEWAARDER_URL ontbreekt")
        return
    with psycopg.connect(url, autocommit=True) as verbinding:
        carry_out(verbinding, lambda voorstel, tekst: log.info("vernietiging", voorstel=str(voorstel), uitkomst=tekst))


@shared_task  # type: ignore[untyped-decorator]
def beoordeel_log() -> None:
    """Judge what was logged since the last time; what deserves a look is put on the worklist of the toezichthouder."""
    beoordeeld, gelegd = judge_log()
    if gelegd:
        log.info("signalen_gelegd", beoordeeld=beoordeeld, signalen=gelegd)


@shared_task  # type: ignore[untyped-decorator]
def laat_canarie_vliegen() -> None:
    """Use data of the trial person; a minute later another task looks whether that left what it must."""
    handeling = canarie.fly()
    if handeling is None:
        canarie.call_out("geen-antwoord")
        return
    controleer_canarie.apply_async([str(handeling)], countdown=canarie.TERMIJN)


@shared_task  # type: ignore[untyped-decorator]
def controleer_canarie(handeling: str) -> None:
    """Look for the line of this action, once: its time is over."""
    canarie.watch(UUID(handeling), termijn=0)


@shared_task  # type: ignore[untyped-decorator]
def stem_af() -> None:
    """Lay yesterday's part of our own access log (Dutch days) beside the processing log, and call out what is missing."""
    if not settings.TOEGANGSLOG:
        return
    gisteren = today() - timedelta(days=1)
    try:
        with Path(settings.TOEGANGSLOG).open(encoding="utf-8", errors="replace") as bestand:
            uitkomst = afstemming.compare(afstemming.rows_of_day(bestand, gisteren))
    except OSError:
        log.error("afstemming_zonder_toegangslog")
        return
    afstemming.keep(uitkomst)
    for soort, verzoeken in (("ongelogd", uitkomst.ongelogd), ("ongeweigerd", uitkomst.ongeweigerd)):
        for verzoek in verzoeken:
            log.error("afstemming", soort=soort, verzoek=str(verzoek))
