package scripts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"parley/node"
	"parley/protocol"
)

// The calls by which a prompt that is attached from elsewhere has a session with a node.

const (
	callLine     = "prompt.line"
	callComplete = "prompt.complete"
	callPeers    = "prompt.peers"
	callCommand  = "prompt.command"
	callLook     = "prompt.look"
	callRead     = "prompt.read"
	callListen   = "prompt.listen"
)

type completion struct {
	From       int
	Candidates []node.Candidate
}

func sessionCalls() []node.Call {
	return []node.Call{
		{Name: callLine, Role: protocol.Operator, Summary: "evaluates a line as if it were typed at the node's own prompt",
			Func: func(a *node.Asked) (any, error) {
				var line string
				var ask Ask
				if err := a.Args(&line, &ask); err != nil {
					return nil, err
				}
				a.Audit(line)
				// What other nodes print arrives here; its mark goes into the text, because the asker knows this node alone.
				own, others := toWriters(a), marked(a.Stdout, a.Stderr)
				return (&Session{n: a.Node, who: string(a.From.ID), own: a.Holder()}).Line(a, line, ask, func(from protocol.NodeID, stream uint8, b []byte) {
					if from == "" {
						own(from, stream, b)
					} else {
						others(from, stream, b)
					}
				}), nil
			}},
		{Name: callComplete, Role: protocol.Observer, Summary: "lists how the word at a place of a line may go on",
			Func: func(a *node.Asked) (any, error) {
				var line string
				var pos int
				if err := a.Args(&line, &pos); err != nil {
					return nil, err
				}
				from, c, err := NewSession(a.Node).Complete(a, line, pos)
				return completion{from, c}, err
			}},
		{Name: callCommand, Role: protocol.Operator, Summary: "answers a command of a prompt: what runs, what is held, the rest of a value",
			Func: func(a *node.Asked) (any, error) {
				var name, arg string
				if err := a.Args(&name, &arg); err != nil {
					return nil, err
				}
				return NewSession(a.Node).Command(a, name, arg), nil
			}},
		{Name: callRead, Role: protocol.Observer, Summary: "shows what a line names that only reads: a variable, a field, an element, what a store has under a key",
			Func: func(a *node.Asked) (any, error) {
				var line string
				var ask Ask
				if err := a.Args(&line, &ask); err != nil {
					return nil, err
				}
				a.Audit(line)
				return (&Session{n: a.Node, who: string(a.From.ID), own: a.Holder(), reads: true}).read(a, line, ask, toWriters(a)), nil
			}},
		{Name: callLook, Role: protocol.Observer, Summary: "answers a command of a prompt that only looks: how nodes are, what runs there, what things are",
			Func: func(a *node.Asked) (any, error) {
				var name, arg string
				if err := a.Args(&name, &arg); err != nil {
					return nil, err
				}
				if !looksOnly(name, arg) {
					return nil, fmt.Errorf("%s %s is more than looking, and %s may only look; attach with the role of an operator", name, arg, a.From.ID)
				}
				return NewSession(a.Node).Command(a, name, arg), nil
			}},
		{Name: callListen, Role: protocol.Operator, Summary: "tells what is printed by what the asker's lines have begun and has not ended with them, until it is cancelled",
			Func: func(a *node.Asked) (any, error) {
				if err := a.Args(); err != nil {
					return nil, err
				}
				a.Listen()
				return nil, nil
			}},
		{Name: callPeers, Role: protocol.Observer, Summary: "lists the nodes that the node knows, with their state",
			Func: func(a *node.Asked) (any, error) { return a.Node.Peers(), nil }},
	}
}

func toWriters(a *node.Asked) node.OutputFunc {
	return func(_ protocol.NodeID, stream uint8, b []byte) {
		if stream == node.Stderr {
			a.Stderr.Write(b)
		} else {
			a.Stdout.Write(b)
		}
	}
}

// Attached is a session with a node elsewhere, by way of a client or node of this process.
type Attached struct {
	client *node.Node
	at     protocol.NodeID
}

// Attach makes a session with the node named at, asked by client.
func Attach(client *node.Node, at protocol.NodeID) *Attached { return &Attached{client, at} }

// Line is Session.Line at the other node. How long it takes is the user's business, so there is no timeout beyond the
// loss of the connection and ctx; the node's own timeouts hold for what the line asks of others.
func (s *Attached) Line(ctx context.Context, line string, a Ask, out node.OutputFunc) Line {
	var l Line
	o := node.Options{Timeout: attachedLine, Output: func(_ protocol.NodeID, stream uint8, b []byte) {
		if out != nil {
			out("", stream, b)
		}
	}}
	call := callLine
	if s.looks() {
		call = callRead
	}
	if err := s.client.CallWith(ctx, s.at, call, o, &l, line, a); err != nil {
		return s.failed(err)
	}
	return l
}

// Listen has out called with what is printed at the other node by what lines of this session have begun and has not ended with them, such as Watch. It
// returns when ctx ends, or at once if the node tells nobody.
func (s *Attached) Listen(ctx context.Context, out func(stream uint8, b []byte)) {
	o := node.Options{Timeout: attachedLine, Output: func(_ protocol.NodeID, stream uint8, b []byte) { out(stream, b) }}
	for ctx.Err() == nil {
		err := s.client.CallWith(ctx, s.at, callListen, o, nil)
		if oe := new(protocol.OutcomeError); errors.As(err, &oe) && oe.Failure.Kind == protocol.FailRefused {
			return
		}
		select {
		case <-time.After(listenAgain): // the connection was lost, and may be back
		case <-ctx.Done():
		}
	}
}

// failed is a line that the other node gave no answer to: it may be unknown what became of it, and then it says so.
func (s *Attached) failed(err error) Line {
	o := protocol.Fail(protocol.FailValue, "%v", err) // it was answered, in a form that cannot be read
	var oe *protocol.OutcomeError
	if errors.As(err, &oe) {
		o = protocol.Outcome{Verdict: oe.Verdict, Failure: &oe.Failure}
	}
	return Line{Parts: []Part{{s.at, o}}}
}

// Complete is Session.Complete at the other node.
func (s *Attached) Complete(ctx context.Context, line string, pos int) (int, []node.Candidate, error) {
	var c completion
	err := s.client.CallWith(ctx, s.at, callComplete, node.Options{Timeout: completePatience}, &c, line, pos)
	return c.From, c.Candidates, err
}

// Command is Session.Command at the other node.
func (s *Attached) Command(ctx context.Context, name, arg string) Line {
	var l Line
	call := callCommand
	if s.looks() {
		call = callLook
	}
	if err := s.client.CallWith(ctx, s.at, call, node.Options{Timeout: commandPatience}, &l, name, arg); err != nil {
		return s.failed(err)
	}
	return l
}

// Peers lists the nodes that the other node knows.
func (s *Attached) Peers(ctx context.Context) ([]node.Peer, error) {
	var p []node.Peer
	err := s.client.CallInto(ctx, s.at, callPeers, &p)
	return p, err
}

// Info says how the other node is.
func (s *Attached) Info(ctx context.Context) (node.Info, error) {
	var i node.Info
	err := s.client.CallInto(ctx, s.at, "node.info", &i)
	return i, err
}

const (
	attachedLine     = 24 * time.Hour // a line at a prompt ends by Ctrl-C or by the loss of the connection
	commandPatience  = 10 * time.Second
	completePatience = 300 * time.Millisecond
	listenAgain      = time.Second
)
