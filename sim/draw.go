package sim

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"time"

	"parley/protocol"
)

// SVG draws a trace as a space-time diagram: a line for each node, time downwards, an arrow for each message in the colour of its
// kind. A mark on a node's line is one step of its machine: what came in, what was stored (a small square), what went out. Time
// is in order but not to scale: long waits are short, and what happened at one moment may need room; the times are at the left.
// A message that is lost ends in a cross, one that is still on its way has no head. A line is interrupted while its node is down and
// broad while it is paused. What happens to the network, and what is violated, is a band across. Hovering shows the whole of it.
//
// It is a function of the trace alone, needs no script and no font, and follows the reader's dark or light colours. Of a trace of more
// than 2,000 events or 40 nodes it draws the beginning and the end, or the nodes at which most happens, and says what it left out.
func SVG(t protocol.Trace) string {
	p := layout(t)
	return p.svg()
}

// Sizes, in pixels.
const (
	drawnFirst   = 500  // events of a long trace
	drawnLast    = 1500 //
	drawnNodes   = 40   //
	rowHeight    = 20   // from one moment to the next
	lineHeight   = 13   // of text
	charWidth    = 63   // of text, in tenths
	leastFall    = 16   // of an arrow
	bandHeight   = 18   // and of each further line of text in it lineHeight
	timeColumn   = 66   // at the left
	betweenBands = 5
	mostSquares  = 4 // below a step that stores much
)

// sameStep is how long after its beginning a step still has effects in a trace: in a simulation none of it passes, live a disk is waited for.
const sameStep = 50 * time.Millisecond

// picture is a trace with a place for everything.
type picture struct {
	trace   protocol.Trace
	all     struct{ nodes, events int } // of it
	left    string                      // what was left out, in words
	nodes   []protocol.NodeID
	column  map[protocol.NodeID]int
	gap     int // between the lines of two nodes
	kinds   []string
	top     int // where time begins
	bottom  int
	steps   []*drawnStep
	bands   []band
	times   []mark
	waits   []mark // long ones, of which the picture shows a part
	arrows  []arrow
	open    map[uint64]bool // messages that are still under way
	sends   map[uint64]*drawnStep
	boxes   []box // of texts
	ends    []box // of arrows that do not arrive
	shading []span
}

// drawnStep is what one node did at one moment.
type drawnStep struct {
	column int
	at     time.Duration
	y      int
	events []protocol.TraceEvent
	texts  []label
	right  bool // where the texts are
	wrong  bool // the step after which a property did not hold
}

type label struct{ class, text string }

// band is something that concerns all nodes.
type band struct {
	class string
	y     int
	lines []string
	event protocol.TraceEvent
}

type mark struct {
	y    int
	text string
}

type span struct{ from, to int }

// box is the room of a text.
type box struct{ x, y, w, h int }

func (b box) meets(c box) bool {
	return b.x < c.x+c.w && c.x < b.x+b.w && b.y < c.y+c.h && c.y < b.y+b.h
}

// arrow is a message.
type arrow struct {
	kind           int
	x1, y1, x2, y2 int
	end            string // "head", "cross" or "open"
	again          bool   // it is the second of two
	label          string
	lx, ly         int
	events         []protocol.TraceEvent // what the trace has of it
}

func (p *picture) x(column int) int { return timeColumn + p.gap*7/8 + column*p.gap }
func (p *picture) width() int       { return p.x(len(p.nodes)-1) + p.gap*7/8 + 10 }

func textWidth(s string) int { return (len([]rune(s))*charWidth + 9) / 10 }

