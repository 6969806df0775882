"""How the Kafka of the tests can be spoken to beside plainly: certificates, users and a listener for each way in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from tests.servers.process import free_port

USER, PASSWORD = "reader", "soradal-2026"
KEY_PASSWORD = "byeol-2026"
_MODULES = "org.apache.kafka.common.security"
_PROTOCOLS = {"SCRAM": "SASL_SSL", "PLAIN": "SASL_SSL", "TOKEN": "SASL_SSL", "BARE": "SASL_PLAINTEXT", "MUTUAL": "SSL"}
_PROPERTIES = f"""\
ssl.keystore.type=PEM
ssl.keystore.location={{folder}}/broker.pem
ssl.truststore.type=PEM
ssl.truststore.location={{folder}}/ca.pem
listener.name.mutual.ssl.client.auth=required
listener.name.scram.sasl.enabled.mechanisms=SCRAM-SHA-256,SCRAM-SHA-512
listener.name.scram.scram-sha-256.sasl.jaas.config={_MODULES}.scram.ScramLoginModule required;
listener.name.scram.scram-sha-512.sasl.jaas.config={_MODULES}.scram.ScramLoginModule required;
listener.name.bare.sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.bare.scram-sha-512.sasl.jaas.config={_MODULES}.scram.ScramLoginModule required;
listener.name.plain.sasl.enabled.mechanisms=PLAIN
listener.name.plain.plain.sasl.jaas.config={_MODULES}.plain.PlainLoginModule required user_{USER}="{PASSWORD}";
listener.name.token.sasl.enabled.mechanisms=OAUTHBEARER
listener.name.token.oauthbearer.sasl.jaas.config={_MODULES}.oauthbearer.OAuthBearerLoginModule required \
unsecuredLoginStringClaim_sub="broker";
"""
FORMAT = [f"--add-scram=SCRAM-SHA-{bits}=[name={USER},password={PASSWORD}]" for bits in (256, 512)]
"""For the storage tool: users of SCRAM are kept in the cluster itself."""


@dataclass(frozen=True)
class Security:
    """The ways in of one broker."""

    folder: Path
    addresses: Mapping[str, str]
    """By listener: `SCRAM`, `PLAIN`, `TOKEN`, `BARE` (SCRAM without TLS) and `MUTUAL`."""

    @property
    def listeners(self) -> str:
        return "".join(f",{name}://{address}" for name, address in self.addresses.items())

    @property
    def protocols(self) -> str:
        return "".join(f",{name}:{protocol}" for name, protocol in _PROTOCOLS.items())

    @property
    def properties(self) -> str:
        return _PROPERTIES.format(folder=self.folder)

    def lines(self, listener: str) -> str:
        """The settings under `[kafka]` that let in by a listener."""
        lines = [f'security_protocol = "{_PROTOCOLS[listener]}"']
        if listener != "BARE":
            lines.append(f'ca_file = "{self.folder / "ca.pem"}"')
        if listener == "MUTUAL":
            lines += [
                f'certificate_file = "{self.folder / "client.pem"}"',
                f'key_file = "{self.folder / "client.key"}"',
            ]
            lines.append(f'key_password_file = "{self.folder / "key-password"}"')
        else:
            mechanism = {"PLAIN": "PLAIN", "TOKEN": "OAUTHBEARER"}.get(listener, "SCRAM-SHA-512")
            lines += [f'sasl_mechanism = "{mechanism}"', f'username = "{USER}"']
            lines.append(f'password_file = "{self.folder / "password"}"')
        return "\n".join(lines) + "\n"


def make_security(folder: Path) -> Security:
    """Certificates, passwords and free ports, once a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "broker.pem").exists():
        authority = trustme.CA()
        authority.cert_pem.write_to_path(folder / "ca.pem")
        trustme.CA().cert_pem.write_to_path(folder / "other-ca.pem")
        broker = authority.issue_cert("127.0.0.1", "localhost")
        chain = b"".join(part.bytes() for part in broker.cert_chain_pems)
        (folder / "broker.pem").write_bytes(_pkcs8(broker.private_key_pem.bytes(), "") + chain)
        client = authority.issue_cert(f"{USER}@example.com")
        (folder / "client.pem").write_bytes(b"".join(part.bytes() for part in client.cert_chain_pems))
        (folder / "client.key").write_bytes(_pkcs8(client.private_key_pem.bytes(), KEY_PASSWORD))
        (folder / "password").write_text(PASSWORD, "utf-8")
        (folder / "key-password").write_text(KEY_PASSWORD, "utf-8")
    return Security(folder, {name: f"127.0.0.1:{free_port()}" for name in _PROTOCOLS})


def _pkcs8(key: bytes, password: str) -> bytes:
    """A key in the one form that Kafka reads."""
    encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return load_pem_private_key(key, None).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
