"""`dongmaeng sources add`: what a site offers, shown with its last stories, and what of it is to be watched."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from dongmaeng.cli.context import AsJson, Context, console, errors, print_json, taken_up
from dongmaeng.cli.sources_progress import asking
from dongmaeng.fault import Fault
from dongmaeng.times import minute

if TYPE_CHECKING:
    from agents.discover.offers.offer import Offer
    from agents.discover.sources import SourceSetting
    from dongmaeng.backend.offers import SiteOffers
    from dongmaeng.backend.source_writes import OrderedSource

_LAST = 3
"""Stories of each offer that are shown."""

_HOST = re.compile(r"[^\s/@:]+\.[^\s/@:]+(?::\d{1,5})?(?:[/?]\S*)?")
"""An address without its scheme, as people type it."""

Addresses = Annotated[
    list[str], typer.Argument(metavar="URL…", help="A front page, section, feed, sitemap or press room.")
]


def add_to(app: typer.Typer) -> None:
    app.command("add")(add)


def add(
    context: typer.Context,
    urls: Addresses,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take the best of each, and ask nothing.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be offered, and add nothing.")] = False,
    publisher: Annotated[str, typer.Option(help="The outlet's name; else what the site calls itself.")] = "",
    section: Annotated[str, typer.Option(help="The section that the source covers.")] = "",
    site: Annotated[
        list[str] | None,
        typer.Option(help="A site that the source speaks for beside its own, like zdnet.co.kr; may be given again."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Find what a site offers to be watched, show its last stories, and watch what you choose of it."""
    from dongmaeng.backend import offers
    from dongmaeng.backend.source_writes import add_sources
    from dongmaeng.shapes.offers import SiteOffersShape

    if not (yes or dry_run or (_can_ask() and not as_json)):
        raise Fault(
            "not on a terminal: give --yes to take the best of each, or --dry-run to see what there is", usage=True
        )
    options: Context = context.obj
    addresses = list(dict.fromkeys(_address(url) for url in urls))
    with asking(errors) as progress:
        sites = options.ask(lambda backend: offers.offers_at(backend, addresses, progress))
    taken: list[list[Offer]] = []
    for found in sites:
        if not as_json:
            _show(found)
        taken.append([] if dry_run else _best(found) if yes else _chosen(found))
        if found.found.offers and found.best is None and not as_json:
            console.print("     All of this is watched already, or left behind by its site.", style="yellow")
    settings = {
        offer.url: _setting(offer, found, publisher, section, site or ())
        for found, chosen in zip(sites, taken, strict=True)
        for offer in chosen
    }
    applied = options.ask(lambda backend: add_sources(backend, list(settings.values()))) if settings else []
    if as_json:
        for found, chosen in zip(sites, taken, strict=True):
            added = None if dry_run else [settings[offer.url].id for offer in chosen]
            print_json(SiteOffersShape.of(found, added))
    else:
        _tell(list(settings.values()), applied)
    if any(not found.found.offers or (yes and not chosen) for found, chosen in zip(sites, taken, strict=True)):
        raise typer.Exit(1)


