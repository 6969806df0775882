"""Whether a certificate still holds: Python reads no certificate by itself, but OpenSSL judges one in a handshake."""

from __future__ import annotations

import ssl
from contextlib import suppress
from pathlib import Path

_LIFETIME = {9: "is not yet valid: is the clock of this machine right?", 10: "has expired: put a new one there"}
"""By OpenSSL's `X509_V_ERR` numbers."""


def lifetime_fault(certificate: Path, key: Path | None, password: str) -> str | None:
    """What is wrong with the days of a certificate, shown to nobody but ourselves; None where nothing is.

    `password` is that of the key, which must fit; raises `ssl.SSLError` where it does not.
    """
    ours, judge = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.check_hostname, ours.verify_mode = False, ssl.CERT_NONE
    judge.verify_mode = ssl.CERT_REQUIRED
    judge.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # the certificate itself is trusted, whoever issued it
    judge.load_verify_locations(certificate)
    for context in (ours, judge):
        context.load_cert_chain(certificate, key, password)
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = ours.wrap_bio(back, there)
    server = judge.wrap_bio(there, back, server_side=True)
    for _ in range(3):  # hello and certificate, the client's certificate, the end
        for side in (client, server):
            try:
                with suppress(ssl.SSLWantReadError):
                    side.do_handshake()
            except ssl.SSLCertVerificationError as error:
                return _LIFETIME.get(error.verify_code)
            except ssl.SSLError:
                return None
    return None
