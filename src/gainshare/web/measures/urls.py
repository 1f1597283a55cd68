"""The addresses of the measures."""

from __future__ import annotations

from django.urls import path

from gainshare.web.measures.views import entering, showing, uploading

ALLIANCE = "a/<uuid:alliance>/measures"
MEASURE = f"{ALLIANCE}/of/<str:measure>"

urlpatterns = [
    path(f"{ALLIANCE}/", showing.measures, name="measures"),
    path(f"{ALLIANCE}/enter", entering.enter, name="enter_observation"),
    path(f"{ALLIANCE}/upload", uploading.upload, name="upload_observations"),
    path(f"{MEASURE}/", showing.measure, name="measure"),
    path(f"{MEASURE}/chart.svg", showing.chart, name="measure_chart"),
    path(f"{MEASURE}/values.csv", showing.values, name="measure_csv"),
]
