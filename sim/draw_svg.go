package sim

import (
	"encoding/xml"
	"fmt"
	"math"
	"slices"
	"strings"

	"parley/protocol"
)

// This file writes a picture down as SVG.

// colours are those of kinds. They can be told apart, by most who are colour-blind too, and read on white and on black. Red is for what goes wrong.
var colours = [...]string{"#2f7de1", "#d9822b", "#2e9e5b", "#8e5bd0", "#12979d", "#cf4f8e", "#8a8d1e", "#a0674b", "#667a94"}

const drawStyle = `
text{font:11px system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;fill:#333}
.bg{fill:#fff}.line{stroke:#9aa3ad;stroke-width:1.6}.pause{stroke:#9aa3ad;stroke-width:8;opacity:.35}
.grid{stroke:#eceff2;stroke-width:1}.time{fill:#8a939d;text-anchor:end;font-size:10px}.wait{fill:#8a939d;font-style:italic;font-size:10px;text-anchor:end}
.head{fill:#f4f6f8;stroke:#9aa3ad}.name{font-weight:600;text-anchor:middle;font-size:12px}.again{fill:#9aa3ad;text-anchor:middle;font-size:10px}
.title{font-size:13px;font-weight:600}.sub{fill:#6b747e}
.dot{fill:#5b6570}.disk{fill:#fff;stroke:#5b6570;stroke-width:1.2}.clock{fill:#fff;stroke:#b7791f;stroke-width:1.6}
.halo{paint-order:stroke;stroke:#fff;stroke-width:3.5px;stroke-linejoin:round}
.call{fill:#1f5fb4;font-weight:600}.ok{fill:#22804a}.no{fill:#c92a2a}.timer{fill:#9c6414}.tell{fill:#0f7b80}.note{fill:#6f42b0;font-style:italic}.up{fill:#22804a}.still{fill:#6b747e}
.net{fill:#fdf3d8;stroke:#e3c66b}.nett{fill:#7a5a00}.nett,.badt{paint-order:stroke;stroke-width:4px}.nett{stroke:#fdf3d8}.badt{stroke:#fde4e4}.bad{fill:#fde4e4;stroke:#e03131}.badt{fill:#b81f1f;font-weight:600}.shade{fill:#fdf3d8;opacity:.38}
.x{stroke:#e03131;stroke-width:1.8}.ring{fill:none;stroke:#e03131;stroke-width:2}.a{fill:none;stroke-width:1.5}.hit{stroke:transparent;stroke-width:9;fill:none}.mid{text-anchor:middle}.end{text-anchor:end}
.twice{stroke-dasharray:7 3}.lost{stroke-dasharray:2 3}`

const drawDark = `
@media (prefers-color-scheme:dark){text{fill:#d7dce2}.bg{fill:#15181c}.grid{stroke:#22272d}.head{fill:#22272d;stroke:#66707b}.line,.pause{stroke:#66707b}
.halo{stroke:#15181c}.dot{fill:#aab3bd}.disk{fill:#15181c;stroke:#aab3bd}.clock{fill:#15181c;stroke:#d99a3a}.sub,.time,.wait,.again,.still{fill:#8a939d}
.call{fill:#7db3f5}.ok,.up{fill:#63c88d}.no{fill:#ff8080}.timer{fill:#e0ab5c}.tell{fill:#5cc5ca}.note{fill:#b99bea}
.net{fill:#332c18;stroke:#7a6526}.nett{fill:#e8cf86;stroke:#332c18}.bad{fill:#3d1d1f;stroke:#e05a5a}.badt{fill:#ff9a9a;stroke:#3d1d1f}.shade{fill:#332c18}}`

