"""Whether the indices can be read and written now: what `status` asks beside the workers, who may be unable to tell."""

from __future__ import annotations

from collections.abc import Mapping

from elasticsearch import AsyncElasticsearch

from search.elastic.definition import KINDS, Definition
from search.elastic.remedies import remedy_of

_BLOCKS = {
    "index.blocks.read_only_allow_delete": "read-only-allow-delete",
    "index.blocks.read_only": "index read-only",
    "index.blocks.write": "index write",
    "index.blocks.read": "index read",
}
"""Settings that block an index, with what Elasticsearch calls the block in its answers."""


async def hindrances(client: AsyncElasticsearch, definition: Definition) -> tuple[list[str], list[str]]:
    """The aliases that stand for no index, and what keeps the indices from being used, a line each with what to do."""
    indices = f"{definition.prefix}-*"
    found = await client.indices.get_alias(index=indices)
    settings = await client.indices.get_settings(index=indices, name="index.blocks.*", flat_settings=True)
    by_alias = {alias: index for index, told in found.items() for alias in told["aliases"]}
    missing = [alias for kind in KINDS if (alias := definition.alias(kind)) not in by_alias]
    blocked = [
        line
        for kind in KINDS
        if (index := by_alias.get(definition.alias(kind))) is not None
        and (line := _block(index, settings.get(index, {}).get("settings", {})))
    ]
    health = await client.cluster.health(index=indices)
    if health["status"] == "red":
        blocked.append("shards of the indices are away (red): start the nodes that are away, or restore a snapshot")
    return missing, blocked


def _block(index: str, settings: Mapping[str, str]) -> str | None:
    for name, called in _BLOCKS.items():
        if str(settings.get(name, "false")).lower() == "true":
            reason = f"index [{index}] blocked by: [{called}]"
            return remedy_of(403, {"type": "cluster_block_exception", "reason": reason})
    return None
