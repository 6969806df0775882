"""E-mail to a server on loopback: over TLS only, in both parts, in one thread, and never with a header of a stranger's."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.alert.endpoints import Endpoint
from agents.alert.language import Language
from agents.alert.types import TYPES, Answer, Fate, Outgoing
from agents.alert.types import email as email_type
from agents.http_client import HttpClient
from tests.agents.alert.types.messages import EVENTS, hostile_text, outgoing, payload_of

CERTIFICATE = Path(__file__).parent / "localhost.pem"
"""Of this machine alone, and trusted by these tests alone."""

PASSWORD = "geheim-wort-der-redaktion"


@dataclass
class Mailbox:
    """What came, and what is said to which recipients in place of 250."""

    envelopes: list[Envelope] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    verdict: str = "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Sequence[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.envelopes.append(envelope)
        return self.verdict

    @property
    def mails(self) -> list[EmailMessage]:
        contents = [cast(bytes, envelope.content) for envelope in self.envelopes]
        return [cast(EmailMessage, message_from_bytes(content, policy=policy.default)) for content in contents]


def login(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=right, handled=False)


def certificate() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


@asynccontextmanager
async def mail_server(scheme: str = "smtps") -> AsyncIterator[tuple[Mailbox, str]]:
    """A mail server, and its address."""
    mailbox = Mailbox()
    starttls = {"tls_context": certificate(), "require_starttls": True} if scheme == "smtp+starttls" else {}

    def speak() -> SMTP:
        return SMTP(mailbox, hostname="mail.example", authenticator=login, auth_require_tls=False, **starttls)

    encrypted = certificate() if scheme == "smtps" else None
    server = await asyncio.get_running_loop().create_server(speak, "127.0.0.1", 0, ssl=encrypted)
    async with server:
        yield mailbox, f"{scheme}://localhost:{server.sockets[0].getsockname()[1]}"


@asynccontextmanager
async def a_client(*, trusting: bool = True, private: bool = True) -> AsyncIterator[HttpClient]:
    async with HttpClient(user_agent="tests", allow_private=private) as http:
        if trusting:
            http.tls.load_verify_locations(CERTIFICATE)
        yield http


def mail_to(address: str, **what: Any) -> Outgoing:
    given = {"to": ("desk@dasol.example",), "sender": "동맹 <alerts@garam.example>", **what}
    return outgoing("email", address=address, **given)


async def sent(out: Outgoing, **how: bool) -> Answer:
    async with a_client(**how) as http:
        return await TYPES["email"].send(out, http)


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
async def test_a_mail_says_the_same_in_text_and_html_over_tls(scheme: str) -> None:
    async with mail_server(scheme) as (mailbox, address):
        answer = await sent(mail_to(address, secrets=(PASSWORD,), username="alerts"))
    assert (answer.fate, answer.status) == (Fate.ACCEPTED, 250)
    [mail], [envelope] = mailbox.mails, mailbox.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("alerts@garam.example", ["desk@dasol.example"])
    assert mail["Subject"] == "[새 동맹] 가람전자와 나래통신, 업무협약(MOU) 발표"
    assert mail["From"] == "동맹 <alerts@garam.example>"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    for part in (text.get_content(), html.get_content()):
        assert "가람전자는 나래통신과 업무협약을 맺었다고 밝혔다" in part
        assert "https://news.example/1/1" in part
    assert '<a href="https://news.example/1/1">기사 보기</a>' in html.get_content()


async def test_follow_ups_stand_in_the_thread_of_the_first_mail() -> None:
    async with mail_server() as (mailbox, address):
        first = await sent(mail_to(address))
        await sent(
            mail_to(address, event="alliance.denied", payload=payload_of("alliance.denied"), thread=first.reference)
        )
    one, two = mailbox.mails
    assert one["Message-ID"] == first.reference == "<msg_1@garam.example>"
    assert two["In-Reply-To"] == two["References"] == first.reference


async def test_a_repetition_has_the_same_message_id() -> None:
    async with mail_server() as (mailbox, address):
        await sent(mail_to(address))
        await sent(mail_to(address))
    one, two = mailbox.mails
    assert one["Message-ID"] == two["Message-ID"]


async def test_a_certificate_that_nobody_vouches_for_is_not_trusted() -> None:
    async with mail_server() as (mailbox, address):
        answer = await sent(mail_to(address), trusting=False)
    assert answer.fate is Fate.AGAIN
    assert "not trusted" in (answer.error or "")
    assert mailbox.envelopes == []


async def test_a_server_without_starttls_gets_no_password() -> None:
    async with mail_server("smtp") as (mailbox, address):
        answer = await sent(mail_to(address.replace("smtp:", "smtp+starttls:"), secrets=(PASSWORD,)))
    assert answer.fate is Fate.PAUSED
    assert mailbox.envelopes == []


async def test_a_private_address_is_not_connected_to() -> None:
    async with mail_server() as (mailbox, address):
        answer = await sent(mail_to(address), private=False)
    assert (answer.fate, answer.error) == (Fate.PAUSED, "private address")
    assert mailbox.envelopes == []


async def test_a_wrong_password_pauses_and_is_not_kept() -> None:
    async with mail_server() as (_, address):
        answer = await sent(mail_to(address, secrets=("falsches-wort",), username="alerts"))
    assert (answer.fate, answer.status) == (Fate.PAUSED, 535)
    assert "falsches-wort" not in repr(answer)


@pytest.mark.parametrize(
    ("verdict", "fate"),
    [
        ("250 OK", Fate.ACCEPTED),
        ("451 4.3.0 Try again later", Fate.AGAIN),
        ("452 4.2.2 Mailbox full", Fate.AGAIN),
        ("552 5.3.4 Message too big", Fate.DEAD),
        ("554 5.7.1 Spam", Fate.DEAD),
        ("530 5.7.0 Authentication required", Fate.PAUSED),
    ],
)
async def test_a_status_means_what_it_says(verdict: str, fate: Fate) -> None:
    async with mail_server() as (mailbox, address):
        mailbox.verdict = verdict
        answer = await sent(mail_to(address))
    assert (answer.fate, answer.status) == (fate, int(verdict[:3]))


async def test_one_recipient_who_is_refused_does_not_keep_the_mail_from_others() -> None:
    async with mail_server() as (mailbox, address):
        mailbox.refused = {"gone@dasol.example": "550 5.1.1 No such user"}
        answer = await sent(mail_to(address, to=("desk@dasol.example", "gone@dasol.example")))
        assert (answer.fate, answer.said) == (Fate.ACCEPTED, "1 of 2 recipients were refused")
        answer = await sent(mail_to(address, to=("gone@dasol.example",)))
    assert (answer.fate, answer.status) == (Fate.DEAD, 550)


@given(text=hostile_text, event=st.sampled_from(EVENTS), language=st.sampled_from(Language))
@settings(max_examples=60, deadline=None)
def test_what_strangers_write_makes_no_header_and_no_markup(text: str, event: str, language: Language) -> None:
    out = mail_to("smtps://mail.example", event=event, payload=payload_of(event, text=text), language=language)
    content = email_type._mail(out).as_bytes(policy=email_type._LINES)
    mail = cast(EmailMessage, message_from_bytes(content, policy=policy.default))
    names = {"Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"}
    assert set(mail.keys()) == names
    html = mail.get_body(("html",))
    assert html is not None
    assert "<script" not in html.get_content()
    assert "evil.example" not in html.get_content()
    assert max(map(len, content.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ({"to": ("desk@dasol.example\r\nBcc: all@evil.example",)}, "no e-mail address"),
        ({"to": ("desk",)}, "no e-mail address"),
        ({"sender": "동맹 <alerts>"}, "no e-mail address"),
        ({"to": tuple(f"desk{n}@dasol.example" for n in range(51))}, "to may name 50"),
        ({"url": "https://mail.example"}, "url is no smtp"),
        ({"url": "smtp://mail.example"}, "url must be smtp+starttls or smtps"),
        ({"secret": None, "secret_env": None, "to": ()}, "type email needs it"),
    ],
)
def test_wrong_settings_of_mail_are_named(what: dict[str, Any], message: str) -> None:
    given = {
        "id": "desk",
        "type": "email",
        "url": "smtps://mail.example",
        "to": ("a@dasol.example",),
        "sender": "b@garam.example",
    }
    with pytest.raises(ValueError, match=message.replace("+", r"\+")):
        Endpoint.model_validate(given | what)


@asynccontextmanager
async def a_server_that_says(*said: bytes) -> AsyncIterator[str]:
    """A server that says one thing after each line that it is sent, whatever that is, and hangs up."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            for one in said:
                writer.write(one)
                await writer.drain()
                await reader.readline()
            writer.close()
        except (ConnectionError, ssl.SSLError):
            pass

    server = await asyncio.start_server(speak, "127.0.0.1", 0, ssl=certificate())
    async with server:
        yield f"smtps://localhost:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize(
    ("said", "fate"),
    [
        ([b"554 go away\r\n"], Fate.AGAIN),
        ([b"421 later\r\n"], Fate.AGAIN),
        ([b"HTTP/1.1 200 OK\r\n\r\n"], Fate.AGAIN),
        ([b"\xff\xfe\x00\r\n"], Fate.AGAIN),
        ([b"220 " + b"a" * 100_000 + b"\r\n"], Fate.AGAIN),
        ([b"220-more\r\n" * 100_000], Fate.AGAIN),
        ([b"220 hello\r\n", b"250 mail\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n"], Fate.AGAIN),
    ],
)
async def test_a_server_that_lies_fails_for_now(said: list[bytes], fate: Fate) -> None:
    async with a_server_that_says(*said) as address:
        answer = await sent(mail_to(address))
    assert answer.fate is fate
    assert len(answer.said) <= 200


async def test_a_server_that_never_answers_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(email_type, "_SECONDS", 0.2)
    released = asyncio.Event()

    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await released.wait()
        writer.close()

    server = await asyncio.start_server(wait, "127.0.0.1", 0, ssl=certificate())
    async with server:
        answer = await sent(mail_to(f"smtps://localhost:{server.sockets[0].getsockname()[1]}"))
        released.set()
    assert answer.fate is Fate.AGAIN
    assert "in time" in (answer.error or "")


async def test_nobody_there_is_tried_again() -> None:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    answer = await sent(mail_to(f"smtps://localhost:{port}"))
    assert answer.fate is Fate.AGAIN
