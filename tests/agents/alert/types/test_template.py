"""A template of one's own: it makes what it says, escaped as its name asks, and can neither look about nor run on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from agents.alert.endpoints import Endpoint
from agents.alert.types import TYPES, Answer, Fate
from agents.http_client import HttpClient
from tests.agents.alert.types.messages import a_file, outgoing, payload_of
from tests.agents.alert.types.services import Posted


class Taking:
    """A service that takes everything."""

    def __init__(self) -> None:
        self.posted: list[Posted] = []
        taking = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                taking.posted.append(Posted(self.path, headers, body))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook/0123456789abcdef"


@pytest.fixture
def taking() -> Iterator[Taking]:
    service = Taking()
    thread = Thread(target=service.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield service
    service.server.shutdown()
    service.server.server_close()
    thread.join()


async def filled(file: Path, taking: Taking, text: str = "", **what: Any) -> Answer:
    payload = payload_of("alliance.announced", text=text)
    async with HttpClient(user_agent="tests", allow_private=True) as http:
        return await TYPES["template"].send(
            outgoing("template", address=taking.url, template=file, payload=payload, **what), http
        )


async def test_a_json_template_makes_json_of_whatever_stands_in_the_news(tmp_path: Path, taking: Taking) -> None:
    file = a_file(
        tmp_path,
        "hook.json.j2",
        '{"title": {{ message.headline | tojson }}, "members": {{ payload.data.members | map(attribute="name") | list | tojson }},'
        ' "text": {{ payload.data.evidence | tojson }}, "id": {{ id | tojson }}}',
    )
    answer = await filled(file, taking, text='"}, {"x": "\\')
    assert answer.fate is Fate.ACCEPTED, answer
    [posted] = taking.posted
    assert posted.headers["content-type"].startswith("application/json")
    assert posted.json["members"][0] == '가람전자"}, {"x": "\\'
    assert posted.json["id"] == "msg_1"


@pytest.mark.parametrize(("name", "escaped"), [("a.html", True), ("a.xml.jinja", True), ("a.txt.j2", False)])
async def test_what_is_made_is_escaped_as_its_name_asks(
    tmp_path: Path, taking: Taking, name: str, escaped: bool
) -> None:
    await filled(a_file(tmp_path, name, "{{ payload.data.evidence }}"), taking, text="<b>")
    [posted] = taking.posted
    assert (b"&lt;b&gt;" in posted.body, b"<b>" in posted.body) == (escaped, not escaped)


async def test_a_template_may_hold_the_whole_message(tmp_path: Path, taking: Taking) -> None:
    source = (
        "{{ message.label }}: {{ message.headline }}\n"
        "{% for one in message.paragraphs %}{% for span in one.spans %}{{ span.text }}{% endfor %}\n{% endfor %}"
        "{% for link in message.links %}{{ link.url }}{% endfor %}"
    )
    await filled(a_file(tmp_path, "all.txt", source), taking)
    [posted] = taking.posted
    assert posted.body.decode().startswith("새 동맹: 가람전자와 나래통신, 업무협약(MOU) 발표\n가람전자는")
    assert posted.body.decode().endswith("https://news.example/1/1")


@pytest.mark.parametrize(
    ("source", "fate", "error"),
    [
        ("{% for %}", Fate.PAUSED, "line 1"),
        ("{{ nothing.of.that }}", Fate.DEAD, "undefined"),
        ("no JSON: {{ event }}", Fate.DEAD, "did not make JSON"),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", Fate.DEAD, ""),
        ("{{ cycler.__init__.__globals__.os.environ }}", Fate.DEAD, ""),
        ("{% include '/etc/hostname' %}", Fate.DEAD, ""),
        ("{{ payload.data.members.append(1) }}", Fate.DEAD, ""),
        ("{{ 'x' * 900000 }}", Fate.DEAD, "more than 200000 bytes"),
        ("{{ ('x' * 10**9)[0] }}", Fate.DEAD, "time or memory"),
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", Fate.DEAD, "time or memory"),
    ],
)
async def test_a_template_that_is_wrong_or_greedy_ends_by_itself(
    tmp_path: Path, taking: Taking, source: str, fate: Fate, error: str
) -> None:
    answer = await filled(a_file(tmp_path, "hook.json", source), taking)
    assert (answer.fate, error in (answer.error or "")) == (fate, True), answer
    assert taking.posted == []


async def test_a_template_sees_no_variable_of_the_service(
    tmp_path: Path, taking: Taking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_SECRET", "geheim")
    await filled(a_file(tmp_path, "a.txt", "{{ self }}{{ payload }}{{ message }}"), taking, secrets=("geheim",))
    assert all(b"geheim" not in posted.body for posted in taking.posted)
    assert all(posted.headers["authorization"] == "Bearer geheim" for posted in taking.posted)


async def test_a_template_that_is_gone_pauses(tmp_path: Path, taking: Taking) -> None:
    answer = await filled(tmp_path / "none.json", taking)
    assert (answer.fate, answer.error) == (Fate.PAUSED, "none.json cannot be read")


def test_the_name_of_a_template_must_say_what_it_makes(tmp_path: Path) -> None:
    given = {"id": "a", "type": "template", "url_env": "HOOK", "template": str(tmp_path / "a.j2")}
    with pytest.raises(ValueError, match="must end in"):
        Endpoint.model_validate(given)
    assert (
        json.loads(Endpoint.model_validate(given | {"template": "a.json.j2"}).model_dump_json())["type"] == "template"
    )
