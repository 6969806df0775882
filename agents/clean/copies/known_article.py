"""What was last read under an article's id, whether another fetch of it tells anything new, and what it replaces."""

from __future__ import annotations

import hashlib
from datetime import datetime

from pydantic import BaseModel, ConfigDict, ValidationError

from topics.outcome import Drop
from topics.records import Article, Quiet, QuietReason
from topics.state import Document, State

FINGERPRINTS = "fingerprints"
"""State: a `KnownArticle` by article id."""


class KnownArticle(BaseModel):
    """What was read of an article; a document of an earlier version says no more than its first two fields."""

    model_config = ConfigDict(extra="ignore")

    content: str
    fetched: str
    address: str = ""
    """The id of the address it was fetched at; empty where an earlier version took it as fetched there itself."""
    quiet: QuietReason = Quiet.REPLAYED
    published: datetime | None = None
    by_own_site: bool = False
    """Whether that is how its own site has it, be it that it dates and names it or not."""
    replaces: datetime | None = None
    """When the text was fetched that this one took the place of; None for the first one."""

    @property
    def moment(self) -> datetime | None:
        """When it was fetched."""
        try:
            return datetime.fromisoformat(self.fetched)
        except ValueError:
            return None

    def document(self) -> Document:
        return self.model_dump(mode="json")

    def tells_no_more_than(self, known: KnownArticle) -> bool:
        """Whether this fetch is of no use after another of the same content.

        What was ordered quiet stays so. Else it is of use where it may alert and the other might not, where it dates
        the story and the other could not, and where its own site has it otherwise than an outsider's fetch had it.
        """
        if any(one.quiet is not None and one.quiet.is_ordered for one in (known, self)):
            return True
        louder = known.quiet is not None and self.quiet is None
        dated = known.published is None and self.published is not None
        differs = (self.quiet, self.published) != (known.quiet, known.published)
        return not (louder or dated or (differs and self.by_own_site and not known.by_own_site))

    def after(self, known: KnownArticle) -> KnownArticle:
        """What is known after this fetch and another before it.

        A replay tells nothing of the story itself, so that it does not silence what was never told.
        """
        if self.quiet is Quiet.REPLAYED:
            return self.model_copy(
                update={"quiet": known.quiet, "published": known.published, "by_own_site": known.by_own_site}
            )
        return self.model_copy(update={"by_own_site": self.by_own_site or known.by_own_site})


def known_of(article: Article, address: str, *, by_own_site: bool) -> KnownArticle:
    """What is to be remembered of an article; `address`: the id of the one it was fetched at."""
    return KnownArticle(
        content=fingerprint_of(article),
        fetched=article.fetched.isoformat(),
        address=address,
        quiet=article.quiet,
        published=article.published,
        by_own_site=by_own_site,
    )


async def remembered(article: Article, new: KnownArticle, state: State) -> KnownArticle | None:
    """What is remembered of a fetch that tells something new, or is the same fetch again; None where it tells nothing.

    Of two fetches handled at once, neither of which could know of the other, one is made to be handled again. Raises
    `Drop` for an older text than what was read, where it is imported.
    """
    if await state.create(FINGERPRINTS, article.id, new.document()):
        return new
    known = await known_at(article.id, state)
    if known is not None and _is_superseded(new, known, article):
        raise Drop("older than what was read")
    # What is fetched at the address itself repeats nothing that others only said to be there.
    if known is not None and (new.address != article.id or known.address == new.address):
        # The same fetch again is a replay, which must give what it gave before; only a new fetch can be unchanged.
        if known.content == new.content and known.fetched != new.fetched and new.tells_no_more_than(known):
            return None
        if known.content == new.content and new.address != article.id:
            new = new.model_copy(update={"address": known.address})
        new = new.after(known)
    if known is not None:
        new = new.model_copy(update={"replaces": _replaced(known, article, new)})
    await state.put(FINGERPRINTS, article.id, new.document())
    return new


def _is_superseded(new: KnownArticle, known: KnownArticle, article: Article) -> bool:
    """Whether an import brings an older text than was read: archives hold pages that were fetched again since."""
    if new.quiet is not Quiet.IMPORTED or known.content == new.content or known.moment is None:
        return False
    return known.moment > article.fetched


def _replaced(known: KnownArticle, article: Article, new: KnownArticle) -> datetime | None:
    """When the text was fetched whose place an article takes, after another fetch of it."""
    if known.content == new.content:
        return known.replaces
    before = known.moment
    return before if before is not None and before < article.fetched else None


def fingerprint_of(article: Article) -> str:
    """A digest of what readers see of a story: title, subtitle, body and authors."""
    told = "\x1f".join((article.title, article.subtitle or "", article.body, *article.authors))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


async def known_at(id: str, state: State) -> KnownArticle | None:
    """What was last read under an article's id."""
    document = await state.get(FINGERPRINTS, id)
    try:
        known = KnownArticle.model_validate(document) if document is not None else None
    except ValidationError:
        return None
    return known and known.model_copy(update={"address": known.address or id})
