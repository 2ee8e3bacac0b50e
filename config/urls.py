"""Which app answers where. Every route declares what it gives (`nlapi.routes`); an undeclared one answers 500."""

from __future__ import annotations

from django.urls import include, path

from config.gezondheid import healthz
from config.veiligheidsmelding import PAD, veiligheidsmelding

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path(PAD, veiligheidsmelding, name="veiligheidsmelding"),
    path(".well-known/verwerkingslog/", include("audit.urls")),
    path("api/verwerkingslog/v1/", include("processing.api.urls")),
    path("api/", include("registry.api.urls")),
    path("intern/v1/", include("registry.intern.urls")),
    path("", include("consumers.urls")),
    path("", include("portal.urls")),
]

handler400 = "config.fouten.bad_request"
handler403 = "config.fouten.forbidden"
handler404 = "config.fouten.not_found"
handler500 = "config.fouten.server_error"
