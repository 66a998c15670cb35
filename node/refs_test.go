package node_test

import (
	"context"
	"strings"
	"testing"

	"parley/node"
	"parley/protocol"
)

func TestReferencesBetweenNodes(t *testing.T) {
	c := newCluster(t)
	all := c.nodes("a", "b", "c")
	a, b := all[0], all[1]
	ctx := context.Background()
	if o := ask(a, "b", "func twice(n int) int { return 2 * n }"); o.Verdict != protocol.OK {
		t.Fatal(text(o))
	}
	o := ask(a, "b", "twice")
	if text(o) != "b#1 func(n int) int" {
		t.Fatalf("it shows as %q", text(o))
	}
	ref, err := a.Ref("b#1")
	if err != nil {
		t.Fatal(err)
	}
	use, err := node.Src("$0($1)", ref, 21)
	if err != nil {
		t.Fatal(err)
	}
	if o := a.Ask(ctx, "b", use, node.Options{Print: true}); text(o) != "42" {
		t.Errorf("used at home: %q", text(o))
	}
	if o := a.Ask(ctx, "c", use, node.Options{Print: true}); !strings.Contains(text(o), "b#1 is a value at b and can be used only there") {
		t.Errorf("used elsewhere: %q", text(o))
	}
	if held := b.Refs(); len(held) != 1 || held[0].Holder != "a" || held[0].Ref != ref {
		t.Errorf("b holds %+v", held)
	}
	if err := a.Release(ctx, ref); err != nil {
		t.Fatal(err)
	}
	if o := a.Ask(ctx, "b", use, node.Options{Print: true}); !strings.Contains(text(o), "b#1 is gone") || len(b.Refs()) != 0 {
		t.Errorf("used after its release: %q", text(o))
	}
	if _, err := a.Ref("b#1"); err == nil {
		t.Error("a reference is known after it was released")
	}
}

func TestReferencesGoWithTheirHolder(t *testing.T) {
	c := newCluster(t)
	b := c.nodes("a", "b")[1]
	client := c.start(node.Config{Role: protocol.Operator})
	if o := ask(client, "b", "make(chan int)"); text(o) != "b#1 chan int (len 0, cap 0)" {
		t.Fatalf("it shows as %q", text(o))
	}
	if len(b.Refs()) != 1 {
		t.Fatalf("b holds %+v", b.Refs())
	}
	client.Close()
	eventually(t, "b lets go of what a client had", func() bool { return len(b.Refs()) == 0 })
}

func TestTheRestOfAValueElsewhere(t *testing.T) {
	c := newCluster(t)
	a := c.nodes("a", "b")[0]
	o := ask(a, "b", "make([]int, 250)")
	if o.Verdict != protocol.OK || o.Values[0].More.Node != "b" {
		t.Fatalf("%+v", o)
	}
	for i, want := range []string{"50 more", "0"} {
		p, err := a.More(context.Background(), o.Values[0].More)
		if err != nil || !strings.Contains(p.Text, want) || p.Left != 1-i {
			t.Errorf("page %d is %+v, %v", i, p, err)
		}
	}
}

func TestWhatRunsIsListedAndKilled(t *testing.T) {
	c := newCluster(t)
	all := c.nodes("a", "b")
	a, b := all[0], all[1]
	ctx := context.Background()
	ended := make(chan protocol.Outcome, 1)
	go func() { ended <- ask(a, "b", "for { time.Sleep(time.Hour) }") }()
	var id uint64
	eventually(t, "b lists it", func() bool {
		list, err := a.RunningAt(ctx, "b")
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range list {
			if r.Label == "a" && r.State == "waiting in time.Sleep" && strings.HasPrefix(r.Source, "for {") {
				id = r.ID
			}
		}
		return id != 0
	})
	observer := c.start(node.Config{Role: protocol.Observer})
	if _, err := observer.Kill(ctx, "b", id); err == nil {
		t.Error("an observer may kill")
	}
	if found, err := a.Kill(ctx, "b", id); !found || err != nil {
		t.Fatalf("kill: %v, %v", found, err)
	}
	if o := <-ended; o.Verdict != protocol.Failed || !strings.Contains(text(o), "killed by a") {
		t.Errorf("it ended with %q", text(o))
	}
	eventually(t, "it is gone from the list", func() bool {
		found, err := b.Kill(ctx, "b", id)
		return !found && err == nil
	})
	if found, err := a.Kill(ctx, "b", 1<<40); found || err != nil {
		t.Errorf("kill of nothing: %v, %v", found, err)
	}
}
