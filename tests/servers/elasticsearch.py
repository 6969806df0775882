"""A real Elasticsearch 9 on free ports, alone or as a cluster, from the jars on Maven Central and a glue plugin.

It has no security, scripts or any module but those the index definition needs; see `elastic/glue`.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from tests.servers.java import Absent, cache_folder, jars, java_command
from tests.servers.process import ServerProcess, free_port

ADDRESS = "DONGMAENG_TEST_ELASTICSEARCH"
"""The environment variable with the URL of an Elasticsearch with analysis-nori to use in place of an own one."""
HEAP = "1g"
GREEN_TIME = 180.0  # seconds: three nodes on two busy cores form a cluster in about 25, once in 70

HERE = Path(__file__).with_name("elastic")
_VERSION = "9.5.3"
_MODULE = re.compile(r"(transport-netty4|netty-).*\.jar")
_OLDEST_COMPILER = 21  # the jars hold classes of that version

_CONFIG = """\
cluster.name: dongmaeng-test
node.name: {name}
path.data: {folder}/data
path.logs: {folder}/logs
path.repo: {folder}/snapshots
network.host: 127.0.0.1
http.port: {http}
transport.port: {transport}
cluster.routing.allocation.disk.threshold_enabled: false
{discovery}
"""

_LOGGING = """\
status = error
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d %p %c{1}: %m%n
"""

_DESCRIPTOR = """\
name={name}
description={name}
version={version}
classname={classname}
java.version=21
elasticsearch.version={version}
"""


class Elasticsearch:
    """One node with its own folder; its log stays there."""

    def __init__(self, folder: Path, *, heap: str = HEAP, lasting: bool = False) -> None:
        """A node of its own; `lasting`: as for `java_command`; raises `Absent` where it cannot be had on this machine."""
        self._prepare(folder, "single", free_port(), free_port(), "discovery.type: single-node", heap, lasting)

    @classmethod
    def cluster(cls, folder: Path, nodes: int, *, heap: str = "512m") -> list[Elasticsearch]:
        """Nodes that will find one another once all are started."""
        ports = [free_port() for _ in range(nodes)]
        names = [f"node{n}" for n in range(nodes)]
        seeds = ", ".join(f'"127.0.0.1:{port}"' for port in ports)
        discovery = (
            f"discovery.seed_hosts: [{seeds}]\ncluster.initial_master_nodes: [{', '.join(names)}]\n"
            # A node that is killed is missed within seconds, not half a minute.
            "cluster.fault_detection.follower_check.interval: 1s\ncluster.fault_detection.leader_check.interval: 1s"
        )
        made = []
        for name, port in zip(names, ports, strict=True):
            node = cls.__new__(cls)
            node._prepare(folder / name, name, free_port(), port, discovery, heap, False)
            made.append(node)
        return made

    def _prepare(
        self, folder: Path, name: str, http: int, transport: int, discovery: str, heap: str, lasting: bool
    ) -> None:
        libraries = home(jars(HERE / "pom.xml"))
        self.folder = folder
        self.name = name
        self.url = f"http://127.0.0.1:{http}"
        config = folder / "config"
        config.mkdir(parents=True, exist_ok=True)
        for part in ("modules", "plugins"):
            if not (folder / part).exists():
                (folder / part).symlink_to(libraries / part)
        (folder / "lib").mkdir(exist_ok=True)
        (config / "elasticsearch.yml").write_text(
            _CONFIG.format(name=name, folder=folder, http=http, transport=transport, discovery=discovery), "utf-8"
        )
        (config / "log4j2.properties").write_text(_LOGGING, "utf-8")
        command = [
            *java_command(lasting=lasting),
            f"-Xmx{heap}",
            f"-Xms{heap}",
            "-XX:+UseSerialGC",  # the least threads beside the tests on a small machine
            "--enable-native-access=ALL-UNNAMED",
            f"-Des.path.home={folder}",
            f"-Dlog4j2.configurationFile={config / 'log4j2.properties'}",
            f"-Djava.io.tmpdir={folder}",
            "-cp",
            f"{libraries / 'launcher'}:{libraries / 'lib'}/*",
            "dongmaeng.glue.Launcher",
            str(folder),
        ]
        self.process = ServerProcess(command, folder / "log", http)

    def start(self, *, wait: bool = True) -> None:
        """Start the node and wait until it answers; in a cluster, start all before waiting for the first."""
        self.process.start()
        if wait:
            wait_for(self.url, "yellow")

    def stop(self) -> None:
        self.process.stop()


def wait_for(url: str, status: str, nodes: int = 1) -> None:
    """Wait until the cluster has this health and so many nodes; raises `RuntimeError`."""
    deadline = time.monotonic() + GREEN_TIME
    path = f"/_cluster/health?wait_for_status={status}&wait_for_nodes={nodes}&timeout=1s"
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url + path, timeout=10) as answer:
                if not json.load(answer)["timed_out"]:
                    return
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    raise RuntimeError(f"{url} did not become {status} with {nodes} nodes")


def home(libraries: Path) -> Path:
    """A folder with classpath, module and plugin laid out as a node wants them, made once; raises `Absent`."""
    sources = sorted((HERE / "glue").glob("*.java"))
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in sources) + str(libraries).encode()).hexdigest()
    folder = cache_folder() / f"elasticsearch-{digest[:12]}"
    with (cache_folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            part = folder.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            _lay_out(libraries, sources, part)
            part.rename(folder)
    return folder


def _lay_out(libraries: Path, sources: Sequence[Path], folder: Path) -> None:
    module, plugin = folder / "modules" / "transport-netty4", folder / "plugins" / "glue"
    for made in (folder / "lib", module, plugin, folder / "launcher"):
        made.mkdir(parents=True)
    for jar in libraries.glob("*.jar"):
        ((module if _MODULE.fullmatch(jar.name) else folder / "lib") / jar.name).symlink_to(jar)
    _describe(module, "transport-netty4", "org.elasticsearch.transport.netty4.Netty4Plugin")
    _describe(plugin, "glue", "dongmaeng.glue.GluePlugin")
    classes = folder / "classes"
    command = [str(_compiler()), "-nowarn", "-proc:none", "-cp", f"{libraries}/*", "-d", str(classes)]
    done = subprocess.run([*command, *map(str, sources)], capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the glue does not compile:\n{done.stderr[-4000:]}")
    inside = Path("dongmaeng") / "glue"
    (folder / "launcher" / inside).mkdir(parents=True)
    (classes / inside / "Launcher.class").rename(folder / "launcher" / inside / "Launcher.class")
    for file in (classes / inside).glob("Launcher$*.class"):
        file.rename(folder / "launcher" / inside / file.name)
    shutil.make_archive(str(plugin / "glue"), "zip", classes)
    (plugin / "glue.zip").rename(plugin / "glue.jar")


def _describe(folder: Path, name: str, classname: str) -> None:
    text = _DESCRIPTOR.format(name=name, version=_VERSION, classname=classname)
    (folder / "plugin-descriptor.properties").write_text(text, "utf-8")


def _compiler() -> Path:
    """The newest `javac` of the machine; raises `Absent`."""
    found = [Path(path) for path in (shutil.which("javac"),) if path]
    if os.environ.get("JAVA_HOME"):
        found.append(Path(os.environ["JAVA_HOME"]) / "bin" / "javac")
    found += Path("/usr/lib/jvm").glob("*/bin/javac")
    versions = {file: _version(file) for file in found if file.exists()}
    newest = max(versions, key=lambda file: versions[file], default=None)
    if newest is None or versions[newest] < _OLDEST_COMPILER:
        raise Absent(f"no Java compiler (javac) of version {_OLDEST_COMPILER} or later")
    return newest


def _version(compiler: Path) -> int:
    said = subprocess.run([str(compiler), "-version"], capture_output=True, encoding="utf-8", check=False)
    match = re.search(r"(\d+)", said.stdout + said.stderr)
    return int(match[1]) if match else 0


def given_address() -> str | None:
    """The URL of an Elasticsearch that the environment gives."""
    return os.environ.get(ADDRESS)
