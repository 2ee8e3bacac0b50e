"""A household over the years: children come, it moves, falls apart, children leave. What happens is done in the order of time."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Literal

from registry.bevolking.familie import Familie
from registry.bevolking.feiten import PEILDATUM, Gezag, Persoon, Verbintenis, add_days, add_years
from registry.bevolking.levens import MEERDERJARIG, adult, give_nationality, origin
from registry.bevolking.namen import Herkomst

LAATSTE = add_days(PEILDATUM, -21)
LAATSTE_KIND = 44
TUSSEN_KINDEREN = 400


class Huishouden:
    """Two people (or one) and their children, from the day on which they live together."""

    def __init__(self, f: Familie, ouders: tuple[Persoon, ...], samen: date) -> None:
        self.f = f
        self.ouders = ouders
        self.samen = samen
        self.thuis = list(ouders)
        self.kinderen: list[Persoon] = []
        self.verbintenis: Verbintenis | None = None
        self.is_uiteen = False
        self._agenda: list[tuple[date, int, Callable[[date], None]]] = []
        self._volgorde = count()
        f.live_at(ouders, samen, f.uitgifte.address())

    def plan(self, dag: date, wat: Callable[[date], None]) -> None:
        """Something to happen on a day; what would come after the day of the population does not happen."""
        if dag <= LAATSTE:
            heapq.heappush(self._agenda, (dag, next(self._volgorde), wat))

    def play(self) -> None:
        """Let everything planned happen, in order of time."""
        while self._agenda:
            dag, _, wat = heapq.heappop(self._agenda)
            wat(dag)

    def unite(self, dag: date) -> None:
        """The two marry or register a partnership; many take the partner's name in some form."""
        een, ander = self.ouders
        if self.is_uiteen:
            return
        soort: Literal["H", "P"] = self.f.toeval.weigh((("H", 84), ("P", 16)))
        self.verbintenis = self.f.marry(een, ander, dag, soort)
        wie = een if een.nu.geslacht == "V" else ander
        gebruik = self.f.toeval.weigh((("E", 55), ("V", 33), ("N", 7), ("P", 5)))
        if gebruik != "E":
            wie.naamgebruik.append((dag, gebruik))

    def move(self, dag: date) -> None:
        """Everybody who is at home moves."""
        self.f.live_at(self.thuis, dag, self.f.uitgifte.address())

    def bear(self, dag: date) -> None:
        """A child; the other parent of unmarried ones recognises it, sometimes only later."""
        if self.is_uiteen:
            return
        toeval = self.f.toeval
        moeder = next((o for o in self.ouders if o.nu.geslacht == "V"), self.ouders[0])
        ouders = (moeder, *(o for o in self.ouders if o is not moeder))
        later = len(ouders) > 1 and self.verbintenis is None and toeval.has_luck(25)
        erkend = min(add_days(dag, toeval.between(5, 300)), PEILDATUM) if later else None
        kind = self.f.bear(ouders, dag, erkend=erkend)
        give_nationality(self.f, kind)
        self.kinderen.append(kind)
        self.thuis.append(kind)
        uit_huis = toeval.day(add_years(dag, MEERDERJARIG), add_years(dag, 29))
        self.plan(uit_huis, lambda d: self.leave(kind, d))

    def leave(self, kind: Persoon, dag: date) -> None:
        """A child gets a home of its own."""
        if kind in self.thuis:
            self.thuis.remove(kind)
            self.f.live_at([kind], dag, self.f.uitgifte.address())

    def part(self, dag: date) -> None:
        """The two part: one stays with the children, the other gets a home of their own."""
        if self.is_uiteen:
            return
        self.is_uiteen = True
        if self.verbintenis is not None:
            self.f.divorce(self.verbintenis, dag)
        vertrekker = self.f.toeval.choose(self.ouders)
        self.thuis.remove(vertrekker)
        self.f.live_at([vertrekker], dag, self.f.uitgifte.address())
        for kind in self.thuis:
            if kind.age(dag) < MEERDERJARIG and self.f.toeval.has_luck(35) and kind.laatste <= dag:
                blijver = next(o for o in self.ouders if o is not vertrekker)
                plek = next((b.plek for b in kind.ouders if b.ouder is blijver), "02")
                kind.gezag.append(Gezag(dag, "1" if plek == "02" else "2"))
                kind.touch(dag)


def start(f: Familie, herkomst: Herkomst, leeftijd: int, *, geslachten: str = "VM") -> Huishouden:
    """Two grown-ups, the younger `leeftijd` years old (at least 22), who live together since a day after they came of age."""
    geboren = birthday(f, leeftijd)
    samen = f.toeval.day(add_years(geboren, 20), min(add_years(geboren, 33), add_days(PEILDATUM, -250)))
    return join(f, adult(f, herkomst, geslachten[0], geboren, samen), samen, geslachten[1])


def join(f: Familie, een: Persoon, samen: date, geslacht: str) -> Huishouden:
    """A household of somebody who is there already and somebody new, up to six years older."""
    herkomst = een.herkomst if f.toeval.has_luck(80) else origin(f)
    ander = adult(f, herkomst, geslacht, add_days(een.geboren.dag, -f.toeval.between(0, 6 * 365)), samen)
    huis = Huishouden(f, (een, ander), samen)
    if f.toeval.has_luck(68):
        huis.plan(f.toeval.day(add_days(samen, 20), add_years(samen, 4)), huis.unite)
    return huis


def birthday(f: Familie, leeftijd: int) -> date:
    """A day of birth of somebody who is that old on the day of the population."""
    return f.toeval.day(add_days(add_years(PEILDATUM, -leeftijd), -364), add_years(PEILDATUM, -leeftijd))


def plan_children(huis: Huishouden, aantal: int) -> None:
    """Up to so many children, spaced, while the mother is younger than 44."""
    moeder = next((o for o in huis.ouders if o.nu.geslacht == "V"), huis.ouders[0])
    dag = add_days(huis.samen, 300)
    for _ in range(aantal):
        dag = huis.f.toeval.day(dag, add_days(dag, 1100))
        if moeder.age(dag) >= LAATSTE_KIND:
            return
        huis.plan(dag, huis.bear)
        dag = add_days(dag, TUSSEN_KINDEREN)


def plan_moves(huis: Huishouden, aantal: int) -> None:
    """Up to so many moves over the years."""
    for _ in range(aantal):
        huis.plan(huis.f.toeval.day(add_days(huis.samen, 200), add_days(PEILDATUM, 1500)), huis.move)
