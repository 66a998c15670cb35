package scripts

import (
	"context"
	"errors"

	"strings"
	"sync"

	"parley/node"
	"parley/protocol"
)

// This file is the commands that say something of a name or of source, here or at a target, which then answers itself.

// abouts are these commands.
var abouts = map[string]func(ctx context.Context, s *Session, arg string) (Line, error){
	CommandHelp: func(_ context.Context, s *Session, arg string) (Line, error) { return asText(helpOn(s.n, arg, false)) },
	CommandDoc:  func(_ context.Context, s *Session, arg string) (Line, error) { return asText(helpOn(s.n, arg, true)) },
	CommandType: func(_ context.Context, s *Session, arg string) (Line, error) { return asText(s.n.TypeOf(arg)) },
	CommandSource: func(_ context.Context, s *Session, arg string) (Line, error) {
		if text, ok := sayOwn(s.n, arg, "%s.Source()"); ok {
			return asText(text, nil)
		}
		return asText(s.n.SourceOf(arg))
	},
	CommandInspect: func(ctx context.Context, s *Session, arg string) (Line, error) { return s.inspect(ctx, arg) },
	CommandStats: func(_ context.Context, s *Session, _ string) (Line, error) {
		return textLine(TextType, statsText(s.n.Stats())), nil
	},
}

func asText(text string, err error) (Line, error) { return textLine(TextType, text), err }

// textLine is a line that came to one text.
func textLine(typ, text string) Line {
	return Line{Parts: []Part{{Outcome: protocol.Outcome{Values: []protocol.Value{{Type: typ, Text: text}}}}}}
}

// about answers here, or has the nodes answer that the argument begins with.
func (s *Session) about(ctx context.Context, name, arg string, f func(context.Context, *Session, string) (Line, error)) Line {
	rest, elsewhere := strings.CutPrefix(strings.TrimSpace(arg), "@")
	if !elsewhere {
		l, err := f(ctx, s, arg)
		if err != nil {
			return lineOf(err)
		}
		return l
	}
	t, n, err := ParseTarget(rest)
	if err != nil {
		return lineOf(err)
	}
	if strings.HasPrefix(strings.TrimSpace(rest[n:]), "@") { // each would ask all of the next
		return lineOf(errors.New("there are two targets; name one, such as @b,c"))
	}
	ids, err := s.n.Targets(Target{Nodes: t.Nodes, Set: t.Set})
	if err != nil {
		return lineOf(err)
	}
	lines := make([]Line, len(ids))
	var wg sync.WaitGroup
	for i, id := range ids {
		wg.Go(func() {
			o := node.Options{Timeout: commandPatience}
			switch {
			case id == s.n.Name():
				lines[i] = s.about(ctx, name, rest[n:], f)
			default:
				if err := s.n.CallWith(ctx, id, callCommand, o, &lines[i], name, rest[n:]); err != nil {
					lines[i] = lineOf(err)
				}
			}
			lines[i] = lines[i].of(id)
		})
	}
	wg.Wait()
	if len(lines) == 1 {
		return lines[0]
	}
	all := Line{Several: true}
	for _, l := range lines {
		all.Parts = append(all.Parts, l.Parts...)
	}
	if len(all.Parts) == 0 {
		return lineOf(errors.New("no node answers to @" + t.String()))
	}
	return all
}

// of makes a line that of a node.
func (l Line) of(id protocol.NodeID) Line {
	if l.Failure != nil {
		l.Parts, l.Failure = []Part{{Outcome: protocol.Outcome{Verdict: protocol.Failed, Failure: l.Failure}}}, nil
	}
	for i := range l.Parts {
		l.Parts[i].Node = id
	}
	return l
}
