"""Who asks in the measurements: the demo's own afnemers and applicaties, each for one purpose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from consumers.management.commands.geef_token import Command as GeefToken
from consumers.models import Applicatie
from consumers.oauth.tokens import sign
from nlapi.koppen import nieuw_spoor
from processing.doelbinding import Claimdetail, Doelbindingsclaim
from processing.gebruik import Aanroep
from registry.selectors import Vrager

# Name and address of one person: one line per read.
SCHULDEN = ("Suite Inkomen", "schuldhulp-verlenen")
# The same with family: a line for each relative too.
INKOMEN = ("Suite Inkomen", "bijstand-beoordelen")
# Browsing, 100 at a time.
ADRESONDERZOEK = ("Burgerzakenloket", "adresonderzoek")


def token(wie: tuple[str, str], basis_url: str) -> str:
    """An access token (15 minutes) as the token endpoint of the server at this address would sign it."""
    from django.conf import settings

    software = Applicatie.objects.get(name=wie[0])
    gewoon, settings.BASIS_URL = settings.BASIS_URL, basis_url
    try:
        return sign(software, GeefToken.details(software, wie[1]))
    finally:
        settings.BASIS_URL = gewoon


def claim(wie: tuple[str, str]) -> Doelbindingsclaim:
    """The claim of such a token, for calls inside this process."""
    software = Applicatie.objects.get(name=wie[0])
    (detail,) = GeefToken.details(software, wie[1])
    return Doelbindingsclaim(
        applicatie=UUID(detail["applicatie"]),
        afnemer=UUID(detail["afnemer"]),
        jti=f"meting-{uuid4()}",
        verloopt=datetime.now(UTC) + timedelta(hours=1),
        details=(Claimdetail(UUID(detail["verwerkingsactiviteitId"]), UUID(detail["autorisatie"])),),
    )


def vrager(wie: tuple[str, str]) -> Vrager:
    """Who asks, as a view would make it from a request."""
    return Vrager(claim(wie), None, Aanroep(uuid4(), nieuw_spoor()))
