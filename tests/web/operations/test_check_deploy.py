"""In production Django's own checks of a deployment, those of the database too, find nothing to say, and nothing is silenced."""

import pytest
from tests.web.operations.test_serving import run

pytestmark = pytest.mark.slow

PRODUCTION = {
    "GAINSHARE_SECRET_KEY": "k3y-" * 12 + "random",
    "GAINSHARE_HOSTS": "alliance.example.org",
    "GAINSHARE_HTTPS": "1",
    "GAINSHARE_EMAIL": "smtp+tls://name:password@mail.example.org",
}
SIGN_ON = {
    "GAINSHARE_OIDC_SERVER": "https://id.example.org",
    "GAINSHARE_OIDC_CLIENT_ID": "gainshare",
    "GAINSHARE_OIDC_SECRET": "a secret",
}


@pytest.mark.parametrize("more", [{}, SIGN_ON], ids=["passwords alone", "single sign-on"])
def test_production_passes_every_check(tmp_path, more):
    checked = run(tmp_path, "manage", "check", "--deploy", "--database", "default", "--fail-level", "DEBUG", **PRODUCTION, **more)

    assert checked.returncode == 0, checked.stderr
    assert checked.stdout == "System check identified no issues (0 silenced).\n"
    assert checked.stderr == ""


def test_models_and_migrations_say_the_same(tmp_path):
    assert run(tmp_path, "manage", "makemigrations", "--check", "--dry-run", **PRODUCTION).returncode == 0
