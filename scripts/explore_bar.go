package scripts

// Explore as a prompt has it: it shows how far it is where somebody waits at a terminal, and ends with its line.

import (
	"fmt"
	"time"
)

const (
	exploreSoon = 500 * time.Millisecond // nothing is shown of what is over before
	exploreTick = 100 * time.Millisecond // between two drawings
)

func (h *host) explore(of any, n int, with ...Setting) (*Exploration, error) {
	caller := h.n.Calling()
	if !terminal(caller.Errors) {
		return explore(of, n, caller.Context.Done(), nil, with)
	}
	b := newBar(caller, nil, 0)
	last := b.begun.Add(exploreSoon - exploreTick)
	defer b.clear()
	return explore(of, n, caller.Context.Done(), func(states, depth int) {
		if now := time.Now(); now.Sub(last) >= exploreTick {
			last = now
			b.draw(exploredText(states, depth, now.Sub(b.begun)))
		}
	}, with)
}

func exploredText(states, depth int, after time.Duration) string {
	return fmt.Sprintf("Explore %d states, depth %d, %v", states, depth, after.Round(100*time.Millisecond))
}
