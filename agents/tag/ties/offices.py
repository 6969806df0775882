"""Whose head somebody is by the name of the office: a mayor the city's, "나래은행장" the bank's."""

from __future__ import annotations

from collections.abc import Mapping

from agents.tag.language.shortening import is_short_for
from agents.tag.ties.rules import tie_table

_UNITS = {
    "시장": ("시",),
    "부시장": ("시",),
    "군수": ("군",),
    "부군수": ("군",),
    "구청장": ("구", "구청"),
    "도지사": ("도",),
    "지사": ("도",),
    "총장": ("대", "대학교", "대학", "대학원"),
    "부총장": ("대", "대학교", "대학", "대학원"),
    "행장": ("은행",),
    "이사장": ("재단", "공단", "진흥원", "조합", "금고"),
    "교육감": ("교육청",),
    "청장": ("청",),
}


def by_office(role: str, names: Mapping[str, str]) -> str | None:
    """The only member of which somebody with this office can be the head: of a mayor, the city."""
    if house := tie_table().words["head_of_kind"].fullmatch(role):
        kind, short = house["kind"], house["place"] + house["kind"]
        fitting = [id for id, name in names.items() if name.endswith(kind) and is_short_for(short, name)]
        return fitting[0] if len(fitting) == 1 else None
    of_place = tie_table().words["head_of_place"].fullmatch(role)
    units, place = (_UNITS[of_place["office"]], of_place["place"]) if of_place else (_UNITS.get(role, ()), "")
    fitting = [id for id, name in names.items() if units and name.endswith(units) and is_short_for(place, name)]
    return fitting[0] if len(fitting) == 1 else None
