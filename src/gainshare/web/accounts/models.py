"""People: a name and an e-mail address, by which they sign in."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower


class People(BaseUserManager["Person"]):
    """How people are made."""

    def create_user(self, email: str, name: str, password: str | None = None, **fields: Any) -> Person:  # noqa: ANN401
        """Return a new person; without a password they can sign in only through their organisation or a reset."""
        person = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, name: str, password: str | None = None) -> Person:
        """Return a new site administrator: somebody who manages people and alliances, and sees no alliance's figures."""
        return self.create_user(email, name, password, is_site_administrator=True)

    def get_by_natural_key(self, email: str | None) -> Person:
        """Return a person by e-mail address, however it is capitalised."""
        return self.get(email__iexact=email)


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    """By which they sign in; in small letters."""
    name = models.CharField(max_length=120)
    """What they are called on screen."""
    is_active = models.BooleanField(default=True)
    """Whether they can sign in."""
    is_site_administrator = models.BooleanField(default=False)
    """Whether they manage people and alliances; it shows them no alliance's figures."""
    mails = models.CharField(max_length=10, default="each", choices=[("each", "each one"), ("daily", "once a day"), ("none", "none")])
    """How messages reach them."""
    joined_at = models.DateTimeField(auto_now_add=True)
    """When they were first here."""

    objects = People()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        """Django's options."""

        db_table = "accounts_person"
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_person_email")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Return False: there is no Django admin."""
        return False
