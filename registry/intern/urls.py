"""Routes for the command line of the same machine, below /intern/v1/."""

from django.urls import path

from registry.intern.weergaven import PersonenLaden

urlpatterns = [path("personen", PersonenLaden.as_view(), name="intern-personen-laden")]
