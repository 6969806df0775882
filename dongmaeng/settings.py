"""The settings: from `dongmaeng.toml`, then the environment (`DONGMAENG_…`), then flags; the later wins."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from agents.alert.endpoints import Endpoint
from agents.alert.settings import AlertSettings
from agents.discover.sources import DiscoverSettings, SourceSetting
from agents.fetch.settings import FetchSettings
from agents.revisit.settings import RevisitSettings
from agents.urls import loggable
from dongmaeng import __version__
from dongmaeng.fault import WrongSettings
from dongmaeng.setting_file import read_settings_file
from dongmaeng.setting_origins import PREFIX, Environment, File, Flags, Origins
from dongmaeng.watching.settings import MetricsSettings, TracesSettings
from dongmaeng.web.settings import WebSettings
from search.elastic.settings import ElasticSettings
from topics.kafka.settings import KafkaSettings

HOST = r"^[a-z0-9._-]+(:[0-9]{1,5})?$"
CONFIG_FILE = "dongmaeng.toml"
EMBEDDED = "embedded"
KAFKA = re.compile(r"kafka://[A-Za-z0-9._-]+:[0-9]{1,5}(,[A-Za-z0-9._-]+:[0-9]{1,5})*\Z")
# A name and password in an address would end up in logs; they are settings of their own.
ELASTIC = re.compile(r"https?://[^\s,/@]+/?(,\s*https?://[^\s,/@]+/?)*")


_OF_SETTING = re.compile(r'field "(\w+)"')


class WorkerSettings(BaseModel):
    """The processes that parse and tag."""

    model_config = ConfigDict(extra="forbid")

    processes: int = Field(2, ge=1, le=64, description="How many.")
    seconds: float = Field(20.0, gt=0, description="Processor time one page may take before it is set aside.")
    memory_mb: int = Field(2048, ge=256, description="How much memory one process may use.")


class LogSettings(BaseModel):
    """What is logged, and how."""

    model_config = ConfigDict(extra="forbid")

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "json", "text"] = "auto"


class Settings(BaseSettings):
    """All settings of the service."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid")

    bus: str = Field("embedded", description="What carries records: `embedded`, or kafka://host:port[,host:port].")
    kafka: KafkaSettings = Field(default_factory=KafkaSettings)
    store: str = Field("embedded", description="Where stories are found: `embedded`, or http(s)://host:port[,…].")
    elastic: ElasticSettings = Field(default_factory=ElasticSettings)
    data_dir: Path = Field(Path("data"), description="Where the journal, the state and the index live.")
    journal_max_mb: int = Field(4096, ge=16, description="Above this the oldest handled records are removed early.")
    user_agent: str = Field(
        f"Dongmaeng/{__version__} (news reader; set user_agent to a contact of yours)",
        min_length=1,
        description="How the service names itself to the sites it reads.",
    )
    allow_private_addresses: bool = Field(False, description="Whether sources may be on private addresses.")
    private_hosts: list[Annotated[str, Field(pattern=HOST)]] = Field(
        default_factory=list,
        description="Hosts (`host` or `host:port`) that may have private addresses where others may not.",
    )
    discover: DiscoverSettings = Field(default_factory=DiscoverSettings)
    fetch: FetchSettings = Field(default_factory=FetchSettings)
    revisit: RevisitSettings = Field(default_factory=RevisitSettings)
    alerts: AlertSettings = Field(default_factory=AlertSettings)
    workers: WorkerSettings = Field(default_factory=WorkerSettings)
    web: WebSettings = Field(default_factory=WebSettings)
    metrics: MetricsSettings = Field(default_factory=MetricsSettings)
    traces: TracesSettings = Field(default_factory=TracesSettings)
    log: LogSettings = Field(default_factory=LogSettings)
    sources: list[SourceSetting] = Field(default_factory=list)
    endpoints: list[Endpoint] = Field(default_factory=list)

    _origins: Origins = PrivateAttr(default_factory=Origins)
    """Where they come from, for what is found to be wrong with them later."""

    @field_validator("bus")
    @classmethod
    def _bus(cls, bus: str) -> str:
        if bus != EMBEDDED and not KAFKA.match(bus):
            raise ValueError("must be embedded or kafka://host:port[,host:port]")
        return bus

    @field_validator("store")
    @classmethod
    def _store(cls, store: str) -> str:
        if store != EMBEDDED and not ELASTIC.fullmatch(store):
            raise ValueError("must be embedded or http(s)://host:port[,http(s)://host:port], without a password")
        return store

    @property
    def kafka_servers(self) -> str | None:
        """The addresses of the cluster, separated by commas; None on the embedded carrier."""
        return None if self.bus == EMBEDDED else self.bus.removeprefix("kafka://")

    @property
    def state_is_shared(self) -> bool:
        """Whether the state lives in Elasticsearch, where workers on all machines find it."""
        return self.kafka_servers is not None and self.store != EMBEDDED

    @property
    def database(self) -> Path:
        """The one SQLite file."""
        return self.data_dir / "dongmaeng.sqlite"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # `load_settings` merges the sources itself, to say where a wrong setting comes from.
        return (init_settings,)


