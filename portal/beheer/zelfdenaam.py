"""A colleague who looks at somebody of their own family name: marked in the use itself, with what was read for the page anyway."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.http import HttpRequest

from processing import kluis
from processing.signalering import record_same_name
from registry.catalogus import Soort
from registry.naam import family_names, has_same_name
from registry.selectors import Levering


def mark_same_name(request: HttpRequest, soort: Soort, levering: Levering) -> None:
    """Mark the opened use for every object about such a person; an employee without a registered family name is never marked."""
    medewerker = request.user
    if not isinstance(medewerker, User) or not medewerker.last_name:
        return
    for beeld in levering.objecten:
        if has_same_name(medewerker.last_name, family_names(soort.objecttype, beeld)):
            record_same_name(kluis.ensure_surrogate(beeld.houder) if beeld.houder else None)
