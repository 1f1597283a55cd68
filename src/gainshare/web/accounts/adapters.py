"""What allauth asks of us: nobody signs up by themselves; an invitation or a known address is the way in."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Local accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: people come by invitation."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Single sign-on."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Return False: somebody whose address is not known here has not been invited."""
        return False
