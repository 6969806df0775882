"""A server that answers as OpenDART's guide says, with disclosures that a test writes down."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.loopback import Asked, Reply, Site

KEY = "0123456789abcdef0123456789abcdef01234567"


def page_of_document(rows: list[tuple[str, ...]], title: str = "보고서") -> bytes:
    """A document as the forms' own format has it, zipped."""
    cells = "".join(f"<TR>{''.join(f'<TD><P>{cell}</P></TD>' for cell in row)}</TR>\n" for row in rows)
    text = f'<?xml version="1.0" encoding="utf-8"?>\n<DOCUMENT><BODY><TITLE>{title}</TITLE><TABLE>{cells}</TABLE></BODY></DOCUMENT>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("20261130000001.xml", text.encode())
    return packed.getvalue()


@dataclass
class OpenDartService:
    """What the service knows; it is answered at a site below `/api`."""

    site: Site
    status: str = "000"
    """Of all answers; another than 000 is an error."""
    page_size: int = 100
    filed: list[dict[str, str]] = field(default_factory=list)
    decided: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    """By the name of the interface."""
    documents: dict[str, bytes] = field(default_factory=dict)
    """By the number of the disclosure."""

    def __post_init__(self) -> None:
        self.site.answers["/api/list.json"] = self._list
        self.site.answers["/api/document.xml"] = self._document
        for name in ("piicDecsn", "otcprStkInvscrInhDecsn"):
            self.site.answers[f"/api/{name}.json"] = self._decisions

    @property
    def address(self) -> str:
        return f"{self.site.url}/api"

    def file(self, company: str, report: str, receipt: str, group: str = "B", code: str = "00123456") -> None:
        """Take in a disclosure; the first eight digits of its number are its day."""
        entry = {"corp_cls": "K", "corp_code": code, "corp_name": company, "stock_code": "123450", "report_nm": report}
        self.filed.append({**entry, "rcept_no": receipt, "flr_nm": company, "rcept_dt": receipt[:8], "group": group})

    def _list(self, asked: Asked) -> Reply:
        query = _query(asked)
        if fault := self._fault(query):
            return fault
        found = [
            {name: value for name, value in entry.items() if name != "group"}
            for entry in self.filed
            if query["bgn_de"] <= entry["rcept_dt"] <= query["end_de"] and entry["group"] == query["pblntf_ty"]
        ]
        page = int(query["page_no"])
        some = found[(page - 1) * self.page_size : page * self.page_size]
        if not some:
            return _json({"status": "013", "message": "조회된 데이타가 없습니다."})
        return _json({"status": "000", "message": "정상", "page_no": page, "total_count": len(found), "list": some})

    def _decisions(self, asked: Asked) -> Reply:
        query = _query(asked)
        name = urlsplit(asked.path).path.rpartition("/")[2].removesuffix(".json")
        if fault := self._fault(query):
            return fault
        rows = [row for row in self.decided.get(name, []) if row["corp_code"] == query["corp_code"]]
        rows = [row for row in rows if query["bgn_de"] <= row.get("first", row["rcept_no"][:8]) <= query["end_de"]]
        return _json({"status": "000" if rows else "013", "message": "정상", "list": rows})

    def _document(self, asked: Asked) -> Reply:
        query = _query(asked)
        fault = self._fault(query)
        body = self.documents.get(query["rcept_no"])
        if fault is None and body is not None:
            return Reply(200, body, {"content-type": "application/x-msdownload"})
        status = self.status if fault else "014"
        text = f'<?xml version="1.0" encoding="UTF-8"?><result><status>{status}</status><message>-</message></result>'
        return Reply(200, text.encode(), {"content-type": "application/xml"})

    def _fault(self, query: dict[str, str]) -> Reply | None:
        if query.get("crtfc_key") != KEY:
            return _json({"status": "010", "message": "등록되지 않은 키입니다."})
        return _json({"status": self.status, "message": "-"}) if self.status != "000" else None


def _query(asked: Asked) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}


def _json(value: dict[str, Any]) -> Reply:
    return Reply(200, json.dumps(value, ensure_ascii=False).encode(), {"content-type": "application/json"})
