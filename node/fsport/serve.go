package fsport

// What an answer is made of: the calls of the machine that runs at this node.

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"parley/protocol"
	"parley/txn/zab"
)

// Files is a machine of the file system, as package drive runs it.
type Files interface {
	Call(ctx context.Context, op string, args ...any) (any, error)
}

// serve does what a line asks for.
func (p *Port) serve(line []byte) (r Request, a Answer) {
	r, err := Decode(line)
	if err != nil {
		return r, Answer{Outcome: Bad, Error: err.Error()}
	}
	if r.Op == OpExit && r.Session == "" {
		return r, Answer{Outcome: OK}
	}
	files, err := p.cfg.Files()
	if err != nil {
		return r, Answer{Outcome: Refused, Error: err.Error()}
	}
	ctx, stop := context.WithTimeout(p.ctx, p.cfg.Patience)
	defer stop()
	return r, answer(ctx, files, r)
}

// answer is what a request comes to.
func answer(ctx context.Context, files Files, r Request) Answer {
	switch r.Op {
	case OpOpen:
		v, err := files.Call(ctx, "Open")
		if err != nil {
			return unanswered(err)
		}
		return Answer{Outcome: OK, Session: v.(string)}
	case OpClose, OpExit:
		if _, err := files.Call(ctx, "Close", r.Session); err != nil {
			return unanswered(err)
		}
		return Answer{Outcome: OK}
	case OpList:
		if _, err := files.Call(ctx, "Sync"); err != nil { // so that it lacks nothing that was done before
			return unanswered(err)
		}
		v, err := files.Call(ctx, "Files")
		if err != nil {
			return unanswered(err)
		}
		a := Answer{Outcome: OK, Names: []string{}}
		for _, name := range v.([]string) {
			a.Names = append(a.Names, strings.ToValidUTF8(name, "\ufffd"))
		}
		return a
	}
	op := strings.ToUpper(r.Op[:1]) + r.Op[1:]
	v, err := files.Call(ctx, "Do", r.Session, r.Number, op, r.Name, r.text())
	if err != nil {
		return unanswered(err)
	}
	switch d := v.(zab.Done); {
	case d.Ended:
		return Answer{Outcome: Ended, Error: d.Err}
	case d.Err != "":
		return Answer{Outcome: Failed, Error: d.Err}
	case r.Op != OpRead:
		return Answer{Outcome: OK}
	case utf8.ValidString(d.Value):
		return Answer{Outcome: OK, Value: &d.Value}
	default:
		return Answer{Outcome: OK, Base64: []byte(d.Value)}
	}
}

// unanswered is what is said of a call that has not come to its end.
func unanswered(err error) Answer {
	var o *protocol.OutcomeError
	if !errors.As(err, &o) {
		return Answer{Outcome: Unknown, Error: err.Error()}
	}
	if o.Verdict == protocol.Failed {
		return Answer{Outcome: Refused, Error: o.Failure.Text}
	}
	return Answer{Outcome: Unknown, Error: o.Failure.Text}
}

// decodeAnswer reads what a server has answered.
func decodeAnswer(line []byte) (a Answer, err error) {
	err = json.Unmarshal(line, &a)
	if err == nil && a.Outcome == "" {
		err = errors.New(`there is no "outcome"`)
	}
	return a, err
}
