"""What the answers of each service mean: also errors in a 200, words that say more than the status, and waits in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from agents.alert.types import TYPES, Answer, Fate, HttpType
from agents.http_client import HttpClient
from tests.agents.alert.types.messages import KEY, outgoing
from tests.agents.alert.types.services import SERVICES, TOKEN, Loopback, serving


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    with serving() as served:
        yield served


async def answer_to(loopback: Loopback, type: str, status: int, body: object, **headers: str) -> Answer:
    """What a type makes of one answer."""
    text = body if isinstance(body, str) else json.dumps(body)
    loopback.replies = [(status, text, headers)]
    kind = TYPES[type]
    async with HttpClient(user_agent="tests", allow_private=True) as http:
        return await kind.send(outgoing(type, loopback.url), http)


@pytest.mark.parametrize(
    ("type", "status", "body", "fate", "error"),
    [
        ("slack", 400, "invalid_payload", Fate.DEAD, "invalid_payload"),
        ("slack", 403, "action_prohibited", Fate.PAUSED, "action_prohibited"),
        ("slack", 404, "channel_not_found", Fate.PAUSED, "channel_not_found"),
        ("slack", 404, "no_service", Fate.PAUSED, "no_service"),
        ("slack", 400, "user_not_found", Fate.PAUSED, "user_not_found"),
        ("slack", 410, "channel_is_archived", Fate.GONE, "410"),
        ("slack", 500, "rollup_error", Fate.AGAIN, "rollup_error"),
        ("slack", 200, {"ok": False, "error": "invalid_auth"}, Fate.PAUSED, "invalid_auth"),
        ("slack", 200, {"ok": False, "error": "msg_too_long"}, Fate.DEAD, "msg_too_long"),
        ("slack", 200, {"ok": False, "error": "ratelimited"}, Fate.AGAIN, "ratelimited"),
        ("slack", 200, {"ok": False, "error": "something_new"}, Fate.AGAIN, "did not say ok"),
        ("slack", 200, "<html>a proxy's page</html>", Fate.AGAIN, "did not say ok"),
        ("slack", 200, "", Fate.AGAIN, "did not say ok"),
        ("teams", 202, "", Fate.ACCEPTED, None),
        ("teams", 200, "1", Fate.ACCEPTED, None),
        ("teams", 200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with", Fate.AGAIN, "429"),
        ("teams", 200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413 with", Fate.DEAD, "413"),
        ("teams", 400, {"error": {"code": "WorkflowTriggerIsNotEnabled"}}, Fate.PAUSED, "NotEnabled"),
        ("teams", 400, {"error": {"code": "TriggerInputSchemaMismatch"}}, Fate.DEAD, "400"),
        ("teams", 404, {"error": {"code": "WorkflowNotFound"}}, Fate.PAUSED, "NotFound"),
        ("discord", 400, {"code": 50035, "message": "Invalid Form Body"}, Fate.DEAD, "50035"),
        ("discord", 404, {"code": 10015, "message": "Unknown Webhook"}, Fate.PAUSED, "10015"),
        ("discord", 401, {"code": 50027, "message": "Invalid Webhook Token"}, Fate.PAUSED, "50027"),
        ("discord", 500, "", Fate.AGAIN, "500"),
        ("telegram", 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}, Fate.PAUSED, "Unauthorized"),
        ("telegram", 403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}, Fate.PAUSED, "blocked"),
        ("telegram", 400, {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}, Fate.PAUSED, "chat not found"),
        ("telegram", 400, {"ok": False, "error_code": 400, "description": "Bad Request: message is too long"}, Fate.DEAD, "too long"),
        ("telegram", 200, {"ok": False, "error_code": 400, "description": "Bad Request: wrong"}, Fate.DEAD, "wrong"),
        ("telegram", 200, {"ok": False, "description": "?"}, Fate.AGAIN, "?"),
        ("telegram", 200, "<html>a proxy's page</html>", Fate.AGAIN, "did not say ok"),
        ("telegram", 502, "Bad Gateway", Fate.AGAIN, "502"),
        ("kakaowork", 200, {"success": True}, Fate.ACCEPTED, None),
        ("kakaowork", 200, {"success": False, "error": {"code": "unauthenticated"}}, Fate.PAUSED, "unauthenticated"),
        ("kakaowork", 200, {"success": False, "error": {"code": "invalid_parameter"}}, Fate.DEAD, "invalid_parameter"),
        ("kakaowork", 200, {"success": False, "error": {"code": "internal_error"}}, Fate.AGAIN, "internal_error"),
        ("kakaowork", 200, {"success": False}, Fate.AGAIN, "nothing"),
        ("dooray", 200, {"header": {"isSuccessful": True, "resultCode": 0}}, Fate.ACCEPTED, None),
        ("dooray", 200, {"header": {"isSuccessful": False, "resultCode": "INVALID_PAYLOAD"}}, Fate.DEAD, "INVALID_PAYLOAD"),
        ("dooray", 200, {"header": {"isSuccessful": False, "resultCode": -1}}, Fate.AGAIN, "-1"),
        ("jandi", 200, "", Fate.ACCEPTED, None),
        ("jandi", 400, "", Fate.DEAD, "400"),
        ("ntfy", 200, {"id": "x"}, Fate.ACCEPTED, None),
        ("ntfy", 403, {"code": 40301, "http": 403, "error": "forbidden"}, Fate.PAUSED, "403"),
        ("ntfy", 507, {"code": 50701}, Fate.AGAIN, "507"),
    ],
)  # fmt: skip
async def test_an_answer_means_what_its_service_means(
    loopback: Loopback, type: str, status: int, body: object, fate: Fate, error: str | None
) -> None:
    answer = await answer_to(loopback, type, status, body)
    assert (answer.fate, answer.status) == (fate, status)
    if error is None:
        assert answer.error is None
    else:
        assert error in (answer.error or "")


@pytest.mark.parametrize(
    ("type", "body", "headers"),
    [
        ("slack", "rate_limited", {"retry-after": "30"}),
        ("teams", "", {"retry-after": "30"}),
        ("discord", {"retry_after": 30.0, "message": "You are being rate limited.", "global": False}, {}),
        ("discord", {"retry_after": 30_000, "message": "of an old version"}, {"retry-after": "30"}),
        ("telegram", {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 30}}, {}),
        ("ntfy", {"code": 42901}, {"retry-after": "30"}),
    ],
)  # fmt: skip
async def test_a_service_says_how_long_to_wait(
    loopback: Loopback, type: str, body: object, headers: dict[str, str]
) -> None:
    answer = await answer_to(loopback, type, 429, body, **headers)
    assert (answer.fate, answer.wait) == (Fate.AGAIN, 30.0)


@pytest.mark.parametrize("type", SERVICES)
@pytest.mark.parametrize(
    "body", ["[" * 60_000, "\ud83d".encode("utf-8", "replace").decode(), '{"ok": 7}', "null", "[1]"]
)
async def test_no_answer_is_too_strange(loopback: Loopback, type: str, body: str) -> None:
    for status in (200, 400, 429, 500):
        answer = await answer_to(loopback, type, status, body)
        assert answer.status == status
        assert len(answer.said) <= 200


@pytest.mark.parametrize("type", SERVICES)
async def test_an_answer_that_repeats_the_address_and_the_key_is_kept_without_them(
    loopback: Loopback, type: str
) -> None:
    address = f"{loopback.url}/{type}/{KEY}?sig=a%2Bsecret-signature"
    echo = f"no such hook: {address} or {KEY} ({KEY.replace('/', chr(92) + '/')}) a+secret-signature Bearer {TOKEN} {TOKEN}"
    loopback.replies = [(400, echo, {})]
    out = outgoing(type, address=address, secrets=(TOKEN,), to=("C1",))
    async with HttpClient(user_agent="tests", allow_private=True) as http:
        answer = await TYPES[type].send(out, http)
    kept = f"{answer!r} {out!r}"
    of_address = (*KEY.split("/"), "secret-signature") if TYPES[type].secret_address else ()
    for secret in (TOKEN, *of_address):
        assert secret not in kept


async def test_a_private_address_pauses(loopback: Loopback) -> None:
    async with HttpClient(user_agent="tests") as http:
        for type in SERVICES:
            answer = await TYPES[type].send(outgoing(type, loopback.url), http)
            assert (answer.fate, answer.error) == (Fate.PAUSED, "private address")
    assert loopback.posted == []


async def test_slack_threads_follow_ups_by_token(loopback: Loopback) -> None:
    async with HttpClient(user_agent="tests", allow_private=True) as http:
        out = outgoing("slack", loopback.url, secrets=(TOKEN,), to=("C1",))
        first = await TYPES["slack"].send(out, http)
        assert first.reference == "1503435956.000247"
        await TYPES["slack"].send(
            outgoing("slack", loopback.url, secrets=(TOKEN,), to=("C1",), thread=first.reference), http
        )
    assert loopback.posted[1].json["thread_ts"] == first.reference


async def test_discord_links_a_follow_up_to_the_first_message(loopback: Loopback) -> None:
    async with HttpClient(user_agent="tests", allow_private=True) as http:
        first = await TYPES["discord"].send(outgoing("discord", loopback.url), http)
        assert first.reference == "message 99 1234567890123456789"
        await TYPES["discord"].send(outgoing("discord", loopback.url, thread=first.reference), http)
    [embed] = loopback.posted[1].json["embeds"]
    assert "[↑](https://discord.com/channels/77/99/1234567890123456789)" in embed["description"]


async def test_a_forum_of_discord_has_a_thread_for_each_alliance(loopback: Loopback) -> None:
    address = f"{loopback.url}/discord/forum/{KEY}"
    async with HttpClient(user_agent="tests", allow_private=True) as http:
        first = await TYPES["discord"].send(outgoing("discord", address=address), http)
        assert (first.fate, first.reference) == (Fate.ACCEPTED, "thread 99 1234567890123456789")
        second = await TYPES["discord"].send(outgoing("discord", address=address, thread=first.reference), http)
        assert (second.fate, second.reference) == (Fate.ACCEPTED, "thread 99 1234567890123456789")
        assert "thread_id=99" in loopback.posted[-1].path
        third = await TYPES["discord"].send(outgoing("discord", address=address, thread="thread 404 1"), http)
    assert third.fate is Fate.ACCEPTED
    assert loopback.posted[-1].json["thread_name"].startswith("가람전자와 나래통신")


async def test_telegram_follows_a_group_that_got_a_new_id(loopback: Loopback) -> None:
    async with HttpClient(user_agent="tests", allow_private=True) as http:
        answer = await TYPES["telegram"].send(outgoing("telegram", loopback.url, to=("-1",)), http)
    assert (answer.fate, answer.reference) == (Fate.ACCEPTED, "42")
    assert loopback.posted[-1].json["chat_id"] == "-1001"


def test_types_that_speak_http_say_how() -> None:
    assert {name for name, kind in TYPES.items() if isinstance(kind, HttpType)} == {*SERVICES, "standard", "template"}
