"""What the processes below this one use, also those that have ended."""

from __future__ import annotations

import subprocess
import sys

from dongmaeng.watching.processes import processes_below

BUSY = "import time\nwhile time.process_time() < 0.3: pass\nheld = bytearray(50 << 20)\n"


def test_the_time_of_processes_that_have_ended_is_not_forgotten() -> None:
    before = processes_below().seconds
    subprocess.run([sys.executable, "-c", BUSY], check=True)
    assert processes_below().seconds - before >= 0.3


def test_processes_of_processes_count() -> None:
    starts_another = f"import subprocess, sys\n{BUSY}subprocess.run([sys.executable, '-c', 'print(1); input()'])"
    before = processes_below().workers
    with subprocess.Popen(
        [sys.executable, "-c", starts_another], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as started:
        assert started.stdout is not None
        started.stdout.readline()
        below = processes_below().workers
        one = processes_below(started.pid).workers
        assert started.stdin is not None
        started.stdin.close()
    assert below.processes - before.processes == 2
    assert below.memory - before.memory > 50 << 20
    assert one.processes == 1


def test_a_process_that_is_gone_has_none_below() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert processes_below(gone.pid).workers.processes == 0
