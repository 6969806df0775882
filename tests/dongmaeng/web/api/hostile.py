"""Queries that somebody sends who wants to break something; the same ones each time."""

from __future__ import annotations

import random

_SYNTAX = [
    *("(", ")", '"', "“", "”", "-", "--", "*", "^", "~", ":", "::", "/", "\\", "{", "}", "[", "]", "<", ">", "&", "|"),
    *(
        "AND",
        "OR",
        "NOT",
        "NEAR",
        "NEAR/5",
        "or",
        "그리고",
        "또는",
        "+",
        "!",
        "?",
        "%",
        "_",
        "$",
        "#",
        "@",
        ";",
        "'",
        "`",
    ),
    *("org:", "kind:", "kind:mou", "after:", "after:9999-12-31", "before:0001", "after:-1d", "after:99999999d"),
    *("기업:", "종류:업무협약", "publisher:", "country:KR", "border:yes", "status:announced", "person:*", "title:x"),
    *("' OR 1=1 --", '"; DROP TABLE search_articles; --', "UNION SELECT * FROM sqlite_master", "rowid:1", "{title}: x"),
    *('{"query": {"match_all": {}}}', '{"script": "while(true){}"}', "_exists_:title", "/.*/", "/(a+)+$/", "[* TO *]"),
    *("<script>alert(1)</script>", "{{7*7}}", "${jndi:ldap://x}", "../../etc/passwd", "%00", "%0d%0aSet-Cookie:a=b"),
]
_ODD = [
    *(
        "\x00",
        "\x01",
        "\x1b[31m",
        "\x7f",
        "\u200b",
        "\u200d",
        "\u202e",
        "\u2028",
        "\ufeff",
        "\ufffd",
        "\ufffe",
        "\uffff",
    ),
    *(
        "\U0010ffff",
        "\U000e0001",
        "😀",
        "👩‍👩‍👧‍👦",
        "e\u0301" * 20,
        "ㄱㄴㄷ",
        "ᄒ",
        "ᅡ",
        "각" + "ᆨ" * 50,
        "ﷺ" * 30,
        "ﬀ",
        "İ",
        "ß",
        "ǅ",
    ),
    *("漢字", "ｶﾞ", "１２３", "Ａ", "가" * 300, "a" * 900, "가람전자", "협약", "9" * 400, "1e999", "NaN", "-0", "٣"),
]


def hostile_queries(number: int) -> list[str]:
    """So many queries of at most some two thousand characters."""
    chance = random.Random(20)
    made = [
        "(" * 999,
        "(" * 400 + "가" + ")" * 400,
        "()" * 400,
        ("(가 OR " * 100) + "나" + ")" * 100,
        '"' * 999,
        '""' * 400,
        "- " * 400,
        "OR " * 300,
        "가 OR " * 160 + "가",
        "-가 " * 300,
        "가 나 " * 30,
        "org:가 " * 64,
        " " * 1000,
        "\x00" * 1000,
        "가" * 1001,
        "a" * 16_000,
    ]
    parts = [*_SYNTAX, *_ODD]
    while len(made) < number:
        count = chance.choice([1, 2, 3, 5, 8, 13, 40])
        glue = chance.choice(["", " ", "\t", "\u3000", "\n"])
        made.append(glue.join(chance.choices(parts, k=count))[:2_000])
    return made
