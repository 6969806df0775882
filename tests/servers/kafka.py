"""A real Kafka 4 on free ports: one process that is broker and controller (KRaft), with a listener for each way in."""

from __future__ import annotations

import base64
import os
import subprocess
import uuid
from pathlib import Path

from tests.servers.java import jars, java_command
from tests.servers.kafka_security import FORMAT, make_security
from tests.servers.process import ServerProcess, free_port

ADDRESS = "DONGMAENG_TEST_KAFKA"
"""The environment variable with the address (host:port) of a Kafka to use in place of an own one."""
HEAP = "512m"  # enough for some thousand partitions of test data

PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}{secured}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}{secured}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT{protocols}
log.dirs={folder}/data
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
log.segment.bytes=67108864
log.cleaner.dedupe.buffer.size=8388608
"""


class Kafka:
    """One Kafka with its own folder; its log stays there."""

    def __init__(self, folder: Path, *, lasting: bool = False) -> None:
        """`lasting`: as for `java_command`; raises `Absent` where it cannot be had on this machine."""
        libraries = jars()
        folder.mkdir(parents=True, exist_ok=True)
        port, controller = free_port(), free_port()
        self.address = f"127.0.0.1:{port}"
        self.folder = folder
        self.security = make_security(folder / "security")
        properties = folder / "server.properties"
        text = PROPERTIES.format(
            port=port,
            controller=controller,
            folder=folder,
            secured=self.security.listeners,
            protocols=self.security.protocols,
        )
        properties.write_text(text + self.security.properties, "utf-8")
        logging = folder / "log4j2.properties"
        logging.write_text(
            "rootLogger.level=warn\nrootLogger.appenderRef.out.ref=out\n"
            "appender.out.type=Console\nappender.out.name=out\n"
            "appender.out.layout.type=PatternLayout\nappender.out.layout.pattern=%d %p %c: %m%n\n",
            "utf-8",
        )
        options = [f"-Xmx{HEAP}", f"-Dlog4j2.configurationFile={logging}", "-cp", f"{libraries}/*"]
        self._java = [*java_command(lasting=lasting), *options]
        self._properties = str(properties)
        self.process = ServerProcess([*self._java, "kafka.Kafka", self._properties], folder / "log", port)

    def start(self) -> None:
        """Format the folder where it is new, start the server and wait until it accepts connections."""
        if not (self.folder / "data").exists():
            cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
            with (self.folder / "log").open("ab") as log:
                subprocess.run(
                    [
                        *self._java,
                        "kafka.tools.StorageTool",
                        "format",
                        f"--cluster-id={cluster}",
                        "-c",
                        self._properties,
                        *FORMAT,
                    ],
                    stdout=log,
                    stderr=log,
                    check=True,
                    timeout=60,
                )
        self.process.start()

    def stop(self) -> None:
        self.process.stop()


def given_address() -> str | None:
    """The address of a Kafka that the environment gives."""
    return os.environ.get(ADDRESS)
