"""What the settings of each type must give and may give, and that an endpoint of it is reached as set up."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.alert import types
from agents.alert.deliveries import DeliveryStatus
from agents.alert.endpoints import Endpoint, private_hosts
from agents.alert.sending import send_test
from agents.alert.types import TYPES
from agents.http_client import HttpClient
from tests.agents.alert.types.messages import KEY
from tests.agents.alert.types.services import SERVICES, TOKEN, Loopback, serving

ROOT = Path(__file__).parents[4]


def endpoint(type: str, **what: Any) -> Endpoint:
    return Endpoint.model_validate({"id": "desk", "type": type, **what})


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    with serving() as served:
        yield served


@pytest.mark.parametrize(
    ("type", "what"),
    [
        ("slack", {"url_env": "HOOK"}),
        ("slack", {"secret_env": "TOKEN", "to": ["C012345"]}),
        ("teams", {"url_file": "teams.txt"}),
        ("discord", {"url_env": "HOOK"}),
        ("telegram", {"secret_env": "TOKEN", "to": ["-1001234"]}),
        ("telegram", {"secret_env": "TOKEN", "to": ["@dasol"], "url": "https://bots.example"}),
        ("kakaowork", {"url_env": "HOOK"}),
        ("jandi", {"url_env": "HOOK"}),
        ("dooray", {"url_env": "HOOK"}),
        ("ntfy", {"url_env": "HOOK"}),
        ("ntfy", {"url_env": "HOOK", "secret_env": "TOKEN"}),
        ("email", {"url": "smtps://mail.example", "to": ["a@dasol.example"], "sender": "b@garam.example"}),
        ("email", {"url": "smtp+starttls://mail.example:2587", "to": ["a@dasol.example", "c@dasol.example"],
                   "sender": "동맹 <b@garam.example>", "username": "b", "secret_env": "TOKEN"}),
        ("template", {"url_env": "HOOK", "template": "hook.json.j2"}),
    ],
)  # fmt: skip
def test_settings_that_are_taken(type: str, what: dict[str, Any]) -> None:
    assert endpoint(type, **what).of_type is TYPES[type]


@pytest.mark.parametrize(
    ("type", "what", "message"),
    [
        ("slack", {}, "url_env or url_file"),
        ("slack", {"secret_env": "TOKEN"}, "url_env or url_file"),
        ("slack", {"url": "https://hooks.slack.example/services/T0/B0/x"}, "is a secret"),
        ("slack", {"secret_env": "TOKEN", "to": ["C1", "C2"]}, "to may name 1"),
        ("telegram", {"to": ["1"]}, "secret"),
        ("telegram", {"secret_env": "TOKEN"}, "to"),
        ("discord", {"url_env": "HOOK", "to": ["1"]}, "takes no to"),
        ("template", {"url_env": "HOOK"}, "template"),
        ("naverworks", {"url_env": "HOOK"}, "type must be one of"),
    ],
)
def test_settings_that_are_not_taken_are_named(type: str, what: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        endpoint(type, **what)


@pytest.mark.parametrize("type", SERVICES)
async def test_a_test_message_comes_through_as_set_up(
    type: str, loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = {"telegram": "telegram", "ntfy": "ntfy/alliances"}
    monkeypatch.setenv("HOOK", f"{loopback.url}/{paths.get(type, f'{type}/{KEY}')}")
    monkeypatch.setenv("TOKEN", TOKEN)
    more = {"secret_env": "TOKEN", "to": ["-1001"]} if type == "telegram" else {}
    desk = endpoint(type, url_env="HOOK", allow_private=True, **more)
    async with HttpClient(user_agent="tests", private_hosts=private_hosts([desk])) as http:
        sent = await send_test(desk, http)
    assert sent.status is DeliveryStatus.DELIVERED
    shown = f"{desk!r} {desk.shown} {sent!r}"
    assert KEY not in shown
    assert TOKEN not in shown


def test_what_was_mended_has_another_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK", "https://services.example/hook")
    mail = {"url": "smtps://mail.example", "to": ["a@dasol.example"], "sender": "b@garam.example", "username": "b"}
    template = tmp_path / "hook.json"
    template.write_text("{{ event }}", "utf-8")
    filled = {"url_env": "HOOK", "template": str(template)}
    keys = [endpoint("email", **mail).address_key, endpoint("template", **filled).address_key]
    assert keys == [endpoint("email", **mail).address_key, endpoint("template", **filled).address_key]
    os.utime(template, ns=(1, 1))
    mended = [endpoint("email", **mail | {"username": "c"}).address_key, endpoint("template", **filled).address_key]
    assert all(old != new for old, new in zip(keys, mended, strict=True))


def test_each_type_says_of_which_page_and_day_its_format_is() -> None:
    for name in TYPES.keys() - {"standard", "template"}:
        text = (Path(types.__file__).parent / f"{name}.py").read_text("utf-8")
        head = text.split('"""')[1]
        assert re.search(r"https://\S+", head), name
        assert re.search(r"20\d\d-\d\d-\d\d", head), name


def test_the_documents_name_each_type() -> None:
    text = (ROOT / "docs" / "endpoints.md").read_text("utf-8")
    assert [name for name in TYPES if f"| `{name}` |" not in text] == []
