"""Django wiring of the app."""

from django.apps import AppConfig


class ProcessingConfig(AppConfig):
    """Registers the app and lets every refusal on a route leave its line."""

    name = "processing"
    verbose_name = "Verwerkingen en autorisaties"

    def ready(self) -> None:
        """Hook the refusal line into the one error handler."""
        from audit.bronnen import Bron
        from audit.bronnen import register as registreer_bron
        from nlapi import afhandeling
        from nlapi.versies import registreer
        from processing.api.weergaven import VERSIE
        from processing.weigering import record_weigering_van

        if record_weigering_van not in afhandeling.bij_weigering:
            afhandeling.bij_weigering.append(record_weigering_van)
        registreer("/api/verwerkingslog/v1/", lambda _pad: VERSIE)
        registreer_bron(
            Bron(
                "verwerkingslog",
                "processing.bladen",
                verklaringen="processing.verklaringen",
                achterstand="processing.achterstand",
            )
        )
        registreer_bron(
            Bron("bewaard", "processing.bewaarde_bladen", verklaringen="processing.verklaringen_van_bewaard")
        )
        registreer_bron(Bron("besluiten", "processing.vastleggingen", "processing.anders_dan_vastgelegd"))
