"""`dongmaeng index`: the indices in Elasticsearch, and the terms of articles in the embedded store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.progress import Progress

from dongmaeng.cli.context import AsJson, Context, console, errors, print_json
from dongmaeng.fault import Fault
from dongmaeng.settings import EMBEDDED
from search.elastic.store import ElasticStore
from search.store import StoreUnavailable

if TYPE_CHECKING:
    from dongmaeng.settings import Settings
    from search.elastic.indices import Fault as IndexFault

T = TypeVar("T")
app = typer.Typer(help="The indices of the store.", no_args_is_help=True)


@app.command("create")
def create(context: typer.Context, as_json: AsJson = False) -> None:
    """Make the templates, the synonyms, the indices and their aliases, as far as they are missing."""
    from search.elastic.definition import KINDS
    from search.elastic.indices import create_missing, put_template

    async def work(store: ElasticStore) -> list[str]:
        made = await create_missing(store.client, store.definition)
        for kind in KINDS:
            await put_template(store.client, store.definition, kind)
        return made

    made = _run(context, work)
    if as_json:
        print_json({"made": made})
    else:
        console.print(f"Made {', '.join(made)}." if made else "Everything is there.", markup=False)


@app.command("check")
def check(context: typer.Context, as_json: AsJson = False) -> None:
    """Say what is not as this version wants it, and what mends it; exit 1 where there is something."""
    faults = _faults(context)
    if as_json:
        print_json([{"name": fault.name, "what": fault.what, "remedy": fault.remedy} for fault in faults])
    elif faults:
        for fault in faults:
            console.print(f"{fault.name}: {fault.what}; {_REMEDIES[fault.remedy]}", markup=False)
    else:
        console.print("Everything is as it should be.")
    if faults:
        raise typer.Exit(1)


def _faults(context: typer.Context) -> Sequence[IndexFault]:
    import asyncio

    from search.elastic.indices import Fault as IndexFault
    from search.elastic.indices import check as check_indices

    settings = context.obj.settings()
    if settings.store == EMBEDDED:
        from dongmaeng.backend.index import OLD_ANALYSIS
        from dongmaeng.cli.embedded_index import is_old

        return [IndexFault("articles", OLD_ANALYSIS, "rebuild")] if asyncio.run(is_old(settings)) else []
    return _run(context, lambda store: check_indices(store.client, store.definition))


_REMEDIES = {
    "create": "`dongmaeng index create` makes it",
    "reload": "searches need only a reload: `dongmaeng index rebuild` does it",
    "rebuild": "`dongmaeng index rebuild` makes a new version while writing and searching go on",
}


@app.command("rebuild")
def rebuild(
    context: typer.Context,
    force: Annotated[bool, typer.Option(help="Make new versions of the indices for searching that need none.")] = False,
    drop_old_version: Annotated[bool, typer.Option("--drop-old", help="Delete the old versions afterwards.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring what `check` finds up to date: reload changed synonyms, make new versions of changed indices.

    In the embedded store: analyse all articles anew where this version does so in another way. Writing and searching
    go on, but where a shared state changes workers must be stopped. It can be interrupted, and goes on where it was
    when called again.
    """
    from search.elastic.definition import KINDS
    from search.elastic.indices import check as check_indices
    from search.elastic.indices import create_missing, put_synonyms
    from search.elastic.rebuild import RebuildError, drop_old
    from search.elastic.rebuild import rebuild as rebuild_index

    options: Context = context.obj
    settings = options.settings()

    if settings.store == EMBEDDED:
        _say(_rebuild_embedded(settings, force=force), as_json=as_json)
        return

    async def work(store: ElasticStore) -> list[str]:
        done: list[str] = []
        faults = await check_indices(store.client, store.definition)
        if any(fault.remedy == "create" for fault in faults):
            done += await create_missing(store.client, store.definition)
        if any(fault.remedy == "reload" for fault in faults):
            await put_synonyms(store.client, store.definition)
            done.append(f"{store.definition.synonyms_set} reloaded")
        changed = [fault.name for fault in faults if fault.remedy == "rebuild"]
        for kind in KINDS:
            alias = store.definition.alias(kind)
            needed = any(name.startswith(f"{alias}-v") for name in changed)
            if needed and kind == "state":
                await _no_worker_runs(settings)
            if needed or (force and kind != "state"):
                with _Bar(alias) as bar:
                    progress = await rebuild_index(
                        store.client, store.definition, kind, lambda at: bar.show(at.copied, at.total)
                    )
                done.append(f"{progress.target} made from {progress.source}, {progress.copied} documents copied")
            if drop_old_version:
                done += [f"{name} deleted" for name in await drop_old(store.client, store.definition, kind)]
        return done

    try:
        done = _run(context, work)
    except RebuildError as error:
        raise Fault(f"the rebuild ended: {error}; what was in use still is") from error
    _say(done, as_json=as_json)


