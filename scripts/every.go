package scripts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"parley/node"
	"parley/protocol"
)

// This file is Every and Watch: a quote that is evaluated again and again.

// Repeating is a quote that is evaluated again and again.
type Repeating struct {
	h      *host
	every  time.Duration
	source Source
	to     []Target
	watch  bool
	caller node.Caller
	stop   chan struct{}
	once   sync.Once

	mu    sync.Mutex
	count int
	last  []node.Answer
	ended bool
}

func (h *host) repeat(every time.Duration, s Source, to []Target, watch bool) *Repeating {
	if every <= 0 {
		panic(fmt.Errorf("every %v is no time between evaluations; say time.Second or so", every))
	}
	r := &Repeating{h: h, every: every, source: s, to: to, watch: watch, caller: h.n.Calling(), stop: make(chan struct{})}
	h.n.Background(r.name()+": "+s.Text, r.caller, r.run, r.end)
	return r
}

func (r *Repeating) name() string {
	s := "every " + r.every.String()
	if r.watch {
		s = "watch, " + s
	}
	for _, t := range r.to {
		s += " @" + t.String()
	}
	return s
}

func (r *Repeating) run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { // what is evaluated when it is stopped ends too
		select {
		case <-r.stop:
			cancel()
		case <-ctx.Done():
		}
	}()
	t := time.NewTicker(r.every)
	defer t.Stop()
	shown := map[protocol.NodeID]string{}
	for {
		answers := r.ask(ctx)
		if ctx.Err() != nil {
			return
		}
		r.mu.Lock()
		r.count++
		r.last = answers
		r.mu.Unlock()
		for _, a := range answers {
			r.show(a, shown)
		}
		select {
		case <-t.C:
		case <-ctx.Done():
			return
		}
	}
}

func (r *Repeating) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
}

// ask evaluates it once. An error of a target as a whole is that of nobody.
func (r *Repeating) ask(ctx context.Context) []node.Answer {
	if len(r.to) == 0 {
		return []node.Answer{{Outcome: r.h.n.EvaluateSource(ctx, r.source, r.caller, r.watch)}}
	}
	var all []node.Answer
	for _, t := range r.to {
		report, err := r.h.n.AskAll(ctx, t, r.source, node.Options{Output: marked(r.caller.Stdout, r.caller.Stderr), Print: r.watch, For: r.caller.For})
		if err != nil {
			report.Answers = []node.Answer{{Outcome: protocol.Fail(protocol.FailUnreached, "%v", err)}}
		}
		if early := t.Policy == node.WaitFirst || t.Policy == node.WaitQuorum; early && err == nil && report.Unmet() == "" {
			report.Answers = slices.DeleteFunc(report.Answers, func(a node.Answer) bool { return a.Outcome.Verdict != protocol.OK }) // the others were not needed
		}
		all = append(all, report.Answers...)
	}
	return all
}

// show prints what is other than it was: the failures, and with Watch the values.
func (r *Repeating) show(a node.Answer, shown map[protocol.NodeID]string) {
	text, w := "", r.caller.Stdout
	switch {
	case a.Outcome.Verdict != protocol.OK:
		w = r.caller.Stderr
		text = r.name() + ": " + a.Outcome.Verdict.String() + ": " + a.Outcome.Failure.Error()
	case r.watch:
		var values []string
		for _, v := range a.Outcome.Values {
			values = append(values, v.Text)
		}
		text = strings.Join(values, ", ")
	}
	was, seen := shown[a.Node]
	if shown[a.Node] = text; text == was && seen || text == "" {
		return
	}
	head := time.Now().Format("15:04:05")
	if a.Node != "" {
		head += " " + string(a.Node)
	}
	fmt.Fprintf(w, "%s  %s\n", head, strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", len(head)+2)))
}

// Count is how often it was evaluated.
func (r *Repeating) Count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.count
}

// Stop ends it.
func (r *Repeating) Stop() { r.once.Do(func() { close(r.stop) }) }

// String says how it stands.
func (r *Repeating) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	state := "going on"
	if r.ended {
		state = "ended"
	}
	return fmt.Sprintf("%s, %d times, %s", r.name(), r.count, state)
}

// Take decodes the value of the last evaluation into what into points to.
func (r *Repeating) Take(into any) error {
	r.mu.Lock()
	last := r.last
	r.mu.Unlock()
	if len(last) == 0 {
		return errors.New("it has not been evaluated yet")
	}
	return r.h.take(last[0].Node, last[0].Outcome, into)
}
