"""Why a cluster cannot be used: aiokafka says only that it can not, so that each of its servers is asked once more."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from typing import Any

from aiokafka.conn import AIOKafkaConnection, create_conn
from aiokafka.errors import (
    IllegalSaslStateError,
    KafkaConnectionError,
    KafkaError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)
from aiokafka.protocol.metadata import MetadataRequest

from topics.kafka.cluster import Cluster
from topics.kafka.errors import Unreachable, WrongAccess

ASK_TIME = 5.0  # seconds for one server: who does not answer until then is away
_EXPIRED, _NOT_YET = 10, 9
_OTHER_HOST = (62, 64)
"""OpenSSL's `X509_V_ERR` numbers."""
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "UNEXPECTED_EOF_WHILE_READING")
_WANTS_CERTIFICATE = ("CERTIFICATE_REQUIRED", "HANDSHAKE_FAILURE")


async def diagnosis(cluster: Cluster, error: BaseException) -> Unreachable:
    """What is wrong with a cluster whose client failed with an error: `WrongAccess` where trying again is of no use."""
    if isinstance(error, Unreachable):
        return error
    try:
        options = cluster.access()
    except Unreachable as missing:
        return missing
    found: list[Unreachable] = []
    for server in cluster.servers.split(","):
        trouble = await _ask(server, cluster.client_id, options)
        if trouble is None:
            return Unreachable(_plain(error))  # it answers by now, or the failure is another's
        found.append(trouble)
    wrong = next((one for one in found if isinstance(one, WrongAccess)), None)
    return wrong or found[0]


async def _ask(server: str, client_id: str, options: Mapping[str, Any]) -> Unreachable | None:
    """What keeps one server from answering as it would answer our clients; None where nothing does."""
    host, _, port = server.rpartition(":")
    connection: AIOKafkaConnection | None = None
    try:
        async with asyncio.timeout(ASK_TIME):
            connection = await create_conn(
                host, int(port), client_id=client_id, request_timeout_ms=int(ASK_TIME * 1000), **options
            )
            told = await connection.send(MetadataRequest([]))
            if not told.brokers:  # a refused token: aiokafka does not read the broker's answer to it (RFC 7628, 3.2.3)
                return WrongAccess(f"{server}: {_refused(options)}")
    except Unreachable as error:
        return error
    except (KafkaError, OSError, TimeoutError) as error:
        protocol = str(options.get("security_protocol", "PLAINTEXT"))
        told = _tls(error, protocol) or _sasl(error, options) or _closed(error, protocol)
        return WrongAccess(f"{server}: {told}") if told else Unreachable(f"{server}: {_plain(error)}")
    finally:
        if connection is not None:
            connection.close()
    return None


def _tls(error: BaseException, protocol: str) -> str | None:
    """What is wrong with TLS, and what to do."""
    found = _cause(error, ssl.SSLError)
    if isinstance(found, ssl.SSLCertVerificationError):
        return _certificate(found)
    if found is None:
        return None
    reason = found.reason or ""
    if any(word in reason for word in _WANTS_CERTIFICATE):
        return "the broker wants a certificate of the client: set [kafka] certificate_file and key_file"
    if "ALERT" in reason:
        said = reason.rpartition("ALERT_")[2].replace("_", " ").lower()
        return f"the broker refuses the client's certificate ({said}): check [kafka] certificate_file"
    if reason in _NO_TLS:
        return _other_protocol(protocol)
    return f"TLS fails ({reason.replace('_', ' ').lower() or 'no reason given'}): check [kafka] security_protocol"


def _certificate(error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code == _EXPIRED:
        return "the broker's certificate has expired: the broker needs a new one (or this machine's clock is wrong)"
    if error.verify_code == _NOT_YET:
        return "the broker's certificate is not yet valid: is the clock of this machine right?"
    if error.verify_code in _OTHER_HOST:
        return "the broker's certificate is of another host: put a name that it is for into bus"
    return (
        f"the broker's certificate is not trusted ({str(error.verify_message).partition(',')[0]}): "
        "set [kafka] ca_file to the certificate of the authority that it is of"
    )


def _sasl(error: BaseException, options: Mapping[str, Any]) -> str | None:
    """What is wrong with who we say we are, and what to do."""
    mechanism = options.get("sasl_mechanism")
    if isinstance(error, UnsupportedSaslMechanismError):
        return f"the broker does not offer sasl_mechanism {mechanism} on this port: set another in [kafka]"
    if isinstance(error, IllegalSaslStateError):
        plain = str(options["security_protocol"]).removeprefix("SASL_")
        return f"the broker asks for no password on this port: set [kafka] security_protocol = {plain}, or another port"
    if isinstance(error, SaslAuthenticationFailed) or (mechanism and isinstance(_cause(error, ValueError), ValueError)):
        return _refused(options)
    return None


def _refused(options: Mapping[str, Any]) -> str:
    who, mechanism = options.get("sasl_plain_username"), options.get("sasl_mechanism")
    if who is None:
        return f"the broker refuses the token ({mechanism}): check [kafka] token_url, token_scope and username"
    return (
        f"the broker refuses user {who} with this password ({mechanism}): "
        "check [kafka] username and password_env or password_file"
    )


def _closed(error: BaseException, protocol: str) -> str | None:
    """A broker that closes the connection without a word wants to be spoken to otherwise."""
    if isinstance(error, KafkaConnectionError) or _cause(error, ConnectionResetError, EOFError) is not None:
        return None if _cause(error, ConnectionRefusedError) else _other_protocol(protocol)
    return None


def _other_protocol(protocol: str) -> str:
    other = {
        "PLAINTEXT": "it wants TLS or a password: set [kafka] security_protocol to SSL, SASL_SSL or SASL_PLAINTEXT",
        "SSL": "it speaks no TLS or wants a password: set [kafka] security_protocol to PLAINTEXT or SASL_SSL",
        "SASL_PLAINTEXT": "it wants TLS: set [kafka] security_protocol to SASL_SSL",
        "SASL_SSL": "it speaks no TLS: set [kafka] security_protocol to SASL_PLAINTEXT or PLAINTEXT",
    }[protocol]
    return f"the broker closes the connection at once; perhaps {other}, or ask another port in bus"


def _cause(error: BaseException, *kinds: type[BaseException]) -> Any:
    """The error of one of the kinds that led to this one."""
    at: BaseException | None = error
    while at is not None and not isinstance(at, kinds):
        at = at.__cause__ or at.__context__
    return at


def _plain(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "does not answer"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower() if error.errno else str(error)
    return f"{type(error).__name__}: {error}".strip(": ")