def _say(done: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        print_json({"done": done})
    else:
        console.print("\n".join(done) if done else "Nothing needs a rebuild.", markup=False)


def _rebuild_embedded(settings: Settings, *, force: bool) -> list[str]:
    import asyncio

    from dongmaeng.cli.embedded_index import rebuild

    try:
        with _Bar("articles") as bar:
            return asyncio.run(rebuild(settings, lambda progress: bar.show(progress.done, progress.total), force=force))
    except StoreUnavailable as error:
        raise Fault(f"the rebuild ended: {error}; call it again, it goes on where it was") from error


async def _no_worker_runs(settings: Settings) -> None:
    """Raises `Fault` where one does: it replaces documents by sequence numbers, which a new index counts anew."""
    from dongmaeng.backend.opening import open_state
    from dongmaeng.health import workers_health

    async with open_state(settings) as state:
        running = [worker.worker for worker in await workers_health(state) if not worker.silent] if state else []
    if running:
        raise Fault(f"the state is made anew; stop the workers first: {', '.join(running)}")


@app.command("drop")
def drop_all(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete the indices with all that is in them."""
    from search.elastic.indices import drop

    options: Context = context.obj
    settings = options.settings()
    if not yes:
        typer.confirm(f"Delete everything under {settings.elastic.prefix}- in {settings.store}?", abort=True)
    dropped = _run(context, lambda store: drop(store.client, store.definition))
    console.print(f"Deleted {', '.join(dropped)}." if dropped else "There was nothing.", markup=False)


@app.command("dictionary", hidden=True)
def dictionary(context: typer.Context) -> None:
    """Make the user dictionary of nori anew, by asking this server which names it takes apart."""
    from agents.tag.names.gazetteer import DATA, TABLES, read_table
    from search.elastic.dictionary import rules_for, wanted_words, write_dictionary

    async def work(store: ElasticStore) -> int:
        names = {e.spelling for table in TABLES for e in read_table(DATA / table) if "former" not in e.flags}
        rules = await rules_for(store.client, wanted_words(names))
        write_dictionary(rules)
        return len(rules)

    console.print(f"{_run(context, work)} rules; commit the file, then `dongmaeng index rebuild`.")


class _Bar:
    """A bar on a terminal that shows how far a rebuild has come."""

    def __init__(self, name: str) -> None:
        self._progress = Progress(console=errors, disable=not errors.is_terminal)
        self._task = self._progress.add_task(name, total=None)

    def show(self, done: int, total: int) -> None:
        self._progress.update(self._task, completed=done, total=max(total, done))

    def __enter__(self) -> _Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def _run(context: typer.Context, work: Callable[[ElasticStore], Awaitable[T]]) -> T:
    import asyncio

    options: Context = context.obj

    async def whole() -> T:
        async with open_elastic(options.settings()) as store:
            return await work(store)

    return asyncio.run(whole())


@asynccontextmanager
async def open_elastic(settings: Settings) -> AsyncIterator[ElasticStore]:
    """The store of the settings; `Fault` where it is not Elasticsearch or does not answer."""
    from search.elastic.client import as_unavailable

    if settings.store == EMBEDDED:
        raise Fault('store is "embedded", which makes its own tables; give --store http://host:9200', usage=True)
    store = ElasticStore(settings.store, settings.elastic)
    try:
        async with as_unavailable():
            yield store
    except StoreUnavailable as error:
        raise Fault(f"the store {settings.store} cannot be used: {error}") from error
    finally:
        await store.close()