// svg is the picture.
func (p *picture) svg() string {
	w := svgWriter{}
	width := max(p.width(), 420)
	height := p.bottom + 24
	w.f(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img">`+"\n", width, height, width, height)
	w.f("<title>%s</title>\n<style>%s", escape("space-time diagram of "+p.trace.Protocol), strings.TrimPrefix(drawStyle, "\n"))
	for i, c := range colours {
		w.f("\n.k%d{stroke:%s}.h%d,text.t%d{fill:%s}", i, c, i, i, c)
	}
	w.f("%s</style>\n", drawDark)
	w.f(`<rect class="bg" width="%d" height="%d"/>`+"\n", width, height)
	p.heading(&w)
	for _, s := range p.shading {
		w.f(`<rect class="shade" x="%d" y="%d" width="%d" height="%d"/>`+"\n", timeColumn+4, s.from, p.width()-timeColumn-10, s.to-s.from)
	}
	for _, t := range p.times {
		w.f(`<path class="grid" d="M%d %dH%d"/><text class="time" x="%d" y="%d">%s</text>`+"\n", timeColumn+4, t.y, p.width()-6, timeColumn-2, t.y+4, escape(t.text))
	}
	for _, t := range p.waits {
		w.f(`<text class="wait" x="%d" y="%d">%s</text>`+"\n", timeColumn-2, t.y+4, escape(t.text))
	}
	for _, b := range p.bands {
		w.f(`<rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="3"><title>%s</title></rect>`+"\n", b.class, timeColumn+4, b.y, p.width()-timeColumn-10, b.height(), escape(line(b.event, 2)))
	}
	p.lines(&w)
	for i := range p.arrows {
		p.arrow(&w, &p.arrows[i])
	}
	for _, s := range p.steps {
		p.step(&w, s)
	}
	for _, a := range p.arrows {
		if a.label != "" {
			anchor := " mid"
			if a.x1 == a.x2 {
				anchor = ""
			}
			w.f(`<text class="t%d halo%s" x="%d" y="%d">%s</text>`+"\n", a.kind%len(colours), anchor, a.lx, a.ly, escape(a.label))
		}
	}
	for _, b := range p.bands {
		for i, text := range b.lines {
			w.f(`<text class="%st" x="%d" y="%d">%s</text>`, b.class, timeColumn+14, b.y+bandHeight-5+i*lineHeight, escape(text))
		}
		w.f("\n")
	}
	w.f("</svg>\n")
	return w.b.String()
}

type svgWriter struct{ b strings.Builder }

func (w *svgWriter) f(format string, args ...any) { fmt.Fprintf(&w.b, format, args...) }

// escape makes text fit for XML, whatever is in it.
func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes all
	return b.String()
}

// legendRows is how many rows the legend takes.
func (p *picture) legendRows() int { return p.legend(func(string, int, int, int) {}) }

// legend calls f with the place of each entry: the kinds of messages, then the marks that the trace has.
func (p *picture) legend(f func(name string, kind, x, row int)) (rows int) {
	entries := slices.Clone(p.kinds)
	for _, m := range []struct {
		name string
		is   func(protocol.TraceEvent) bool
	}{
		{markStored, func(e protocol.TraceEvent) bool { return e.What == protocol.Stored }},
		{markTimer, func(e protocol.TraceEvent) bool { return e.What == protocol.TimedOut }},
		{markLost, func(e protocol.TraceEvent) bool { return e.What == protocol.Dropped }},
	} {
		if slices.ContainsFunc(p.trace.Events, m.is) {
			entries = append(entries, m.name)
		}
	}
	if len(p.open) > 0 {
		entries = append(entries, markUnderWay)
	}
	x := 12
	for i, name := range entries {
		w := 36 + textWidth(name)
		if x > 12 && x+w > max(p.width(), 420)-10 {
			x, rows = 12, rows+1
		}
		f(name, i, x, rows)
		x += w
	}
	if len(entries) == 0 {
		return 0
	}
	return rows + 1
}

// Marks of the legend.
const (
	markStored   = "stored"
	markTimer    = "timer"
	markLost     = "lost"
	markUnderWay = "on its way"
)

