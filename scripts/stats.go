package scripts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"parley/node"
	"parley/protocol"
)

// This file is :nodes and :stats: what each node says of itself, and what a node has counted.

// nodesPatience is how long a node may take to say how it is; the table waits for the slowest.
const nodesPatience = time.Second

// nodes is a row for each node that is known.
func (s *Session) nodes(ctx context.Context) Table {
	peers, infos := s.nodeInfos(ctx)
	t := Table{Head: []string{"name", "state", "address", "role", "leader", "version", "round trip", "load", "memory", "up", "why not"}, Empty: "no nodes are known"}
	for i, p := range peers {
		t.Rows = append(t.Rows, nodeRow(p, infos[i]))
	}
	return t.withoutEmpty()
}

// NodeState is a node as a program reads it. What nobody knows is left out.
type NodeState struct {
	Name      protocol.NodeID `json:"name"`
	State     string          `json:"state"` // self, up or down
	Addr      string          `json:"addr,omitempty"`
	Role      string          `json:"role,omitempty"`
	Leader    protocol.NodeID `json:"leader,omitempty"` // whom it follows
	Version   string          `json:"version,omitempty"`
	RoundTrip string          `json:"round_trip,omitempty"`
	Load      *float64        `json:"load,omitempty"`
	Memory    uint64          `json:"memory,omitempty"` // bytes of its heap
	Started   *time.Time      `json:"started,omitempty"`
	Since     time.Time       `json:"since"` // it was connected, or lost
	Why       string          `json:"why,omitempty"`
}

// nodesJSON is an object for each node that is known, each on a line.
func (s *Session) nodesJSON(ctx context.Context) string {
	peers, infos := s.nodeInfos(ctx)
	var lines []string
	for i, p := range peers {
		row := nodeRow(p, nil)
		x := NodeState{Name: p.ID, State: row[1], Addr: p.Addr, Role: row[3], RoundTrip: row[6], Since: p.Since, Why: p.Why}
		if i := infos[i]; i != nil {
			x.Leader, x.Version, x.Memory, x.Started = i.Leader, i.Version, i.HeapBytes, &i.Started
			if i.Load >= 0 {
				x.Load = &i.Load
			}
		}
		b, err := json.Marshal(x)
		if err != nil { // numbers, times and text can always be written
			continue
		}
		lines = append(lines, string(b))
	}
	return strings.Join(lines, "\n")
}

// nodeInfos asks each node that is known how it is, all at once; of one that does not say it is nil.
func (s *Session) nodeInfos(ctx context.Context) ([]node.Peer, []*node.Info) {
	s.n.Settle(ctx, completePatience)
	peers := s.n.Peers()
	infos := make([]*node.Info, len(peers))
	var wg sync.WaitGroup
	for i, p := range peers {
		switch {
		case p.Self:
			own := s.n.Info()
			infos[i] = &own
		case p.Connected:
			wg.Go(func() {
				var info node.Info
				o := node.Options{Timeout: nodesPatience}
				if err := s.n.CallWith(ctx, p.ID, "node.info", o, &info); err == nil {
					infos[i] = &info
				} else {
					peers[i].Why = silence(err)
				}
			})
		}
	}
	wg.Wait()
	return peers, infos
}

// silence is why a node that is connected does not say how it is. Nobody wants to know whether the question was worked on.
func silence(err error) string {
	oe := new(protocol.OutcomeError)
	switch {
	case errors.As(err, &oe) && oe.Failure.Kind == protocol.FailTimeout:
		return fmt.Sprintf("it has not said within %v how it is", nodesPatience)
	case errors.As(err, &oe) && oe.Failure.Kind == protocol.FailLost:
		return "its connection was lost just now"
	}
	return "it does not say how it is: " + reason(err)
}

func reason(err error) string {
	if oe := new(protocol.OutcomeError); errors.As(err, &oe) {
		return oe.Failure.Text
	}
	return err.Error()
}

