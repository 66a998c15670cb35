package eval

// This file words panics: in Go's words, with the user's names and places.

import (
	"fmt"
	"regexp"
	"strings"

	"parley/protocol"
)

// maxTrace bounds the frames kept of one panic.
const maxTrace = 32

// frame is one frame of evaluated code.
type frame struct {
	function string
	at       place
}

// unwound notes a frame that a panic unwinds.
func (ld *loader) unwound(function string, line int) {
	if line%linesPerPlace >= runnerLine {
		function = strings.TrimSuffix(function, ".func")
	}
	label := getLabel()
	s, ev := current()
	if ev != nil {
		if u := ev.stop.Load(); u != nil { // unwinding a deep stack may take longer than it has left
			s.endNow(ev, u)
		}
	}
	if s != nil {
		s.noteFrame(frame{function: userName(function), at: ld.placeAt(line/linesPerPlace - 1)})
	}
	ld.uncaught(label, s, ev)
}

func (s *slot) noteFrame(f frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.trace) >= maxTrace {
		s.lost++
		return
	}
	s.trace = append(s.trace, f)
}

func (ld *loader) placeAt(k int) place {
	ld.placesMu.Lock()
	defer ld.placesMu.Unlock()
	if k < 0 || k >= len(ld.places) {
		return place{}
	}
	return ld.places[k]
}

// at notes where the calling goroutine is, and what the panic says that it is about to begin.
func (ld *loader) at(k int, text string) {
	if s := currentSlot(); s != nil {
		p := ld.placeAt(k)
		s.mu.Lock()
		s.here, s.text = p, text
		s.mu.Unlock()
	}
}

func (s *slot) resetTrace() {
	s.mu.Lock()
	s.trace, s.lost, s.here, s.text = nil, 0, place{}, ""
	s.mu.Unlock()
}

var freshSuffix = regexp.MustCompile(`__v?\d+(_\d+)?`)

// userName is the name that the user gave to an emitted function.
func userName(n string) string {
	n = strings.TrimPrefix(n, "main.")
	if strings.HasPrefix(n, "chunk__") {
		return "input" + strings.TrimLeft(n[len("chunk__"):], "0123456789")
	}
	return freshSuffix.ReplaceAllString(n, "")
}

// failureOf makes a failure of a panic that ended an evaluation or a goroutine. h may be nil.
func (ev *Evaluation) failureOf(r any, s *slot, h *handle) *protocol.Failure {
	if u, ok := r.(*unwind); ok {
		return u.fail
	}
	f := &protocol.Failure{Kind: protocol.FailPanic, Text: panicText(asRuntimeError(r))}
	s.mu.Lock()
	trace, lost, here, text := s.trace, s.lost, s.here, s.text
	s.trace, s.lost, s.here, s.text = nil, 0, place{}, ""
	s.mu.Unlock()
	switch r.(type) {
	case error, string:
	default:
		if text != "" {
			f.Text = text
		}
	}
	if here.src == nil && h != nil {
		here = h.at
	}
	var b strings.Builder
	for i, fr := range trace {
		at := fr.at
		if i == 0 && here.src != nil || at.src == nil {
			at = here
		}
		fmt.Fprintf(&b, "%s\n\t%s\n", fr.function, at)
	}
	if lost > 0 {
		fmt.Fprintf(&b, "...%d more frames\n", lost)
	}
	f.Pos, f.Stack = here.String(), b.String()
	if f.Pos == "" && len(trace) > 0 {
		f.Pos = trace[0].at.String()
	}
	return f
}

// panicText is what Go prints of a panic value, on one line.
func panicText(r any) (s string) {
	defer func() {
		if x := recover(); x != nil {
			s = fmt.Sprintf("a value of type %T, whose text cannot be had: it panics", r)
		}
	}()
	switch r := r.(type) {
	case error:
		s = r.Error()
	case fmt.Stringer:
		s = r.String()
	default:
		s = fmt.Sprint(r)
	}
	return freshSuffix.ReplaceAllString(strings.ReplaceAll(s, "\n", " "), "")
}
