"""Every address; each view behind one says which right it needs, or is named in `alliances/rights.py` as open."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("gainshare.web.desk.urls")),
    path("", include("gainshare.web.shared.urls")),
    path("", include("gainshare.web.accounts.urls")),
    path("", include("gainshare.web.alliances.urls")),
    path("", include("gainshare.web.agreements.urls")),
    path("", include("gainshare.web.measures.urls")),
    path("", include("gainshare.web.costs.urls")),
    path("", include("gainshare.web.registers.urls")),
    path("", include("gainshare.web.governance.urls")),
    path("", include("gainshare.web.proceedings.urls")),
    path("", include("gainshare.web.settlements.urls")),
    path("", include("gainshare.web.packages.urls")),
    path("", include("gainshare.web.modelling.urls")),
    path("", include("gainshare.web.exchange.urls")),
    path("", include("gainshare.web.operations.urls")),
]
handler400 = "gainshare.web.shared.views.bad_request"
handler403 = "gainshare.web.shared.views.denied"
handler404 = "gainshare.web.shared.views.not_found"
handler429 = "gainshare.web.shared.views.too_many"  # allauth asks for it where it limits guessing
handler500 = "gainshare.web.shared.views.failed"
