"""/.well-known/security.txt (RFC 9116): where to report a hole. Made on request, so that it never runs out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from nlapi.afhandeling import antwoord, refuse
from nlapi.probleem import MethodeNietToegestaan
from nlapi.routes import routesoort

PAD = ".well-known/security.txt"
GELDIG = timedelta(days=180)


def security_txt(nu: datetime) -> str:
    """The text at this moment; addresses on the web that are not https are left out, as the RFC asks."""
    contact = settings.VEILIGHEIDSMELDING["contact"]
    regels = {
        "Contact": f"mailto:{contact}" if "@" in contact and ":" not in contact else contact,
        "Expires": (nu + GELDIG).astimezone(UTC).strftime("%Y-%m-%dT00:00:00Z"),
        "Preferred-Languages": "nl, en",
        "Canonical": f"{settings.BASIS_URL}/{PAD}",
        "Policy": settings.VEILIGHEIDSMELDING["beleid"],
    }
    return "".join(f"{naam}: {waarde}\n" for naam, waarde in regels.items() if not waarde.startswith("http:"))


@routesoort("openbaar")
def veiligheidsmelding(request: HttpRequest) -> HttpResponse:
    """GET the text."""
    if request.method not in {"GET", "HEAD"}:
        return antwoord(refuse(request, MethodeNietToegestaan(["GET", "HEAD"])), request)
    return HttpResponse(security_txt(datetime.now(UTC)), content_type="text/plain; charset=utf-8")
