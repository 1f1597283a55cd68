"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Proceedings(AppConfig):
    """Its name and label."""

    name = "gainshare.web.proceedings"
    label = "proceedings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell governance what to count, what may be bound and what asks for a place on an agenda; and the agreement who is left out."""
        from functools import partial

        from gainshare.web.agreements.queries import LEFT_OUT
        from gainshare.web.governance.bindable import BINDABLE, EXCLUDED
        from gainshare.web.governance.meeting_acts import AGENDA_SOURCES
        from gainshare.web.governance.meeting_page import ITEM_LINKS
        from gainshare.web.governance.trust_numbers import OPEN_DISPUTES
        from gainshare.web.proceedings.agenda import dispute_on_agenda, disputes_with, party_excluded, process_called
        from gainshare.web.proceedings.excluding import left_out_by, party_left_out
        from gainshare.web.proceedings.queries import disputes_open_on

        OPEN_DISPUTES.append(disputes_open_on)
        for kind in ("admission", "exclusion"):
            BINDABLE[kind] = partial(process_called, kind)
        EXCLUDED["exclusion"] = party_excluded
        EXCLUDED["agreement"] = party_left_out
        LEFT_OUT.append(left_out_by)
        AGENDA_SOURCES.append(disputes_with)
        ITEM_LINKS["dispute"] = dispute_on_agenda
