"""Where settings come from, which one wins and how a wrong one is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from dongmaeng.fault import WrongSettings
from dongmaeng.setting_checks import check_endpoints
from dongmaeng.settings import load_settings


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "dongmaeng.toml"


def test_without_any_file_the_defaults_work(config: Path) -> None:
    settings = load_settings(None)
    assert settings.data_dir == Path("data")
    assert settings.sources == []


def test_the_environment_wins_over_the_file_and_a_flag_over_both(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.write_text('user_agent = "file"\njournal_max_mb = 100\n[fetch]\nhost_delay = 5\nmax_bytes = 1000\n', "utf-8")
    monkeypatch.setenv("DONGMAENG_JOURNAL_MAX_MB", "200")
    monkeypatch.setenv("DONGMAENG_FETCH__HOST_DELAY", "0.5")
    settings = load_settings(None, {"journal_max_mb": 300, "data_dir": None})
    assert settings.user_agent == "file"
    assert settings.journal_max_mb == 300
    assert (settings.fetch.host_delay, settings.fetch.max_bytes) == (0.5, 1000)


def test_a_data_directory_in_the_file_is_relative_to_the_file(config: Path, tmp_path: Path) -> None:
    config.write_text('data_dir = "state"', "utf-8")
    assert load_settings(config).data_dir == tmp_path / "state"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 1", "colour: there is no such setting"),
        ("journal_max_mb = 1", "journal_max_mb: "),
        ("[fetch]\nhost_delay = -1", "fetch.host_delay: "),
        ('[[sources]]\nurl = "ftp://example.com"', "sources[0].url: "),
        ('[[sources]]\nurl = "https://a.kr/rss"\n[[sources]]\nurl = "https://a.kr/rss"', "https://a.kr/rss"),
        ('private_hosts = ["http://press.intra/rss"]', "private_hosts[0]: "),
        ("[fetch]\ntimeout = 0", "fetch.timeout: "),
        ("data_dir = ", "not valid TOML"),
        ('store = "elastic"', "store: must be embedded or http"),
        ('store = "https://me:pw@host:9200"', "without a password"),
        ('[elastic]\nusername = "me"', "elastic: a username needs a password"),
        ('[elastic]\nusername = "me"\npassword = "pw"\napi_key = "k"', "elastic: either an api_key"),
        ('[elastic]\nprefix = "_x"', "elastic.prefix: "),
        ('[elastic]\nca_file = "dongmaeng.toml"', "elastic.ca_file: must be a file with certificates"),
        ('[elastic]\nca_file = "none.pem"', "elastic.ca_file: must be a file with certificates"),
    ],
)
def test_each_wrong_setting_is_named_with_its_origin(config: Path, text: str, said: str) -> None:
    config.write_text(text, "utf-8")
    with pytest.raises(WrongSettings) as error:
        load_settings(None)
    assert said in str(error.value)
    assert "dongmaeng.toml" in str(error.value)


def test_a_wrong_environment_variable_is_named_as_such(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONGMAENG_JOURNAL_MAX_MB", "many")
    with pytest.raises(WrongSettings, match="environment: DONGMAENG_JOURNAL_MAX_MB: "):
        load_settings(None)


def test_a_secret_never_shows_in_an_error_or_in_the_settings_shown(config: Path) -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    entry = f'[[endpoints]]\nid = "desk"\nsecret = "{secret}"\n'
    config.write_text(entry + 'url = "http://example.com/hook"\n', "utf-8")
    with pytest.raises(WrongSettings) as error:
        load_settings(None)
    assert "MfKQ" not in str(error.value)
    config.write_text(entry + 'url = "https://example.com/hook"\n', "utf-8")
    assert "MfKQ" not in load_settings(None).model_dump_json()


def test_files_of_endpoints_are_beside_the_settings_file(tmp_path: Path) -> None:
    (tmp_path / "companies.txt").write_text("누리통신\n", "utf-8")
    file = tmp_path / "dongmaeng.toml"
    file.write_text(
        '[[endpoints]]\nid = "desk"\nurl = "https://desk.example"\nsecret_file = "secret"\nwatch = "companies.txt"\n',
        "utf-8",
    )
    settings = load_settings(file)
    assert settings.endpoints[0].watch == tmp_path / "companies.txt"
    with pytest.raises(WrongSettings, match=r"line 4: endpoints\[0\].secret_file: .*secret cannot be read"):
        check_endpoints(settings)
    (tmp_path / "secret").write_text("whsec_" + "YWJj" * 8, "utf-8")
    check_endpoints(settings)
    (tmp_path / "companies.txt").unlink()
    (tmp_path / "other.toml").write_text(file.read_text("utf-8").replace("companies", "nobody"), "utf-8")
    with pytest.raises(WrongSettings, match=r"line 5: endpoints\[0\].watch: .*nobody.txt cannot be read"):
        check_endpoints(load_settings(tmp_path / "other.toml"))