// shorten cuts a text to a width.
func shorten(s string, width int) string {
	s = oneLine(s)
	r := []rune(s)
	if n := max(width*10/charWidth, 2); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// layout gives everything its place.
func layout(t protocol.Trace) *picture {
	t.Events = causal(t.Events)
	p := &picture{trace: t, column: map[protocol.NodeID]int{}, sends: map[uint64]*drawnStep{}}
	p.choose()
	p.open = underWay(p.trace)
	p.gap = max(250-20*len(p.nodes), 130)
	for _, e := range p.trace.Events {
		if e.Message.Kind != "" && !slices.Contains(p.kinds, kindName(e.Message)) {
			p.kinds = append(p.kinds, kindName(e.Message))
		}
	}
	p.top = 68 + 16*p.legendRows()
	p.bottom = p.top
	p.place()
	p.connect()
	return p
}

func kindName(m protocol.Message) string {
	if m.Part != "" {
		return m.Part + "." + m.Kind
	}
	return m.Kind
}

// choose leaves out what is too much.
func (p *picture) choose() {
	p.nodes = slices.Clone(p.trace.Nodes)
	for _, e := range p.trace.Events { // a live cluster may have got more
		if e.Node != "" && !slices.Contains(p.nodes, e.Node) {
			p.nodes = append(p.nodes, e.Node)
		}
	}
	p.all.nodes, p.all.events = len(p.nodes), len(p.trace.Events)
	var out []string
	if n := len(p.trace.Events) - drawnFirst - drawnLast; n > 0 {
		out = append(out, fmt.Sprintf("%d of %d events", n, len(p.trace.Events)))
		first, last := p.trace.Events[:drawnFirst], p.trace.Events[drawnFirst+n:]
		gone := protocol.TraceEvent{At: last[0].At, What: protocol.Partitioned, Text: fmt.Sprintf("%d events are left out here", n)}
		p.trace.Events = slices.Concat(first, []protocol.TraceEvent{gone}, last)
	}
	if n := len(p.nodes) - drawnNodes; n > 0 {
		busy := map[protocol.NodeID]int{}
		for _, e := range p.trace.Events {
			busy[e.Node]++
		}
		byWork := slices.Clone(p.nodes)
		slices.SortStableFunc(byWork, func(x, y protocol.NodeID) int { return busy[y] - busy[x] })
		rest := byWork[drawnNodes:]
		p.nodes = slices.DeleteFunc(p.nodes, func(id protocol.NodeID) bool { return slices.Contains(rest, id) })
		out = append(out, fmt.Sprintf("the %d nodes at which least happens", n))
	}
	for i, id := range p.nodes {
		p.column[id] = i
	}
	p.left = strings.Join(out, " and ")
}

// opens says whether an event is the beginning of a step. The others are what the step did.
func opens(e protocol.TraceEvent) bool {
	switch e.What {
	case protocol.Started, protocol.Received, protocol.TimedOut, protocol.Called, protocol.Crashed, protocol.Paused, protocol.Resumed:
		return true
	case protocol.Dropped:
		return e.Node == e.Message.To && e.Node != e.Message.From
	}
	return false
}

// place puts steps and bands below each other.
func (p *picture) place() {
	free := make([]int, len(p.nodes)) // the next step of a node is below it
	last := make([]*drawnStep, len(p.nodes))
	for i := range free {
		free[i] = p.top - rowHeight
	}
	var now time.Duration
	var newest *drawnStep
	typical := p.typicalWait()
	row := p.top // nothing is above it any more
	shadeFrom := -1
	events := p.trace.Events
	for i := 0; i < len(events); i++ {
		e := events[i]
		if i > 0 && e.At > now {
			wait := p.wait(e.At-now, typical)
			if wait > 2*rowHeight {
				p.waits = append(p.waits, mark{p.bottom + wait/2, "+" + shortTime(e.At-now)})
			}
			row = p.bottom + wait
		}
		now = max(now, e.At)
		if e.Node == "" {
			b := p.band(e)
			p.time(b.y+bandHeight/2, e.At)
			row = p.bottom
			for c := range free {
				free[c] = p.bottom - rowHeight + 2
				last[c] = nil
			}
			if e.What == protocol.Violated && newest != nil {
				newest.wrong = true
			}
			switch network, _, _ := strings.Cut(e.Text, " "); {
			case (network == "partition" || network == "cut") && shadeFrom < 0:
				shadeFrom = b.y
			case network == "heal" && shadeFrom >= 0:
				p.shading = append(p.shading, span{shadeFrom, b.y})
				shadeFrom = -1
			}
			continue
		}
		c, drawn := p.column[e.Node]
		if !drawn {
			continue
		}
		if s := last[c]; s != nil && !opens(e) && e.At-s.at < sameStep {
			s.events = append(s.events, e) // its texts have been seen to below
			continue
		}
		s := &drawnStep{column: c, at: e.At, right: true, events: []protocol.TraceEvent{e}}
		stored, below := 0, 0
		for _, f := range events[i+1:] { // all that belongs to it, to know how much room it needs
			if f.Node == "" || f.Node == e.Node && opens(f) || f.At-e.At >= sameStep {
				break
			}
			if f.Node != e.Node {
				continue
			}
			s.texts = append(s.texts, eventLabels(f)...)
			switch f.What {
			case protocol.Sent:
				p.sends[f.ID] = s
				if p.open[f.ID] {
					below = max(below, 12)
				}
			case protocol.Stored:
				stored++
				below = max(below, 7*min(stored, mostSquares)-7)
			case protocol.Dropped:
				below = max(below, 12)
			}
		}
		s.texts = append(p.firstLabels(e, len(p.steps)), s.texts...)
		if from, known := p.column[e.Message.From]; arrives(e) && known {
			s.right = from <= c // opposite to the arrow
		}
		p.wrap(s)
		y := max(row, free[c]+max(rowHeight, 9+lineHeight*len(s.texts)))
		if from := p.sends[e.ID]; arrives(e) && from != nil {
			y = max(y, from.y+leastFall)
		} else if !arrives(e) && newest != nil && newest.at == e.At && e.What != protocol.TimedOut && e.What != protocol.Started {
			y = max(y, newest.y+rowHeight/2)
		}
		s.y = p.fit(s, y)
		free[c], last[c], newest = s.y+below, s, s
		row = max(row, s.y)
		p.bottom = max(p.bottom, s.y+below)
		p.time(s.y, e.At)
		p.steps = append(p.steps, s)
	}
	if shadeFrom >= 0 {
		p.shading = append(p.shading, span{shadeFrom, p.bottom + rowHeight})
	}
	p.bottom += rowHeight
}

// typicalWait is the median of the times between two moments.
func (p *picture) typicalWait() time.Duration {
	var waits []time.Duration
	for i, e := range p.trace.Events {
		if i > 0 && e.At > p.trace.Events[i-1].At {
			waits = append(waits, e.At-p.trace.Events[i-1].At)
		}
	}
	if len(waits) == 0 {
		return 1
	}
	slices.Sort(waits)
	return waits[len(waits)/2]
}

// wait is the room for a time in which nothing happens: twice as much time is a little more room.
func (p *picture) wait(d, typical time.Duration) int {
	return rowHeight + 7*min(bits.Len64(uint64(d/typical)/2), 7)
}

// time marks a moment at the left, if there is room.
func (p *picture) time(y int, at time.Duration) {
	text := shortTime(at)
	if n := len(p.times); n == 0 || p.times[n-1].text != text && p.times[n-1].y+lineHeight <= y {
		p.times = append(p.times, mark{y, text})
	}
}

// band puts something that concerns all nodes below all that is there.
func (p *picture) band(e protocol.TraceEvent) band {
	b := band{class: "net", event: e, y: p.bottom + rowHeight - 4}
	if n := len(p.bands); n > 0 && p.bands[n-1].y+p.bands[n-1].height() == p.bottom {
		b.y = p.bottom + betweenBands
	}
	if e.What == protocol.Violated {
		b.class = "bad"
	}
	wide := (p.width() - timeColumn - 24) * 10 / charWidth
	for _, line := range strings.Split(what(e), "\n") {
		line = strings.TrimPrefix(line, "* ")
		for len([]rune(line)) > wide && len(b.lines) < 4 {
			cut := wide
			if at := strings.LastIndexByte(string([]rune(line)[:wide]), ' '); at > 0 {
				cut = len([]rune(line[:at]))
			}
			b.lines = append(b.lines, string([]rune(line)[:cut]))
			line = strings.TrimLeft(string([]rune(line)[cut:]), " ")
		}
		if len(b.lines) < 5 {
			b.lines = append(b.lines, shorten(line, wide*charWidth/10))
		}
	}
	p.bottom = b.y + b.height()
	p.bands = append(p.bands, b)
	p.boxes = append(p.boxes, box{0, b.y, p.width(), b.height()})
	return b
}

func (b band) height() int { return bandHeight + lineHeight*(len(b.lines)-1) }

// firstLabels are the texts of the event that a step begins with.
func (p *picture) firstLabels(e protocol.TraceEvent, steps int) []label {
	if e.What == protocol.Started {
		for _, s := range p.steps {
			if p.nodes[s.column] == e.Node {
				return []label{{"up", "starts again"}}
			}
		}
		return nil
	}
	return eventLabels(e)
}

// eventLabels are the texts that stand beside a step because of an event. What a message says is left to hovering.
func eventLabels(e protocol.TraceEvent) []label {
	switch e.What {
	case protocol.Called:
		return []label{{"call", callText(e.Call)}}
	case protocol.Ended:
		class := "ok"
		if e.Reply.Verdict != protocol.OK {
			class = "no"
		}
		return []label{{class, e.Call.Op + ": " + replyText(e.Reply)}}
	case protocol.TimedOut:
		return []label{{"timer", e.Timer}}
	case protocol.Told:
		return []label{{"tell", e.Fact.Name + " = " + plainText(e.Fact.Value)}}
	case protocol.Noted:
		return []label{{"note", e.Text}}
	case protocol.Crashed:
		text := "crash"
		if e.Text != "" {
			text += ": " + e.Text
		}
		return []label{{"no", text}}
	case protocol.Paused:
		return []label{{"still", "paused"}}
	case protocol.Resumed:
		return []label{{"still", "goes on"}}
	}
	return nil
}

// wrap breaks the texts of a step into lines that have room beside it. What is longer than two lines is cut.
func (p *picture) wrap(s *drawnStep) {
	wide := p.gap - 20
	if !s.right && s.column == 0 {
		wide = p.gap*7/8 - 18
	}
	var lines []label
	for _, l := range s.texts {
		first, rest := oneLine(l.text), ""
		if l.width() > wide {
			letters := []rune(first)
			cut := min(wide*len(letters)/l.width(), len(letters))
			if at := strings.LastIndexByte(string(letters[:cut]), ' '); at > 0 {
				cut = len([]rune(first[:at]))
			}
			first, rest = string(letters[:cut]), strings.TrimLeft(string(letters[cut:]), " ")
		}
		lines = append(lines, label{l.class, first})
		if rest != "" {
			lines = append(lines, label{l.class, shorten(rest, wide*9/10)})
		}
	}
	s.texts = lines
}

// width is an estimate that is rather too wide; calls are bold.
func (l label) width() int {
	w := textWidth(l.text)
	if l.class == "call" {
		w += w / 8
	}
	return w
}

// fit finds the first place from y on at which the texts of a step lie on no others.
func (p *picture) fit(s *drawnStep, y int) int {
	var widest int
	for _, l := range s.texts {
		widest = max(widest, l.width())
	}
	if len(s.texts) == 0 {
		return y
	}
	for tries := 0; ; tries++ {
		b := box{p.x(s.column) + 9, y - 4 - lineHeight*len(s.texts), widest, lineHeight * len(s.texts)}
		if !s.right {
			b.x = p.x(s.column) - 9 - widest
		}
		if tries == 30 || !p.taken(b) {
			p.boxes = append(p.boxes, b)
			return y
		}
		y += 4
	}
}

// taken says whether there is a text at a place. Later texts are never far above earlier ones, so that a look at the last is enough.
func (p *picture) taken(b box) bool {
	return slices.ContainsFunc(p.boxes[max(0, len(p.boxes)-8*len(p.nodes)-20):], b.meets)
}
