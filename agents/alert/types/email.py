"""E-mail: a mail server that speaks TLS from the first byte (`smtps://`) or after STARTTLS (`smtp+starttls://`).

A message has a text and an HTML part and says the same in both. Its Message-ID is made of its id, so that mail programs
know a repetition; a follow-up names the first message of the alliance in In-Reply-To and References (RFC 5322, section
3.6.4, read on 2026-11-30 at https://www.rfc-editor.org/rfc/rfc5322#section-3.6.4). Codes of 400 to 499 are tried again,
codes of 500 to 599 end the message (RFC 5321, section 4.2.1), but for those that say that we may not send at all.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Sequence
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr, parseaddr
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import aiosmtplib

from agents.alert.fitting import fitted
from agents.alert.message import Message, Paragraph, Part, Span
from agents.alert.plain import cut, plain
from agents.alert.secrecy import Secrecy
from agents.alert.types.contract import PORTS, Answer, Fate, MessageType, Outgoing
from agents.alert.types.showing import lines, told
from agents.alert.wording import words_of
from agents.http_client import ForbiddenAddress, HttpClient, HttpError

_MOST_CHARACTERS = 100_000
_MOST_SUBJECT = 200
_SECONDS, _SECONDS_ALTOGETHER = 15.0, 60.0
"""For one answer of the server, and for a message with all its recipients."""

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_LINES = compat32.clone(linesep="\r\n")
_MAY_NOT_SEND = frozenset({530, 534, 535, 538})
"""Authentication wanted, too weak, failed, or only with encryption (RFC 4954)."""


class Email(MessageType):
    name = "email"
    takes = frozenset({"secret", "to", "sender", "username"})
    needs = frozenset({"url", "to", "sender"})
    most_to = 50
    schemes = frozenset({"smtps", "smtp+starttls"})
    secret_address = False

    def fault(self, *, to: Sequence[str], sender: str, template: Path | None) -> str | None:
        wrong = [text for text in (*to, _bare(sender)) if not _ADDRESS.fullmatch(text)]
        return f"{plain(wrong[0])[:80]!r} is no e-mail address" if wrong else None

    async def send(self, outgoing: Outgoing, http: HttpClient) -> Answer:
        mail = _mail(outgoing)
        try:
            async with asyncio.timeout(_SECONDS_ALTOGETHER):
                refused = await _sent(mail, outgoing, http)
        except ForbiddenAddress:
            return Answer(Fate.PAUSED, error="private address")
        except HttpError as error:
            return Answer(Fate.AGAIN, error=str(error))
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            return _meaning(error, outgoing)
        said = f"{refused} of {len(outgoing.target.to)} recipients were refused" if refused else ""
        return Answer(Fate.ACCEPTED, 250, said=said, reference=str(mail["Message-ID"]))


async def _sent(mail: MIMEMultipart, outgoing: Outgoing, http: HttpClient) -> int:
    """Hand a mail over; how many of its recipients were refused, where not all were."""
    target = outgoing.target
    parts = urlsplit(target.address)
    host = parts.hostname or ""
    connection = await http.connect(host, parts.port or PORTS[parts.scheme])
    client = aiosmtplib.SMTP(
        hostname=host,
        sock=connection,
        use_tls=parts.scheme == "smtps",
        start_tls=parts.scheme == "smtp+starttls",
        tls_context=http.tls,
        timeout=_SECONDS,
        local_hostname=_literal(connection.getsockname()[0]),
    )
    try:
        await client.connect()
        if target.secrets:
            await client.login(target.username or _bare(target.sender), target.secrets[0])
        refused, _ = await client.sendmail(_bare(target.sender), list(target.to), mail.as_bytes(policy=_LINES))
        return len(refused)
    finally:
        client.close()  # and with it the connection, which belongs to the client from `connect` on


def _literal(address: str) -> str:
    """The address of our side as RFC 5321 has it where there is no name."""
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"


def _meaning(error: Exception, outgoing: Outgoing) -> Answer:
    """What a failure means for the message and its endpoint, in words without secrets."""
    match error:
        case aiosmtplib.SMTPRecipientsRefused() if error.recipients:
            hardest = max(error.recipients, key=lambda one: one.code)
            status, said = hardest.code, hardest.message
        case aiosmtplib.SMTPResponseException():
            status, said = error.code, error.message
        case aiosmtplib.SMTPNotSupported():
            return Answer(Fate.PAUSED, error="the mail server takes no login")
        case _ if isinstance(error.__cause__ or error, ssl.SSLCertVerificationError):
            return Answer(Fate.AGAIN, error="the mail server's certificate is not trusted")
        case TimeoutError():
            return Answer(Fate.AGAIN, error="the mail server did not answer in time")
        case _ if "STARTTLS" in str(error):
            return Answer(Fate.PAUSED, error="the mail server offers no STARTTLS")
        case _:
            return Answer(Fate.AGAIN, error="no connection to the mail server")
    answer = Answer(_fate(error, status), status, f"SMTP status {status}", plain(said))
    return Secrecy(outgoing.target).cleaned(answer)


def _fate(error: Exception, status: int) -> Fate:
    refused_login = isinstance(error, aiosmtplib.SMTPAuthenticationError) and status >= 500
    if status in _MAY_NOT_SEND or refused_login:
        return Fate.PAUSED
    handed_over = not isinstance(error, aiosmtplib.SMTPConnectError | aiosmtplib.SMTPHeloError)
    return Fate.DEAD if 500 <= status < 600 and handed_over else Fate.AGAIN


def _mail(outgoing: Outgoing) -> MIMEMultipart:
    target = outgoing.target
    message = fitted(told(outgoing), lambda one: len(_text(one, "")), _MOST_CHARACTERS)
    signature = words_of(target.language).say("lists", "from")
    # The older classes: EmailMessage loses a space where it folds a Korean subject (seen with Python 3.11).
    mail = MIMEMultipart("alternative")
    subject = cut(f"[{message.label}] {message.headline}", _MOST_SUBJECT)
    mail["Subject"] = Header(subject, "utf-8")  # type: ignore[assignment]  # these classes take a header to fold too
    mail["From"] = formataddr((plain(parseaddr(target.sender)[0]), _bare(target.sender)), "utf-8")
    mail["To"] = ", ".join(target.to)
    mail["Date"] = format_datetime(outgoing.created)
    mail["Message-ID"] = _message_id(outgoing.id, target.sender)
    mail["Auto-Submitted"] = "auto-generated"
    if outgoing.thread and _THREAD.fullmatch(outgoing.thread):
        mail["In-Reply-To"] = outgoing.thread
        mail["References"] = outgoing.thread
    mail.attach(MIMEText(_text(message, signature), "plain", "utf-8"))
    mail.attach(MIMEText(_html(message, signature, target.language), "html", "utf-8"))
    return mail


_THREAD = re.compile(r"<[A-Za-z0-9._@+-]{1,300}>")


def _message_id(id: str, sender: str) -> str:
    return f"<{re.sub(r'[^A-Za-z0-9._-]', '', id)[:150] or 'message'}@{_bare(sender).rpartition('@')[2]}>"


def _bare(address: str) -> str:
    """The address without the name of its owner."""
    return parseaddr(address)[1]


def _text(message: Message, signature: str) -> str:
    return "\n".join([message.headline, "", *lines(message), "", "-- ", signature, ""])


def _html(message: Message, signature: str, language: str) -> str:
    links = " · ".join(_link(link.label, link.url) for link in message.links)
    body = "\n".join(map(_element, message.paragraphs))
    title = escape(message.headline)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body>\n<h2>{title}</h2>\n{body}\n<p>{links}</p>\n<hr>\n"
        f"<p><small>{escape(signature)}</small></p>\n</body>\n</html>\n"
    )


def _element(paragraph: Paragraph) -> str:
    inner = "".join(map(_span, paragraph.spans))
    match paragraph.part:
        case Part.HEADING:
            return f"<h3>{inner}</h3>"
        case Part.ITEM:
            return f"<p>• {inner}</p>"
        case Part.QUOTE:
            return f"<blockquote>{inner}</blockquote>"
        case _:
            return f"<p>{inner}</p>"


def _span(span: Span) -> str:
    if span.url:
        return _link(span.text, span.url)
    return f"<b>{escape(span.text)}</b>" if span.bold else escape(span.text)


def _link(text: str, url: str) -> str:
    return f'<a href="{escape(url)}">{escape(text)}</a>'
