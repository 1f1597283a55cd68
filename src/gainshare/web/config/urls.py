"""Every address; each view behind one says which right it needs, or is named in `alliances/rights.py` as open."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("gainshare.web.desk.urls")),
    path("", include("gainshare.web.shared.urls")),
    path("", include("gainshare.web.accounts.urls")),
    path("", include("gainshare.web.alliances.urls")),
    path("", include("gainshare.web.agreements.urls")),
    path("", include("gainshare.web.costs.urls")),
    path("", include("gainshare.web.exchange.urls")),
    path("", include("gainshare.web.operations.urls")),
]
