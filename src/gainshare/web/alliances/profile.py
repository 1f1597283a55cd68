"""The page about oneself; it stands here since rights are asked for here, and accounts know nothing of them."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from gainshare.web.accounts.actions import change_profile
from gainshare.web.accounts.forms import ProfileForm
from gainshare.web.accounts.models import Person
from gainshare.web.accounts.pages import profile_page
from gainshare.web.alliances.access import at_site
from gainshare.web.shared.pages import render


@require_http_methods(["GET", "POST"])
@at_site("signed_in")
def profile(request: HttpRequest) -> HttpResponseBase:
    """Show and change what one is called, and how messages reach one."""
    person = cast(Person, request.user)
    form = ProfileForm(request.POST or None, initial={"name": person.name, "mails": person.mails})
    if request.method == "POST" and form.is_valid():
        change_profile(by=person, name=form.cleaned_data["name"], mails=form.cleaned_data["mails"])
        messages.success(request, "Saved.")
        return redirect("profile")
    return render(request, "accounts/profile.html", profile_page(person, form), status=422 if request.method == "POST" else 200)
