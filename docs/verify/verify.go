// go get github.com/standard-webhooks/standard-webhooks/libraries
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// Verified gives the event, or an error where it is not ours, or older than five minutes.
func Verified(body []byte, headers http.Header) (event struct{ Type string }, err error) {
	webhook, err := webhooks.NewWebhook(os.Getenv("WEBHOOK_SECRET"))
	if err != nil {
		return event, err
	}
	if err = webhook.Verify(body, headers); err != nil {
		return event, err
	}
	return event, json.Unmarshal(body, &event)
}

// The body on standard input, the three headers as arguments.
func main() {
	body, _ := io.ReadAll(os.Stdin)
	headers := http.Header{}
	for n, name := range []string{"webhook-id", "webhook-timestamp", "webhook-signature"} {
		headers.Set(name, os.Args[n+1])
	}
	event, err := Verified(body, headers)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(event.Type)
}