func nodeRow(p node.Peer, i *node.Info) []string {
	state, rtt := "up", ""
	switch {
	case p.Self:
		state = "self"
	case !p.Connected:
		state = "down"
	case p.RTT > 0:
		rtt = p.RTT.Round(10 * time.Microsecond).String()
	}
	row := []string{string(p.ID), state, p.Addr, p.Role.String(), "", "", rtt, "", "", "", p.Why}
	if i == nil {
		return row
	}
	row[4], row[5] = string(i.Leader), i.Version
	if i.Leader == p.ID {
		row[4] = "itself"
	}
	if i.Load >= 0 {
		row[7] = fmt.Sprintf("%.2f", i.Load)
	}
	row[8] = byteText(i.HeapBytes)
	row[9] = upText(time.Since(i.Started))
	return row
}

// upText is a time to the second, of long ones to the minute.
func upText(d time.Duration) string {
	if d >= time.Hour {
		return strings.TrimSuffix(d.Round(time.Minute).String(), "0s")
	}
	return d.Round(time.Second).String()
}

// withoutEmpty drops the columns that have nothing in any row.
func (t Table) withoutEmpty() Table {
	for c := len(t.Head) - 1; c >= 0; c-- {
		if !slices.ContainsFunc(t.Rows, func(r []string) bool { return r[c] != "" }) && len(t.Rows) > 0 {
			t.Head = slices.Delete(t.Head, c, c+1)
			for i := range t.Rows {
				t.Rows[i] = slices.Delete(t.Rows[i], c, c+1)
			}
		}
	}
	return t
}

// byteText is a number of bytes in three digits or so.
func byteText(n uint64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d B", n)
}

func statsText(s node.Stats) string {
	t := Table{Head: []string{"", "ended", "ok", "failed", "unknown", "half", "90%", "99%", "longest"}}
	var why []string
	for _, x := range []struct {
		name string
		t    node.Tally
	}{{"asked", s.Asked}, {"served", s.Served}, {"own", s.Own}} {
		var failed uint64
		var kinds []protocol.FailKind
		for k, n := range x.t.Failed {
			failed += n
			kinds = append(kinds, k)
		}
		sort.Slice(kinds, func(i, j int) bool { return kinds[i] < kinds[j] })
		var each []string
		for _, k := range kinds {
			each = append(each, fmt.Sprintf("%d %s", x.t.Failed[k], OutcomeOf(k).Name))
		}
		if failed > 0 {
			why = append(why, x.name+" failed: "+strings.Join(each, ", "))
		}
		row := []string{x.name, fmt.Sprint(x.t.Ended()), fmt.Sprint(x.t.OK), fmt.Sprint(failed), fmt.Sprint(x.t.Unknown)}
		for _, d := range []time.Duration{x.t.P50, x.t.P90, x.t.P99, x.t.Longest} {
			text := ""
			if x.t.Ended() > 0 {
				text = short(d)
			}
			row = append(row, text)
		}
		t.Rows = append(t.Rows, row)
	}
	parts := []string{t.String()}
	if len(why) > 0 {
		parts = append(parts, strings.Join(why, "\n"))
	}
	if len(s.Peers) > 0 {
		t := Table{Head: []string{"connection", "messages in", "out", "bytes in", "out", "queued", "refused, full", "round trip"}}
		slices.SortFunc(s.Peers, func(a, b node.PeerStats) int { return strings.Compare(string(a.ID), string(b.ID)) })
		for _, p := range s.Peers {
			t.Rows = append(t.Rows, []string{string(p.ID), fmt.Sprint(p.MessagesIn), fmt.Sprint(p.MessagesOut), byteText(p.BytesIn), byteText(p.BytesOut), fmt.Sprint(p.Queued), fmt.Sprint(p.Full), short(p.RTT)})
		}
		parts = append(parts, t.String())
	}
	more := fmt.Sprintf("since %s: %d requests refused for lack of room, %d answers came too late, %d evaluations could not be stopped\n%d sources ready to be called, %d names declared, %d engines",
		s.Since.Format("2006-01-02 15:04:05"), s.Refused, s.Late, s.Abandoned, s.Handles, s.Names, s.Engines)
	return strings.Join(append(parts, more), "\n\n")
}
