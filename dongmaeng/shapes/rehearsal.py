"""What a replay would lead to, as JSON."""

from __future__ import annotations

from dongmaeng.backend.rehearsal import Handled, Rehearsal
from dongmaeng.backend.replayed import AllianceChange, ArticleChange, Fate
from dongmaeng.shapes.shape import Shape


class HandledShape(Shape):
    """What would become of the records at one stage."""

    stage: str
    taken: int
    done: int
    dropped: dict[str, int]
    retried: dict[str, int]
    quarantined: dict[str, int]
    """By reason, like the two before."""

    @classmethod
    def of(cls, stage: str, handled: Handled) -> HandledShape:
        return cls(
            stage=stage,
            taken=handled.taken,
            done=handled.done,
            dropped=dict(handled.dropped),
            retried=dict(handled.retried),
            quarantined=dict(handled.quarantined),
        )


class ArticleChangeShape(Shape):
    """What would become of one article."""

    article_id: str
    title: str
    url: str
    fate: Fate
    fields: list[str]
    """What would be otherwise."""
    kinds_before: list[str]
    """The kinds of alliance that it tells of, as stored."""
    kinds: list[str]

    @classmethod
    def of(cls, change: ArticleChange) -> ArticleChangeShape:
        return cls(
            article_id=change.id,
            title=change.title,
            url=change.url,
            fate=change.fate,
            fields=list(change.fields),
            kinds_before=list(change.kinds_before),
            kinds=list(change.kinds),
        )


class AllianceChangeShape(Shape):
    """What would become of one alliance."""

    id: str
    members: list[str]
    kind: str
    fate: Fate
    fields: list[str]
    """What would be otherwise."""

    @classmethod
    def of(cls, change: AllianceChange) -> AllianceChangeShape:
        return cls(
            id=change.id,
            members=list(change.members),
            kind=change.kind,
            fate=change.fate,
            fields=list(change.fields),
        )


class RehearsalShape(Shape):
    """What a replay would lead to."""

    topic: str
    records: int
    unreadable: int
    """Of them, those that would be left out: they are in quarantine already."""
    stages: list[HandledShape]
    handed: dict[str, int]
    """Records that would come to stages that a dry run does not run, by stage; quiet, so that nobody is alerted."""
    articles: dict[Fate, int]
    """How many articles would become what; of alliances likewise."""
    alliances: dict[Fate, int]
    changed_articles: list[ArticleChangeShape]
    """Those that would not be the same."""
    changed_alliances: list[AllianceChangeShape]

    @classmethod
    def of(cls, topic: str, found: Rehearsal) -> RehearsalShape:
        articles, alliances = found.articles.values(), found.alliances.values()
        return cls(
            topic=topic,
            records=found.records,
            unreadable=found.unreadable,
            stages=[HandledShape.of(stage, handled) for stage, handled in found.stages.items()],
            handed=dict(found.handed),
            articles={fate: sum(one.fate is fate for one in articles) for fate in Fate},
            alliances={fate: sum(one.fate is fate for one in alliances) for fate in Fate},
            changed_articles=[ArticleChangeShape.of(one) for one in articles if one.fate is not Fate.SAME],
            changed_alliances=[AllianceChangeShape.of(one) for one in alliances if one.fate is not Fate.SAME],
        )