def load_settings(config: Path | None, flags: dict[str, Any] | None = None) -> Settings:
    """The settings of a file (by default `dongmaeng.toml` where there is one), the environment and flags.

    Raises `WrongSettings`.
    """
    file = config or Path(CONFIG_FILE)
    from_file = read_settings_file(file) if config or file.exists() or file.is_symlink() else File({}, str(file), "")
    environment = _environment()
    given = {key: value for key, value in (flags or {}).items() if value is not None}
    origins = Origins((Flags(given), Environment(environment), from_file))
    try:
        settings = Settings(**_merge(from_file.values, environment, given))
    except ValidationError as error:
        from dongmaeng.setting_faults import explain

        lines = [explain(dict(fault), Settings, origins) for fault in error.errors()]
        raise WrongSettings("\n".join(lines)) from None
    settings._origins = origins
    _check_whole(settings)
    return settings


def _check_whole(settings: Settings) -> None:
    """Raise `WrongSettings` where settings that are right by themselves do not go together."""
    for table, name in (("sources", "url"), ("endpoints", "id")):
        values = [getattr(one, name) for one in getattr(settings, table)]
        for number, value in enumerate(values):
            if (first := values.index(value)) < number:
                told = f"{loggable(value)} is {table}[{first}] already: take one of them out"
                raise wrong(settings, (table, number, name), told)
    listens = settings.metrics.listen
    if listens and listens == settings.web.listen:
        told = f"{listens} is [web] listen, which serves /metrics, too: take this out or give another port"
        raise wrong(settings, ("metrics", "listen"), told)


def wrong(settings: Settings, path: Sequence[str | int], message: str) -> WrongSettings:
    """The error that a setting is wrong, with the place that it comes from."""
    return WrongSettings(settings._origins.of(path).says(path, message))


def legacy_tls_sites(settings: Settings) -> set[str]:
    """The sites of sources whose TLS may lack secure renegotiation."""
    return {site for source in settings.sources if source.legacy_tls for site in source.own_sites}


def _environment() -> dict[str, Any]:
    strange = [name for name in os.environ if name.startswith(PREFIX) and not _is_setting(name)]
    if strange:
        from dongmaeng.setting_faults import unknown_variables

        if lines := unknown_variables(sorted(strange), Settings):
            raise WrongSettings("\n".join(lines))
    try:
        return EnvSettingsSource(Settings)()
    except SettingsError as error:
        # The message names the setting, never its value.
        name = _OF_SETTING.search(str(error))
        variable = f"{PREFIX}{name[1].upper()}" if name else f"{PREFIX}…"
        told = 'not valid JSON, which a list or table needs, such as ["one", "two"]'
        raise WrongSettings(f"environment: {variable}: {told}") from None


def _is_setting(variable: str) -> bool:
    return variable.removeprefix(PREFIX).lower().partition("__")[0] in Settings.model_fields


def _merge(*layers: Mapping[str, Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for layer in layers:
        for key, value in layer.items():
            both = isinstance(value, dict) and isinstance(merged.get(key), dict)
            merged[key] = _merge(merged[key], value) if both else value
    return merged
