"""Routes of the pages."""

from django.urls import path

from portal import openbaar
from portal.beheer import views as beheer
from portal.burger import views as burger
from portal.ontwikkelaars import views as ontwikkelaars

urlpatterns = [
    path("", openbaar.start, name="start"),
    path("ontwikkelaars", ontwikkelaars.start, name="ontwikkelaars"),
    path("static/<path:bestand>", openbaar.statisch, name="statisch"),
    path("mijn", burger.start, name="burger-start"),
    path("mijn/aanmelden", burger.aanmelden, name="burger-aanmelden"),
    path("mijn/afmelden", burger.afmelden, name="burger-afmelden"),
    path("mijn/verlopen", burger.verlopen, name="burger-verlopen"),
    path("mijn/sessie", burger.sessie, name="burger-sessie"),
    path("mijn/hulp", burger.hulp, name="burger-hulp"),
    path("mijn/gebruik", burger.gebruik, name="burger-gebruik"),
    path("mijn/<slug:register>/<slug:objecttype>", burger.register, name="burger-register"),
    path("beheer", beheer.start, name="beheer-start"),
    path("beheer/aanmelden", beheer.aanmelden, name="beheer-aanmelden"),
    path("beheer/afmelden", beheer.afmelden, name="beheer-afmelden"),
    path("beheer/autorisaties", beheer.autorisaties, name="beheer-autorisaties"),
    path("beheer/activiteiten", beheer.activiteiten, name="beheer-activiteiten"),
    path("beheer/log", beheer.log, name="beheer-log"),
    path("beheer/log/wie-zag", beheer.wie_zag, name="beheer-wie-zag"),
]
