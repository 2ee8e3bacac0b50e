"""A whole person list in the importer's form: {"naam", "voorkomens": [{"categorie", "stapel", "volgnummer", "elementen"}]}."""

from __future__ import annotations

from typing import Any

from registry.bevolking import categorieen, inschrijving
from registry.bevolking.feiten import Persoon
from registry.bevolking.stapel import Schrijver, Stapel

SCHRIJFWIJZEN = (
    categorieen.person,
    categorieen.parents,
    categorieen.nationalities,
    categorieen.partners,
    categorieen.death,
    inschrijving.homes,
    categorieen.children,
    inschrijving.residence_titles,
    inschrijving.custody,
    inschrijving.travel_documents,
    inschrijving.voting,
)


def list_name(nummer: int) -> str:
    """The name of the list of person `nummer` of the population."""
    return f"Bh{nummer:06d}"


def build_list(persoon: Persoon) -> dict[str, Any]:
    """The person list of somebody in the population, by category."""
    schrijver = Schrijver(persoon)
    stapels = [stapel for schrijf in SCHRIJFWIJZEN for stapel in schrijf(schrijver)]
    for fout in persoon.fouten:
        next(s for s in stapels if s.categorie == fout.categorie).correct(fout)
    stapels.append(inschrijving.registration(schrijver, stapels))
    stapels.sort(key=lambda s: s.categorie)
    return {"naam": list_name(persoon.nummer), "voorkomens": [v for s in stapels for v in _written(s, persoon)]}


def _written(stapel: Stapel, persoon: Persoon) -> list[dict[str, Any]]:
    """The stapel's voorkomens; an onderzoek concerns the first stapel of its category."""
    onderzoeken = [o for o in persoon.onderzoeken if o.categorie == stapel.categorie and stapel.nummer == 0]
    return stapel.voorkomens(onderzoeken)
