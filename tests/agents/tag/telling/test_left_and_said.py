"""What a text names and no mention tells is left by a rule, which the ledger keeps."""

from __future__ import annotations

import pytest

from agents.tag.saying.rule import Rule
from tests.agents.tag.stories import tagged


@pytest.mark.parametrize(
    ("story", "did", "rule", "was"),
    [
        (
            "가람전자와 나래통신은 16일 업무협약을 체결했다. '한집 얼라이언스'도 관심을 모은다.",
            "left",
            Rule.INITIATIVE_NAMED_ONLY,
            "한집 얼라이언스",
        ),
        (
            "업계는 '한집 얼라이언스'에 주목한다. 한집 얼라이언스에는 다솔물산이 참여하고 있다.",
            "left",
            Rule.FEW_MEMBERS,
            "한집 얼라이언스",
        ),
        (
            "가람전자는 16일 '한집 얼라이언스'에 합류했다. 한집 얼라이언스에는 나래통신과 다솔물산이 참여하고 있다.",
            "joined",
            Rule.SAME_INITIATIVE,
            "가람전자, 나래통신, 다솔물산",
        ),
    ],
)
def test_an_initiative_that_is_no_mention_of_its_own_is_said_to_be_none(
    story: str, did: str, rule: Rule, was: str
) -> None:
    assert (did, rule, was) in {(step.did, step.rule, step.was) for step in tagged(story).steps}
