"""Services on loopback that refuse what the real ones refuse, by the limits that they publish.

Each function says what its service answers to a request: a status and a body. Where a limit is from is said beside it;
the modules of the types name the pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

Reply = tuple[int, str]

TOKEN = "123456:AA-not-a-token-of-anybody"


@dataclass(frozen=True)
class Posted:
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def is_web(url: object) -> bool:
    """Whether an address may stand in a link: of the web, without what ends it early."""
    return (
        isinstance(url, str)
        and url.startswith(("http://", "https://"))
        and re.search(r"[\s<>()|\"'\\`\u0080-\U0010ffff]", url) is None
    )


# https://docs.slack.dev/reference/block-kit/blocks/rich-text-block (elements),
# https://docs.slack.dev/reference/methods/chat.postmessage (text, blocks, errors)
_SLACK_PARTS = {"rich_text_section", "rich_text_quote", "rich_text_list"}


def slack(posted: Posted) -> Reply:
    body = posted.json
    blocks = body.get("blocks", [])
    by_token = "channel" in body

    def refuse(error: str) -> Reply:
        return (200, json.dumps({"ok": False, "error": error})) if by_token else (400, error)

    if by_token and posted.headers.get("authorization") != f"Bearer {TOKEN}":
        return refuse("invalid_auth")
    if len(body["text"]) > 4_000:
        return refuse("msg_too_long")
    if re.search("<|>|&(?!amp;|lt;|gt;)", body["text"]):
        return refuse("invalid_payload")
    if len(blocks) > 50:
        return refuse("invalid_blocks")
    if len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > 13_000:
        return refuse("msg_blocks_too_long")
    if not all(block["type"] == "rich_text" and all(map(_is_rich, block["elements"])) for block in blocks):
        return refuse("invalid_blocks")
    return (200, json.dumps({"ok": True, "ts": "1503435956.000247", "channel": "C1"})) if by_token else (200, "ok")


def _is_rich(element: Mapping[str, Any]) -> bool:
    match element["type"]:
        case "rich_text_list":
            return all(one["type"] == "rich_text_section" and _is_rich(one) for one in element["elements"])
        case "rich_text_section" | "rich_text_quote":
            return bool(element["elements"]) and all(map(_is_rich, element["elements"]))
        case "text":
            return bool(element["text"])
        case "link":
            return is_web(element["url"]) and bool(element["text"])
        case _:
            return False


def teams(posted: Posted) -> Reply:
    # https://learn.microsoft.com/connectors/teams/: about 28 KB; 21 KB in practice
    if len(posted.body) > 21_000:
        return 413, ""
    [attachment] = posted.json["attachments"]
    card = attachment["content"]
    if attachment["contentType"] != "application/vnd.microsoft.card.adaptive" or card["type"] != "AdaptiveCard":
        return 400, json.dumps({"error": {"code": "TriggerInputSchemaMismatch"}})
    for block in card["body"]:
        if block["type"] != "RichTextBlock" or not block["inlines"]:
            return 400, json.dumps({"error": {"code": "BadRequest"}})
        for run in block["inlines"]:
            action = run.get("selectAction", {"type": "Action.OpenUrl", "url": "https://x.example"})
            if run["type"] != "TextRun" or not run["text"] or not is_web(action["url"]):
                return 400, json.dumps({"error": {"code": "BadRequest"}})
    if len(card["actions"]) > 6 or not all(is_web(action["url"]) for action in card["actions"]):
        return 400, json.dumps({"error": {"code": "BadRequest"}})
    return 202, ""


# https://discord.com/developers/docs/resources/message#embed-object-embed-limits
# https://discord.com/developers/docs/resources/webhook#execute-webhook
def discord(posted: Posted) -> Reply:
    body, query = posted.json, parse_qs(urlsplit(posted.path).query)
    invalid = 400, json.dumps({"code": 50035, "message": "Invalid Form Body"})
    if body["allowed_mentions"] != {"parse": []}:
        return invalid
    [embed] = body["embeds"]
    title, description = embed["title"].strip(), embed["description"].strip()
    if not title or units(title) > 256 or units(description) > 4_096 or units(title + description) > 6_000:
        return invalid
    if "url" in embed and not is_web(embed["url"]):
        return invalid
    if not 1 <= units(body.get("thread_name", "x").strip()) <= 100:
        return invalid
    if "/forum/" in posted.path and "thread_name" not in body and "thread_id" not in query:
        return 400, json.dumps({"code": 220001, "message": "Webhooks posted to forum channels must have a thread"})
    if query.get("thread_id") == ["404"]:
        return 404, json.dumps({"code": 10003, "message": "Unknown Channel"})
    if query.get("wait") != ["true"]:
        return 204, ""
    return 200, json.dumps({"id": "1234567890123456789", "channel_id": query.get("thread_id", ["99"])[0]})


# https://core.telegram.org/bots/api#sendmessage, #messageentity
def telegram(posted: Posted) -> Reply:
    body = posted.json

    def refuse(code: int, description: str, **parameters: int) -> Reply:
        answer = {"ok": False, "error_code": code, "description": description}
        return code, json.dumps(answer | ({"parameters": parameters} if parameters else {}))

    if posted.path != f"/telegram/bot{TOKEN}/sendMessage":
        return refuse(404, "Not Found")
    if body["chat_id"] == "-1":
        return refuse(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1001)
    text = body["text"]
    if not text.strip():
        return refuse(400, "Bad Request: message text is empty")
    if units(text) > 4_096:
        return refuse(400, "Bad Request: message is too long")
    entities = body["entities"]
    for entity in entities:
        if entity["length"] < 1 or entity["offset"] + entity["length"] > units(text):
            return refuse(400, "Bad Request: can't parse entities")
        if entity["type"] == "text_link" and not is_web(entity["url"]):
            return refuse(400, "Bad Request: can't parse entities")
    if len(entities) > 100:
        return refuse(400, "Bad Request: too many entities")
    return 200, json.dumps({"ok": True, "result": {"message_id": 42}})


# https://docs.kakaoi.ai/kakao_work/blockkit/ (lengths), /webapireference/commonguide/ (the answer)
def kakaowork(posted: Posted) -> Reply:
    body = posted.json
    refused = 200, json.dumps({"success": False, "error": {"code": "invalid_parameter", "message": "no"}})
    if not 1 <= units(body["text"]) <= 500:
        return refused
    for place, block in enumerate(body["blocks"]):
        match block["type"]:
            case "header":
                wrong = place or not 1 <= units(block["text"]) <= 20 or "\n" in block["text"]
            case "text":
                inlines = "".join(inline["text"] for inline in block["inlines"])
                links = [inline["url"] for inline in block["inlines"] if inline["type"] == "link"]
                wrong = not 1 <= units(block["text"]) <= 500 or inlines != block["text"] or not all(map(is_web, links))
            case "button":
                wrong = not 1 <= units(block["text"]) <= 20 or not is_web(block["action"]["value"])
            case _:
                wrong = True
        if wrong:
            return refused
    return 200, json.dumps({"success": True, "message": {"id": "1"}})


# https://support.jandi.com/ko/articles/6352697
def jandi(posted: Posted) -> Reply:
    body = posted.json
    if posted.headers.get("accept") != "application/vnd.tosslab.jandi-v2+json" or not body["body"]:
        return 400, ""
    if not re.fullmatch("#[0-9A-F]{6}", body["connectColor"]):
        return 400, ""
    if not all(set(info) <= {"title", "description", "imageUrl"} for info in body["connectInfo"]):
        return 400, ""
    links = re.findall(r"\]\(([^)]*)\)", body["body"])
    return (200, "") if all(map(is_web, links)) else (400, "")


# https://docs.toast.com/ko/Dooray/Messenger/ko/incoming-hook-guide/; 4,000 characters by what programs keep to
def dooray(posted: Posted) -> Reply:
    body = posted.json
    refused = {"header": {"isSuccessful": False, "resultCode": "INVALID_PAYLOAD", "resultMessage": "no"}}
    texts = [body["text"], *(attachment.get("text", "x") for attachment in body["attachments"])]
    links = [attachment["titleLink"] for attachment in body["attachments"] if "titleLink" in attachment]
    if not body["botName"] or not all(1 <= units(text) <= 4_000 for text in texts) or not all(map(is_web, links)):
        return 200, json.dumps(refused)
    return 200, json.dumps({"header": {"isSuccessful": True, "resultCode": 0, "resultMessage": ""}})


# https://docs.ntfy.sh/publish/#publish-as-json
def ntfy(posted: Posted) -> Reply:
    body = posted.json
    if urlsplit(posted.path).path != "/ntfy/" or not re.fullmatch("[-_A-Za-z0-9]{1,64}", body["topic"]):
        return 400, json.dumps({"code": 40009, "http": 400, "error": "invalid topic"})
    if len(body["message"].encode()) > 4_096 or len(posted.body) > 2 * 4_096 + 8_000:
        return 413, ""
    links = [body.get("click", "https://x.example"), *(action["url"] for action in body.get("actions", []))]
    if not all(map(is_web, links)) or len(links) > 4:
        return 400, json.dumps({"code": 40018, "http": 400, "error": "invalid request: actions invalid"})
    return 200, json.dumps({"id": "hwQ2YpKdmg", "event": "message"})


SERVICES: dict[str, Callable[[Posted], Reply]] = {
    "slack": slack,
    "teams": teams,
    "discord": discord,
    "telegram": telegram,
    "kakaowork": kakaowork,
    "jandi": jandi,
    "dooray": dooray,
    "ntfy": ntfy,
}


@dataclass
class Loopback:
    """The services behind one address, each under its name, and what they were sent."""

    url: str
    posted: list[Posted] = field(default_factory=list)
    replies: list[tuple[int, str, dict[str, str]]] = field(default_factory=list)
    """What is answered in place of the services, one after another."""


@contextmanager
def serving() -> Iterator[Loopback]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            posted = Posted(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            loopback.posted.append(posted)
            if loopback.replies:
                self.reply(*loopback.replies.pop(0))
            else:
                self.reply(*SERVICES[self.path.split("/")[1]](posted), {})

        def do_GET(self) -> None:
            self.reply(200, json.dumps({"id": "1", "guild_id": "77"}), {})

        def reply(self, status: int, text: str, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {"content-length": str(len(text.encode())), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    loopback = Loopback(f"http://127.0.0.1:{server.server_address[1]}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield loopback
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
