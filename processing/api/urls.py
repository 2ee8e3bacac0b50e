"""Routes of the processing log's API, below /api/verwerkingslog/v1/."""

from django.urls import path

from processing.api.openapi import OpenApi
from processing.api.weergaven import RegelsZoek

urlpatterns = [
    path("openapi.json", OpenApi.as_view(), name="verwerkingslog-openapi"),
    path("regels/_zoek", RegelsZoek.as_view(), name="verwerkingslog-regels-zoek"),
]
