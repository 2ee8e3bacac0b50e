"""Destroying parts of the log: looked at, proposed by one employee, confirmed by another, carried out by the bewaarder. And what stops it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit.verbinding import ask
from processing.bewaarmodellen import Vernietiging, Vernietigingsstop

BEWAARD = "bewaard"


class VernietigingFout(Exception):
    """Cannot be done now; the text says why, and what would be right."""


@dataclass(frozen=True, slots=True)
class Logdeel:
    """A part of the log: the quarter that begins on `kwartaal`, one class; from `vervalt` on it may go (None: kept rows)."""

    kwartaal: date
    klasse: str
    vervalt: date | None

    def is_due(self, dag: date) -> bool:
        """Whether its term is over on this day. Kept rows each have an end of their own: of them any day may be right."""
        return self.vervalt is None or self.vervalt <= dag


@dataclass(frozen=True, slots=True)
class Voorbeeld:
    """What destroying a part would do: how many rows it has, and how many must stay."""

    regels: int
    handelingen: int
    weigeringen: int
    door_stop: int
    door_termijn: int

    @property
    def blijft(self) -> int:
        """Rows that stay, in the part of kept rows."""
        return self.door_stop + self.door_termijn


def parts() -> list[Logdeel]:
    """Every part of the log, oldest first."""
    return [Logdeel(*rij) for rij in ask("SELECT kwartaal, klasse, vervalt FROM processing.delen_van_log()", ())]


def part(kwartaal: date, klasse: str) -> Logdeel | None:
    """The part of this quarter and class, or None."""
    return next((d for d in parts() if (d.kwartaal, d.klasse) == (kwartaal, klasse)), None)


def preview(deel: Logdeel) -> Voorbeeld:
    """Count; on a large part this takes a while."""
    ((*aantallen,),) = ask("SELECT * FROM processing.voorbeeld_vernietiging(%s, %s)", (deel.kwartaal, deel.klasse))
    return Voorbeeld(*aantallen)


def open_proposal(deel: Logdeel) -> Vernietiging | None:
    """The proposal for this part that still waits for something."""
    return Vernietiging.objects.filter(
        kwartaal=deel.kwartaal, klasse=deel.klasse, ingetrokken_op=None, uitgevoerd_op=None
    ).first()


def propose(deel: Logdeel, medewerker: UUID, dag: date) -> Vernietiging:
    """Propose to destroy this part, with the numbers as they are now; raises VernietigingFout."""
    if not deel.is_due(dag):
        raise VernietigingFout(f"De termijn van dit deel loopt nog tot {deel.vervalt}.")
    voorbeeld = preview(deel)
    try:
        with transaction.atomic():
            return Vernietiging.objects.create(
                kwartaal=deel.kwartaal,
                klasse=deel.klasse,
                regels=voorbeeld.regels,
                handelingen=voorbeeld.handelingen,
                weigeringen=voorbeeld.weigeringen,
                door_stop=voorbeeld.door_stop,
                door_termijn=voorbeeld.door_termijn,
                voorgesteld_door=medewerker,
            )
    except IntegrityError as fout:
        raise VernietigingFout("Er ligt al een voorstel voor dit deel.") from fout


@transaction.atomic
def confirm(voorstel: UUID, medewerker: UUID) -> None:
    """Confirm what somebody else proposed; from then on the bewaarder carries it out. Raises VernietigingFout."""
    rij = _waiting(voorstel)
    if rij.bevestigd_op is not None:
        raise VernietigingFout("Dit voorstel is al bevestigd.")
    if rij.voorgesteld_door == medewerker:
        raise VernietigingFout("U deed dit voorstel zelf. Een collega moet het bevestigen.")
    rij.bevestigd_op, rij.bevestigd_door = timezone.now(), medewerker
    rij.save(update_fields=["bevestigd_op", "bevestigd_door"])


@transaction.atomic
def withdraw(voorstel: UUID, medewerker: UUID) -> None:
    """Take a proposal back, confirmed or not, as long as it was not carried out; raises VernietigingFout."""
    rij = _waiting(voorstel)
    rij.ingetrokken_op, rij.ingetrokken_door = timezone.now(), medewerker
    rij.save(update_fields=["ingetrokken_op", "ingetrokken_door"])


def _waiting(voorstel: UUID) -> Vernietiging:
    # Of a row the app may fill in the end only; so it locks by that right.
    rij = Vernietiging.objects.select_for_update().filter(pk=voorstel).first()
    if rij is None or rij.ingetrokken_op is not None or rij.uitgevoerd_op is not None:
        raise VernietigingFout("Dit voorstel wacht nergens meer op.")
    return rij


def standing_stops() -> QuerySet[Vernietigingsstop]:
    """Stops that were not lifted, without whom they are about: that nobody reads."""
    return Vernietigingsstop.objects.defer("betrokkene").select_related("activiteit").filter(opgeheven_op=None)


def impose_stop(medewerker: UUID, *, reden: str, kenmerk: str, **waarvoor: Any) -> Vernietigingsstop:
    """Stop destruction for what `waarvoor` names (register, activiteit_id, afnemer, betrokkene); nothing named: for all. Raises VernietigingFout."""
    if not reden.strip() or not kenmerk.strip():
        raise VernietigingFout("Schrijf op waarom, en het kenmerk van de zaak of de vordering.")
    over_persoon = waarvoor.get("betrokkene") is not None
    return Vernietigingsstop.objects.create(
        ingesteld_door=medewerker, reden=reden, kenmerk=kenmerk, over_persoon=over_persoon, **waarvoor
    )


@transaction.atomic
def lift_stop(stop: UUID, medewerker: UUID) -> None:
    """Lift a stop; raises VernietigingFout when it does not stand."""
    rij = Vernietigingsstop.objects.defer("betrokkene").select_for_update().filter(pk=stop, opgeheven_op=None).first()
    if rij is None:
        raise VernietigingFout("Deze stop is er niet, of is al opgeheven.")
    rij.opgeheven_op, rij.opgeheven_door = timezone.now(), medewerker
    rij.save(update_fields=["opgeheven_op", "opgeheven_door"])


def carry_out(verbinding: psycopg.Connection[Any], meld: Callable[[UUID, str], None]) -> int:
    """Carry out every confirmed proposal over a connection as bronhuis_bewaarder (autocommit); returns how many were.

    `meld` hears of each its id and what came of it. One that cannot be carried out does not stop the next. Raises VernietigingFout where
    the connection is that of another role.
    """
    ((mag,),) = verbinding.execute("SELECT has_function_privilege('processing.vernietig(uuid)', 'EXECUTE')").fetchall()
    if not mag:
        raise VernietigingFout("Dit mag alleen de rol bronhuis_bewaarder.")
    gedaan = 0
    rijen = verbinding.execute(
        """SELECT id FROM processing.vernietiging WHERE bevestigd_op IS NOT NULL AND ingetrokken_op IS NULL AND uitgevoerd_op IS NULL
           ORDER BY bevestigd_op"""
    ).fetchall()
    for (voorstel,) in rijen:
        try:
            ((verklaring,),) = verbinding.execute("SELECT processing.vernietig(%s)", [voorstel]).fetchall()
        except (psycopg.errors.CheckViolation, psycopg.errors.LockNotAvailable) as fout:
            # The text is that of the function: numbers of the log at most, nothing of a person.
            meld(voorstel, str(fout.diag.message_primary))
        else:
            gedaan += 1
            meld(voorstel, f"vernietigd, verklaring {verklaring}")
    return gedaan
