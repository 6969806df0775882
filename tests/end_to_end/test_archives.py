"""Archives: imported alone and beside a running service, stopped and killed in between, and written again."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import fastwarc.warc
import pytest
import warcio.archiveiterator

from benchmarks.crawled_pages import crawled_pages, write_warc
from tests.command_line import CommandLine
from tests.waiting import wait_until
from topics.embedded.journal import Journal

PAGES = 222  # 20 MB
SOME = 120
"""More than are under way at once beside a service."""
FEW = 30
SETTLE = 120.0  # seconds on a busy machine
QUIET_SOURCE = '[[sources]]\nurl = "http://127.0.0.1:9/feed"\n'
"""A service wants a source; this one is refused for its address and asked for seldom."""


def archive(home: Path, count: int) -> str:
    file = home / "news.warc.gz"
    write_warc(file, count)
    return str(file)


def handed_over(home: Path) -> Counter[str]:
    """How often each page was given to the pipeline, by id."""
    database = home / "data" / "dongmaeng.sqlite"
    if not database.exists():
        return Counter()
    journal = Journal(database, readonly=True)
    try:
        if not journal.connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal'").fetchone():
            return Counter()
        rows = journal.connection.execute("SELECT key, count(*) FROM journal WHERE topic = 'pages' GROUP BY key")
        return Counter(dict(rows.fetchall()))
    finally:
        journal.close()


def wait_for_service(command_line: CommandLine) -> None:
    log = command_line.log("data")
    wait_until(lambda: '"running"' in log.read_text("utf-8"), SETTLE)


@pytest.mark.long
def test_an_import_that_is_killed_goes_on_where_it_was_and_repeats_nothing(command_line: CommandLine) -> None:
    command_line.configure("[workers]\nprocesses = 1\n")
    file = archive(command_line.home, PAGES)
    resumed = 0
    for share in (3, 2):
        with command_line.beside("import", file):
            wait_until(lambda share=share: handed_over(command_line.home).total() > PAGES // share, SETTLE)
        before = handed_over(command_line.home).total()
        assert before > resumed
        resumed = before
    done = command_line.json("import", file)
    assert done["resumed"] == resumed < PAGES
    assert done["imported"] == PAGES
    assert set(done) == {"imported", "passed over", "resumed"}
    assert done["passed over"]["request record"] == PAGES
    given = handed_over(command_line.home)
    assert (len(given), set(given.values())) == (PAGES, {1})
    assert command_line.json("search", "자료", "--limit", "1")["total"] == PAGES


def test_a_changed_file_and_other_filters_are_other_imports(command_line: CommandLine) -> None:
    file = archive(command_line.home, FEW)
    with command_line.beside("import", file):  # killed at the end of this
        wait_until(lambda: handed_over(command_line.home).total() > 0, SETTLE)
    host = command_line.json("import", file, "--host", "news1.example", "--language", "ko")
    assert host["imported"] == 1
    assert host["passed over"]["another host"] >= FEW - 1
    os.utime(file, (1, 1))
    assert "resumed" not in command_line.json("import", file)


def test_an_import_beside_a_running_service_waits_for_its_own_and_counts_its_own(command_line: CommandLine) -> None:
    command_line.configure(QUIET_SOURCE)
    file = archive(command_line.home, FEW)
    with command_line.service() as service:
        wait_for_service(command_line)
        done = command_line.json("import", file)
        assert done["imported"] == FEW
        assert set(done) == {"imported", "passed over"}
        assert command_line.json("search", "자료", "--limit", "1")["total"] == FEW
        items = command_line.home / "items.jsonl"
        items.write_text('{"id": "a", "html": "<html><body></body></html>"}\nno item\n', "utf-8")
        assert command_line.json("import", str(items)) == {"imported": 1, "unreadable": 1, "clean dropped": 1}
        assert service.poll() is None


def test_what_was_handed_over_beside_a_service_is_read_though_the_import_is_stopped(command_line: CommandLine) -> None:
    command_line.configure(QUIET_SOURCE)
    file = archive(command_line.home, SOME)
    with command_line.service():
        wait_for_service(command_line)
        with command_line.beside("import", file, "--json") as running:
            wait_until(lambda: handed_over(command_line.home).total() >= 16, SETTLE)
            running.process.send_signal(signal.SIGINT)
            assert running.ended() == 130, running.errors
        stopped = json.loads(running.out)
        given = handed_over(command_line.home).total()
        assert stopped["stopped"] is True
        assert 0 < stopped["imported"] == given < SOME
        wait_until(command_line.has_handled_all, SETTLE)
        assert command_line.json("search", "자료", "--limit", "1")["total"] == given
        done = command_line.json("import", file)
        assert (done["imported"], done["resumed"]) == (SOME, given)
    assert set(handed_over(command_line.home).values()) == {1}


def test_an_import_whose_service_goes_away_says_so_and_goes_on_later(command_line: CommandLine) -> None:
    command_line.configure(QUIET_SOURCE)
    file = archive(command_line.home, SOME)
    with command_line.service() as service:
        wait_for_service(command_line)
        with command_line.beside("import", file) as running:
            wait_until(lambda: handed_over(command_line.home).total() >= 16, SETTLE)
            service.kill()
            service.wait()
            assert running.ended() == 1, running.errors
        assert "the service has ended" in running.errors
    assert command_line.json("import", file)["imported"] == SOME
    assert set(handed_over(command_line.home).values()) == {1}
    assert command_line.json("search", "자료", "--limit", "1")["total"] == SOME


def test_exported_pages_are_read_by_others_and_imported_as_they_were(command_line: CommandLine) -> None:
    home = command_line.home
    items = home / "items.jsonl"
    items.write_text(json.dumps({"id": "텍스트", "text": "가람전자가 로봇을 내놓았다고 9일 밝혔다."}) + "\n", "utf-8")
    command_line.run("import", archive(home, FEW), str(items))
    told = command_line.json("archive", "export", "out.warc.gz")
    assert (told["pages"], told["bytes"]) == (FEW + 1, (home / "out.warc.gz").stat().st_size)
    pages = dict(crawled_pages(FEW))
    with (home / "out.warc.gz").open("rb") as file:
        found = {
            record.rec_headers["WARC-Target-URI"]: record.content_stream().read()
            for record in warcio.archiveiterator.ArchiveIterator(file, check_digests="raise")
            if record.rec_type == "response"
        }
    assert found == pages
    with (home / "out.warc.gz").open("rb") as file:
        read = [
            (record.headers["WARC-Target-URI"], record.headers["WARC-Date"], record.reader.read())
            for record in fastwarc.warc.ArchiveIterator(
                file, record_types=fastwarc.warc.WarcRecordType.response, verify_digests=True
            )
        ]
    assert {url: page for url, _, page in read} == pages
    assert {date for _, date, _ in read} == {"2026-03-09T01:00:00.000000Z"}
    one = command_line.json("archive", "export", "one.warc.gz", "--host", "news1.example", "--since", "1d")
    assert (one["pages"], one["passed over"]) == (1, FEW)
    assert command_line.json("--data-dir", "other", "import", "out.warc.gz")["imported"] == FEW + 1
    here, there = (
        {
            hit["article_id"]: hit["title"]
            for hit in command_line.json("--data-dir", where, "search", word, "--limit", "99")["hits"]
        }
        for where, word in (("data", "자료 OR 로봇"), ("other", "자료 OR 로봇"))
    )
    assert len(here) == FEW + 1
    assert here == there


def test_an_archive_is_written_whole_or_not_at_all(command_line: CommandLine) -> None:
    home = command_line.home
    command_line.run("import", archive(home, FEW))
    said = subprocess.run(
        [sys.executable, "-m", "dongmaeng", "archive", "export", "out.warc.gz"],
        cwd=home, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY)),
    )  # fmt: skip
    assert said.returncode == 1
    assert "out.warc.gz: cannot be written" in said.stderr
    assert "Traceback" not in said.stderr
    assert not list(home.glob("*out.warc.gz*"))
    command_line.run("archive", "export", "out.warc.gz")
    assert "--force" in command_line.run("archive", "export", "out.warc.gz", code=2).stderr
    assert ".warc.gz" in command_line.run("archive", "export", "out.zip", code=2).stderr
    assert "no such folder" in command_line.run("archive", "export", "none/out.warc.gz", code=2).stderr


def test_an_archive_of_nothing_says_so(command_line: CommandLine) -> None:
    assert command_line.json("archive", "export", "out.warc.gz")["pages"] == 0


@pytest.mark.parametrize("name", ["stories.csv", "stories.parquet"])
def test_a_table_that_holds_no_stories_ends_the_import(command_line: CommandLine, name: str) -> None:
    (command_line.home / name).write_text("a,b\n1,2\n", "utf-8")
    said = command_line.run("import", name, code=2)
    assert f"dongmaeng: {name}" in said.stderr
