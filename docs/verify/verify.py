# pip install standardwebhooks
import os
import sys

from standardwebhooks import Webhook


def verified(body: bytes, headers: dict[str, str]) -> dict:
    """The event; raises WebhookVerificationError where it is not ours, or older than five minutes."""
    return Webhook(os.environ["WEBHOOK_SECRET"]).verify(body, headers)


if __name__ == "__main__":  # the body on standard input, the three headers as arguments
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    print(verified(sys.stdin.buffer.read(), dict(zip(names, sys.argv[1:], strict=True)))["type"])
