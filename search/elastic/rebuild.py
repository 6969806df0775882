"""A new version of an index, filled while writing goes on, and taken into use in one step."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from elasticsearch import AsyncElasticsearch
from elasticsearch.helpers import async_streaming_bulk

from search.elastic.client import BUSY
from search.elastic.definition import Definition
from search.elastic.document import renewed
from search.elastic.indices import (
    checkpoints,
    create_index,
    current_index,
    meta_of,
    number_of,
    put_template,
    versions_of,
)

_PAGE = 500  # documents: a bulk of about 2 MB
_CLOSE = 200  # documents behind at which the last round is begun
_MOST_ROUNDS = 20
_SAVE_EVERY = 4  # pages between two notes of how far the copy has come


class RebuildError(RuntimeError):
    """The new index is not what it should be; the old one is still in use."""


@dataclass(slots=True)
class RebuildProgress:
    """How far a rebuild has come."""

    kind: str
    source: str
    target: str
    copied: int = 0
    """Documents written to the new index, again where they changed."""
    total: int = 0
    """Documents in the old index when the rebuild began."""
    rounds: int = 0
    resumed: bool = False
    done: bool = False
    checkpoints: dict[str, int] = field(default_factory=dict)
    """By shard, the sequence number up to which everything is copied."""


Watch = Callable[[RebuildProgress], None]


async def rebuild(
    client: AsyncElasticsearch, definition: Definition, kind: str, watch: Watch | None = None
) -> RebuildProgress:
    """Make version n+1 of an index, fill it, compare it, swap the alias; the old version stays.

    Documents keep their versions, so that nothing older ever replaces something newer. Interrupted, it goes on where
    it was when called again. Raises `RebuildError`.
    """
    source = await current_index(client, definition, kind)
    if source is None:
        raise RebuildError(f"there is no {definition.alias(kind)}; `dongmaeng index create` makes it")
    tell = watch or (lambda _: None)
    before = (await meta_of(client, source)).get("source")
    if before:  # the one before it ended between the swap and the last copy
        return await _finish(client, definition, kind, await _resumed(client, kind, before, source), tell)
    progress = await _target(client, definition, kind, source)
    progress.total = int((await client.count(index=source))["count"])
    tell(progress)
    for _ in range(_MOST_ROUNDS):
        before = progress.copied
        await _catch_up(client, progress, tell)
        progress.rounds += 1
        if progress.copied - before <= _CLOSE:
            break
    await client.indices.put_settings(index=progress.target, settings={"index.refresh_interval": "1s"})
    await client.indices.refresh(index=progress.target)
    await _compare(client, progress, within=_CLOSE)
    await client.indices.update_aliases(
        actions=[
            {"remove": {"index": source, "alias": definition.alias(kind), "must_exist": True}},
            {"add": {"index": progress.target, "alias": definition.alias(kind), **definition.alias_body(kind)}},
        ]
    )
    return await _finish(client, definition, kind, progress, tell)


async def _finish(
    client: AsyncElasticsearch, definition: Definition, kind: str, progress: RebuildProgress, tell: Watch
) -> RebuildProgress:
    # A write that was on its way to the old index has ended when the block stands; what it wrote is copied last.
    await client.indices.add_block(index=progress.source, block="write")
    await _catch_up(client, progress, tell)
    await client.indices.refresh(index=progress.target)
    await _compare(client, progress, within=0)
    progress.done = True
    await client.indices.put_mapping(index=progress.target, meta=definition.meta(kind))
    tell(progress)
    return progress


async def drop_old(client: AsyncElasticsearch, definition: Definition, kind: str) -> list[str]:
    """Delete all versions of an index but the one in use; says which."""
    current = await current_index(client, definition, kind)
    old = [index for index in await versions_of(client, definition, kind) if index != current and current]
    for index in old:
        await client.indices.delete(index=index)
    return old


async def unfinished(client: AsyncElasticsearch, definition: Definition, kind: str) -> str | None:
    """The version that a rebuild was filling when it ended."""
    current = await current_index(client, definition, kind)
    for index in await versions_of(client, definition, kind):
        if index != current and current and (await meta_of(client, index)).get("source") == current:
            return index
    return None


async def _target(client: AsyncElasticsearch, definition: Definition, kind: str, source: str) -> RebuildProgress:
    await put_template(client, definition, kind)
    found = await unfinished(client, definition, kind)
    if found:
        meta = await meta_of(client, found)
        if meta.get("definition") == definition.digest(kind):
            return await _resumed(client, kind, source, found)
        await client.indices.delete(index=found)  # the definition changed since
    versions = await versions_of(client, definition, kind)
    target = definition.index(kind, max(map(number_of, versions)) + 1)
    await create_index(client, definition, kind, target)
    await client.indices.put_settings(index=target, settings={"index.refresh_interval": "-1"})
    progress = RebuildProgress(kind, source, target)
    await _save(client, progress)
    return progress


async def _resumed(client: AsyncElasticsearch, kind: str, source: str, target: str) -> RebuildProgress:
    meta = await meta_of(client, target)
    copied = {shard: int(number) for shard, number in meta.get("checkpoints", {}).items()}
    return RebuildProgress(kind, source, target, resumed=True, checkpoints=copied)


async def _save(client: AsyncElasticsearch, progress: RebuildProgress) -> None:
    meta = await meta_of(client, progress.target)
    meta |= {"source": progress.source, "checkpoints": progress.checkpoints}
    await client.indices.put_mapping(index=progress.target, meta=meta)


async def _catch_up(client: AsyncElasticsearch, progress: RebuildProgress, tell: Watch) -> None:
    """Copy what was written since the last round, shard by shard in the order of writing."""
    ends = await checkpoints(client, progress.source)
    await client.indices.refresh(index=progress.source)
    for shard, end in ends.items():
        start = progress.checkpoints.get(shard, -1)
        pages = 0
        async for page in _changed(client, progress.source, shard, start, end):
            progress.copied += await _copy(client, progress, page)
            progress.checkpoints[shard] = int(page[-1]["sort"][0])
            pages += 1
            if pages % _SAVE_EVERY == 0:
                await _save(client, progress)
            tell(progress)
        progress.checkpoints[shard] = max(end, start)
    await _save(client, progress)


async def _changed(
    client: AsyncElasticsearch, index: str, shard: str, start: int, end: int
) -> AsyncIterator[list[dict[str, Any]]]:
    last = start
    while last < end:
        answer = await client.search(
            index=index,
            preference=f"_shards:{shard}",
            query={"range": {"_seq_no": {"gt": last, "lte": end}}},
            sort=[{"_seq_no": "asc"}],
            size=_PAGE,
            version=True,
            track_total_hits=False,
        )
        hits = list(answer["hits"]["hits"])
        if not hits:
            return
        yield hits
        last = int(hits[-1]["sort"][0])


async def _copy(client: AsyncElasticsearch, progress: RebuildProgress, hits: list[dict[str, Any]]) -> int:
    actions = (
        {
            "_op_type": "index",
            "_index": progress.target,
            "_id": hit["_id"],
            "version": hit["_version"],
            "version_type": "external_gte",
            "_source": renewed(hit["_source"], progress.kind),
        }
        for hit in hits
    )
    copied = 0
    ended = async_streaming_bulk(
        client,
        actions,
        chunk_size=_PAGE,
        raise_on_error=False,
        max_retries=8,
        initial_backoff=0.5,
        max_backoff=10,
        retry_on_status=BUSY,
    )
    async for fine, item in ended:
        (told,) = item.values()
        if not fine and told.get("status") != 409:  # 409: the new index has something newer
            raise RebuildError(f"{told['_id']} was refused: {told.get('error')}"[:500])
        copied += fine
    return copied


async def _compare(client: AsyncElasticsearch, progress: RebuildProgress, *, within: int) -> None:
    old = int((await client.count(index=progress.source))["count"])
    new = int((await client.count(index=progress.target))["count"])
    if new + within < old:
        raise RebuildError(f"{progress.target} has {new} documents, {progress.source} has {old}")
