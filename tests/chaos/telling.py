"""What was given against what stands in the log. Pure: sets in, numbers out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from tests.chaos.belasting import Antwoord

# A line as an outsider can tell it apart: the request that it belongs to, and the object that it is about.
Logregel = tuple[UUID, UUID]


@dataclass(frozen=True)
class Telling:
    """The numbers of one row of the table."""

    verzoeken: int
    bediend: int
    gelogd: int
    ongelogd: int
    verloren: int
    niet_nu: int
    zonder_wacht: int
    andere_fouten: int


def count(antwoorden: Collection[Antwoord], gezien: Collection[Logregel], log: Collection[Logregel]) -> Telling:
    """Match answers with the log as it is at the end, and with the lines that somebody saw standing in it before.

    `ongelogd`: read in full, while no line of it stands in the log or was ever seen there. `verloren`: seen in the log, so committed,
    and no longer there.
    """
    gelezen = {(a.verzoek, a.object) for a in antwoorden if a.verzoek and a.object}
    staat, stond = set(log), set(gezien)
    return Telling(
        verzoeken=len(antwoorden),
        bediend=len(gelezen),
        gelogd=len(staat),
        ongelogd=len(gelezen - staat - stond),
        verloren=len(stond - staat),
        niet_nu=_number(a.status == 503 for a in antwoorden),
        zonder_wacht=_number(a.status == 503 and not a.wacht for a in antwoorden),
        andere_fouten=_number(a.status >= 500 and a.status != 503 for a in antwoorden),
    )


def _number(waar: Iterable[bool]) -> int:
    return sum(waar)
