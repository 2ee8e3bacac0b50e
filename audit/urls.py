"""Routes of the sealed log, below /.well-known/verwerkingslog/."""

from django.urls import path

from audit import views

urlpatterns = [
    path("checkpoint", views.checkpoint, name="zegel-checkpoint"),
    path("tile/<path:pad>", views.tegel, name="zegel-tegel"),
    path("sleutel", views.sleutel, name="zegel-sleutel"),
    path("tijdstempel", views.tijdstempel, name="zegel-tijdstempel"),
    path("tijdstempel/checkpoint", views.gestempeld, name="zegel-gestempeld"),
]
