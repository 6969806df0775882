from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from dongmaeng.demo.expected import expected_alerts, expected_alliances
from dongmaeng.demo.outlets import OUTLETS
from dongmaeng.demo.story import STORIES, StoryError, load_alliances, load_best_stories, load_stories
from topics.records import ChangeKind, Kind, Status

REQUIRED_CASES = {
    "rewrite": 3,
    "summary_update": 1,
    "two_like_deals": 2,
    "joins_known_alliance": 1,
    "share_swap_in_passing": 1,
    "rumour": 1,
    "denial": 1,
    "end_of_alliance": 1,
    "joint_venture": 1,
    "equity_swap": 1,
    "consortium_launch": 1,
    "planned": 1,
    "government_mou": 1,
    "one_team_sports": 1,
    "joint_score_sports": 1,
    "school_strike": 1,
    "marketing_hand_in_hand": 1,
    "column": 1,
    "existing_joint_venture": 1,
    "labour_agreement": 1,
    "political_alliance": 1,
    "portal_copy": 1,
}


def alert(alliance: str, event: str = "alliance.announced"):
    events = ("alliance.announced", "alliance.joined", "alliance.ended")
    found = [a for a in expected_alerts(load_stories(), events) if a.alliance == alliance and a.event == event]
    assert len(found) <= 1
    return found[0] if found else None


def test_there_are_enough_stories_over_five_days_of_one_month() -> None:
    stories = load_stories()
    assert len([story for story in stories if not story.copy_of]) >= 44
    assert {story.published.strftime("%Y-%m-%d") for story in stories} == {f"2026-03-{day:02}" for day in range(9, 14)}
    assert {story.outlet for story in stories} == set(OUTLETS)
    assert min(Counter(story.outlet for story in stories).values()) >= 10


def test_about_half_of_the_stories_speak_of_no_alliance() -> None:
    silent = [story for story in load_stories() if not story.says]
    assert 0.35 < len(silent) / len(load_stories()) < 0.6


@pytest.mark.parametrize(("case", "least"), REQUIRED_CASES.items())
def test_every_required_case_is_there(case: str, least: int) -> None:
    assert sum(case in story.cases for story in load_stories()) >= least


def test_stories_are_in_the_order_of_publication() -> None:
    times = [story.published for story in load_stories()]
    assert times == sorted(times)
    assert all(time.utcoffset() is not None for time in times)


def test_three_rewrites_and_a_summary_are_one_alert_from_four_outlets() -> None:
    stories = {story.id: story for story in load_stories()}
    found = alert("haeon-dasol-mirinae")
    assert found
    assert found.members == {"해온전자", "다솔통신", "미리내텔레콤"}
    assert {stories[story].outlet for story in found.stories} == set(OUTLETS)
    assert any("(종합)" in stories[story].title for story in found.stories)


def test_two_like_deals_of_one_day_are_two_alerts() -> None:
    one, two = alert("haeon-saeyan"), alert("haeon-haedeun")
    assert one
    assert two
    assert one.date == two.date
    assert one.members & two.members == {"해온전자"}


def test_a_member_that_joins_is_no_announcement() -> None:
    founded, joined = alert("nubi"), alert("nubi", "alliance.joined")
    assert founded
    assert joined
    assert joined.members == {"온결클라우드"}
    assert not founded.stories & joined.stories
    alliance = next(a for a in expected_alliances(load_stories()) if a.id == "nubi")
    assert alliance.name == "누비 얼라이언스"
    assert alliance.members == founded.members | joined.members


def test_background_rumour_and_end_announce_nothing() -> None:
    assert not any(map(alert, ("dasol-eden-swap", "solchan-dodam", "neoul-yunseul", "hanbyeolchan-saeon")))
    found = {alliance.id: alliance for alliance in expected_alliances(load_stories())}
    assert "solchan-dodam" not in found
    assert found["dasol-eden-swap"].status is Status.BACKGROUND
    assert Kind.EQUITY_SWAP in found["dasol-eden-swap"].kinds
    assert found["neoul-yunseul"].changes == {ChangeKind.BACKGROUND, ChangeKind.ENDED}


def test_what_robots_forbid_is_expected_nowhere() -> None:
    forbidden = [story for story in load_stories() if story.forbidden]
    assert forbidden
    assert all(story.says for story in forbidden)
    told = {says.alliance for story in forbidden for says in story.says}
    assert not told & {alliance.id for alliance in expected_alliances(load_stories())}


def test_every_kind_of_alliance_is_announced() -> None:
    alliances = load_alliances()
    assert {alliances[a.alliance].kind for a in expected_alerts(load_stories())} == set(Kind)


def test_the_appended_stories_share_no_sentence_with_the_published_ones() -> None:
    published = {paragraph for story in load_stories() for paragraph in story.body}
    assert not published & {paragraph for story in load_best_stories() for paragraph in story.body}


ALLIANCE = '[[alliance]]\nid = "a"\nkind = "mou"\nmembers = ["해온전자", "다솔통신"]\n'
STORY = """[[story]]
id = "s1"
outlet = "garam"
title = "해온전자·다솔통신 업무협약"
reporter = "차은율"
published = 2026-03-09T09:00:00+09:00
body = "해온전자와 다솔통신이 만났다."
says = [{ alliance = "a", status = "announced" }]
"""


def folder(tmp_path: Path, stories: str) -> Path:
    (tmp_path / "alliances.toml").write_text(ALLIANCE, encoding="utf-8")
    (tmp_path / "2026-03-09.toml").write_text(stories, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('outlet = "garam"', 'outlet = "nobody"', "story 's1': outlet"),
        ('title = "해온전자·다솔통신 업무협약"', 'title = ""', "story 's1': title"),
        ("published = 2026-03-09T09:00:00+09:00", 'published = "어제"', "story 's1': published"),
        ('reporter = "차은율"', 'reporter = "차은율"\nreportr = "x"', "story 's1': reportr"),
        ('status = "announced"', 'status = "done"', "story 's1': says.0.status"),
        ('alliance = "a"', 'alliance = "b"', "story 's1': says.alliance"),
        ("다솔통신이 만났다", "누군가 만났다", "다솔통신 not named"),
        ('outlet = "garam"', 'outlet = "moa"', "story 's1': wire"),
        ('reporter = "차은율"', 'reporter = "차은율"\nupdated = 2026-03-08T09:00:00+09:00', "story 's1': updated"),
        ('body = "해온전자와', 'copy_of = "s9"\nbody = "해온전자와', "no story 's9'"),
        ("[[story]]", "[[story", "2026-03-09.toml"),
        ("[[story]]", "[[stories]]", "2026-03-09.toml"),
    ],
)
def test_wrong_story_data_is_named(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    assert old in STORY
    text = STORY.replace("·다솔통신 업무협약", " 업무협약") if "not named" in complaint else STORY
    with pytest.raises(StoryError) as error:
        load_stories(folder(tmp_path, text.replace(old, new)))
    assert complaint in str(error.value)


def test_an_id_used_twice_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoryError, match="story 's1': id used twice"):
        load_stories(folder(tmp_path, STORY + STORY))


def test_the_shipped_folder_holds_nothing_that_is_not_read() -> None:
    names = {path.name for path in STORIES.iterdir()}
    assert all(name.startswith("2026-03-") or name in {"alliances.toml", "best.toml"} for name in names)
