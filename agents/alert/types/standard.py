"""Standard Webhooks: the payload as it stands, signed (https://www.standardwebhooks.com, specification 1.0)."""

from __future__ import annotations

from datetime import UTC, datetime

from standardwebhooks import Webhook

from agents.alert.types.contract import Outgoing, Request, RequestType


class Standard(RequestType):
    """A receiver of one's own, with a secret that signs; while it is changed, old secrets sign too."""

    name = "standard"
    takes = frozenset({"secret", "old_secrets"})
    needs = frozenset({"url", "secret"})
    signs = True
    secret_address = False

    def request(self, outgoing: Outgoing) -> Request:
        moment = datetime.now(UTC)
        signatures = [Webhook(secret).sign(outgoing.id, moment, outgoing.payload) for secret in outgoing.target.secrets]
        headers = {
            "content-type": "application/json",
            "webhook-id": outgoing.id,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": " ".join(signatures),
        }
        return Request(outgoing.target.address, outgoing.payload.encode(), headers)
