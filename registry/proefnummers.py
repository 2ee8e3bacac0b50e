"""Whether a population was loaded in which a BSN may be that of somebody real, so that every page can say so.

Such a population has a list beyond the last one whose BSN nobody has. It is known by that list's origin: there is no mark that could be
forgotten. Lists never go away, so the answer only changes from no to yes; it is asked again at most twice a minute.
"""

from __future__ import annotations

import time

from django.db import DatabaseError

from registry.bescherming import bescherming
from registry.bevolking.lijst import list_name
from registry.bevolking.nummers import IN_9999
from registry.catalogus import catalogus
from registry.gbav_laden import BRON
from registry.models import Herkomst

RUST = 30.0
EERSTE = list_name(IN_9999 + 1)


class _Antwoord:
    """The last answer, and when it was asked for; one per process."""

    def __init__(self) -> None:
        self.ja = False
        self.gevraagd = float("-inf")

    def get(self) -> bool:
        """The answer, asked again when it was no for a while; while the database is away, the last one."""
        if not self.ja and time.monotonic() - self.gevraagd > RUST:
            self.gevraagd = time.monotonic()
            try:
                self.ja = _was_loaded()
            except DatabaseError:
                return self.ja
        return self.ja


_antwoord = _Antwoord()


def may_be_of_somebody() -> bool:
    """Whether a BSN in this register may belong to a real person although everybody in it is made up."""
    return _antwoord.get()


def _was_loaded() -> bool:
    sleutel = bescherming().index(f"{BRON}|{EERSTE}")
    return any(
        Herkomst.objects.filter(
            register=s.model.register, objecttype=s.objecttype.naam, bron=BRON, sleutel=sleutel
        ).exists()
        for s in catalogus()
        if any(g.gba for g in s.objecttype.groepen.values())
    )
