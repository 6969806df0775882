"""Kafka as people have it: each way in on the real broker, and what is said where it stays shut."""

from __future__ import annotations

import base64
import json
import secrets
import tomllib
from pathlib import Path
from typing import Any

import pytest

from dongmaeng.kafka_access import kafka_cluster
from dongmaeng.settings import Settings
from tests.command_line import CommandLine
from tests.loopback import Asked, Reply, loopback_site
from tests.servers.kafka import Kafka
from tests.servers.kafka_security import KEY_PASSWORD, PASSWORD, USER
from tests.topics.carriers import candidates, collect, fetch, run_until_idle
from topics.kafka.carrier import KafkaCarrier
from topics.kafka.errors import Unreachable, WrongAccess
from topics.kafka.layout import Layout


def given(kafka: Kafka, listener: str, to: str = "", **changed: Any) -> Settings:
    """Settings that let in by a listener, some of them changed; `to` asks another listener's port."""
    address = kafka.address if to == "PLAINTEXT" else kafka.security.addresses[to or listener]
    table = {} if listener == "PLAINTEXT" else tomllib.loads(kafka.security.lines(listener))
    return Settings.model_validate({"bus": f"kafka://{address}", "kafka": table | changed})


async def refusal(settings: Settings) -> Unreachable:
    cluster = kafka_cluster(settings)
    with pytest.raises(Unreachable) as refused:
        await cluster.start(cluster.consumer())
    assert PASSWORD not in str(refused.value)
    assert KEY_PASSWORD not in str(refused.value)
    return refused.value


async def carry(settings: Settings, folder: Path) -> list[str]:
    """What a stage on the cluster of the settings is given of three records."""
    layout = Layout(f"test-{secrets.token_hex(4)}.", partitions=1)
    got: list[str] = []
    stages = [fetch, collect(got)]
    async with KafkaCarrier(kafka_cluster(settings), stages, folder / "d.sqlite", layout=layout) as carrier:
        await carrier.operations.create_topics()
        await carrier.publish(candidates(3))
        await run_until_idle(carrier)
    return sorted(got)


@pytest.mark.parametrize("listener", ["PLAIN", "MUTUAL"])
async def test_records_are_carried_by_each_way_in(kafka: Kafka, tmp_path: Path, listener: str) -> None:
    settings = given(kafka, listener, rack="desk", client_id="newsroom")
    assert await carry(settings, tmp_path) == sorted(candidate.url for candidate in candidates(3))


@pytest.mark.parametrize(
    ("listener", "to", "changed", "said"),
    [
        ("SCRAM", "", {"username": "somebody"}, "refuses user somebody"),
        ("SCRAM", "", {"sasl_mechanism": "PLAIN"}, "does not offer sasl_mechanism PLAIN"),
        ("SCRAM", "", {"ca_file": "other-ca.pem"}, "set [kafka] ca_file to"),
        ("SCRAM", "", {"ca_file": None}, "set [kafka] ca_file to"),
        ("SCRAM", "MUTUAL", {}, "certificate"),
        ("MUTUAL", "", {"certificate_file": None, "key_file": None, "key_password_file": None}, "certificate_file"),
        ("SCRAM", "PLAINTEXT", {}, "speaks no TLS"),
        ("SCRAM", "BARE", {}, "speaks no TLS"),
        ("BARE", "SCRAM", {}, "set [kafka] security_protocol to SASL_SSL"),
        ("BARE", "PLAINTEXT", {}, "security_protocol = PLAINTEXT"),
        ("PLAINTEXT", "SCRAM", {}, "it wants TLS or a password: set [kafka] security_protocol"),
        ("PLAINTEXT", "BARE", {}, "it wants TLS or a password: set [kafka] security_protocol"),
    ],
)
async def test_a_way_in_that_stays_shut_names_the_setting(
    kafka: Kafka, listener: str, to: str, changed: dict[str, Any], said: str
) -> None:
    if changed.get("ca_file"):
        changed = {"ca_file": kafka.security.folder / changed["ca_file"]}
    refused = await refusal(given(kafka, listener, to, **changed))
    assert isinstance(refused, WrongAccess), refused
    assert said in str(refused)


