"""A web server whose TLS knows nothing of secure renegotiation (RFC 5746), as some old ones do not."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import trustme
from tlslite.api import HandshakeSettings, TLSConnection, X509CertChain, parsePEMKey
from tlslite.constants import CipherSuite, ExtensionType
from tlslite.messages import ClientHello
from tlslite.utils.codec import Parser

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 5\r\nconnection: close\r\n\r\nstory"


class _ForgetfulHello(ClientHello):  # type: ignore[misc]
    """A client's hello in which nothing is said of renegotiation."""

    def parse(self, parser: Parser) -> ClientHello:
        super().parse(parser)
        self.cipher_suites = [s for s in self.cipher_suites if s != CipherSuite.TLS_EMPTY_RENEGOTIATION_INFO_SCSV]
        self.extensions = [e for e in self.extensions or [] if e.extType != ExtensionType.renegotiation_info]
        return self


@contextmanager
def legacy_tls_server(certificate: trustme.LeafCert) -> Iterator[int]:
    """Serve one page at every address on 127.0.0.1; gives the port."""
    from tlslite import tlsrecordlayer

    chain = X509CertChain()
    chain.parsePemList("".join(pem.bytes().decode() for pem in certificate.cert_chain_pems))
    key = parsePEMKey(certificate.private_key_pem.bytes().decode(), private=True)
    settings = HandshakeSettings()
    settings.maxVersion = (3, 3)  # TLS 1.2: in 1.3 nothing is renegotiated
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                accepted, _ = listening.accept()
            except OSError:
                return
            with suppress(Exception), accepted:  # whatever a client does, the next one is served
                accepted.settimeout(20)
                connection = TLSConnection(accepted)
                connection.handshakeServer(certChain=chain, privateKey=key, settings=settings)
                connection.recv(65_536)
                connection.sendall(ANSWER)
                connection.close()

    usual = tlsrecordlayer.ClientHello
    tlsrecordlayer.ClientHello = _ForgetfulHello
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        tlsrecordlayer.ClientHello = usual
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(20)
