"""`dongmaeng companies`: what is known of a company, and with whom it has alliances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from dongmaeng.cli.context import AsJson, Context, console, print_json
from dongmaeng.fault import Fault
from dongmaeng.times import minute
from topics.records import Identifiers, Kind

if TYPE_CHECKING:
    from dongmaeng.backend.companies import Company, Partner

PARTNERS = 20
"""Partners that are printed for people."""


def companies(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name in any spelling, a corp_code, a stock code or a member id.")],
    as_json: AsJson = False,
) -> None:
    """Say who a company is, how it is written, with whom it has alliances.

    Of a name that several bear, each of them.
    """
    from dongmaeng.backend.companies import every_company
    from dongmaeng.shapes.companies import CompanyShape

    options: Context = context.obj
    found = options.ask(lambda backend: every_company(backend, name))
    if as_json:
        print_json([CompanyShape.of(company) for company in found])
    if not found:
        raise Fault(f"{name}: no company is known by this; add it: dongmaeng gazetteer add {name} --kind company")
    if as_json:
        return
    if len(found) > 1:
        console.print(f"{len(found)} companies may be meant; give one of the ids or codes.")
    for company in found:
        _show(company, PARTNERS if len(found) == 1 else 0)


def _show(company: Company, most: int) -> None:
    console.print(Text.assemble((company.name, "bold"), "  ", _codes(company.identifiers)))
    console.print(Text(f"  {company.id}", "dim"))
    for namesake in company.namesakes:
        console.print(Text(f"  may be {_codes(namesake)}", "yellow"))
    others = [name for name in company.names if name != company.name]
    spellings = [one.entry.spelling for one in company.spellings if one.entry.spelling != company.name]
    if written := list(dict.fromkeys([*others, *spellings])):
        console.print(Text(f"  also written {', '.join(written)}"))
    if not company.alliances:
        console.print("  No alliance of it is known.")
        return
    times = f"{minute(company.first)[:10]} to {minute(company.last)[:10]}"
    console.print(Text(f"  {company.alliances:,} alliance(s): {_counts(company.kinds)}; {times}"))
    for partner in company.partners[:most]:
        console.print(Text(f"  with {_partner(partner)}"))
    if left := len(company.partners) - most:
        more = "more" if most else "partners"
        if left > 0:
            console.print(Text(f"  {left} {more}: dongmaeng companies {company.id} --json", "dim"))


def _partner(partner: Partner) -> str:
    code = _codes(partner.identifiers)
    known = f" ({code})" if code else ""
    return f"{partner.name}{known}: {partner.alliances}, {_counts(partner.kinds)}; last {minute(partner.last)[:10]}"


def _counts(kinds: Mapping[Kind, int]) -> str:
    return ", ".join(f"{n} {kind}" for kind, n in kinds.items())


def _codes(identifiers: Identifiers | None) -> str:
    if identifiers is None:
        return ""
    if identifiers.shared_by:
        return f"a name that {identifiers.shared_by} companies bear"
    return " ".join(_told(identifiers))


def _told(identifiers: Identifiers) -> Iterable[str]:
    yield from filter(None, (identifiers.stock_code, identifiers.corp_code, identifiers.english_name))
    if identifiers.listed:
        yield "listed"
