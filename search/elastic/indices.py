"""Making, checking and dropping the indices."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from elasticsearch import AsyncElasticsearch, AuthorizationException, BadRequestError, NotFoundError

from search.elastic.analysis import synonym_rules
from search.elastic.definition import KINDS, SCHEMA, Definition
from search.elastic.remedies import remedy

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something about the indices that is not as the definition says, and what mends it."""

    name: str
    what: str
    remedy: str
    """`create`, `reload` or `rebuild`."""


class NewerIndex(RuntimeError):
    """An index was made by a later version of the program; the message names it and both versions."""


async def refuse_newer(client: AsyncElasticsearch, definition: Definition) -> None:
    """Raise `NewerIndex` for an index in use that this program is too old for."""
    aliases = [definition.alias(kind) for kind in KINDS]
    answer = await client.indices.get_mapping(index=aliases, ignore_unavailable=True)
    for index, told in sorted(answer.items()):
        version = told["mappings"].get("_meta", {}).get("version", 0)
        if version > SCHEMA:
            raise NewerIndex(f"{index}: of version {version}, while this program knows {SCHEMA}; use a later one")


async def create_missing(client: AsyncElasticsearch, definition: Definition) -> list[str]:
    """Make whatever of synonyms, indices and aliases is missing; says what was made. Safe to repeat."""
    await refuse_newer(client, definition)
    made: list[str] = []
    if await synonyms_differ(client, definition) == "missing":
        await put_synonyms(client, definition)
        made.append(definition.synonyms_set)
    for kind in KINDS:
        if await client.indices.exists_alias(name=definition.alias(kind)):
            continue
        index = definition.index(kind, 1)
        try:
            await create_index(client, definition, kind, index, {definition.alias(kind): definition.alias_body(kind)})
            made.append(index)
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":  # another process was quicker
                raise
    return made


async def create_index(
    client: AsyncElasticsearch, definition: Definition, kind: str, index: str, aliases: dict[str, Any] | None = None
) -> None:
    """Make one version of an index."""
    await client.indices.create(
        index=index, settings=definition.settings(kind), mappings=definition.mappings(kind), aliases=aliases or {}
    )


async def put_template(client: AsyncElasticsearch, definition: Definition, kind: str) -> None:
    """Write the template that new versions of an index are made from."""
    template = definition.template(kind)
    await client.indices.put_index_template(
        name=definition.alias(kind),
        index_patterns=template["index_patterns"],
        priority=template["priority"],
        template=template["template"],
        meta=template["_meta"],
    )


async def put_synonyms(client: AsyncElasticsearch, definition: Definition) -> None:
    """Write the synonyms; our indices that use them reload their search analyzers."""
    # By itself the server would reload all of its indices, and refuse because of anybody's that is read-only.
    await client.synonyms.put_synonym(id=definition.synonyms_set, synonyms_set=synonym_rules(), refresh=False)
    aliases = [definition.alias(kind) for kind in KINDS]
    await client.indices.reload_search_analyzers(index=aliases, ignore_unavailable=True)


async def synonyms_differ(client: AsyncElasticsearch, definition: Definition) -> str | None:
    """How the synonyms in the cluster differ from the table; None where they do not."""
    known: dict[str, str] = {}
    page = 10_000  # the most that one request gives
    try:
        answer = await client.synonyms.get_synonym(id=definition.synonyms_set, size=page)
    except NotFoundError:
        return "missing"
    known = {rule["id"]: rule["synonyms"] for rule in answer["synonyms_set"]}
    wanted = {rule["id"]: rule["synonyms"] for rule in synonym_rules()}
    changed = sum(known.get(id) != rule for id, rule in wanted.items()) + len(known.keys() - wanted.keys())
    return f"{changed} of {len(wanted)} rows changed" if changed else None


async def check(client: AsyncElasticsearch, definition: Definition) -> list[Fault]:
    """What is not as the definition says."""
    await refuse_newer(client, definition)
    faults: list[Fault] = []
    differ = await synonyms_differ(client, definition)
    if differ:
        faults.append(Fault(definition.synonyms_set, differ, "create" if differ == "missing" else "reload"))
    for kind in KINDS:
        index = await current_index(client, definition, kind)
        if index is None:
            faults.append(Fault(definition.alias(kind), "missing", "create"))
            continue
        meta = await meta_of(client, index)
        if meta.get("definition") != definition.digest(kind):
            faults.append(Fault(index, "made with another dictionary, analysis or mapping", "rebuild"))
        elif (version := meta.get("version", 0)) < SCHEMA:
            faults.append(Fault(index, f"its documents are of version {version}, not {SCHEMA}", "rebuild"))
    return faults


async def current_index(client: AsyncElasticsearch, definition: Definition, kind: str) -> str | None:
    """The index that an alias stands for."""
    try:
        answer = await client.indices.get_alias(name=definition.alias(kind))
    except NotFoundError:
        return None
    return next(iter(answer), None)


async def versions_of(client: AsyncElasticsearch, definition: Definition, kind: str) -> list[str]:
    """All versions of an index there are, oldest first."""
    answer = await client.indices.get(index=f"{definition.alias(kind)}-v*", features=["aliases"])
    return sorted(answer, key=number_of)


def number_of(index: str) -> int:
    """The version in the name of an index; 0 where it has none."""
    number = index.rpartition("-v")[2]
    return int(number) if number.isdigit() else 0


async def meta_of(client: AsyncElasticsearch, index: str) -> dict[str, Any]:
    """The `_meta` of an index's mapping."""
    answer = await client.indices.get_mapping(index=index)
    return dict(answer[index]["mappings"].get("_meta", {}))


async def checkpoints(client: AsyncElasticsearch, index: str) -> dict[str, int]:
    """By shard, the sequence number up to which every write has ended on all copies."""
    stats = await client.indices.stats(index=index, level="shards", metric="indexing")
    shards: dict[str, list[dict[str, Any]]] = stats["indices"][index]["shards"]
    return {
        shard: next(int(copy["seq_no"]["global_checkpoint"]) for copy in copies if copy["routing"]["primary"])
        for shard, copies in shards.items()
    }


async def drop(client: AsyncElasticsearch, definition: Definition) -> list[str]:
    """Delete everything that `create_missing` makes; says what there was."""
    dropped: list[str] = []
    for kind in KINDS:
        for index in await versions_of(client, definition, kind):
            await client.indices.delete(index=index)
            dropped.append(index)
        if await client.indices.exists_index_template(name=definition.alias(kind)):
            await client.indices.delete_index_template(name=definition.alias(kind))
    try:
        await client.synonyms.delete_synonym(id=definition.synonyms_set)
        dropped.append(definition.synonyms_set)
    except NotFoundError:
        pass
    except AuthorizationException as error:
        # The server asks all of its indices who uses the set, and refuses because of anybody's that is read-only.
        if error.error != "cluster_block_exception":
            raise
        _log.warning("%s is left in Elasticsearch, used by nothing: %s", definition.synonyms_set, remedy(error))
    return dropped
