"""The control: does what stands in the log still give the tree that was sealed? Names every leaf for which it does not.

Goes round, a piece at a time. Within a source leaves have their numbers in order of (xid, id), so one walk along the tree and the source
finds what was altered, removed, or put in between. A round ends with the root: the leaves that were seen must give the root that was
signed; and with what leaves put down about rows elsewhere: those must still be so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal, NamedTuple
from uuid import UUID, uuid5

from audit import opslag
from audit.boom import Knoop, Rand
from audit.bronhuis_verify import HASHLENGTE, TEGELHOOGTE, commitment, leaf_hash
from audit.bronnen import Bron
from audit.opslag import BEGIN, Plaats, Verzegeld, Vraag

Soort = Literal[
    "gewijzigd", "verdwenen", "ingevoegd", "wortel", "antedatering", "tegenspraak", "tegel", "afwijkend", "vernietiging"
]
STUK = 10_001  # leaves per step: a step costs well under a second, and the second step ends the round of a small log (zegelproces.KLEIN)
HELE_BOOM = UUID(int=0)


class Gevonden(NamedTuple):
    """A leaf as its source gives it now; `inzet` is None where the source no longer makes it into a whole.

    `verklaring` is the declaration under which it was lawfully destroyed.
    """

    xid: int
    id: UUID
    inzet: bytes | None
    verklaring: UUID | None = None

    @property
    def plaats(self) -> Plaats:
        """Where it belongs."""
        return self.xid, self.id


@dataclass(frozen=True, slots=True)
class Bevinding:
    """Something that does not fit: a leaf of a source (a nil id: the tree as a whole), and in plain words what is wrong."""

    soort: Soort
    bron: str
    blad: UUID
    nummer: int | None
    uitleg: str


def compare(bron: str, verzegeld: Sequence[Verzegeld], gevonden: Iterable[Gevonden]) -> Iterator[Bevinding]:
    """Walk along sealed leaves and what the source gives for the same stretch, both in order of (xid, id)."""
    rest = iter(gevonden)
    nu = next(rest, None)
    for blad in verzegeld:
        while nu is not None and nu.plaats < (blad.xid, blad.id):
            yield _inserted(bron, nu)
            nu = next(rest, None)
        if nu is None or nu.plaats != (blad.xid, blad.id):
            yield Bevinding(
                "verdwenen",
                bron,
                blad.id,
                blad.nummer,
                f"Blad {blad.nummer} is verzegeld, maar staat niet meer in het log.",
            )
            continue
        if nu.verklaring is None and nu.inzet != blad.inzet:
            yield Bevinding(
                "gewijzigd", bron, blad.id, blad.nummer, f"Blad {blad.nummer} is na het verzegelen gewijzigd."
            )
        nu = next(rest, None)
    while nu is not None:
        yield _inserted(bron, nu)
        nu = next(rest, None)


def _inserted(bron: str, blad: Gevonden) -> Bevinding:
    return Bevinding(
        "ingevoegd", bron, blad.id, None, "Dit staat in het log tussen wat al verzegeld was, en is zelf niet verzegeld."
    )


@dataclass
class Rondgang:
    """A round under way: how far it is in the tree and in each source, and the tree of what it saw."""

    rand: Rand = field(default_factory=Rand)
    tot: dict[str, Plaats] = field(default_factory=dict)
    bevindingen: int = 0
    verklaard: dict[UUID, tuple[int, bytes]] = field(default_factory=dict)  # when the round began
    vernietigd: dict[UUID, tuple[int, bytes]] = field(default_factory=dict)  # as found on the way

    def step(self, vraag: Vraag, bronnen: Sequence[Bron], stuk: int = STUK) -> tuple[list[Bevinding], bool]:
        """Check the next piece; gives what was found, and whether the round is done."""
        van = self.rand.grootte
        if van == 0:
            self.verklaard = _declared(vraag, bronnen)
        verzegeld = opslag.leaves(vraag, van, van + stuk)
        gevonden: list[Bevinding] = []
        for bron in bronnen:
            eigen = [b for b in verzegeld if b.bron == bron.naam]
            if eigen:
                einde = eigen[-1].xid, eigen[-1].id
                tussen = _between(vraag, bron, self.tot.get(bron.naam, BEGIN), einde, stuk)
                gevonden += compare(bron.naam, eigen, self._counted(tussen))
                self.tot[bron.naam] = einde
        self.rand, nieuw = self.rand.extend([leaf_hash(b.inzet) for b in verzegeld])
        gevonden += _tiles(vraag, nieuw)
        klaar = len(verzegeld) < stuk
        if klaar:
            gevonden += self._root(vraag)
            gevonden += [b for bron in bronnen for b in _strayed(vraag, bron)]
            gevonden += self._destroyed(vraag, bronnen)
        self.bevindingen += len(gevonden)
        return gevonden, klaar

    def _counted(self, gevonden: Iterable[Gevonden]) -> Iterator[Gevonden]:
        """Pass leaves on, and keep what was destroyed per declaration: how many, and the chain that `audit.bronnen` tells of."""
        for blad in gevonden:
            if blad.verklaring is not None:
                aantal, keten = self.vernietigd.get(blad.verklaring, (0, b""))
                schakel = sha256(keten + blad.xid.to_bytes(8, "big") + blad.id.bytes).digest()
                self.vernietigd[blad.verklaring] = aantal + 1, schakel
            yield blad

    def _destroyed(self, vraag: Vraag, bronnen: Sequence[Bron]) -> Iterator[Bevinding]:
        """Compare with what was declared. What was declared while the round was under way is for the next round to judge."""
        nu = _declared(vraag, bronnen)
        fout = [v for v, wat in self.verklaard.items() if self.vernietigd.get(v, (0, b"")) != wat or nu.get(v) != wat]
        for verklaring in sorted({*fout, *(self.vernietigd.keys() - nu.keys())}):
            uitleg = f"Wat onder verklaring {verklaring} is vernietigd, is niet wat is verklaard."
            yield Bevinding("vernietiging", "audit", verklaring, None, uitleg)

    def _root(self, vraag: Vraag) -> list[Bevinding]:
        """Compare with the signed root of exactly this size; the sealer may be a step ahead, then the next round tells."""
        getekend = opslag.last_checkpoint(vraag)
        if getekend.grootte > self.rand.grootte:
            uitleg = f"De boom heeft {self.rand.grootte} bladen, maar er is getekend voor {getekend.grootte}."
            return (
                []
                if opslag.size(vraag) >= getekend.grootte
                else [Bevinding("wortel", "audit", HELE_BOOM, None, uitleg)]
            )
        if getekend.grootte == self.rand.grootte and self.rand.wortel != getekend.wortel:
            uitleg = f"De {getekend.grootte} bladen geven een andere wortel dan die is getekend."
            return [Bevinding("wortel", "audit", HELE_BOOM, None, uitleg)]
        return []


def _declared(vraag: Vraag, bronnen: Sequence[Bron]) -> dict[UUID, tuple[int, bytes]]:
    return {id_: wat for bron in bronnen for id_, wat in opslag.declarations(vraag, bron).items()}


def _strayed(vraag: Vraag, bron: Bron) -> Iterator[Bevinding]:
    """Rows elsewhere that are not what the source last put down about them."""
    for blad, tabel, rij in opslag.strayed_rows(vraag, bron):
        uitleg = f"Rij {rij} van {tabel} is niet wat er voor het laatst over is vastgelegd."
        # A row of which nothing was ever put down has no leaf: named after its place, so that it is one finding however often it is seen.
        eigen = blad or uuid5(HELE_BOOM, f"{tabel} {rij}")
        yield Bevinding("afwijkend", bron.naam, eigen, opslag.number_of(vraag, bron.naam, eigen), uitleg)


def _tiles(vraag: Vraag, knopen: Iterable[Knoop]) -> Iterator[Bevinding]:
    """Compare every tile that these nodes close with what is stored: outsiders get it from there."""
    for niveau, nummer, hash_ in knopen:
        if niveau == 0 or niveau % TEGELHOOGTE:
            continue
        laag = niveau // TEGELHOOGTE - 1
        tegel = opslag.full_tile(vraag, laag, nummer)
        hashes, wortel = tegel or (b"", b"")
        delen = [hashes[i : i + HASHLENGTE] for i in range(0, len(hashes), HASHLENGTE)]
        if wortel != hash_ or Rand().extend(delen)[0].wortel != hash_:
            uitleg = f"Tegel {laag}/{nummer} is niet wat de bladen eronder geven."
            yield Bevinding("tegel", f"tegel {laag}/{nummer}", HELE_BOOM, None, uitleg)


def _between(vraag: Vraag, bron: Bron, na: Plaats, tot: Plaats, stuk: int) -> Iterator[Gevonden]:
    """What the source gives after `na` up to and including `tot`, fetched a piece at a time: somebody may have put in more than was sealed."""
    while True:
        rijen = opslag.source_leaves(vraag, bron, na, tot[0] + 1, stuk)
        for xid, id_, zout, inhoud in rijen:
            na = xid, id_
            if na > tot:
                return
            if zout is None and inhoud is not None:
                yield Gevonden(xid, id_, None, UUID(bytes=inhoud))
            else:
                yield Gevonden(xid, id_, commitment(zout, inhoud) if zout is not None and inhoud is not None else None)
        if len(rijen) < stuk:
            return