def _can_ask() -> bool:
    """Whether a person sits there."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _address(url: str) -> str:
    """The address as given, with https where it has no scheme; raises `Fault` where it is none."""
    from topics.records import host_of

    given = url.strip()
    address = f"https://{given}" if _HOST.fullmatch(given) else given
    if not address.lower().startswith(("http://", "https://")) or not host_of(address):
        raise Fault(f"{url}: is no web address", usage=True)
    return address


def _show(site: SiteOffers) -> None:
    """Print what an address offers, and what gave nothing."""
    from agents.urls import loggable

    found = site.found
    console.print(Text(" ".join(filter(None, (loggable(found.given), found.name))), "bold"))
    numbers = {offer.url: number for number, offer in enumerate(found.offers, start=1)}
    for offer in found.offers:
        style = "green" if offer is site.best else ""
        console.print(Text(f"{numbers[offer.url]:>3}  {loggable(offer.url)}", style), soft_wrap=True)
        for line in _said(offer, site, numbers):
            console.print(Text(f"     {line}"))
        if offer.same_as is None:
            for item in offer.last[:_LAST]:
                when = minute(item.freshness)[5:] or "no time"
                console.print(Text(f"       {when}  {item.title or loggable(item.url)}", "dim"))
    for failed in found.failed:
        console.print(Text(f"  -  {loggable(failed.place.url)}: {failed.reason}", "dim"), soft_wrap=True)
    if found.is_cut:
        console.print("     More was not asked: a search costs a site a few dozen requests at most.", style="yellow")
    if not found.offers:
        console.print("     Nothing here can be watched.", style="yellow")


def _said(offer: Offer, site: SiteOffers, numbers: dict[str, int]) -> list[str]:
    """What is said of an offer, for people."""
    newest = f", the newest of {minute(offer.newest)}" if offer.newest else ", without times"
    lines = [f"{offer.form}, {len(offer.items)} stories{newest}; {offer.place.found}"]
    if offer.url in site.watched:
        lines.append("is watched already")
    if offer.same_as is not None:
        lines.append(f"the same stories as {numbers[offer.same_as]}")
    if offer.left_behind:
        lines.append("nothing new for a month")
    if offer.foreign:
        lines.append("most of its stories stand on other sites")
    if offer.fault:
        lines.append(f"not all could be read: {offer.fault}")
    if offer.sites:
        lines.append(f"its stories stand on {', '.join(offer.sites)}, for which it is taken to speak")
    if offer.elsewhere:
        lines.append(
            f"its stories stand on {offer.elsewhere}, for which nothing shows that it speaks: times and titles are "
            f"taken from the pages, unless you give --site {offer.elsewhere}"
        )
    return lines


def _best(site: SiteOffers) -> list[Offer]:
    """What is taken where nobody is asked."""
    return [site.best] if site.best is not None else []


def _chosen(site: SiteOffers) -> list[Offer]:
    """What a person chooses of the offers; nothing where there is nothing to choose."""
    offers = site.found.offers
    if not site.new:
        return []
    preset = str(offers.index(site.best) + 1) if site.best is not None else "none"
    while True:
        said = typer.prompt("Which? (numbers, all, none)", default=preset)
        chosen = _numbered(said, offers)
        if chosen is None:
            console.print(f"Numbers from 1 to {len(offers)}, parted by commas, or all, or none.")
        elif watched := [offer.url for offer in chosen if offer.url in site.watched]:
            console.print(Text(f"Watched already: {', '.join(watched)}"))
        else:
            return chosen


def _numbered(said: str, offers: Sequence[Offer]) -> list[Offer] | None:
    """The offers of some numbers; None where that is not what was said."""
    words = said.replace(",", " ").split()
    if [word.lower() for word in words] == ["none"]:
        return []
    if [word.lower() for word in words] == ["all"]:
        return [offer for offer in offers if offer.same_as is None]
    if not words or not all(word.isascii() and word.isdecimal() and 1 <= int(word) <= len(offers) for word in words):
        return None
    return [offers[number - 1] for number in sorted({int(word) for word in words})]


def _setting(offer: Offer, site: SiteOffers, publisher: str, section: str, sites: Sequence[str]) -> SourceSetting:
    """The source to add; raises `Fault` for a wrong option."""
    from dongmaeng.backend.source_writes import source_of

    setting = offer.setting(publisher or site.found.name)
    given = setting.model_dump() | {"section": section or None, "sites": [*setting.sites, *sites]}
    return source_of(given)


def _tell(added: Sequence[SourceSetting], applied: Sequence[OrderedSource]) -> None:
    for setting, one in zip(added, applied, strict=True):
        named = f" as {setting.publisher}" if setting.publisher else ""
        console.print(Text(f"{taken_up(one)} {setting.id} is watched{named}."), soft_wrap=True)
