"""Times as pages state them: labels in any order, numbers in any manner, months in English."""

from __future__ import annotations

import pytest

from agents.clean.facts.timestamps import labelled_timestamps, lone_timestamp, read_timestamp, timestamp_in_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-15 14:07", "2024-05-15 14:07"),
        ("2024.05.15. 오후 2:07", "2024-05-15 14:07"),
        ("2024년 5월 15일 (수) 오후 2시 7분", "2024-05-15 14:07"),
        ("20240515140733", "2024-05-15 14:07"),
        ("2024-05-15T05:07:33Z", "2024-05-15 14:07"),
        ("2024-05-14T20:07:00.000+0000", "2024-05-15 05:07"),
        ("May 15, 2024 - 14:07:33", "2024-05-15 14:07"),
        ("May 15, 2024, 2:07 PM", "2024-05-15 14:07"),
        ("Wed, 15 May 2024 14:07:33 +0900", "2024-05-15 14:07"),
        ("15 Sept. 2024", "2024-09-15 00:00"),
        ("Published on December 1st, 2024 at 9:05 am", "2024-12-01 09:05"),
    ],
)
def test_moment_is_read(text: str, expected: str) -> None:
    moment = read_timestamp(text)
    assert moment is not None
    assert moment.at.strftime("%Y-%m-%d %H:%M") == expected


@pytest.mark.parametrize("text", ["2024-13-45", "May flowers 2024", "Decision 20, 1850", "2024", "0000-00-00 00:00"])
def test_what_is_no_moment(text: str) -> None:
    assert read_timestamp(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "입력 2024.05.15 14:07 수정 2024.05.15 16:00",
        "최종수정 2024-05-15 16:00 | 승인 2024-05-15 14:07",
        "송고 2024-05-15 14:07 업데이트 2024-05-15 16:00",
        "수정시간 2024-05-15 16:00 기사입력 : 2024년 05월 15일 14시 07분",
        "Published : May 15, 2024 - 14:07:33 Updated : May 15, 2024 - 16:00:05",
    ],
)
def test_labels_tell_publication_from_change(text: str) -> None:
    told = {is_change: moment.at.strftime("%H:%M") for is_change, moment in labelled_timestamps(text)}
    assert told == {False: "14:07", True: "16:00"}


def test_time_alone_in_a_line_leaves_the_rest_of_it() -> None:
    found = lone_timestamp("하늘신문 | May 15, 2024 14:07")
    assert found is not None
    assert found[1] == "하늘신문"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/view/AKR20240515140700051", "2024-05-15 14:07"),
        ("https://a.example/news?no=20240515140712", "2024-05-15 14:07"),
        ("https://a.example/v/20240515140712345", "2024-05-15 14:07"),
        ("https://a.example/2024/05/15/2024051514071234.html", "2024-05-15 14:07"),
        ("https://a.example/site/html_dir/2024/05/15/2024051501234.html", "2024-05-15"),
        ("https://a.example/news/view/20240515000123", "2024-05-15"),  # a running number behind the day
        ("https://a.example/article/202405158662Y", "2024-05-15"),
        ("https://a.example/List/all/20240515/80317105/1", "2024-05-15"),
        ("https://a.example/view/NISX20240515_0002736000", "2024-05-15"),
        ("https://a.example/view/20240515n18454", "2024-05-15"),
        ("https://a.example/2024-05-15-story", "2024-05-15"),
        ("https://a.example/article/018/0005316196", None),
        ("https://a.example/view/20101122", None),  # a number may look like a day
        ("https://a.example/view/20241340998877", None),
        ("https://a.example/", None),
    ],
)
def test_an_address_tells_the_day_and_sometimes_the_minute(address: str, expected: str | None) -> None:
    moment = timestamp_in_address(address)
    told = moment and moment.at.strftime("%Y-%m-%d %H:%M" if moment.exact else "%Y-%m-%d")
    assert told == expected
