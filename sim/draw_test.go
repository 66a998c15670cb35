package sim

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"parley/protocol"
)

// drawn are scripts whose pictures are kept, to be looked at: a few events, many, and one in which time stands still.
var drawn = []struct {
	name, wrong string
	nodes       int
	script      string
}{
	{"two_puts", "", 3, "call n1 Put k 1\nadvance 4ms\ncall n2 Put l 2\nadvance 5ms"},
	{"bad_network", "", 5, `loss all all 0.15
duplicate all all 0.05
delay all all 1ms 6ms
reorder all all yes
call n1 Put k 1
advance 3ms
call n4 Put l 2
advance 12ms
crash n3
advance 14ms
call n5 Put m 3
advance 6ms
partition n1 n2 | n3 n4 n5
call n2 Put o 4
advance 20ms
recover n3
heal
advance 30ms
pause n4
call n1 Put p 5
advance 20ms
resume n4
advance 100ms`},
	{"by_hand", "forgets to store", 3, `manual
call n1 Put k 1
deliver n1 n2 Put
again n1 n3 Put
drop n1 n3 Put
fire n1 retry
crash n2
deliver n1 n3 Put
recover n2
deliver n3 n1 Have
deliver n1 n2 Put
call n3 Put l 1`},
}

func TestDrawings(t *testing.T) {
	golden(t, "busy.svg", SVG(busy(t)))
	for _, d := range drawn {
		s := newRelay(t, d.wrong, d.nodes, 9)
		do(t, s, d.script)
		golden(t, d.name+".svg", SVG(s.Trace()))
	}
}

// wellFormed is an error unless text is XML.
func wellFormed(text string) error {
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// Whatever is in a trace, the picture is XML, and shows all of it: the text of each event can be hovered over, or read on a band.
func TestDrawingSaysAll(t *testing.T) {
	for _, trace := range []protocol.Trace{busy(t), {}, {Protocol: "<&>\x00\xff", Nodes: []protocol.NodeID{"a<b"}}, hostile()} {
		svg := SVG(trace)
		if err := wellFormed(svg); err != nil {
			t.Errorf("%v in\n%s", err, svg)
		}
		for _, e := range trace.Events {
			if want := escape(strings.TrimSpace(line(e, 2))); !strings.Contains(svg, want) {
				t.Errorf("the picture has nothing of %s", want)
			}
		}
	}
}

// hostile is a trace with names that mean something in XML, a message to its own sender, one without a beginning, and a node that nobody
// has heard of.
func hostile() protocol.Trace {
	m := protocol.Message{From: "a", To: "a", Part: "<p>", Kind: "\"K&'", Body: map[string]string{"]]>": "<script>alert(1)</script>"}}
	other := m
	other.From = "elsewhere"
	return protocol.Trace{Protocol: "x", Nodes: []protocol.NodeID{"a"}, Events: []protocol.TraceEvent{
		{Node: "a", What: protocol.Noted, Text: "\x01 -->"},
		{Node: "a", What: protocol.TimedOut, Timer: "<t>"},
		{Node: "a", What: protocol.Sent, ID: 1, Message: m},
		{Node: "a", What: protocol.Received, ID: 1, Message: m},
		{Node: "a", What: protocol.Received, ID: 2, Message: other},
		{At: time.Hour, Node: "late", What: protocol.Crashed, Text: strings.Repeat("why ", 100)},
		{At: time.Hour, What: protocol.Violated, Text: strings.Repeat("long ", 200)},
	}}
}

// What happened later is lower; a message arrives lower than it was sent; no text lies on another one.
func TestDrawingKeepsOrder(t *testing.T) {
	for range 30 {
		seed := rand.Uint64()
		r := rand.New(rand.NewPCG(seed, 1))
		s := newRelay(t, "", 2+r.IntN(4), seed)
		do(t, s, "loss all all 0.1\nduplicate all all 0.1\nreorder all all yes\ndelay all all 0s 9ms")
		for range 30 {
			line := []string{"call %s Put k 1", "call %s Put a-long-name-of-a-key 2", "crash %s", "recover %s", "pause %s", "resume %s", "partition %s", "heal", "advance 3ms", "advance 1s"}[r.IntN(10)]
			if strings.Contains(line, "%s") {
				line = fmt.Sprintf(line, s.Names()[r.IntN(len(s.Names()))])
			}
			script, _ := Parse(line)
			_ = s.Do(script[0]) // what cannot be done is not
		}
		p := layout(s.Trace())
		for i, x := range p.steps {
			for _, y := range p.steps[i+1:] {
				if x.at < y.at && x.y >= y.y || x.column == y.column && x.y >= y.y {
					t.Fatalf("seed %d: %v at %v is at %d, and %v at %v at %d", seed, x.events[0].What, x.at, x.y, y.events[0].What, y.at, y.y)
				}
			}
		}
		sent, arrows := 0, 0
		for _, e := range s.Trace().Events {
			if e.What == protocol.Sent {
				sent++
			}
		}
		for _, a := range p.arrows {
			if a.y2 <= a.y1 {
				t.Fatalf("seed %d: an arrow goes from %d up to %d", seed, a.y1, a.y2)
			}
			if !a.again {
				arrows++
			}
		}
		if sent != arrows && p.left == "" {
			t.Fatalf("seed %d: %d messages and %d arrows", seed, sent, arrows)
		}
		for i, b := range p.boxes {
			for _, c := range p.boxes[i+1:] {
				if b.meets(c) {
					t.Fatalf("seed %d: texts at %v and %v", seed, b, c)
				}
			}
		}
	}
}

// Of a huge trace the picture is not huge, and it says what is missing.
func TestDrawingOfHugeTrace(t *testing.T) {
	s, err := New(Config{Protocol: relayProtocol(""), Nodes: 60, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		do(t, s, fmt.Sprintf("call n%d Put k %d\nadvance 20ms", 1+i%50, i))
	}
	svg := SVG(s.Trace())
	n := len(s.Trace().Events)
	for _, want := range []string{fmt.Sprintf("60 nodes, %d events, 0s to ", n), fmt.Sprintf("%d of %d events and the 20 nodes at which least happens", n-2000, n), fmt.Sprintf("%d events are left out here", n-2000)} {
		if !strings.Contains(svg, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if len(svg) > 4<<20 {
		t.Errorf("it has %d bytes", len(svg))
	}
	if err := wellFormed(svg); err != nil {
		t.Error(err)
	}
}
