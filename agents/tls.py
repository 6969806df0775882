"""Whom to trust over TLS, and what is wrong where a connection fails there."""

from __future__ import annotations

import ssl

from agents.http_errors import TlsFault
from agents.http_library import httpx

_LEGACY_SERVER_CONNECT = 0x4
"""`SSL_OP_LEGACY_SERVER_CONNECT` of OpenSSL, which Python names from 3.12 on."""

_LEGACY = "UNSAFE_LEGACY_RENEGOTIATION_DISABLED"

_FAULTS = {
    "UNSUPPORTED_PROTOCOL": "TLS too old",
    "TLSV1_ALERT_PROTOCOL_VERSION": "TLS too old",
    "WRONG_SSL_VERSION": "TLS too old",
    "DH_KEY_TOO_SMALL": "TLS too weak",
    "EE_KEY_TOO_SMALL": "TLS too weak",
    "CA_KEY_TOO_SMALL": "TLS too weak",
    "CA_MD_TOO_WEAK": "TLS too weak",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "TLS too weak",
    "WRONG_SIGNATURE_TYPE": "TLS too weak",
    "WRONG_VERSION_NUMBER": "no TLS",
    "HTTP_REQUEST": "no TLS",
    "RECORD_LAYER_FAILURE": "no TLS",
    "PACKET_LENGTH_TOO_LONG": "no TLS",
}
"""By OpenSSL's reason."""

_CERTIFICATES = {
    9: "certificate not yet valid",
    10: "certificate expired",
    18: "certificate signed by itself",
    19: "certificate signed by itself",
    62: "certificate of another host",
    64: "certificate of another host",
}
"""By OpenSSL's `X509_V_ERR` numbers."""


def trust(*, legacy: bool = False) -> ssl.SSLContext:
    """Trust in the usual authorities; with `legacy` also servers without secure renegotiation (RFC 5746)."""
    context = httpx.create_ssl_context(trust_env=False)
    if legacy:
        context.options |= _LEGACY_SERVER_CONNECT
    return context


def tls_fault(error: BaseException, host: str) -> TlsFault | None:
    """What is wrong with the TLS of a host, where that is why a connection failed."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    if cause is None:
        return None
    if isinstance(cause, ssl.SSLCertVerificationError):
        return TlsFault(_CERTIFICATES.get(cause.verify_code, "certificate not trusted"), f"{host}: {_plain(cause)}")
    if cause.reason == _LEGACY:
        lacks = "its TLS lacks secure renegotiation (RFC 5746)"
        return TlsFault("legacy TLS", f"{host}: {lacks}; legacy_tls = true on a source of its site accepts that")
    return TlsFault(_FAULTS.get(cause.reason or "", "TLS failed"), f"{host}: {_plain(cause)}")


def _plain(error: ssl.SSLError) -> str:
    """OpenSSL's words, without places in its code and without the host's own."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return str(error.verify_message).partition(",")[0].lower()
    return (error.reason or "TLS failed").replace("_", " ").lower()
