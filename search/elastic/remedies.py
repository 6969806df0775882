"""What stands behind a failure of Elasticsearch, and what a person can do about it; never an address or a secret."""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError

_LONGEST = 300  # characters of the server's own words
_INDEX = re.compile(r"index \[([^\]]+)\]")
_PLUG_IN = re.compile(r"nori_", re.IGNORECASE)
_EXPIRED, _NOT_YET = 10, 9
_OTHER_HOST = (62, 64)
"""OpenSSL's `X509_V_ERR` numbers."""
_BY_STATUS = {
    401: "the API key or the password is wrong: check [elastic] api_key, or username and password",
    403: "the user may not do this: it needs `all` on the indices and the cluster privileges that "
    "docs/elasticsearch.md names",
    404: "an index is missing; `dongmaeng index create` makes it",
    413: "the request is larger than http.max_content_length of the nodes",
    429: "the nodes have too much to do; it is tried again",
}
_BY_TYPE = {
    "master_not_discovered_exception": "the cluster has no master now: start the nodes that are away",
    "unavailable_shards_exception": "a primary shard is away: start the nodes that are away",
    "no_shard_available_action_exception": "a shard is away: start the nodes that are away",
    "search_phase_execution_exception": "shards are away: start the nodes that are away",
    "circuit_breaking_exception": "the nodes have too little memory: give them a larger heap",
    "validation_exception": "a limit of the cluster is reached, as that of shards (cluster.max_shards_per_node)",
}


def remedy(error: ApiError) -> str:
    """What a person can do about an answer."""
    body = error.body if isinstance(error.body, Mapping) else {}
    cause = body.get("error", {})
    return remedy_of(error.status_code, cause if isinstance(cause, Mapping) else {"reason": str(cause)})


def remedy_of(status: int, cause: Mapping[str, Any]) -> str:
    """The same for an error as it stands in an answer, or beside one document of a bulk."""
    kind, reason = str(cause.get("type", "")), str(cause.get("reason", ""))
    if kind == "cluster_block_exception":
        return _block(reason)
    if kind == "index_not_found_exception":
        return f"the index {cause.get('index', '')} is missing; `dongmaeng index create` makes it".replace("  ", " ")
    if _PLUG_IN.search(told := f"{reason} {cause.get('caused_by', '')}") and status in (400, 500):
        return (
            "the plug-in analysis-nori is missing: `bin/elasticsearch-plugin install analysis-nori` on every node, "
            "then start the nodes again"
        )
    if "No space left on device" in told:
        return _FULL
    return _BY_TYPE.get(kind) or _BY_STATUS.get(status) or reason[:_LONGEST]


_FULL = (
    "the disk of a node is full (flood-stage watermark), so that nothing may be written: make room there or add a "
    "node; Elasticsearch lifts the block by itself then"
)


def _block(reason: str) -> str:
    found = _INDEX.search(reason)
    index = f"the index {found[1]}" if found else "the cluster"
    if "flood-stage" in reason or "read-only-allow-delete" in reason:
        return _FULL
    if "state not recovered" in reason or "no master" in reason:
        return "the cluster is starting or has no master: wait, or start the nodes that are away"
    for name, setting in (("index write", "write"), ("index read-only", "read_only"), ("index read", "read")):
        if name in reason:
            return (
                f"{index} is blocked by hand or by a rebuild ({name}): `dongmaeng index rebuild` ends one that was "
                f"interrupted; else set index.blocks.{setting} to null"
            )
    return f"{index} is blocked: {reason[:_LONGEST]}"


def unreachable(error: TransportError) -> str:
    """Why no answer came."""
    found = _tls_error(error)
    if found is None:
        return "Elasticsearch cannot be reached"
    if not isinstance(found, ssl.SSLCertVerificationError):
        return "Elasticsearch speaks no TLS that we know at this address: http:// in store, or another port"
    if found.verify_code == _EXPIRED:
        told = "has expired: the node needs a new one (or this machine's clock is wrong)"
    elif found.verify_code == _NOT_YET:
        told = "is not yet valid: is the clock of this machine right?"
    elif found.verify_code in _OTHER_HOST:
        told = "is of another host: put a name that it is for into store"
    else:
        why = str(found.verify_message).partition(",")[0]
        told = f"is not trusted ({why}): set [elastic] ca_file to the certificate of the authority that it is of"
    return f"the certificate of Elasticsearch {told}"


def _tls_error(error: BaseException) -> ssl.SSLError | None:
    """The error of TLS that led to one of the client's, which lists what it stems from."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        if isinstance(one, ssl.SSLError) and not hasattr(one, "certificate_error"):  # aiohttp's has no more to say
            return one
        seen.add(id(one))
        waiting += [
            one.__cause__,
            one.__context__,
            getattr(one, "certificate_error", None),
            *getattr(one, "errors", ()),
        ]
    return None
