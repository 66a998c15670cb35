package scripts

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"parley/node/drive"
	"parley/txn/commit"
)

// This file is the built-ins about the map that all nodes hold, and the transactions by which it changes.

// vote asks the people of this node whether it can commit, and says so to its machine.
func (c *coordinator) vote(d *drive.Driver, q commit.Question) {
	c.mu.Lock()
	all := slices.Clone(c.canCommit)
	c.mu.Unlock()
	why, said := "", ""
	err := within(c.n, "OnCanCommit", func() {
		for _, w := range q.Writes {
			for _, f := range all {
				if err := f(w.Key, w.Value); err != nil {
					said = cmp.Or(err.Error(), "OnCanCommit says no")
					return
				}
			}
		}
	})
	if err != nil {
		why = err.Error()
	} else {
		why = said
	}
	ctx, stop := context.WithTimeout(context.Background(), callPatience)
	defer stop()
	if _, err := d.Call(ctx, "Vote", string(q.Tx), why == "", why); err != nil {
		c.n.Logger().Debug("a vote came too late", "transaction", string(q.Tx), "err", err)
	}
}

// text is a value as the map holds it.
func text(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	case bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64, fmt.Stringer:
		return fmt.Sprint(v), nil
	}
	return "", fmt.Errorf("a value is text, a number or a bool, not %T; write it as JSON, or let the value be its name and send it with Remote", v)
}

// commits is one of the calls for one key.
func (h *host) commits(op string) func(key string, value any) (string, error) {
	return func(key string, value any) (string, error) {
		s, err := text(value)
		if err != nil {
			return "", err
		}
		return h.transaction(op, key, s)
	}
}

func (h *host) commitsAll(op string) func(map[string]any) (string, error) {
	return func(values map[string]any) (string, error) {
		var writes []commit.KV
		for _, key := range slices.Sorted(maps.Keys(values)) {
			if values[key] == nil {
				writes = append(writes, commit.KV{Key: key, Remove: true})
				continue
			}
			s, err := text(values[key])
			if err != nil {
				return "", fmt.Errorf("%q: %w", key, err)
			}
			writes = append(writes, commit.KV{Key: key, Value: s})
		}
		return h.transaction(op+"All", writes)
	}
}

func (h *host) requests(op string) func(key string, value any) error {
	return func(key string, value any) error {
		s, err := text(value)
		if err != nil {
			return err
		}
		return h.does(op, key, s)
	}
}

func (h *host) transaction(op string, args ...any) (string, error) {
	v, err := h.call(op, args...)
	if err != nil {
		return "", err
	}
	return v.(string), nil
}

func (h *host) abort(key string) (string, error) { return h.transaction("Abort", key) }

func (h *host) data() map[string]string { return ask[map[string]string](h, "Data") }

func (h *host) transactions() Table {
	t := Table{Head: []string{"transaction", "rule", "here", "at its coordinator", "keys", ""}, Empty: "no transactions under way"}
	for _, s := range ask[[]commit.Status](h, "Transactions") {
		if s.Phase == "" && (s.State == commit.Committed.String() || s.State == commit.Aborted.String()) {
			continue // over here, and kept for who may still ask
		}
		note := ""
		if s.Doubt {
			note = "has voted yes, and waits to be told"
		}
		t.Rows = append(t.Rows, []string{string(s.Tx), s.Rule, s.State, s.Phase, fmt.Sprint(s.Keys), note})
	}
	return t
}
