"""The body of each type: its service takes it whatever an outlet writes, however long the lists are, in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.alert.language import Language
from agents.alert.types import TYPES, Fate, RequestType
from agents.http_client import HttpClient
from tests.agents.alert.test_plain import RECOGNISED
from tests.agents.alert.types.messages import EVENTS, hostile_text, outgoing, payload_of
from tests.agents.alert.types.services import SERVICES, TOKEN, Loopback, Posted, serving


@pytest.fixture(scope="module")
def loopback() -> Iterator[Loopback]:
    with serving() as served:
        yield served


def kind_of(type: str) -> RequestType:
    kind = TYPES[type]
    assert isinstance(kind, RequestType)
    return kind


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("type", SERVICES)
async def test_a_service_takes_every_event(type: str, language: Language, loopback: Loopback) -> None:
    async with HttpClient(user_agent="tests", allow_private=True) as http:
        for event in EVENTS:
            out = outgoing(type, loopback.url, event=event, payload=payload_of(event), language=language)
            answer = await kind_of(type).send(out, http)
            assert answer.fate is Fate.ACCEPTED, (event, answer)


def takes(type: str, body: bytes, path: str, headers: Any) -> bool:
    status, said = SERVICES[type](Posted(path, headers, body))
    wrong = [f'"{name}": false' for name in ("ok", "success", "isSuccessful")]
    return 200 <= status < 300 and not any(part in said for part in wrong)


@pytest.mark.parametrize("type", SERVICES)
@given(
    text=hostile_text,
    event=st.sampled_from(EVENTS),
    language=st.sampled_from(Language),
    parties=st.sampled_from([1, 2, 5, 60]),
    articles=st.sampled_from([0, 1, 20, 500]),
    alliances=st.sampled_from([0, 1, 30]),
)
@settings(max_examples=25, deadline=None)
def test_a_service_takes_what_hostile_outlets_write(
    type: str, text: str, event: str, language: Language, parties: int, articles: int, alliances: int
) -> None:
    payload = payload_of(event, text=text, alliances=alliances, parties=parties, articles=articles)
    request = kind_of(type).request(outgoing(type, event=event, payload=payload, language=language))
    parts = urlsplit(request.url)
    assert takes(type, request.content, parts._replace(scheme="", netloc="").geturl(), request.headers)


def texts(found: Any) -> Iterator[str]:
    """All texts of a body but addresses."""
    if isinstance(found, dict):
        for name, value in found.items():
            if name not in ("url", "value", "click", "titleLink", "$schema", "contentType", "type", "version"):
                yield from texts(value)
    elif isinstance(found, list):
        for value in found:
            yield from texts(value)
    elif isinstance(found, str):
        yield found


OURS = re.compile(
    r"\[\[?[^][]{1,6}\]\]?\(https://[^()\s]*\)|https://(?:news|desk)\.example/[\w/%?=&.-]*|\S+Z?[-+]\d\d:\d\d"
)
"""What the types themselves link, in text that can hold addresses."""


@pytest.mark.parametrize("type", SERVICES)
@given(text=hostile_text, event=st.sampled_from(EVENTS))
@settings(max_examples=25, deadline=None)
def test_what_hostile_outlets_write_mentions_formats_and_links_nothing(type: str, text: str, event: str) -> None:
    payload = payload_of(event, text=text, articles=3)
    request = kind_of(type).request(outgoing(type, event=event, payload=payload, page="https://desk.example"))
    body = json.loads(request.content)
    if type == "discord":
        [embed] = body["embeds"]
        body = {"title": bare(embed["title"]), "description": bare(embed["description"])}
    if type == "telegram":
        assert "parse_mode" not in body
    if type == "ntfy":
        assert "markdown" not in body
        del body["topic"]
    for name in ("summary", "channel", "chat_id", "connectColor"):
        body.pop(name, None)
    for one in texts(body):
        found = RECOGNISED.search(OURS.sub("", one))
        assert found is None, (found, one)


def bare(escaped: str) -> str:
    """Discord's text without what is escaped, in which only our own marks may be left; raises where others are."""
    left = re.sub(r"\\[^0-9A-Za-z\s]", "", escaped)
    left = re.sub(r"\[([^][]*)\]\(https://[^()\s]*\)", r"\1", left)
    left = re.sub(r"(?m)^(?:> |- )|\*\*([^*]*)\*\*", r"\1", left)
    assert re.search(r"[\\`*_{}\[\]()#+\-|>~<:@]|(?<=\w)\.", left) is None, left
    return left


def test_slack_with_a_token_posts_to_its_channel_in_the_thread() -> None:
    out = outgoing("slack", address=TYPES["slack"].default_address, secrets=(TOKEN,), to=("C1",), thread="1503.2")
    request = kind_of("slack").request(out)
    body = json.loads(request.content)
    assert request.url == "https://slack.com/api/chat.postMessage"
    assert (body["channel"], body["thread_ts"]) == ("C1", "1503.2")
    assert request.headers["authorization"] == f"Bearer {TOKEN}"


def test_ntfy_names_its_topic_beside_the_message_and_shows_its_token() -> None:
    request = kind_of("ntfy").request(outgoing("ntfy", secrets=("tk_abc",)))
    assert request.url == "https://services.example/ntfy/"
    assert json.loads(request.content)["topic"] == "alliances-of-the-desk"
    assert request.headers["authorization"] == "Bearer tk_abc"


def test_telegram_marks_the_stretches_that_it_means() -> None:
    body = json.loads(kind_of("telegram").request(outgoing("telegram", thread="42")).content)
    units = body["text"].encode("utf-16-le")
    marked = [units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le") for e in body["entities"]]
    assert marked[0] == "가람전자와 나래통신, 업무협약(MOU) 발표"
    assert marked[-1] == "기사 보기"
    assert body["reply_parameters"] == {"message_id": 42, "allow_sending_without_reply": True}
