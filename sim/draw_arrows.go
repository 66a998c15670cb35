package sim

import (
	"slices"

	"parley/protocol"
)

// This file finds the messages of a trace and the ways of their arrows.

// fate is what became of a message.
type fate struct {
	ends  []*drawnStep // where it arrived, or was lost at a node that was down
	down  []bool
	lost  bool // on the way
	texts []protocol.TraceEvent
}

// connect makes the arrows.
func (p *picture) connect() {
	fates := map[uint64]*fate{}
	of := func(id uint64) *fate {
		if fates[id] == nil {
			fates[id] = &fate{}
		}
		return fates[id]
	}
	var sent []protocol.TraceEvent
	for _, e := range p.trace.Events {
		switch e.What {
		case protocol.Sent:
			sent = append(sent, e)
			of(e.ID).texts = append(of(e.ID).texts, e)
		case protocol.Dropped:
			of(e.ID).lost = of(e.ID).lost || !opens(e)
			of(e.ID).texts = append(of(e.ID).texts, e)
		case protocol.Received, protocol.Duplicated:
			of(e.ID).texts = append(of(e.ID).texts, e)
		}
	}
	for _, s := range p.steps {
		for _, e := range s.events {
			if e.What == protocol.Received || e.What == protocol.Dropped && opens(e) {
				f := of(e.ID)
				f.ends, f.down = append(f.ends, s), append(f.down, e.What == protocol.Dropped)
				if p.sends[e.ID] == nil && len(f.ends) == 1 {
					p.stub(e, s, f)
				}
			}
		}
	}
	for _, e := range sent {
		from, drawn := p.sends[e.ID]
		to, known := p.column[e.Message.To]
		if !drawn || !known {
			continue
		}
		f := of(e.ID)
		base := arrow{kind: slices.Index(p.kinds, kindName(e.Message)), x1: p.x(from.column), y1: from.y, end: "head", label: e.Message.Kind, events: f.texts}
		for i, s := range f.ends {
			a := base
			a.x2, a.y2, a.again = p.x(s.column), s.y, i > 0
			if f.down[i] {
				a.end = "cross"
			}
			p.arrows = append(p.arrows, a)
		}
		if len(f.ends) == 0 {
			a := base
			a.end = "open"
			if f.lost {
				a.end = "cross"
			}
			a.x2, a.y2 = p.partOfTheWay(from, to)
			p.ends = append(p.ends, box{a.x2 - 4, a.y2 - 4, 8, 8})
			p.arrows = append(p.arrows, a)
		}
	}
	for i := range p.arrows {
		p.name(&p.arrows[i])
	}
}

// underWay are the messages of which the trace does not say what became of them.
func underWay(t protocol.Trace) map[uint64]bool {
	sent := map[uint64]bool{}
	for _, e := range t.Events {
		switch e.What {
		case protocol.Sent:
			sent[e.ID] = true
		case protocol.Received, protocol.Dropped:
			delete(sent, e.ID)
		}
	}
	return sent
}

// partOfTheWay is where a message ends that does not arrive: in the gap beside its sender. Those to several nodes spread like a fan,
// the one that had farthest to go on top.
func (p *picture) partOfTheWay(from *drawnStep, to int) (x, y int) {
	far := to - from.column
	if far == 0 {
		return p.x(from.column) + 26, from.y + leastFall
	}
	side := 1
	if far < 0 {
		far, side = -far, -1
	}
	far = min(far, 4)
	return p.x(from.column) + side*p.gap*(2+far)/9, from.y + 22 - 5*far
}

// stub draws the end of a message whose beginning is not in the picture.
func (p *picture) stub(e protocol.TraceEvent, s *drawnStep, f *fate) {
	side := -1
	if from, known := p.column[e.Message.From]; known && from > s.column {
		side = 1
	}
	a := arrow{kind: slices.Index(p.kinds, kindName(e.Message)), label: e.Message.Kind, events: f.texts, end: "head",
		x1: p.x(s.column) + side*p.gap/3, y1: s.y - leastFall/2, x2: p.x(s.column), y2: s.y, again: true}
	if e.What == protocol.Dropped {
		a.end = "cross"
	}
	p.arrows = append(p.arrows, a)
}

// name puts the kind of a message on its arrow, where there is room: in the middle of the gap beside the receiver or the sender, or else
// nearby. An arrow on which there is none is known by its colour.
func (p *picture) name(a *arrow) {
	dx := a.x2 - a.x1
	wide := p.gap - 30
	if dx == 0 { // to itself
		a.lx, a.ly = a.x1+30, (a.y1+a.y2)/2+4
		a.label = shorten(a.label, wide)
		if b := (box{a.lx, a.ly - 9, textWidth(a.label), 12}); slices.ContainsFunc(p.boxes, b.meets) {
			a.label = ""
		} else {
			p.boxes = append(p.boxes, b)
		}
		return
	}
	side, long := 1, dx
	if dx < 0 {
		side, long = -1, -dx
	}
	a.label = shorten(a.label, wide)
	w := textWidth(a.label)
	var ways []int    // from the sender, in pixels to the side
	if long < p.gap { // it does not arrive: its name is beyond its end or below it
		ways = []int{long + 10 + w/2, long}
	} else {
		for _, shift := range []int{0, p.gap / 8, -p.gap / 8, p.gap / 5, -p.gap / 5} {
			ways = append(ways, long-p.gap/2+shift, p.gap/2+shift)
			for g := 1; g < long/p.gap-1; g++ {
				ways = append(ways, g*p.gap+p.gap/2+shift)
			}
		}
	}
	for _, way := range ways {
		x, y := a.x1+side*way, a.y1+(a.y2-a.y1)*min(way, long)/long
		if way == long {
			y += 12 // below its end
		}
		b := box{x - w/2 - 2, y - 6, w + 4, 12}
		if !p.far(b) && !p.onLine(b) {
			p.boxes = append(p.boxes, b)
			a.lx, a.ly = x, y+4
			return
		}
	}
	a.label = ""
}

// onLine says whether a text would lie on the line of a node.
func (p *picture) onLine(b box) bool {
	for c := range p.nodes {
		if x := p.x(c); b.x < x+3 && x-3 < b.x+b.w {
			return true
		}
	}
	return false
}

// far says whether there is a text at a place, of all that there are, or the end of an arrow that a text would hide.
func (p *picture) far(b box) bool {
	return slices.ContainsFunc(p.boxes, b.meets) || slices.ContainsFunc(p.ends, b.meets)
}
