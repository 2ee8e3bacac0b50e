"""Background work of the app."""

from __future__ import annotations

import os
from datetime import timedelta

import psycopg
import structlog
from celery import shared_task

from processing.selectors import today
from processing.signalering import judge_log

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
def beoordeel_log() -> None:
    """Judge what was logged since the last time; what deserves a look is put on the worklist of the toezichthouder."""
    beoordeeld, gelegd = judge_log()
    if gelegd:
        log.info("signalen_gelegd", beoordeeld=beoordeeld, signalen=gelegd)
