"""Which endpoint settings are taken, and what each subscribes to."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from agents.alert.endpoints import Endpoint, by_id, private_hosts
from tests.agents.alert.samples import OLD_SECRET, SECRET, alliance, endpoint
from topics.records import ChangeKind


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ({"url": "http://hooks.example/in", "allow_private": False}, "must be https"),
        ({"url": "ftp://hooks.example/in"}, "no http"),
        ({"url": "https://"}, "no http"),
        ({"url": "https://[::1/"}, "no valid URL"),
        ({"url": "https://hooks.example:99999/"}, "no valid URL"),
        ({"url": "https://me:geheim@hooks.example/"}, "no user or password"),
        ({"secret": None}, "secret, secret_env or secret_file"),
        ({"secret_env": "HOOK"}, "only one of secret, secret_env and secret_file"),
        ({"secret": "whsec_not base64!"}, "no base64 secret"),
        ({"secret": "whsec_YWJj"}, "bytes long"),
        ({"events": ["alliance.background"]}, "events"),
        ({"kinds": ["merger"]}, "kinds"),
        ({"evnts": []}, "evnts"),
    ],
)
def test_wrong_settings_are_named_and_secrets_are_not_shown(what: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as error:
        endpoint(**what)
    assert message in str(error.value)
    for secret in (SECRET, "geheim", "not base64!", "YWJj"):
        assert secret not in str(error.value)


def test_a_secret_is_never_shown() -> None:
    assert SECRET not in repr(endpoint(old_secrets=[OLD_SECRET]))
    assert SECRET not in endpoint().model_dump_json()


def test_secrets_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    setting = Endpoint(id="a", url="https://hooks.example", secret_env="HOOK_SECRET", old_secrets=(OLD_SECRET,))
    with pytest.raises(LookupError, match="HOOK_SECRET"):
        setting.secrets()
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    assert setting.secrets() == [SECRET, OLD_SECRET]


@pytest.mark.parametrize(
    ("what", "wanted"),
    [
        ({}, True),
        ({"enabled": False}, False),
        ({"events": ["alliance.joined"]}, False),
        ({"kinds": ["mou"]}, True),
        ({"kinds": ["equity_swap"]}, False),
        ({"organisations": ["동해식품"]}, True),
        ({"organisations": ["org-누리통신"]}, True),
        ({"organisations": ["한별전자"]}, False),
    ],
)
def test_filters(what: dict[str, Any], wanted: bool) -> None:
    objection = endpoint(**what).objection("alliance.announced", alliance(ChangeKind.ANNOUNCED))
    assert (objection is None) is wanted


def test_two_endpoints_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="'main'"):
        by_id([endpoint(), endpoint("https://elsewhere.example")])


def test_only_endpoints_that_may_be_private_open_their_host() -> None:
    hosts = private_hosts([endpoint("http://127.0.0.1:8123/x"), endpoint("https://hooks.example", id="b")])
    assert set(hosts) == {"127.0.0.1:8123"}
