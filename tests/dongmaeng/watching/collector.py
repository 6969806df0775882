"""A collector of OpenTelemetry on loopback."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span


@dataclass
class Collector:
    """What came: spans, and what the resource says of who sent them."""

    url: str = ""
    status: int = 200
    """What it answers."""
    spans: list[Span] = field(default_factory=list)
    senders: list[dict[str, str]] = field(default_factory=list)
    refused: int = 0

    def of(self, stage: str) -> list[Span]:
        return [span for span in self.spans if span.name == stage]


def attributes(span: Span) -> dict[str, str]:
    return {one.key: one.value.string_value or str(one.value.int_value) for one in span.attributes}


@contextmanager
def collecting(status: int = 200) -> Iterator[Collector]:
    """Take what comes for as long as the context lasts."""
    collector = Collector(status=status)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if collector.status == 200:
                plain = gzip.decompress(body) if self.headers.get("content-encoding") == "gzip" else body
                for group in ExportTraceServiceRequest.FromString(plain).resource_spans:
                    collector.senders.append({one.key: one.value.string_value for one in group.resource.attributes})
                    collector.spans += [span for scope in group.scope_spans for span in scope.spans]
            else:
                collector.refused += 1
            self.send_response(collector.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collector.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
