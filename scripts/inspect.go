package scripts

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"parley/node"
	"parley/protocol"
)

// This file is :inspect: a value is held where it was evaluated, and looked at there, a page at a time.

// CommandInspect is a name of Session.Command: arg is an expression, or what InspectAt makes. It may begin with a target.
const CommandInspect = "inspect"

// InspectAt is the argument that looks again at what a line has shown: look is Line.Look, path as in .Items[3].Name, from the first part.
func InspectAt(look, path string, from int) string { return fmt.Sprintf("#%s %d %s", look, from, path) }

func (s *Session) inspect(ctx context.Context, arg string) (Line, error) {
	arg = strings.TrimSpace(arg)
	if !strings.HasPrefix(arg, "#") {
		ref, o := s.n.View(ctx, arg)
		if o.Verdict != protocol.OK {
			return Line{Parts: []Part{{Outcome: o}}}, nil
		}
		return s.lookAt(ctx, ref, "", 0)
	}
	handle, rest, _ := strings.Cut(arg[1:], " ")
	number, path, _ := strings.Cut(rest, " ")
	from, err := strconv.Atoi(number)
	if err != nil {
		return Line{}, errors.New("there is no place to look at in " + arg)
	}
	ref, err := readMore(handle)
	if err != nil {
		return Line{}, err
	}
	return s.lookAt(ctx, ref, path, from)
}

func (s *Session) lookAt(ctx context.Context, ref protocol.Ref, path string, from int) (Line, error) {
	x, err := s.n.Look(ctx, ref, path, from)
	if err != nil {
		return Line{}, err
	}
	l := textLine(TextType, lookedText(x))
	l.Look, l.LookNext = writeMore(ref), 0
	if x.Left > 0 {
		l.LookNext = x.From + max(len(x.Rows), x.Len-x.Left-x.From)
	}
	return l, nil
}

func lookedText(x node.Looked) string {
	head := x.Type
	switch {
	case x.Len >= 0 && x.Text != "" && len(x.Rows) == 0:
		head += fmt.Sprintf(", %d bytes", x.Len)
	case x.Len >= 0 && !strings.HasPrefix(first(x.Rows), "."):
		head += fmt.Sprintf(", %s", plural(x.Len, "element"))
	}
	s := head
	if x.Text != "" {
		s += "\n    " + strings.ReplaceAll(x.Text, "\n", "\n    ")
	}
	t := Table{}
	for _, r := range x.Rows {
		t.Rows = append(t.Rows, []string{"    " + r.Name, r.Type, r.Text})
	}
	if len(t.Rows) > 0 {
		s += "\n" + t.String()
	}
	if x.Left > 0 {
		s += fmt.Sprintf("\n    … %d more", x.Left)
	}
	return s
}

func first(rows []node.LookedRow) string {
	if len(rows) == 0 {
		return ""
	}
	return rows[0].Name
}
