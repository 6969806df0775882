"""What is written down of an attempt holds nothing of what must stay secret."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.alert.deliveries import DeliveryState
from agents.alert.secrecy import Secrecy
from agents.alert.sending import FaultOfType, call
from agents.alert.types import Target
from agents.http_client import HttpClient, Response
from tests.agents.alert.desk import Desk, Sent, answer
from tests.agents.alert.samples import AT, SECRET, delivery, endpoint

TOKEN = "T0ken/of-geheim_1234"
TARGET = Target(f"https://hooks.example/services/{TOKEN}?key=sch%C3%BCssel99&x=1#teil-77777", [SECRET, "bot-geheim-9"])
PARTS = ("of-geheim_1234", "schüssel99", "sch%C3%BCssel99", SECRET, SECRET.removeprefix("whsec_"), "bot-geheim-9")


@pytest.mark.parametrize("part", PARTS)
def test_a_secret_is_left_out_wherever_it_stands(part: str) -> None:
    said = Secrecy(TARGET).said(f'{{"error": "no {part} here, {part.replace("/", chr(92) + "/")}", "path": "{part}"}}')
    assert part not in said
    assert said.startswith('{"error": "no … here')


@given(st.sampled_from(PARTS), st.integers(0, 260))
def test_a_secret_that_the_end_of_an_answer_was_cut_in_is_left_out_too(part: str, before: int) -> None:
    cut = ("x" * before + " " + part)[:200]
    said = Secrecy(TARGET).said(cut)
    assert len(said) <= 200
    assert all(part[:length] not in said for length in range(6, len(part) + 1))


def test_what_is_no_secret_stays() -> None:
    secrecy = Secrecy(TARGET)
    assert secrecy.clean("HTTP status 404") == "HTTP status 404"
    assert secrecy.said("  없는 채널입니다\n ") == "없는 채널입니다"


async def test_no_document_no_event_and_no_log_holds_a_secret_that_a_receiver_gives_back(
    capfd: pytest.CaptureFixture[str],
) -> None:
    own = endpoint("https://hooks.example/in/geheim-1234567", events=["endpoint.paused"])
    watcher = endpoint("https://watch.example/in", id="watch", events=["endpoint.paused"])

    def echo(status: int) -> object:
        def give_back(sent: Sent) -> Response:
            return answer(status, f"no such hook: {sent.url} {SECRET} geheim-1234567".encode())(sent)

        return give_back

    one = Desk([own, watcher], answers={str(own.url): [echo(500), echo(400), echo(403)]})
    await one.run(delivery("msg_1"))
    await one.wait(hours=1)
    await one.run(delivery("msg_2"))
    written = capfd.readouterr()
    kept = [text for text, _ in one.documents.values()] + [repr(one.sent[-1].payload)]
    kept += [repr(one.endings), written.out, written.err]
    assert "retried" in written.out + written.err
    assert "no such hook" in "".join(kept)
    for text in kept:
        assert SECRET not in text
        assert "geheim" not in text


async def test_a_bug_in_a_type_is_told_without_what_it_quotes() -> None:
    class Broken:
        def allow_private_hosts(self, hosts: Collection[str]) -> None:
            pass

        async def post(self, url: str, content: bytes, headers: Mapping[str, str]) -> Response:
            raise ValueError(f"cannot open {url} with {SECRET}")

    message = DeliveryState(id="msg_1", endpoint="main", event="alliance.announced", created=AT, payload="{}")
    with pytest.raises(FaultOfType) as raised:
        await call(endpoint("https://hooks.example/in/geheim"), cast(HttpClient, Broken()), message, AT, None)
    assert "geheim" not in str(raised.value)
    assert SECRET not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
