package main

import (
	"context"
	"testing"
	"time"

	"parley/node"
	"parley/protocol"
)

// A client of the same home asks the running service, changes it, and the service sees the change.
func TestAPromptSeesTheLiveObject(t *testing.T) {
	home, err := node.HomeAt(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	shop, n, err := start(t.Context(), home, "")
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	client, err := node.Start(t.Context(), node.Config{Home: home, Role: protocol.Operator})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ask := func(source string) protocol.Outcome {
		return client.Ask(context.Background(), "shop", node.Source{Text: source}, node.Options{Timeout: 20 * time.Second})
	}
	var count int
	if o := ask("shop.Count()"); o.Err("shop") != nil || client.Decode(o.Values[0], &count) != nil || count != 2 {
		t.Fatalf("shop.Count() = %+v, want 2", o)
	}
	if err := ask(`shop.SetPrice("tea", 450)`).Err("shop"); err != nil {
		t.Fatal(err)
	}
	if p, err := shop.Price("tea"); p != 450 || err != nil {
		t.Errorf("the service sees price %d, %v; the prompt set 450", p, err)
	}
	if o := ask(`shop.Price("gold")`); o.Verdict != protocol.Failed || o.Failure.Text != "gold has no price" {
		t.Errorf("the service's own error arrived as %+v", o)
	}
}
