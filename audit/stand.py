"""How the seal stands: the newest checkpoint, who witnessed it, the last round of the control, and what it found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from audit import opslag
from audit.opslag import Vraag

GETOOND = 100


@dataclass(frozen=True, slots=True)
class Controleronde:
    """A round over all leaves; moments are aware, UTC."""

    begin: datetime
    eind: datetime
    bladen: int
    bevindingen: int


@dataclass(frozen=True, slots=True)
class Melding:
    """A finding that was written down: which leaf, and what is wrong with it."""

    soort: str
    bron: str
    blad: UUID
    nummer: int | None
    tijd: datetime


@dataclass(frozen=True, slots=True)
class Zegelstand:
    """`grootte` leaves are signed, since `getekend` (None: nothing yet); `geplaatst` have a place. `getuigen` saw this checkpoint."""

    grootte: int
    getekend: datetime | None
    geplaatst: int
    wortel: bytes
    getuigen: tuple[tuple[str, datetime], ...]
    ronde: Controleronde | None
    aantal_meldingen: int
    meldingen: tuple[Melding, ...]


def seal_state(vraag: Vraag) -> Zegelstand:
    """The state now, with at most GETOOND findings, newest first."""
    getekend = opslag.last_checkpoint(vraag)
    getuigen = vraag(
        "SELECT getuige, gezien FROM audit.getuigenis WHERE grootte = %s ORDER BY getuige", (getekend.grootte,)
    )
    rondes = vraag("SELECT begin, eind, bladen, bevindingen FROM audit.ronde ORDER BY begin DESC LIMIT 1", ())
    ((aantal,),) = vraag("SELECT count(*) FROM audit.bevinding", ())
    meldingen = vraag(
        "SELECT soort, bron, blad, nummer, tijd FROM audit.bevinding ORDER BY tijd DESC, blad LIMIT %s", (GETOOND,)
    )
    return Zegelstand(
        grootte=getekend.grootte,
        getekend=getekend.getekend,
        geplaatst=opslag.size(vraag),
        wortel=getekend.wortel,
        getuigen=tuple((naam, gezien) for naam, gezien in getuigen),
        ronde=Controleronde(*rondes[0]) if rondes else None,
        aantal_meldingen=aantal,
        meldingen=tuple(Melding(*rij) for rij in meldingen),
    )
