"""What settings name and must be there at a start: variables, files, tokens; and what is said otherwise by now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel

from dongmaeng.settings import Settings, wrong


def check_endpoints(settings: Settings) -> None:
    """Raise `WrongSettings` where what an endpoint needs is not there: a secret's variable or file, a watch list."""
    from agents.alert.subscription import watched

    for number, endpoint in enumerate(settings.endpoints):
        place = "endpoints", number
        with _looked_up(settings, endpoint, place, "url"):
            endpoint.address()
        with _looked_up(settings, endpoint, place, "secret"):
            endpoint.secrets()
        with _looked_up(settings, endpoint, place, "watch"):
            if endpoint.watch is not None:
                watched(endpoint.watch)


@contextmanager
def _looked_up(settings: Settings, table: BaseModel, place: tuple[str | int, ...], name: str) -> Iterator[None]:
    """Raise `WrongSettings` in place of `LookupError`, which names the variable or file that a setting names."""
    try:
        yield
    except LookupError as error:
        by_variable = getattr(table, f"{name}_env", None) is not None
        by_file = getattr(table, f"{name}_file", None) is not None
        field = f"{name}_env" if by_variable else f"{name}_file" if by_file else name
        remedy = "set it where dongmaeng is started" if by_variable else "mend the file, or name another"
        told = str(error.args[0]).removeprefix(f"{field}: ")
        raise wrong(settings, (*place, field), f"{told}; {remedy}") from None


def check_sources(settings: Settings) -> None:
    """Raise `WrongSettings` where a key or secret of a source is not there."""
    for number, source in enumerate(settings.sources):
        for name, look in source.keys().items():
            with _looked_up(settings, source, ("sources", number), name):
                look()


def check_web(settings: Settings) -> None:
    """Raise `WrongSettings` where the token of the page is not there."""
    with _looked_up(settings, settings.web, ("web",), "token"):
        settings.web.token()


def doubts(settings: Settings) -> list[str]:
    """What holds and is better said or set otherwise, one line each."""
    old = {"organisations": "`filter` with org:, or `watch`", "kinds": "`filter` with kind:"}
    lines = [
        f"endpoints: {endpoint.id}: {name} is old: {new} says the same"
        for endpoint in settings.endpoints
        for name, new in old.items()
        if getattr(endpoint, name)
    ]
    if settings.kafka_servers is not None and not settings.state_is_shared:
        lines.append("store: workers on other machines do not share the state: set store to an Elasticsearch")
    return lines
