"""The five stories, in the order in which `make demo` tells them. Each is a module with a TITEL and `vertel`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from demo.spelers import Spelers
from demo.verhalen import applicatie, beheer, inwoner, privacy, zegel
from demo.verteller import Verteller


class Verhaal(Protocol):
    """What a module of this package offers."""

    TITEL: str

    def vertel(self, spelers: Spelers, verteller: Verteller) -> None:
        """Play the story; raises Mislukt when a step does not go as it must."""


VERHALEN: Mapping[str, Verhaal] = {
    "applicatie": applicatie,
    "inwoner": inwoner,
    "privacy": privacy,
    "beheer": beheer,
    "zegel": zegel,
}
