"""Claims of Bronhuis itself: loading, correcting, a citizen's own look, reading the log. No token, the same path.

Each has an activity of its own with the name below; the autorisatie that stands for it decides, like any other.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from processing.doelbinding import Claimdetail, Doelbindingsclaim
from processing.models import Autorisatie

BRONHUIS = uuid5(NAMESPACE_URL, "urn:nl:bronhuis:applicatie:bronhuis")

BIJHOUDING = "bijhouding"
INZAGE_BETROKKENE = "inzage-betrokkene"
TOEZICHT_LOG = "toezicht-verwerkingslog"
CONTROLE = "controle-reproductie"
GEGEVENSBEHEER = "gegevensbeheer"
VERZOEK_INWONER = "verzoek-inwoner"

# For these an employee may look into a register at /beheer; which fields they see, their autorisaties decide.
BEHEERDOELEN = (GEGEVENSBEHEER, VERZOEK_INWONER)


def claim_for(activiteit: str) -> Doelbindingsclaim:
    """The claim with which Bronhuis itself acts for this activity; without an autorisatie it has no detail and is refused."""
    rij = (
        Autorisatie.objects.filter(activiteit__naam=activiteit, ingetrokken_op=None)
        .values_list("id", "activiteit_id", "afnemer_id")
        .order_by("id")
        .first()
    )
    details = (Claimdetail(rij[1], rij[0]),) if rij else ()
    return Doelbindingsclaim(
        applicatie=BRONHUIS,
        afnemer=rij[2] if rij else UUID(int=0),
        jti=f"intern:{uuid4()}",
        # No token, so nothing that could be used later.
        verloopt=datetime.max.replace(tzinfo=UTC),
        details=details,
    )
