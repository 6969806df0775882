// npm install standardwebhooks
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

// The event; throws where it is not ours, or older than five minutes. `body` is the request's, byte for byte.
export function verified(body, headers) {
  return new Webhook(process.env.WEBHOOK_SECRET).verify(body, headers);
}

// The body on standard input, the three headers as arguments.
const [id, timestamp, signature] = process.argv.slice(2);
const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
console.log(verified(readFileSync(0, "utf8"), headers).type);
