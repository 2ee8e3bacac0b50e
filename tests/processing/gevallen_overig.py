"""Cases for the two smaller rules: which purpose a call is about, and which exceptions the law gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID

from processing.doelbinding import Claimdetail, Doelbindingsclaim
from tests.processing.gevallen import some, uuid

GRONDSLAGEN = (
    "wettelijke-plicht", "algemeen-belang", "toestemming", "overeenkomst", "vitaal-belang", "gerechtvaardigd-belang", "", "Toestemming",
    " toestemming", "wettelijke-plicht ", "algemeen",
)  # fmt: skip
TEKSTEN = ("", " ", "\t\n", "\u00a0", "AVG art. 9 lid 2 onder h", "x", " UAVG art. 30 ")
GEEN_TEKST: tuple[Any, ...] = (None, 0, 1, True, False, [], ["AVG art. 9"], {}, {"artikel": "AVG art. 9"})
NAMEN = ("bijzonder", "strafrechtelijk", "nationaal-nummer", "Bijzonder", "bsn", "", "nationaal_nummer")
GEEN_LIJST: tuple[Any, ...] = (None, [], ["bijzonder"], "bijzonder", 3, True)


def choices(zaad: int, aantal: int) -> Iterator[tuple[Doelbindingsclaim, UUID | None]]:
    """Claims of none to four purposes, of which some for the same activity, and an activity that a header may name."""
    random = Random(zaad)
    for _ in range(aantal):
        activiteiten = [uuid(random) for _ in range(3)]
        details = tuple(Claimdetail(random.choice(activiteiten), uuid(random)) for _ in range(random.randint(0, 4)))
        claim = Doelbindingsclaim(uuid(random), uuid(random), "jti", datetime(2026, 1, 1, tzinfo=UTC), details)
        named = random.choice([None, *activiteiten, uuid(random), *(d.autorisatie for d in details[:1])])
        yield claim, named


def decisions(zaad: int, aantal: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """A legal ground, the article of the activity, and a decision that names exceptions well, badly or not at all."""
    random = Random(zaad)
    for _ in range(aantal):
        articles: dict[str, Any] = {
            naam: random.choice(TEKSTEN if random.random() < 0.8 else GEEN_TEKST) for naam in some(random, NAMEN, 0, 4)
        }
        besluiten: list[dict[str, Any]] = [
            {},
            {"uitzondering": articles},
            {"uitzonderingen": random.choice(GEEN_LIJST)},
        ]
        besluit = random.choice(besluiten + [{"kenmerk": "x", "uitzonderingen": articles}] * 4)
        yield random.choice(GRONDSLAGEN), random.choice([*TEKSTEN[:4], *TEKSTEN]), besluit
