"""How the settings say that a Kafka cluster is to be reached: certificates, passwords and tokens, looked up anew."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agents.outside_values import looked_up
from dongmaeng.certificates import lifetime_fault
from dongmaeng.settings import Settings, wrong
from topics.kafka.errors import WrongAccess
from topics.kafka.settings import OAUTHBEARER, KafkaSettings

if TYPE_CHECKING:
    from topics.kafka.cluster import Cluster


def kafka_cluster(settings: Settings) -> Cluster:
    """The cluster of the settings; raises `WrongSettings` where what lets us in cannot be used."""
    from topics.kafka.cluster import Cluster

    assert settings.kafka_servers is not None
    access = _access(settings)
    try:
        access()
    except WrongAccess as error:
        name, _, told = str(error).removeprefix("kafka: ").partition(": ")
        raise wrong(settings, ("kafka", name), told) from None
    return Cluster(settings.kafka_servers, settings.kafka.client_id, settings.kafka.rack, access)


def check_kafka(settings: Settings) -> None:
    """Raise `WrongSettings` where what lets us into the cluster cannot be used; asks no cluster."""
    if settings.kafka_servers is not None:
        kafka_cluster(settings)


def _access(settings: Settings) -> Callable[[], Mapping[str, Any]]:
    kafka = settings.kafka
    tokens: Any = None
    if kafka.sasl_mechanism == OAUTHBEARER:
        from dongmaeng.broker_tokens import BrokerTokens

        tokens = BrokerTokens(kafka, settings.user_agent)  # one for all clients, which share its token

    def access() -> Mapping[str, Any]:
        options: dict[str, Any] = {"security_protocol": kafka.security_protocol}
        if kafka.has_tls:
            options["ssl_context"] = _trust(kafka)
        if kafka.has_sasl:
            password = password_of(kafka)
            options["sasl_mechanism"] = kafka.sasl_mechanism
            if tokens is not None:
                options["sasl_oauth_token_provider"] = tokens
            else:
                options |= {"sasl_plain_username": kafka.username, "sasl_plain_password": password}
        return options

    return access


def password_of(kafka: KafkaSettings) -> str:
    """The password or the client's secret as it is now; raises `WrongAccess`."""
    return _looked_up("password", kafka.password_env, kafka.password_file)


def _looked_up(name: str, variable: str | None, file: Path | None) -> str:
    try:
        return looked_up(variable, file)
    except LookupError as error:
        raise WrongAccess(f"kafka: {name}_{'file' if variable is None else 'env'}: {error.args[0]}") from None


def _trust(kafka: KafkaSettings) -> ssl.SSLContext:
    """Whom to trust and what to show of ourselves; raises `WrongAccess`."""
    try:
        context = ssl.create_default_context(cafile=kafka.ca_file)
    except OSError as error:
        raise WrongAccess(f"kafka: ca_file: {kafka.ca_file} cannot be read: {error.strerror}") from None
    if kafka.certificate_file is not None:
        _show(context, kafka, kafka.certificate_file)
    return context


def _show(context: ssl.SSLContext, kafka: KafkaSettings, certificate: Path) -> None:
    for name, file in (("certificate_file", certificate), ("key_file", kafka.key_file)):
        try:
            if file is not None:
                file.read_bytes()
        except OSError as error:
            raise WrongAccess(f"kafka: {name}: {file} cannot be read: {error.strerror}") from None
    password = ""  # an empty one is refused, while without one OpenSSL would ask on the terminal
    if kafka.key_password_env is not None or kafka.key_password_file is not None:
        password = _looked_up("key_password", kafka.key_password_env, kafka.key_password_file)
    try:
        context.load_cert_chain(certificate, kafka.key_file, password)
    except ssl.SSLError as error:
        raise WrongAccess(f"kafka: {_wrong_pair(error, kafka, certificate, has_password=bool(password))}") from None
    if (wrong := lifetime_fault(certificate, kafka.key_file, password)) is not None:
        raise WrongAccess(f"kafka: certificate_file: {certificate} {wrong}")


def _wrong_pair(error: ssl.SSLError, kafka: KafkaSettings, certificate: Path, *, has_password: bool) -> str:
    file = kafka.key_file or certificate
    name = "key_file" if kafka.key_file else "certificate_file"
    key = file.read_bytes()  # OpenSSL gives no reason for most that may be wrong
    if b"BEGIN CERTIFICATE" not in certificate.read_bytes():
        return f"certificate_file: {certificate} holds no certificate in PEM"
    if b"PRIVATE KEY" not in key:
        return f"{name}: {file} holds no key in PEM" + (
            "" if kafka.key_file else ": set key_file where it is elsewhere"
        )
    if error.reason == "KEY_VALUES_MISMATCH":
        return f"{name}: {file} holds the key of another certificate than {certificate}"
    if b"ENCRYPTED" in key and has_password:
        return f"{name}: {file} cannot be opened with the password of key_password_env or key_password_file"
    if b"ENCRYPTED" in key:
        return f"{name}: {file} holds a key under a password: set key_password_env or key_password_file"
    return f"{name}: {certificate} and {file} are damaged: they cannot be read as PEM"
