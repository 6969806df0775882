"""Settings that let a cluster in: which fit together, and what is said of files that cannot be used."""

from __future__ import annotations

import datetime
import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from pydantic import ValidationError

from dongmaeng.certificates import lifetime_fault
from dongmaeng.connections import kafka_layout
from dongmaeng.fault import WrongSettings
from dongmaeng.kafka_access import kafka_cluster
from dongmaeng.settings import Settings, load_settings
from tests.servers.kafka_security import KEY_PASSWORD, PASSWORD, make_security
from topics.catalogue import TOPICS
from topics.kafka.layout import Layout
from topics.kafka.settings import KafkaSettings, PartitionSettings

SCRAM = {"security_protocol": "SASL_SSL", "sasl_mechanism": "SCRAM-SHA-512", "username": "u", "password_env": "P"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_security(tmp_path_factory.mktemp("security")).folder


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"security_protocol": "SASL_SSL"}, "needs a sasl_mechanism"),
        ({"security_protocol": "TLS"}, "security_protocol"),
        ({"sasl_mechanism": "PLAIN"}, "sasl_mechanism needs security_protocol SASL_SSL or SASL_PLAINTEXT"),
        ({"username": "u"}, "username needs security_protocol SASL"),
        (SCRAM | {"sasl_mechanism": "GSSAPI"}, "sasl_mechanism"),
        (SCRAM | {"username": None}, "needs a username"),
        (SCRAM | {"password_env": None}, "password_env or password_file"),
        (SCRAM | {"password_file": "p"}, "give only one of password_env and password_file"),
        (SCRAM | {"sasl_mechanism": "OAUTHBEARER"}, "OAUTHBEARER and token_url need one another"),
        (SCRAM | {"token_url": "https://id.example.com/token"}, "OAUTHBEARER and token_url need one another"),
        (SCRAM | {"sasl_mechanism": "OAUTHBEARER", "token_url": "http://id.example.com/t"}, "must begin with https://"),
        (SCRAM | {"sasl_mechanism": "OAUTHBEARER", "token_url": "https://a:b@c.example/t"}, "without a password"),
        ({"certificate_file": "c"}, "certificate_file needs security_protocol SSL"),
        ({"security_protocol": "SSL", "key_file": "k"}, "key_file needs certificate_file"),
        ({"security_protocol": "SSL", "key_password_env": "K"}, "key_password_env needs certificate_file"),
        ({"security_protocol": "SSL", "ca_file": "nowhere.pem"}, "must be a file with certificates in PEM"),
        ({"partitions": {"mentions": 3}}, "mentions"),
        ({"retention_days": 0}, "retention_days"),
    ],
)
def test_settings_that_do_not_fit_together_are_named(table: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        KafkaSettings.model_validate(table)
    assert said in str(wrong.value)


def mutual(files: Path, **changed: Any) -> Settings:
    table = {"security_protocol": "SSL", "certificate_file": files / "client.pem", "key_file": files / "client.key"}
    table |= {"key_password_file": files / "key-password"}
    return Settings.model_validate({"bus": "kafka://127.0.0.1:9", "kafka": table | changed})


def test_what_can_be_used_is_taken_as_it_is(files: Path) -> None:
    options = kafka_cluster(mutual(files)).access()
    assert options["security_protocol"] == "SSL"
    assert isinstance(options["ssl_context"], ssl.SSLContext)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("certificate_file", None, "certificate_file: {file} cannot be read: No such file"),
        ("certificate_file", "no certificate", "{file}"),
        ("key_file", None, "key_file: {file} cannot be read: No such file"),
        ("key_file", "no key", "key_file: {file}"),
        ("key_password_file", "", "key_password_file: {file} is empty"),
        ("key_password_file", "wrong-one", "key_password_env or key_password_file"),
        ("key_password_file", None, "key_password_file: {file} cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(
    files: Path, tmp_path: Path, name: str, text: str | None, said: str
) -> None:
    file = tmp_path / "given"
    if text is not None:
        file.write_text(text, "utf-8")
    with pytest.raises(WrongSettings) as wrong:
        kafka_cluster(mutual(files, **{name: file}))
    assert said.format(file=file) in str(wrong.value)
    assert KEY_PASSWORD not in str(wrong.value)
    assert "wrong-one" not in str(wrong.value)


def test_a_key_under_a_password_that_is_not_given_asks_for_it_and_not_on_the_terminal(files: Path) -> None:
    with pytest.raises(WrongSettings, match="set key_password_env or key_password_file"):
        kafka_cluster(mutual(files, key_password_file=None))


def test_the_key_of_another_certificate_is_told(files: Path, tmp_path: Path) -> None:
    key = tmp_path / "other.key"
    trustme.CA().issue_cert("other").private_key_pem.write_to_path(key)
    with pytest.raises(WrongSettings, match="holds the key of another certificate"):
        kafka_cluster(mutual(files, key_file=key, key_password_file=None))


@pytest.mark.parametrize(
    ("begins", "ends", "said"), [(-20, -10, "has expired"), (10, 20, "is not yet valid"), (-10, 10, None)]
)
def test_the_days_of_a_certificate_are_looked_at(tmp_path: Path, begins: int, ends: int, said: str | None) -> None:
    today = datetime.datetime.now(datetime.UTC)
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    issued = trustme.CA().issue_cert(
        "reader", not_before=today + datetime.timedelta(begins), not_after=today + datetime.timedelta(ends)
    )
    certificate.write_bytes(b"".join(part.bytes() for part in issued.cert_chain_pems))
    issued.private_key_pem.write_to_path(key)
    found = lifetime_fault(certificate, key, "")
    assert (found is None) == (said is None)
    assert found is None or found.startswith(str(said))


def test_a_password_is_looked_up_anew_for_each_client(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("before", "utf-8")
    table = SCRAM | {"password_env": None, "password_file": file}
    cluster = kafka_cluster(Settings.model_validate({"bus": "kafka://127.0.0.1:9", "kafka": table}))
    file.write_text("after", "utf-8")
    assert cluster.access()["sasl_plain_password"] == "after"
    assert "after" not in repr(cluster)


def test_a_variable_that_is_not_set_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("P", raising=False)
    with pytest.raises(WrongSettings, match=r"kafka\.password_env: environment variable P is not set"):
        kafka_cluster(Settings.model_validate({"bus": "kafka://127.0.0.1:9", "kafka": SCRAM}))


def test_files_are_relative_to_the_settings_file(files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "ca.pem").write_bytes((files / "ca.pem").read_bytes())
    (tmp_path / "conf" / "dongmaeng.toml").write_text(
        '[kafka]\nsecurity_protocol = "SSL"\nca_file = "ca.pem"\n', "utf-8"
    )
    assert load_settings(Path("conf/dongmaeng.toml")).kafka.ca_file == Path("conf/ca.pem")


def test_topics_are_cut_as_the_catalogue_says_unless_the_settings_say_otherwise() -> None:
    by_default = {topic.name: topic for topic in kafka_layout(Settings()).planned()}
    assert by_default == {topic.name: topic for topic in Layout().planned()}
    assert PartitionSettings().by_topic.keys() <= TOPICS.keys()
    table = {"partitions": {"stories": 24, "alerts": 5}, "retention_days": 40}
    planned = {t.name: t for t in kafka_layout(Settings.model_validate({"kafka": table})).planned()}
    assert planned["dongmaeng.backfill.pages"].partitions == 24
    assert planned["dongmaeng.deliveries"].partitions == 5
    assert planned["dongmaeng.mentions"].partitions == 1
    assert planned["dongmaeng.pages"].config["retention.ms"] == str(40 * 86_400_000)
    assert planned["dongmaeng.delay.1s"].config["retention.ms"] == str(40 * 86_400_000)


def test_no_secret_is_in_the_settings_that_are_shown(files: Path) -> None:
    assert PASSWORD not in repr(mutual(files))
