"""Which endpoint settings are taken, and what each subscribes to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from agents.alert.endpoints import Endpoint, by_id, private_hosts
from tests.agents.alert.samples import OLD_SECRET, SECRET, endpoint


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
        ({"type": "pigeon"}, "type must be one of"),
        ({"to": ["here"]}, "takes no to"),
        ({"url_env": "HOOK"}, "only one of url, url_env and url_file"),
        ({"filter": "org:"}, "filter: a value is missing"),
        ({"filter": "firm:KT"}, "there is no field"),
        ({"quiet_hours": "always"}, "quiet_hours"),
        ({"quiet_hours": "25:00-07:00"}, "no time of day"),
        ({"digest": "weekly"}, "digest"),
        ({"least_score": 2}, "least_score"),
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


def test_an_address_is_needed() -> None:
    with pytest.raises(ValidationError, match="give url: type standard needs it"):
        Endpoint.model_validate({"id": "a", "secret": SECRET})


def test_secrets_and_addresses_come_from_files(tmp_path: Path) -> None:
    address, secret = tmp_path / "address", tmp_path / "secret"
    setting = Endpoint(id="a", url_file=address, secret_file=secret)
    with pytest.raises(LookupError, match="address cannot be read"):
        setting.address()
    address.write_text("https://hooks.example/in\n", "utf-8")
    secret.write_text(f"{SECRET}\n", "utf-8")
    assert (setting.address(), setting.secrets()) == ("https://hooks.example/in", [SECRET])
    assert setting.shown == "standard at hooks.example"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("http://hooks.example/geheim", "https"),
        ("https://me:geheim@hooks.example", "user or password"),
        ("geheim", "URL"),
        ("", "is not set"),
    ],
)
def test_a_wrong_address_of_the_environment_is_named_and_not_shown(
    address: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOK_URL", address)
    with pytest.raises(LookupError) as error:
        Endpoint.model_validate({"id": "a", "url_env": "HOOK_URL", "secret": SECRET}).target()
    assert message in str(error.value)
    assert "HOOK_URL" in str(error.value)
    assert "geheim" not in str(error.value)


def test_another_address_or_secret_has_another_key() -> None:
    assert endpoint().address_key == endpoint(events=["alliance.ended"]).address_key
    assert endpoint().address_key != endpoint("https://elsewhere.example").address_key
    assert endpoint().address_key != endpoint(secret=OLD_SECRET).address_key


def test_two_endpoints_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="'main'"):
        by_id([endpoint(), endpoint("https://elsewhere.example")])


def test_only_endpoints_that_may_be_private_open_their_host() -> None:
    hosts = private_hosts([endpoint("http://127.0.0.1:8123/x"), endpoint("https://hooks.example", id="b")])
    assert set(hosts) == {"127.0.0.1:8123"}
