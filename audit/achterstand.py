"""How far sealing is behind: the age of the oldest leaf that no signed checkpoint covers. Works without a sealer, from what stands in the database.

Until it is sealed, whoever owns the server can change a line unseen; so who watches must hear of it when that lasts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from audit import opslag
from audit.bronnen import Bron
from audit.opslag import Vraag

log = structlog.get_logger(__name__)

# A seal follows a line within seconds; what waits longer than this is an alarm.
GRENS = timedelta(seconds=60)
# The sources count no further.
GETELD = 100_000


@dataclass(frozen=True, slots=True)
class Achterstand:
    """`aantal` leaves without a seal, of which the `oudste` (aware) waits `duur` by the clock of the database; none: no moment."""

    oudste: datetime | None = None
    duur: timedelta = timedelta(0)
    aantal: int = 0

    @property
    def te_lang(self) -> bool:
        """Whether this is an alarm."""
        return self.duur > GRENS

    @property
    def geteld(self) -> str:
        """How many, as far as was counted."""
        return str(self.aantal) if self.aantal <= GETELD else f"> {GETELD}"


def backlog(vraag: Vraag, bronnen: Iterable[Bron]) -> Achterstand:
    """What of these sources waits for its place or its signature; a source that cannot tell counts for nothing."""
    getekend = opslag.last_checkpoint(vraag).grootte
    geheel = Achterstand()
    for bron in bronnen:
        if bron.achterstand is None:
            continue
        xid, id_ = opslag.last_place(vraag, bron, getekend)
        ((oudste, seconden, aantal),) = vraag(
            f"SELECT oudste, seconden, aantal FROM {bron.achterstand}(%s::xid8, %s)",  # noqa: S608 - a checked name
            (str(xid), id_),
        )
        if aantal:
            duur = timedelta(seconds=seconden)
            ouder = geheel.oudste is None or duur > geheel.duur
            geheel = Achterstand(
                oudste if ouder else geheel.oudste, duur if ouder else geheel.duur, geheel.aantal + aantal
            )
    return geheel


def call_out(achterstand: Achterstand) -> bool:
    """Say so in the log of the process when it lasts too long."""
    if achterstand.te_lang:
        log.error("zegel_achter", seconden=round(achterstand.duur.total_seconds()), aantal=achterstand.aantal)
    return achterstand.te_lang
