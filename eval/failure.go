package eval

// This file words panics: in Go's words, with the user's names and places.

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"parley/protocol"
)

// maxTrace bounds the frames kept of one panic.
const maxTrace = 32

// frame is one frame of evaluated code.
type frame struct {
	function string
	site     site
	exact    bool // site is of the function itself, and not of one around it
	op       operation
	helper   opKind // what it does for the function that called it, which the user has written as an operation
	helps    bool
}

// site is a place that emitted code can name, and the code it is in.
type site struct {
	place
	code *code
}

// unwound notes a frame that a panic unwinds.
func (ld *loader) unwound(function string, line int, op func(runner bool) operation) {
	runner := line%linesPerPlace == runnerLine+1 && strings.HasSuffix(function, ".func")
	if runner {
		function = strings.TrimSuffix(function, ".func")
	}
	label := getLabel()
	s, ev := current()
	if ev != nil {
		if u := ev.stop.Load(); u != nil { // unwinding a deep stack may take longer than it has left
			s.endNow(ev, u)
		}
	}
	if s != nil && !ld.between(function) {
		s.noteFrame(func() frame { return ld.frame(function, line, runner, op(runner)) })
	}
	ld.uncaught(label, s, ev)
}

// helperKind is the key of helperOps for a helper, viaName for one that stacks leave out.
func helperKind(kind string) string {
	words := strings.Fields(kind)
	if words[0] != viaName {
		return kind
	}
	switch words[1] {
	case "assert", "assert2", "as":
		return words[1]
	case "mustfind":
		return "assert"
	}
	return viaName
}

// between says whether a function stands between two of the user's, who has written nothing for it.
func (ld *loader) between(function string) bool {
	ld.placesMu.Lock()
	defer ld.placesMu.Unlock()
	name, _, _ := strings.Cut(strings.TrimPrefix(function, "main."), ".")
	return strings.HasPrefix(name, viaName+"__") && ld.helperNames[name] == viaName
}

func (s *slot) noteFrame(f func() frame) {
	s.mu.Lock()
	full := len(s.trace) >= maxTrace
	if full {
		s.lost++
	}
	s.mu.Unlock()
	if full {
		return
	}
	fr := f()
	s.mu.Lock()
	s.trace = append(s.trace, fr)
	s.mu.Unlock()
}

// helperOps are the functions that the emitter writes for operations that can panic.
var helperOps = map[string]opKind{"assert": opAssert, "shift": opShift, "send": opSend, "receive": opReceive, "receive2": opReceive, "clear": opUnknown,
	"min": opUnknown, "max": opUnknown, "new": opUnknown, "as": opUnknown, "assert2": opUnknown}

func (ld *loader) frame(function string, line int, runner bool, op operation) frame {
	f := frame{function: userName(function), site: ld.siteAt(line/linesPerPlace - 1), exact: line%linesPerPlace == 0 || runner, op: op}
	name := strings.TrimPrefix(function, "main.")
	chunk := strings.HasPrefix(name, "chunk__") && !strings.Contains(name, ".")
	ld.placesMu.Lock()
	kind, ok := ld.helperNames[name]
	if root, _, _ := strings.Cut(name, "."); chunk || !f.exact {
		f.site = ld.roots[root] // a function that the emitter has made: somewhere in the user's one around it
		f.exact = chunk
	}
	ld.placesMu.Unlock()
	if ok {
		f.helps, f.helper = true, helperOps[kind]
	}
	return f
}

func (ld *loader) siteAt(k int) site {
	ld.placesMu.Lock()
	defer ld.placesMu.Unlock()
	if k < 0 || k >= len(ld.places) {
		return site{}
	}
	return ld.places[k]
}

// at notes where the calling goroutine is, and what the panic says that it is about to begin.
func (ld *loader) at(k int, text string) {
	if s := currentSlot(); s != nil {
		p := ld.siteAt(k)
		s.mu.Lock()
		if p.code != nil && p.code.chunk && text == "" && p.item() {
			s.item = p
		}
		s.here, s.text = p, text
		s.mu.Unlock()
	}
}

// item says whether a site of an input is one of the pieces that it runs one after the other.
func (p site) item() bool {
	for _, s := range p.code.spans {
		if s.src == p.src && int(s.node.Pos())-s.base == p.off {
			return true
		}
	}
	return false
}

