"""How the seal stands: the newest checkpoint, who witnessed it, the last round of the control, and what it found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from audit import opslag
from audit.gat import Gat, read_gaps
from audit.ondertekenaar.regels import read_too_small
from audit.opslag import Tijdstempel, Vraag

GETOOND = 100
STEMPEL_TE_LAAT = timedelta(days=2)  # without a time-stamp over what was signed since the last one


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
class Weigering:
    """The signer refuses, since `sinds` (aware, UTC). `te_klein`: the size of the tree and the larger one that was signed, if that is why."""

    sinds: datetime
    reden: str
    te_klein: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Stempelstand:
    """The newest time-stamp; since when a signed checkpoint waits for one; the last try, where that came after it and gave nothing.

    Moments are aware, UTC. `geweigerd`: something came at that try, and it did not hold.
    """

    laatste: Tijdstempel | None
    wacht_sinds: datetime | None
    gemist: datetime | None
    geweigerd: bool
    reden: str

    @property
    def te_laat(self) -> bool:
        """Whether what was signed waits longer than two days."""
        return self.wacht_sinds is not None and datetime.now(UTC) - self.wacht_sinds > STEMPEL_TE_LAAT


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
    weigering: Weigering | None
    gaten: tuple[Gat, ...]
    stempel: Stempelstand


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
    geweigerd = opslag.refusal(vraag)
    return Zegelstand(
        grootte=getekend.grootte,
        getekend=getekend.getekend,
        geplaatst=opslag.size(vraag),
        wortel=getekend.wortel,
        getuigen=tuple((naam, gezien) for naam, gezien in getuigen),
        ronde=Controleronde(*rondes[0]) if rondes else None,
        aantal_meldingen=aantal,
        meldingen=tuple(Melding(*rij) for rij in meldingen),
        weigering=Weigering(*geweigerd, read_too_small(geweigerd[1])) if geweigerd else None,
        gaten=tuple(read_gaps(vraag)),
        stempel=stamp_state(vraag),
    )


def stamp_state(vraag: Vraag) -> Stempelstand:
    """How the time-stamps stand; also where none are asked for, and then nobody needs to mind that what was signed waits."""
    laatste = opslag.last_stamp(vraag)
    wacht = vraag(
        "SELECT getekend FROM audit.checkpoint WHERE grootte > %s ORDER BY grootte LIMIT 1",
        (laatste.grootte if laatste else 0,),
    )
    gemist = vraag(
        "SELECT tijd, geweigerd, reden FROM audit.tijdstempel_gemist"
        " WHERE tijd > coalesce((SELECT max(ontvangen) FROM audit.tijdstempel), '-infinity') ORDER BY tijd DESC LIMIT 1",
        (),
    )
    return Stempelstand(laatste, wacht[0][0] if wacht else None, *(gemist[0] if gemist else (None, False, "")))
