"""Django wiring of the app."""

from django.apps import AppConfig


class ConsumersConfig(AppConfig):
    """Registers the app."""

    name = "consumers"
    verbose_name = "Afnemers en applicaties"