// heading is the title, the legend and the names of the nodes.
func (p *picture) heading(w *svgWriter) {
	events := p.trace.Events
	sub := plural(p.all.nodes, "node") + ", " + plural(p.all.events, "event")
	if len(events) > 0 {
		sub += ", " + shortTime(events[0].At) + " to " + shortTime(events[len(events)-1].At)
	}
	if p.left != "" {
		sub += "; left out: " + p.left
	}
	w.f(`<text class="title" x="12" y="20">%s <tspan class="sub" font-weight="400" font-size="11">%s</tspan></text>`+"\n", escape(p.trace.Protocol), escape(sub))
	p.legend(func(name string, kind, x, row int) {
		y := 36 + 16*row
		k := kind % len(colours)
		switch {
		case kind < len(p.kinds):
			w.f(`<path class="a k%d" d="M%d %dh14"/><path class="h%d" d="M%d %dl-7 -3.5v7z"/>`, k, x, y, k, x+18, y)
		case name == markStored:
			w.f(`<rect class="disk" x="%d" y="%d" width="6" height="6"/>`, x+10, y-3)
		case name == markTimer:
			w.f(`<circle class="clock" cx="%d" cy="%d" r="4.5"/>`, x+13, y)
		case name == markUnderWay:
			w.f(`<path class="a lost" stroke="#667a94" d="M%d %dh10"/><circle class="a" stroke="#667a94" cx="%d" cy="%d" r="3"/>`, x, y, x+13, y)
		case name == markLost:
			w.f(`<path class="x" d="M%d %dl7 7m0 -7l-7 7"/>`, x+9, y-4)
		}
		w.f(`<text x="%d" y="%d">%s</text>`+"\n", x+22, y+4, escape(name))
	})
	for i, id := range p.nodes {
		name := shorten(string(id), p.gap-16)
		wide := max(textWidth(name)+16, 40)
		w.f(`<rect class="head" x="%d" y="%d" width="%d" height="20" rx="4"/><text class="name" x="%d" y="%d">%s</text>`+"\n", p.x(i)-wide/2, p.top-36, wide, p.x(i), p.top-22, escape(name))
	}
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// lines are those of the nodes: interrupted while one is down, broad while it is paused, and named again now and then.
func (p *picture) lines(w *svgWriter) {
	const nameEvery = 800
	for c, id := range p.nodes {
		up, paused := p.top-16, -1
		draw := func(class string, from, to int) {
			if from >= 0 && to > from {
				w.f(`<path class="%s" d="M%d %dV%d"/>`+"\n", class, p.x(c), from, to)
			}
		}
		for _, s := range p.steps {
			if s.column != c {
				continue
			}
			switch s.events[0].What {
			case protocol.Crashed:
				draw("line", up, s.y)
				draw("pause", paused, s.y)
				up, paused = -1, -1
			case protocol.Started:
				if up < 0 {
					up = s.y
				}
			case protocol.Paused:
				paused = s.y
			case protocol.Resumed:
				draw("pause", paused, s.y)
				paused = -1
			}
		}
		draw("line", up, p.bottom)
		draw("pause", paused, p.bottom)
		for y := p.top + nameEvery; y < p.bottom; y += nameEvery {
			for slices.ContainsFunc(p.steps, func(s *drawnStep) bool { return s.column == c && s.y > y-26 && s.y < y+10 }) {
				y += 7
			}
			if y > p.bottom {
				break
			}
			w.f(`<text class="again halo" x="%d" y="%d">%s</text>`+"\n", p.x(c), y, escape(shorten(string(id), p.gap-16)))
		}
	}
}

// step is a mark on the line of a node, and its texts.
func (p *picture) step(w *svgWriter, s *drawnStep) {
	x, y := p.x(s.column), s.y
	var all []string
	stored := 0
	for _, e := range s.events {
		all = append(all, strings.TrimSpace(line(e, 2)))
		if e.What == protocol.Stored {
			stored++
		}
	}
	w.f("<g><title>%s</title>", escape(strings.Join(all, "\n")))
	switch e := s.events[0]; {
	case e.What == protocol.Crashed:
		w.f(`<path class="x" d="M%d %dl10 10m0 -10l-10 10"/>`, x-5, y-5)
	case e.What == protocol.Dropped && opens(e): // the cross of the arrow is there
	case e.What == protocol.TimedOut:
		w.f(`<circle class="clock" cx="%d" cy="%d" r="4.5"/><path class="clock" d="M%d %dv3h2" style="fill:none;stroke-width:1"/>`, x, y, x, y-3)
	case e.What == protocol.Started:
		w.f(`<circle class="disk" cx="%d" cy="%d" r="3.5"/>`, x, y)
	default:
		w.f(`<circle class="dot" cx="%d" cy="%d" r="3.5"/>`, x, y)
	}
	for i := range min(stored, mostSquares) {
		w.f(`<rect class="disk" x="%d" y="%d" width="6" height="6"/>`, x-3, y+6+7*i)
	}
	if s.wrong {
		w.f(`<circle class="ring" cx="%d" cy="%d" r="8"/>`, x, y)
	}
	tx, class := x+9, ""
	if !s.right {
		tx, class = x-9, " end"
	}
	for i, l := range s.texts {
		w.f(`<text class="%s halo%s" x="%d" y="%d">%s</text>`, l.class, class, tx, y-6-lineHeight*(len(s.texts)-1-i), escape(l.text))
	}
	w.f("</g>\n")
}

// arrow is a message.
func (p *picture) arrow(w *svgWriter, a *arrow) {
	var all []string
	for _, e := range a.events {
		all = append(all, strings.TrimSpace(line(e, 2)))
	}
	k := a.kind % len(colours)
	class := fmt.Sprintf("a k%d", k)
	switch {
	case a.end != "head":
		class += " lost"
	case a.again || a.kind >= len(colours):
		class += " twice"
	}
	var path, head string
	x2, y2 := float64(a.x2), float64(a.y2)
	if a.x1 == a.x2 { // to itself, around the right
		path = fmt.Sprintf("M%d %dC%d %d %d %d %d %d", a.x1+4, a.y1, a.x1+34, a.y1, a.x1+34, a.y2, a.x2+5, a.y2)
		head = fmt.Sprintf("M%d %dl8 -3.5v7z", a.x2+4, a.y2)
	} else {
		dx, dy := x2-float64(a.x1), y2-float64(a.y1)
		long := math.Sqrt(dx*dx + dy*dy)
		ux, uy := dx/long, dy/long
		ex, ey := x2-4*ux, y2-4*uy // short of the mark
		path = fmt.Sprintf("M%s %sL%s %s", px(float64(a.x1)+4*ux), px(float64(a.y1)+4*uy), px(ex-4*ux), px(ey-4*uy))
		head = fmt.Sprintf("M%s %sL%s %sL%s %sz", px(ex), px(ey), px(ex-8*ux-3.5*uy), px(ey-8*uy+3.5*ux), px(ex-8*ux+3.5*uy), px(ey-8*uy-3.5*ux))
	}
	w.f(`<g><title>%s</title><path class="hit" d="%s"/><path class="%s" d="%s"/>`, escape(strings.Join(all, "\n")), path, class, path)
	switch a.end {
	case "head":
		w.f(`<path class="h%d" d="%s"/>`, k, head)
	case "cross":
		w.f(`<path class="x" d="M%d %dl8 8m0 -8l-8 8"/>`, a.x2-4, a.y2-4)
	case "open":
		w.f(`<circle class="a k%d" cx="%d" cy="%d" r="3"/>`, k, a.x2, a.y2)
	}
	w.f("</g>\n")
}

// px is a coordinate to a tenth of a pixel, so that the last bits of a machine's arithmetic are never seen.
func px(v float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", v+0), ".0") }
