"""Time on two axes, pure: geldigheid (days, half-open) and registratie (moments in milliseconds, half-open)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Tijdslice:
    """What held on `geldig_op`, with the knowledge of `beschikbaar_op` (aware, UTC, milliseconds)."""

    geldig_op: date
    beschikbaar_op: datetime