func (s *slot) resetTrace() {
	s.mu.Lock()
	s.trace, s.lost, s.here, s.text = nil, 0, site{}, ""
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
	f := &protocol.Failure{Kind: protocol.FailPanic, Text: ev.im.panicText(asRuntimeError(r))}
	s.mu.Lock()
	trace, lost, here, item, text := s.trace, s.lost, s.here, s.item, s.text
	s.trace, s.lost, s.here, s.item, s.text = nil, 0, site{}, site{}, ""
	s.mu.Unlock()
	switch r.(type) {
	case error, string:
	default:
		if text != "" {
			f.Text = text
		}
	}
	var start place
	switch {
	case item.src != nil:
		start = item.place
	case h != nil:
		start = h.at
	}
	var b strings.Builder
	var inner *frame
	var helper *frame
	for i := range trace {
		fr := &trace[i]
		if fr.helps {
			helper = fr
			continue
		}
		if fr.site.code == nil && fr.function == "input" {
			continue // a program's, which only calls main
		}
		if !fr.exact && fr.op.calls {
			continue // the emitter has made it, to call something at another time or in other ways than the source says
		}
		if helper != nil {
			fr.op, inner, helper = operation{kind: helper.helper}, nil, nil // not calls
		}
		if fr.site.code != nil && fr.site.code.quotes() {
			inner = fr
			continue
		}
		name, at, known := fr.where(inner, here, item)
		if !known && start.src != nil && fr.site.src == start.src {
			at = start.String()
		}
		fmt.Fprintf(&b, "%s\n\t%s\n", name, at)
		if known && (start.src == nil || fr.site.src == start.src) && f.Pos == "" {
			f.Pos = at
		}
		inner = fr
	}
	if lost > 0 {
		fmt.Fprintf(&b, "...%d more frames\n", lost)
	}
	f.Stack = b.String()
	if f.Pos == "" {
		f.Pos = start.String()
	}
	return f
}

// where says which function a frame is of and where in it the panic came from, and whether that is known. inner is the frame that
// it had called, nil if it panicked itself.
func (fr *frame) where(inner *frame, here, item site) (name, at string, known bool) {
	name = fr.function
	c := fr.site.code
	if c == nil {
		return name, "(somewhere in it)", false
	}
	if c.display != "" && fr.exact {
		name = c.display
	}
	if c.library {
		return name, "(its source is not of this session)", false
	}
	if !fr.op.calls && (fr.op.kind == opPanic || strings.Contains(fr.op.host, ").outOf")) && here.code == c && here.src != nil {
		return name, here.String(), true
	}
	spans := c.spans
	if c.chunk && item.code == c {
		for _, s := range spans {
			if s.src == item.src && int(s.node.Pos())-s.base == item.off {
				spans = []span{s}
			}
		}
	}
	op := fr.op
	var callee *code
	if op.calls {
		if inner != nil && inner.exact {
			callee = inner.site.code
		}
		op.any = callee == nil
		if op.kind != opHost {
			op.kind = opCall
		}
	}
	places := c.origins(spans, op, callee, !fr.exact)
	if len(places) == 0 && op.calls {
		places = c.origins(spans, operation{kind: opCall, any: true}, nil, true)
	}
	if len(places) == 0 {
		places = c.origins(spans, operation{}, nil, true)
	}
	if len(places) == 0 {
		for _, s := range spans {
			places = append(places, s.place(s.node.Pos()), s.place(s.node.End()))
		}
	}
	return name, placesText(places), true
}

// panicValue is what Go prints of a panic value whose type evaluated code declares. Of a struct it prints the address; its fields say
// more.
func (im *Image) panicValue(x any) string {
	v, t := im.opened(x)
	ti := im.types.ofStatic(t)
	switch {
	case ti.has("String"):
		return ti.call("String", v.Interface())[0].String()
	case v.Kind() == reflect.String:
		return ti.name + "(" + strconv.Quote(v.String()) + ")"
	case v.CanInt() || v.CanUint() || v.CanFloat() || v.Kind() == reflect.Bool:
		return fmt.Sprintf("%s(%v)", ti.name, basic(v))
	}
	return fmt.Sprint(shown{im, x})
}

// panicText is what Go prints of a panic value, on one line.
func (im *Image) panicText(r any) (s string) {
	defer func() {
		if x := recover(); x != nil {
			s = fmt.Sprintf("a value of type %T, whose text cannot be had: it panics", r)
		}
	}()
	switch r := im.showable(r).(type) {
	case error:
		s = r.Error()
	case fmt.Stringer:
		s = r.String()
	case shown:
		s = im.panicValue(r.x)
	default:
		s = fmt.Sprint(r)
	}
	return freshSuffix.ReplaceAllString(strings.ReplaceAll(s, "\n", "\n\t"), "") // as Go prints it
}
