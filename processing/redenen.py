"""Why an employee may look at a person, and what a kenmerk may be: closed, so that no personal data end up beside the log."""

from __future__ import annotations

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

# Marks of cases and documents: Z-2026-01234, 2026/18, BAG.12. Never a row of nine digits, which may be a BSN.
KENMERK = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]{1,39}")
NEGEN_CIJFERS = re.compile(r"(?:\d[ .-]?){9}")


class Reden(models.TextChoices):
    """Reasons to look at or change somebody's data."""

    VERZOEK_INWONER = "verzoek-inwoner", _("Een inwoner vroeg erom")
    TERUGMELDING = "terugmelding", _("Een afnemer meldde twijfel")
    AKTE = "akte", _("Een akte of ander brondocument kwam binnen")
    ONDERZOEK = "onderzoek", _("Er loopt een onderzoek naar dit gegeven")
    KWALITEIT = "kwaliteit", _("Controle van de kwaliteit")
    HERSTEL = "herstel", _("Een eigen fout wordt hersteld")


def is_kenmerk(waarde: str) -> bool:
    """Whether this may be written down as the mark of a case: 2 to 40 letters, digits and ` . / _ -`, and nothing like a BSN."""
    return KENMERK.fullmatch(waarde) is not None and NEGEN_CIJFERS.search(waarde) is None
