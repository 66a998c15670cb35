package repl

import (
	"fmt"
	"go/parser"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/node"
	"parley/protocol"
	"parley/scripts"
)

// This file is :watch: a line that is evaluated again and again, and whose answer is drawn over the last one.

const (
	watchEvery = time.Second // unless another time is said
	watchLines = 20          // of an answer that is drawn over, if the screen has room for them
)

func (p *prompt) runWatch(arg string, in input) int {
	every, line := watchEvery, arg
	if word, rest, ok := strings.Cut(arg, " "); ok {
		if d, err := time.ParseDuration(word); err == nil {
			if d <= 0 {
				return p.usage(in, "every %s is no time between evaluations", word)
			}
			every, line = d, strings.TrimSpace(rest)
		} else if _, err := strconv.Atoi(word); err == nil && !isExpression(arg) && isExpression(rest) {
			return p.usage(in, "a time has a unit, as in :watch %ss %s", word, rest)
		}
	}
	w := watch{p: p, head: fmt.Sprintf("every %v: %s", every, brief(line)), inPlace: p.Interactive && !p.Plain && p.Output != "json"}
	of := input{line, 1}
	t := time.NewTicker(every)
	defer t.Stop()
	for first := true; ; first = false {
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
		if first && nothingCompiles(l) {
			return Code(l) // nor will it, as it stands
		}
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
	most := watchLines
	if h := w.p.Height(); h > 0 { // what has left the screen cannot be drawn over; there are the head, what is not shown, and the cursor
		most = max(min(most, h-3), 1)
	}
	if len(lines) > most {
		lines = append(lines[:most:most], fmt.Sprintf("... %d more lines", len(lines)-most))
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

func isExpression(text string) bool {
	_, err := parser.ParseExpr(text)
	return err == nil
}

// nothingCompiles says that a line was evaluated nowhere, since the compiler does not take it.
func nothingCompiles(l scripts.Line) bool {
	return len(l.Parts) > 0 && !slices.ContainsFunc(l.Parts, func(p scripts.Part) bool {
		return p.Outcome.Failure == nil || p.Outcome.Failure.Kind != protocol.FailCompile
	})
}
