"""The connection to Elasticsearch: its errors as the store's."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from elastic_transport import ConnectionError as NoConnection
from elasticsearch import ApiError, AsyncElasticsearch, TransportError
from elasticsearch.helpers import BulkIndexError

from search.elastic.remedies import remedy, remedy_of, unreachable
from search.elastic.settings import ElasticSettings
from search.store import StoreUnavailable

BUSY = (429, 502, 503, 504)
"""What a server answers that has too much to do or no node for it: the same request may succeed later."""
# What it warns of, with a traceback for each attempt, is raised as well.
logging.getLogger("elastic_transport").setLevel(logging.ERROR)
_REQUEST_SECONDS = 30.0  # a bulk of 5 MB on a busy node takes up to five


def connect(url: str, settings: ElasticSettings) -> AsyncElasticsearch:
    """A client; nothing is sent before its first call."""
    password = settings.password.get_secret_value() if settings.password else ""
    given: dict[str, object] = {}
    if settings.api_key:
        given["api_key"] = settings.api_key.get_secret_value()
    elif settings.username:
        given["basic_auth"] = (settings.username, password)
    if settings.ca_file:
        given["ca_certs"] = str(settings.ca_file)
    return AsyncElasticsearch(
        [address.strip() for address in url.split(",")],
        request_timeout=_REQUEST_SECONDS,
        retry_on_status=BUSY,
        retry_on_timeout=True,
        max_retries=3,
        **given,  # type: ignore[arg-type]
    )


@asynccontextmanager
async def as_unavailable() -> AsyncIterator[None]:
    """Turn what the client raises into `StoreUnavailable`, whose message has no address and no secret."""
    try:
        yield
    except ApiError as error:
        raise StoreUnavailable(f"Elasticsearch answered {error.status_code} {error.error}: {remedy(error)}") from error
    except NoConnection as error:
        raise StoreUnavailable(unreachable(error)) from error
    except BulkIndexError as error:
        [told] = error.errors[0].values()
        cause = told.get("error", {})
        said = remedy_of(int(told.get("status", 0)), cause if isinstance(cause, dict) else {})
        raise StoreUnavailable(f"Elasticsearch refused a document: {said}") from error
    except (TransportError, OSError) as error:
        raise StoreUnavailable(f"Elasticsearch: {type(error).__name__}") from error
