"""The secret: given, made once, or missing with a sentence."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from cms.secret import secret_key


def test_the_environments_secret_is_taken(tmp_path):
    assert secret_key("given", tmp_path, may_make=False) == "given"
    assert list(tmp_path.iterdir()) == []


def test_a_demonstration_makes_one_and_keeps_it_for_itself(tmp_path):
    made = secret_key("", tmp_path, may_make=True)
    assert len(made) >= 50
    assert secret_key("", tmp_path, may_make=True) == made
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_a_real_site_without_one_does_not_start(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="Set SECRET_KEY to a long random text"):
        secret_key("", tmp_path, may_make=False)
