"""The members of a mention under other ids and names, wherever it speaks of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from topics.records import Member, Mention, Tie


def with_members(mention: Mention, change: Callable[[Member], Member]) -> Mention:
    """The mention with each member changed, each id once, and with a tie that speaks of them by what they became."""
    changed = [(member, change(member)) for member in mention.members]
    ids = {member.id: new.id for member, new in changed}
    names = {member.name: new.name for member, new in changed}
    return mention.model_copy(
        update={
            "members": _once(new for _, new in changed),
            "joining": _once(map(change, mention.joining)),
            "tie": _tie_of(mention.tie, ids, names),
        }
    )


def _once(members: Iterable[Member]) -> list[Member]:
    """Members without those of an id that another before them has."""
    found: dict[str, Member] = {}
    for member in members:
        found.setdefault(member.id, member)
    return list(found.values())


def _tie_of(tie: Tie, ids: dict[str, str], names: dict[str, str]) -> Tie:
    """The tie that calls members by other ids and names."""
    told = [country.model_copy(update={"member": ids.get(country.member, country.member)}) for country in tie.countries]
    countries = list({country.member: country for country in told}.values())
    signatories = [
        signatory.model_copy(update={"organisation": names.get(signatory.organisation or "", signatory.organisation)})
        for signatory in tie.signatories
    ]
    return tie.model_copy(update={"countries": countries, "signatories": signatories})
