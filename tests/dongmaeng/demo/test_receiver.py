from __future__ import annotations

import http.client
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from dongmaeng.demo.receiver import Receiver, read_log

client = httpx.Client(trust_env=False, timeout=10)


def send(
    receiver: Receiver, id: str = "msg_1", *, secret: str | None = None, body: str | None = None, age: float = 0
) -> int:
    payload = json.dumps({"type": "alliance.announced", "data": {"name": "누비 얼라이언스"}}, ensure_ascii=False)
    at = datetime.now(UTC) - timedelta(seconds=age)
    signature = Webhook(secret or receiver.secret).sign(id, at, payload)
    headers = {"webhook-id": id, "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}
    return client.post(receiver.url, content=(body or payload).encode(), headers=headers).status_code


@pytest.fixture
def receiver():
    with Receiver() as receiver:
        yield receiver


def test_a_signed_delivery_is_acknowledged_and_kept(receiver: Receiver) -> None:
    assert send(receiver) == 200
    (delivery,) = receiver.deliveries
    assert delivery.verified
    assert delivery.acknowledged
    assert (delivery.id, delivery.event) == ("msg_1", "alliance.announced")
    assert delivery.payload["data"] == {"name": "누비 얼라이언스"}
    assert receiver.wait_for(1, timeout=0)


@pytest.mark.parametrize(
    "forgery",
    [
        {"secret": "whsec_Zm9yZ2VkZm9yZ2VkZm9yZ2VkZm9yZ2Vk"},
        {"body": '{"type": "alliance.ended"}'},
        {"age": 3600},
    ],
)
def test_a_forged_altered_or_stale_delivery_is_refused(receiver: Receiver, forgery: dict[str, object]) -> None:
    assert send(receiver, **forgery) == 401
    assert [delivery.verified for delivery in receiver.deliveries] == [False]
    assert not receiver.acknowledged


@pytest.mark.parametrize("body", [b"", b"[1]", b"not json", b"\xff\xfe"])
def test_a_delivery_without_signature_or_sense_is_refused(receiver: Receiver, body: bytes) -> None:
    headers = {"webhook-id": "x", "webhook-timestamp": "soon", "webhook-signature": "v1,????"}
    assert client.post(receiver.url, content=body).status_code == 401
    assert client.post(receiver.url, content=body, headers=headers).status_code == 401


def test_the_first_deliveries_can_be_made_to_fail() -> None:
    with Receiver(fail_first=2) as receiver:
        assert [send(receiver) for _ in range(3)] == [503, 503, 200]
        assert [delivery.acknowledged for delivery in receiver.deliveries] == [False, False, True]
        receiver.fail_next(1)
        assert [send(receiver, "msg_2") for _ in range(2)] == [503, 200]
        assert [delivery.id for delivery in receiver.acknowledged] == ["msg_1", "msg_2"]


def test_the_log_counts_acknowledged_deliveries_over_restarts(tmp_path: Path) -> None:
    log = tmp_path / "deliveries.jsonl"
    assert read_log(log) == []
    with Receiver(log=log, fail_first=1) as first:
        assert [send(first), send(first), send(first, secret="whsec_Zm9yZ2Vk")] == [503, 200, 401]
        secret = first.secret
    with Receiver(secret, log=log) as second:
        assert send(second, "msg_2") == 200
    assert [line["id"] for line in read_log(log)] == ["msg_1", "msg_2"]
    assert read_log(log)[0]["payload"]["data"] == {"name": "누비 얼라이언스"}


@pytest.mark.parametrize("length", ["2000000", "-1", "many"])
def test_a_body_beyond_measure_is_refused(receiver: Receiver, length: str) -> None:
    host = urlsplit(receiver.url)
    connection = http.client.HTTPConnection(host.hostname or "", host.port)
    connection.putrequest("POST", host.path)
    connection.putheader("content-length", length)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
