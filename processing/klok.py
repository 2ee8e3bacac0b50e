"""The clock of this process beside that of the database. The database's is the one that counts: it dates the log, and it ends tokens."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import structlog

log = structlog.get_logger(__name__)

SPELING = timedelta(seconds=60)
MELD_ELKE = 60.0  # seconds

_gemeld = -MELD_ELKE


def is_past(verloopt: datetime, nu: datetime) -> bool:
    """Whether what lives until `verloopt` is over at `nu`, the database's time (both aware); a minute is left for clocks that differ."""
    return nu - SPELING > verloopt


def watch(nu: datetime) -> None:
    """Call out, once a minute at most, that this process's clock is more than a minute from `nu`, the database's time of this moment (aware)."""
    global _gemeld  # noqa: PLW0603 - one process, one clock
    verschil = datetime.now(UTC) - nu
    if abs(verschil) > SPELING and time.monotonic() - _gemeld >= MELD_ELKE:
        _gemeld = time.monotonic()
        log.error("klok_wijkt_af", seconden=round(verschil.total_seconds()))
