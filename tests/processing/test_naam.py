"""The family name of whom an object is about comes from the model, and a colleague's may have its prefix with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from registry.model.laden import ModelFout, laad
from registry.naam import family_name_paths, has_same_name

VOORBEELD = (Path(settings.BASE_DIR) / "docs/informatiemodel.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("eigen", "naam", "gelijk"),
    [
        ("Jansen", "JANSEN", True),
        ("Müller", "Muller", True),
        ("van der Meer", "Meer", True),
        ("Meer", "van der Meer", False),
        ("Jansen", "Janssen", False),
        ("Meermans", "Meer", False),
        ("Jansen", "", False),
        ("", "Jansen", False),
        ("", "", False),
    ],
)
def test_names_are_compared_as_people_hear_them(eigen: str, naam: str, *, gelijk: bool) -> None:
    assert has_same_name(eigen, [naam]) is gelijk


def test_a_model_says_which_attribute_it_is() -> None:
    brp = next((Path(settings.BASE_DIR) / "registry/informatiemodellen/brp").glob("*.yaml")).read_text(encoding="utf-8")
    # By element 02.40 in the groep of the houder: not that of partners, ouders or kinderen.
    assert [p.partition(".")[0] for p in family_name_paths(laad(brp).objecttypen["personen"])] == ["persoon"]
    parkeren = VOORBEELD.partition("```yaml\n")[2].partition("```")[0]
    assert family_name_paths(laad(parkeren).objecttypen["vergunningen"]) == ()
    erbij = """            naam: {type: string, x-naam: %s, x-titel: {nl: Naam, en: Name}, x-uitleg: {nl: Naam., en: Name.}}\n"""
    assert family_name_paths(laad(parkeren + erbij % "geslachtsnaam").objecttypen["vergunningen"]) == (
        "vergunning.naam",
    )
    with pytest.raises(ModelFout, match="x-naam"):
        laad(parkeren + erbij % "roepnaam")
