"""Build the company list `data/opendart.tsv.gz` from the public OpenDART list of companies.

    python -m agents.tag.names.build_gazetteer companies.tsv.gz

Source: the corporation codes of OpenDART (https://opendart.fss.or.kr), public disclosure data of the Financial
Supervisory Service of Korea. The input is tab separated with a header: corp_code, name, english_name, ticker, modified.

A name that is also a common word, a place or a person's name does harm in running text. Listed companies with such a
name are kept and marked `context` (they count only with other signs of a company); unlisted ones are left out, and so
are special purpose vehicles, which the news never names.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from mecab import MeCab  # type: ignore[import-untyped]

from agents.tag.language.lexicon import lexicon

HEADER = (
    "# Companies of OpenDART, public disclosure data of the Financial Supervisory Service of Korea "
    "(https://opendart.fss.or.kr): name, ticker, flag\n"
)
TARGET = Path(__file__).parent / "data" / "opendart.tsv.gz"

_VEHICLE = re.compile(
    r"제[일이삼사오육칠팔구십\d]+[차호]|유동화|부동산투자|위탁관리|사모|펀드|투자조합|프로젝트금융|스팩|기업인수목적|농업회사|영농조합"
    r"|어업회사|사회적협동|협동조합|유한회사|합자회사|합명회사|특수목적|^피에프브이|피에프브이$|브릿지제|선박투자|리츠$|개발조합"
)
_COMPANY_END = re.compile(
    r"(코리아|테크|바이오|바이오텍|시스템|시스템즈|홀딩스|파트너스|소프트|소프트웨어|네트웍스|벤처스|인베스트먼트|캐피탈|로보틱스"
    r"|테크놀로지|테크놀로지스|엔터테인먼트|게임즈|스튜디오|커머스|로직스|머티리얼즈|에너지|모빌리티|헬스케어|메디칼|제약|전자|반도체"
    r"|물산|산업|건설|증권|화학|중공업|해운|항공|통신|은행|생명|화재|저축은행|자산운용|이노베이션|컴퍼니|그룹|랩스|랩|텍|닷컴)$"
)
_NAME = re.compile(r"[가-힣A-Za-z0-9&.\- ]+")
_COMMON = {"NNG", "XSN", "XPN", "NNB", "MM", "SN", "NR", "MAG", "VV", "VA", "XR", "NNBC", "SY", "NP"}
# Shorter unlisted names are nearly always also something else.
_SHORTEST_UNLISTED = 4


def is_common(name: str, mecab: MeCab) -> bool:
    """True where the name is made of common words, or is a place or a person."""
    morphemes = mecab.parse(name)
    if len(morphemes) == 1 and morphemes[0].pos in {"NNG", "NNP", "MAG", "VV", "IC", "NP"}:
        return morphemes[0].pos != "NNP" or morphemes[0].feature.semantic in {"인명", "지명"}
    return all(m.pos in _COMMON or (m.pos == "NNP" and m.feature.semantic == "지명") for m in morphemes)


def rows(source: Path) -> Iterator[tuple[str, str, str]]:
    """Name, ticker and flag of each company worth keeping."""
    mecab = MeCab()
    seen: set[str] = set()
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        next(lines)
        companies = [line.rstrip("\n").split("\t") for line in lines]
    # Listed companies first: of two of the same name the listed one is meant.
    for fields in sorted(companies, key=lambda f: (f[3] == "", f[1])):
        name, ticker = fields[1].strip(), fields[3].strip()
        if (
            name in seen
            or name in lexicon().stop
            or len(name) < 2
            or not _NAME.fullmatch(name)
            or _VEHICLE.search(name)
        ):
            continue
        if ticker:
            short = len(name) == 2
            flag = "context" if short or (len(name) <= 4 and is_common(name, mecab)) else ""
        else:
            if len(name) < _SHORTEST_UNLISTED or (not _COMPANY_END.search(name) and is_common(name, mecab)):
                continue
            if len(mecab.parse(name)) == 1:
                continue
            plain = len(name) > _SHORTEST_UNLISTED or _COMPANY_END.search(name)
            flag = "" if plain else "context"
        seen.add(name)
        yield name, ticker, flag


def main(source: Path) -> None:
    """Write the list, sorted, so that a rebuild of the same source gives the same bytes."""
    kept = sorted(rows(source))
    with TARGET.open("wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") as packed:
        packed.write(HEADER.encode())
        packed.writelines(("\t".join(row) + "\n").encode() for row in kept)
    print(f"{len(kept)} companies")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
