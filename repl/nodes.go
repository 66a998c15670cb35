package repl

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"time"

	"parley/node"
	"parley/scripts"
)

// This file is :nodes and :info.

// runNodes asks the node what it knows of all. One that may not be asked that, or is of another version, lists its peers alone.
func (p *prompt) runNodes(arg string, in input) int {
	output := p.Output
	if f := strings.Fields(strings.ReplaceAll(arg, "=", " ")); len(f) == 2 && (f[0] == "-o" || f[0] == "--output") && (f[1] == "text" || f[1] == "json") {
		output = f[1]
	} else if arg != "" {
		return p.usage(in, "usage: :nodes, or :nodes -o json for an object a node")
	}
	if output == "json" {
		l := p.want(scripts.CommandNodes, scripts.NodesJSON)
		if len(l.Parts) == 1 && len(l.Parts[0].Outcome.Values) == 1 && l.Parts[0].Outcome.Values[0].Type == scripts.NodesJSON { // not from an older version
			p.tell(l.Parts[0].Outcome.Values[0].Text)
			return CodeOK
		}
	} else {
		if l := p.want(scripts.CommandNodes, ""); l.Failure == nil && Code(l) == CodeOK {
			p.show(l, in, false)
			return CodeOK
		}
	}
	ctx, cancel := context.WithTimeout(p.ctx, askPatience)
	defer cancel()
	peers, err := within(ctx, func() ([]node.Peer, error) { return p.Client.Peers(ctx) })
	if err != nil {
		p.say("%s", p.screen.paint.bad("the nodes cannot be listed: "+err.Error()))
		return CodeUnreached
	}
	sort.Slice(peers, func(i, j int) bool { return peers[i].ID < peers[j].ID })
	t := scripts.Table{Head: []string{"name", "state", "address", "round trip", "why not"}, Empty: "no nodes are known"}
	for _, x := range peers {
		state, rtt := "up", ""
		switch {
		case x.Self:
			state = "self"
		case !x.Connected:
			state = "down"
		case x.RTT > 0:
			rtt = x.RTT.Round(10 * time.Microsecond).String()
		}
		if output == "json" {
			p.tell(object(jsonPeer{x.ID, state, x.Addr, rtt, x.Since, x.Why}))
		}
		t.Rows = append(t.Rows, []string{string(x.ID), state, x.Addr, rtt, x.Why})
	}
	if output != "json" {
		p.tellTable(t)
	}
	return CodeOK
}

func (p *prompt) runInfo(string, input) int {
	ctx, cancel := context.WithTimeout(p.ctx, askPatience)
	defer cancel()
	i, err := within(ctx, func() (node.Info, error) { return p.Client.Info(ctx) })
	if err != nil {
		p.say("%s", p.screen.paint.bad("the node does not say how it is: "+err.Error()))
		return CodeUnreached
	}
	if p.Output == "json" {
		p.tell(object(i))
		return CodeOK
	}
	t := scripts.Table{Rows: [][]string{
		{"name", string(i.Name)},
		{"address", i.Addr},
		{"process", fmt.Sprintf("%d, up %v", i.PID, time.Since(i.Started).Round(time.Second))},
		{"version", strings.TrimSpace(i.Version + " " + i.Go)},
		{"memory", fmt.Sprintf("%.1f MiB heap, %d goroutines, %d CPUs", float64(i.HeapBytes)/(1<<20), i.Goroutines, i.NumCPU)},
		{"connected", fmt.Sprint(i.Connected)},
		{"serving", fmt.Sprintf("%d now, %d ended, %d refused for lack of room", i.Serving, i.Served, i.Refused)},
		{"asking", fmt.Sprintf("%d under way, %d answers came too late", i.Waiting, i.Late)},
		{"timeout", i.ConfiguredT.String()},
	}}
	if i.Abandoned > 0 {
		t.Rows = append(t.Rows, []string{"abandoned", fmt.Sprintf("%d evaluations were cancelled and still run", i.Abandoned)})
	}
	p.tellTable(t)
	return CodeOK
}
