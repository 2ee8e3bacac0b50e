"""Django wiring of the app."""

from django.apps import AppConfig


class NlapiConfig(AppConfig):
    """Registers the app."""

    name = "nlapi"
