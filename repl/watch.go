package repl

import (
	"fmt"
	"io"
	"strings"
	"time"

	"parley/node"
)

// This file is :watch: a line that is evaluated again and again, and whose answer is drawn over the last one.

const (
	watchEvery = time.Second // unless another time is said
	watchLines = 20          // of an answer that is drawn over: more might not fit on the screen
)

func (p *prompt) runWatch(arg string, in input) int {
	every, line := watchEvery, arg
	if word, rest, ok := strings.Cut(arg, " "); ok {
		if d, err := time.ParseDuration(word); err == nil {
			if d <= 0 {
				return p.usage(in, "every %s is no time between evaluations", word)
			}
			every, line = d, strings.TrimSpace(rest)
		}
	}
	w := watch{p: p, head: fmt.Sprintf("every %v: %s", every, brief(line)), inPlace: p.Interactive && !p.Plain && p.Output != "json"}
	of := input{line, 1}
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		l, interrupted, answered := p.ask(of, p.at)
		if !answered || interrupted || p.ctx.Err() != nil {
			return codeStopped
		}
		r := renderer{paint: colors(p.Color && !w.inPlace), terminal: p.Interactive} // colours are not counted as columns
		blocks := r.line(l, of)
		if p.Output == "json" {
			blocks = jsonLine(l)
		}
		w.show(blocks)
		select {
		case <-t.C:
		case <-p.Interrupts:
			p.screen.interrupted()
			if !p.Interactive {
				return codeStopped
			}
			return CodeOK
		case <-p.ctx.Done():
			return codeStopped
		}
	}
}

// watch is what was drawn last.
type watch struct {
	p       *prompt
	head    string
	inPlace bool
	last    string
	drawn   int    // rows of the screen
	writes  uint64 // to the screen, by then
}

func (w *watch) show(blocks []block) {
	var texts []string
	for _, b := range blocks {
		texts = append(texts, b.text)
	}
	text := strings.Join(texts, "\n")
	if !w.inPlace {
		if text != w.last || w.drawn == 0 {
			for _, b := range blocks {
				w.p.screen.lines(b.stream, b.text)
			}
		}
		w.last, w.drawn = text, 1
		return
	}
	if r := w.p.recorder; r != nil && (text != w.last || w.drawn == 0) { // what is drawn over is not for a file
		r.shown(text + "\n")
	}
	w.last = text
	lines := strings.Split(text, "\n")
	if len(lines) > watchLines {
		lines = append(lines[:watchLines:watchLines], fmt.Sprintf("... %d more lines", len(lines)-watchLines))
	}
	width := w.p.Width()
	for i, l := range lines {
		if width > 1 {
			lines[i] = cut(l, width-1)
		}
	}
	head := w.head + "   " + time.Now().Format("15:04:05")
	if width > 1 {
		head = cut(head, width-1)
	}
	w.drawn, w.writes = w.p.screen.redraw(w.drawn, w.writes, w.p.screen.paint.dim(head)+"\n"+strings.Join(lines, "\n")+"\n")
}

// redraw writes whole lines in the place of those that it wrote last, unless something else was written since. It gives how many rows they
// are, and a number that tells what was written until now.
func (s *screen) redraw(rows int, since uint64, text string) (int, uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if rows > 0 && s.writes == since && !s.open[0].is {
		io.WriteString(s.out[index(node.Stdout)], fmt.Sprintf("\x1b[%dA\x1b[J", rows))
	} else if s.open[0].is {
		text = "\n" + text
		s.open[0].is = false
	}
	io.WriteString(s.out[index(node.Stdout)], text)
	s.within = false
	return strings.Count(text, "\n"), s.writes
}
