"""Each service of docker-compose.yml, run by hand in its order with the files and environment that it is given."""

from __future__ import annotations

import json
import secrets
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from dongmaeng.demo import DemoSite, Receiver
from tests.composition import CONFINED, Container, in_order, made_files
from tests.servers.process import free_port
from tests.waiting import wait_until

pytestmark = pytest.mark.long

LONGEST = 240  # seconds that a busy machine may need for one command


@pytest.fixture
def kibana() -> Iterator[str]:
    """Something that takes saved objects as Kibana does."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            body = json.dumps({"success": True, "successCount": 1, "errors": []}).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def machine() -> Iterator[Path]:
    """A folder whose name is short, as /tmp is in a container: the path of a socket has at most 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="machine-") as folder:
        yield Path(folder)


@contextmanager
def _running(container: Container, here: Mapping[str, str]) -> Iterator[None]:
    """A service while it is looked at: it becomes healthy, and ends in order when it is told to."""
    process = container.process(**here)
    try:
        wait_until(lambda: process.poll() is not None or container.health_check() == 0, LONGEST)
        yield
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=container.grace) == 0, said(container)
        assert container.health_check() != 0, "something of it is left"
        if CONFINED:
            assert "Read-only file system" not in said(container)
    finally:
        process.kill()
        process.wait()


def said(container: Container) -> str:
    return container.log.read_text("utf-8")


def _page(address: str) -> str:
    """The first page at an address; nothing while nobody answers there."""
    try:
        return httpx.get(f"http://{address}/", timeout=LONGEST, trust_env=False).text
    except httpx.TransportError:
        return ""


def test_the_services_run_in_their_order_until_a_webhook_is_called(
    tmp_path: Path, machine: Path, kafka_address: str, elasticsearch: str, kibana: str
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    made_files(project)
    prefix = f"composition-{secrets.token_hex(4)}"
    addresses = {
        "kafka:9092": kafka_address,
        "elasticsearch:9200": elasticsearch.removeprefix("http://"),
        "kibana:5601": kibana,
        "0.0.0.0:8080": f"127.0.0.1:{free_port()}",
        "0.0.0.0:9464": f"127.0.0.1:{free_port()}",
    }
    with DemoSite() as site, Receiver() as receiver:
        # What a user adds to the files that were written; the sites of the shipped list are not to be asked here.
        hook = (
            f'\n[[endpoints]]\nid = "desk"\nurl = "{receiver.url}"\nsecret_env = "DESK_SECRET"\nallow_private = true\n'
        )
        own = f'[kafka]\nprefix = "{prefix}."\n[elastic]\nprefix = "{prefix}"\n'
        with (project / "dongmaeng.toml").open("a", encoding="utf-8") as out:
            out.write(hook + own)
        here = {
            "DONGMAENG_SOURCES": json.dumps([{"url": url, "interval": 1.0} for url in site.sources]),
            "DONGMAENG_ALLOW_PRIVATE_ADDRESSES": "true",
            "DONGMAENG_DISCOVER__MIN_INTERVAL": "1",
            "DONGMAENG_DISCOVER__QUIET_AFTER_DAYS": "36500",
            "DONGMAENG_FETCH__HOST_DELAY": "0",
        }
        for name in in_order():
            if name in ("worker", "page"):
                continue
            container = Container(name, project, machine, addresses)
            assert container.process(**here).wait(LONGEST) == 0, said(container)
        assert {"worker", "page"} < set(in_order())
        refused = Container("worker", project, machine, addresses)
        assert refused.process(**here).wait(LONGEST) == 2
        assert "DESK_SECRET is not set" in said(refused)
        with (project / "webhooks.env").open("a", encoding="utf-8") as out:
            out.write(f"DESK_SECRET={receiver.secret}\n")
        (machine / "worker").rename(machine / "refused")
        (machine / "worker.tmp").rename(machine / "refused.tmp")
        worker = Container("worker", project, machine, addresses)
        with _running(worker, here):
            assert receiver.wait_for(1, LONGEST), said(worker)
            assert receiver.deliveries[0].verified
            with _running(Container("page", project, machine, addresses), here):
                wait_until(lambda: "/alliances/" in _page(addresses["0.0.0.0:8080"]), LONGEST)
