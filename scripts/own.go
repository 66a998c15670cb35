package scripts

import (
	"context"
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"strings"

	"parley/node"
	"parley/own"
	"parley/protocol"
)

// This file is protocols of somebody's own: Go files with a Machine, which a prompt loads and a command line names.

// OwnProtocol is a protocol that is no part of the program: what the variable of a file that was loaded means.
type OwnProtocol struct{ row *protocol.Protocol }

// String says what it is.
func (o *OwnProtocol) String() string {
	s := o.row.Name
	if o.row.Summary != "" {
		s += ": " + o.row.Summary
	}
	return s + " (" + o.row.Argument() + ")"
}

// Source is its file.
func (o *OwnProtocol) Source() Text { return Text(o.row.File.Text) }

// sayOwn has a node say something about a name, if that is a protocol of somebody's own: what is a call with %s for the name.
func sayOwn(n *node.Node, name, what string) (string, bool) {
	if typ, err := n.TypeOf(name); !token.IsIdentifier(name) || err != nil || typ != "*scripts.OwnProtocol" {
		return "", false
	}
	ctx, stop := context.WithTimeout(context.Background(), callPatience)
	defer stop()
	o, _ := n.Evaluate(ctx, fmt.Sprintf(what, name), node.Here{})
	if o.Verdict != protocol.OK || len(o.Values) != 1 {
		return "", false
	}
	return strings.TrimRight(o.Values[0].Text, "\n"), true
}

// ProtocolOf is the protocol that the first argument of Sim and the like means: the name of a built-in one, FILE.go or FILE.go:VARIABLE, or an
// *OwnProtocol.
func ProtocolOf(which any) (*protocol.Protocol, error) {
	switch p := which.(type) {
	case string:
		if isOwnFile(p) {
			return fileProtocol(p)
		}
		return FindProtocol(p)
	case *OwnProtocol:
		if p != nil {
			return p.row, nil
		}
	case protocol.Protocol, *protocol.Protocol:
		return nil, fmt.Errorf("a protocol that was typed at a prompt has no file, from which other nodes could have it; write it into one that begins with a package clause, and :load that")
	}
	return nil, fmt.Errorf("a protocol is a name, such as \"2pc\", a file of your own, such as \"my_mutex.go\", or what :load has brought, such as MyMutex; this is %T", which)
}

// isOwnFile says whether the name of a protocol is that of a file.
func isOwnFile(name string) bool {
	file, _, _ := strings.Cut(name, ".go:")
	return strings.HasSuffix(name, ".go") || file != name
}

// fileProtocol reads a protocol of somebody's own.
func fileProtocol(arg string) (*protocol.Protocol, error) {
	file, variable := arg, ""
	if before, after, ok := strings.Cut(arg, ".go:"); ok {
		file, variable = before+".go", after
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("the protocol cannot be read: %w", err)
	}
	f, err := own.Load(file, string(text))
	if err != nil {
		return nil, err
	}
	return f.Protocol(variable)
}

// DeclaresProtocol says whether a Go file is one that declares protocols, and no script.
func DeclaresProtocol(file string) bool {
	text, err := os.ReadFile(file)
	return err == nil && own.Declares(string(text))
}

// declares says whether an input is a whole file that declares protocols.
func declares(text string) bool { return strings.Contains(text, own.Path) && own.Declares(text) }

// load gives the protocols of a file the names of their variables.
func (s *Session) load(ctx context.Context, text string, a Ask, out node.OutputFunc) (l Line) {
	name := filepath.Base(a.File)
	if a.File == "" {
		name = "pasted.go"
	}
	f, err := own.Load(name, text)
	if err != nil {
		return Line{Parts: []Part{{Outcome: protocol.Fail(protocol.FailCompile, "%v", err)}}}
	}
	for _, d := range f.Protocols {
		if err := s.n.Bind(d.Variable, &OwnProtocol{d.Protocol}); err != nil {
			return Line{Parts: []Part{{Outcome: protocol.Fail(protocol.FailError, "%v", err)}}}
		}
		o, _ := s.n.Evaluate(ctx, d.Variable, s.here(Ask{}, out, false)) // what it is, as the prompt shows it
		l.Parts = append(l.Parts, Part{Outcome: o})
	}
	return l
}
