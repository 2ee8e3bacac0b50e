"""What the log's key may sign. Pure: no file, no socket, no key.

One rule carries all others (C2SP tlog-checkpoint): never sign what is not consistent with what was signed before. Whoever owns the
database may ask what they like; a shortened or rewritten tree gets no signature.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from audit.bronhuis_verify import BewijsFout, Checkpoint, Sleutel, verify_consistency
from audit.gatverklaring import GATWOORD, Gatverklaring

OPVOLGERWOORD = "opvolger"
# These lines say something about the key itself: a caller that could have them signed could hand the log to another key.
EIGEN_WOORDEN = (OPVOLGERWOORD, GATWOORD)
TE_KLEIN = "Het log is kleiner ({}) dan wat al ondertekend is ({})."


class Geweigerd(ValueError):
    """Not signed; the text says why, for the person who looks after the log."""


@dataclass(frozen=True, slots=True)
class Stand:
    """What was signed last. `gaten` are the digests of the gap statements that were used: each counts once."""

    laatste: Checkpoint
    gaten: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ondertekenverzoek:
    """What is asked: a checkpoint, the proof that it continues, and after a restore the statement that two people confirmed.

    The proof goes from what was signed last, or from the restored tree of the statement.
    """

    checkpoint: Checkpoint
    bewijs: tuple[bytes, ...] = ()
    gat: Gatverklaring | None = None


def judge(stand: Stand | None, verzoek: Ondertekenverzoek, *, eerste: bool = False) -> Checkpoint:
    """The checkpoint that may be signed; raises Geweigerd with the reason.

    `stand` is None when nothing was ever signed; `eerste` then lets a tree begin that is not empty any more.
    """
    nieuw = verzoek.checkpoint
    if stand is None:
        _refuse_own_words(nieuw)
        if verzoek.gat is not None:
            raise Geweigerd("Er is nog niets ondertekend, dus er is ook geen gat.")
        if nieuw.grootte and not eerste:
            raise Geweigerd(
                "Er is nog niets ondertekend en dit log is niet leeg. Start de ondertekenaar één keer met --eerste."
            )
        return nieuw
    if nieuw in {stand.laatste, without_announcement(stand.laatste)}:
        # Asked again after a crash between signing and answering: the same text gets the same signature.
        return nieuw
    if nieuw.oorsprong != stand.laatste.oorsprong:
        raise Geweigerd(f"Deze ondertekenaar is van het log {stand.laatste.oorsprong}, niet van {nieuw.oorsprong}.")
    if verzoek.gat is not None:
        _judge_gat(stand, verzoek, verzoek.gat)
    else:
        _refuse_own_words(nieuw)
        _require_growth(stand.laatste.grootte, stand.laatste.wortel, verzoek)
    return nieuw


def advance(stand: Stand | None, verzoek: Ondertekenverzoek, ondertekend: Checkpoint) -> Stand:
    """The stand after signing: a statement that was used is spent."""
    gaten = stand.gaten if stand else ()
    gat = verzoek.gat
    if gat is not None and gat.regel in ondertekend.uitbreiding and gat.kenmerk not in gaten:
        gaten = (*gaten, gat.kenmerk)
    return Stand(ondertekend, gaten)


def announce(checkpoint: Checkpoint, opvolger: Sleutel | None) -> Checkpoint:
    """The checkpoint with the line by which the old key names its successor; unchanged without a successor."""
    if opvolger is None or announcement(opvolger) in checkpoint.uitbreiding:
        return checkpoint
    return replace(checkpoint, uitbreiding=(*checkpoint.uitbreiding, announcement(opvolger)))


def announcement(opvolger: Sleutel) -> str:
    """The extension line that names the next key of the log."""
    return f"{OPVOLGERWOORD} {opvolger.tekst}"


def without_announcement(checkpoint: Checkpoint) -> Checkpoint:
    """The checkpoint as it was asked, before the signer named a successor in it."""
    over = tuple(regel for regel in checkpoint.uitbreiding if _word(regel) != OPVOLGERWOORD)
    return replace(checkpoint, uitbreiding=over)


def announced(checkpoint: Checkpoint) -> str | None:
    """The verifier key (vkey) that this checkpoint names as the next one, or None."""
    woorden = [
        regel.removeprefix(f"{OPVOLGERWOORD} ") for regel in checkpoint.uitbreiding if _word(regel) == OPVOLGERWOORD
    ]
    return woorden[-1] if woorden else None


def may_continue(laatste: Checkpoint, sleutel: Sleutel, opvolger: Sleutel | None) -> None:
    """Whether these keys may go on after what was signed last; raises Geweigerd.

    Once a successor is announced, only that key goes on, alone or together with the old one. Else there would be two keys that
    each believe that the log is theirs.
    """
    naam = announced(laatste)
    if opvolger is not None and opvolger.naam != sleutel.naam:
        raise Geweigerd(f"De opvolger heet {opvolger.naam}; een sleutel van dit log heet {sleutel.naam}.")
    if opvolger is not None and opvolger == sleutel:
        raise Geweigerd("De opvolger is dezelfde sleutel.")
    if naam is not None and naam not in {sleutel.tekst, opvolger.tekst if opvolger else None}:
        raise Geweigerd(f"Het vorige checkpoint wijst een andere sleutel aan: {naam}. Start met die sleutel.")


def read_too_small(reden: str) -> tuple[int, int] | None:
    """From a refusal that the tree is too small: its size, and the size that was signed. None for any other refusal."""
    gevonden = re.fullmatch(re.escape(TE_KLEIN).replace(r"\{\}", "([0-9]{1,19})"), reden)
    return (int(gevonden[1]), int(gevonden[2])) if gevonden else None


def _refuse_own_words(nieuw: Checkpoint) -> None:
    for regel in nieuw.uitbreiding:
        if _word(regel) in EIGEN_WOORDEN:
            raise Geweigerd(f"Een regel met {_word(regel)!r} schrijft de ondertekenaar alleen op eigen gezag.")


def _require_growth(oude_grootte: int, oude_wortel: bytes, verzoek: Ondertekenverzoek) -> None:
    nieuw = verzoek.checkpoint
    if nieuw.grootte < oude_grootte:
        raise Geweigerd(TE_KLEIN.format(nieuw.grootte, oude_grootte))
    if nieuw.grootte == oude_grootte and nieuw.wortel != oude_wortel:
        raise Geweigerd(f"Bij grootte {nieuw.grootte} is al een andere wortel ondertekend.")
    try:
        verify_consistency(oude_grootte, nieuw.grootte, oude_wortel, nieuw.wortel, verzoek.bewijs)
    except BewijsFout as fout:
        raise Geweigerd(f"Het log gaat niet verder op wat ondertekend is: {fout}") from None


def _judge_gat(stand: Stand, verzoek: Ondertekenverzoek, gat: Gatverklaring) -> None:
    nieuw = verzoek.checkpoint
    oud = stand.laatste
    if gat.kenmerk in stand.gaten:
        raise Geweigerd("Deze gatverklaring is al gebruikt.")
    if gat.oorsprong != oud.oorsprong:
        raise Geweigerd(f"De gatverklaring gaat over een ander log: {gat.oorsprong}.")
    if (gat.oude_grootte, gat.oude_wortel) != (oud.grootte, oud.wortel):
        raise Geweigerd(
            f"De gatverklaring noemt niet het checkpoint dat het laatst is ondertekend (grootte {oud.grootte})."
        )
    eigen = [regel for regel in nieuw.uitbreiding if _word(regel) in EIGEN_WOORDEN]
    if eigen != [gat.regel]:
        raise Geweigerd(f"Het eerste checkpoint na het gat heeft deze regel nodig: {gat.regel}")
    _require_growth(gat.herstelde_grootte, gat.herstelde_wortel, verzoek)


def _word(regel: str) -> str:
    return regel.partition(" ")[0]