async def test_a_wrong_password_is_named_and_not_shown(kafka: Kafka, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("not-the-one", "utf-8")
    refused = await refusal(given(kafka, "SCRAM", password_file=file))
    assert "username and password_env or password_file" in str(refused)
    assert "not-the-one" not in str(refused)


async def test_a_broker_that_is_away_is_no_wrong_setting(kafka: Kafka) -> None:
    settings = given(kafka, "SCRAM").model_copy(update={"bus": "kafka://127.0.0.1:9"})
    refused = await refusal(settings)
    assert not isinstance(refused, WrongAccess)
    assert "127.0.0.1:9" in str(refused)


def token(asked: Asked) -> Reply:
    """As a server gives one to a client with the right secret: a JWT without a signature, which the broker takes."""
    pair = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    if asked.headers.get("authorization") != f"Basic {pair}" or b"grant_type=client_credentials" not in asked.body:
        return Reply(401, json.dumps({"error": "invalid_client", "error_description": pair}).encode())
    claims = {"sub": USER, "iat": 1_600_000_000, "exp": 4_000_000_000}
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "none"}, claims)
    ]
    return Reply(200, json.dumps({"access_token": ".".join([*parts, ""]), "expires_in": 3600}).encode())


async def test_tokens_let_in_and_are_asked_for_once(kafka: Kafka, tmp_path: Path) -> None:
    async with loopback_site() as site:
        site.answers["/token"] = token
        settings = given(kafka, "TOKEN", token_url=f"{site.url}/token", token_scope="kafka")
        assert await carry(settings, tmp_path) == sorted(candidate.url for candidate in candidates(3))
        assert len(site.asked) == 1
        assert b"scope=kafka" in site.asked[0].body


@pytest.mark.parametrize(
    ("answer", "said", "wrong"),
    [
        (Reply(401, b'{"error": "invalid_client"}'), "401, invalid_client", True),
        (Reply(200, b"<html>log in</html>"), "is it the endpoint for tokens?", True),
        (Reply(503), "answers 503", False),
        (Reply(200, b'{"access_token": "not-a-token-at-all"}'), "refuses the token", True),
    ],
)
async def test_a_token_that_is_not_to_be_had_is_told(kafka: Kafka, answer: Reply, said: str, wrong: bool) -> None:
    async with loopback_site() as site:
        site.answers["/token"] = answer
        refused = await refusal(given(kafka, "TOKEN", token_url=f"{site.url}/token"))
        assert said in str(refused)
        assert isinstance(refused, WrongAccess) == wrong
        assert "not-a-token-at-all" not in str(refused)


def test_the_command_line_says_what_keeps_it_out_and_a_service_ends_with_it(
    kafka: Kafka, command_line: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    lines = kafka.security.lines("SCRAM").replace(str(kafka.security.folder / "password"), str(file))
    prefix = f'prefix = "test-{secrets.token_hex(4)}."\n'
    command_line.configure(f'bus = "kafka://{kafka.security.addresses["SCRAM"]}"\n[kafka]\n{prefix}{lines}')
    assert f"kafka.password_file: {file} cannot be read" in command_line.run("topics", "check", code=2).stderr
    file.write_text("not-the-one", "utf-8")
    for command in (["topics", "check"], ["topics"], ["run", "--stages", "clean"], ["import", str(file)]):
        refused = command_line.run(*command, code=1)
        assert f"refuses user {USER} with this password" in refused.stderr
        assert "not-the-one" not in refused.stdout + refused.stderr
    file.write_text(PASSWORD, "utf-8")
    assert command_line.json("topics", "create")["wrong"] == []
    assert command_line.json("topics", "check")["ok"]
