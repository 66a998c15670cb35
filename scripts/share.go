package scripts

import (
	"errors"
	"fmt"
	"go/token"
	"reflect"
	"regexp"
	"strings"
	"sync"

	"parley/node"
	"parley/protocol"
)

// This file is Push, Pull, Scatter and Gather: variables that go to nodes and come from them.

// typeWords is the type of what p points to, as the source of other nodes has it. shown is what %T says of the pointer.
func typeWords(shown string) string {
	return strings.ReplaceAll(ofMain.ReplaceAllString(strings.TrimPrefix(shown, "*"), ""), "interface {}", "any")
}

// ofMain is the package of what was typed at a prompt.
var ofMain = regexp.MustCompile(`\bmain\.`)

func variable(name string) error {
	if !token.IsIdentifier(name) || strings.Contains(name, "__") || name == "_" {
		return fmt.Errorf("%q is no name that a variable can have", name)
	}
	return nil
}

// assignment is source that declares a variable, or gives one of that type another value.
func assignment(name, typ string, v reflect.Value) (Source, error) {
	value, err := node.EncodeValue(typ, v)
	if err != nil {
		return Source{}, err
	}
	return Source{Text: name + " := $0", Binds: []protocol.Value{value}}, nil
}

var errHidden = errors.New("the type of the value is an interface that is declared here, which no other node knows; take any, or a struct")

// push makes v the value of a variable at each target.
func (h *host) push(to Target, name, typ string, v any, opts []Option) error {
	if err := variable(name); err != nil {
		return err
	}
	s, err := assignment(name, typeWords(typ), node.Bare(v))
	if err != nil {
		return err
	}
	caller := h.n.Calling()
	o := h.options(opts, caller)
	defer transfers(caller, &o)()
	if id, ok := to.Single(); ok && to.Policy == node.WaitAll {
		return h.n.Ask(caller.Context, id, s, o).Err(id)
	}
	r, err := h.n.AskAll(caller.Context, to, s, o)
	if err != nil {
		return err
	}
	return r.Err()
}

// scatter makes a part of xs the value of a variable at each target.
func (h *host) scatter(to Target, name, typ string, xs any, opts []Option) error {
	if err := variable(name); err != nil {
		return err
	}
	all := node.Bare(xs)
	if all.Kind() != reflect.Slice {
		return errHidden
	}
	if to.Policy != node.WaitAll {
		return errors.New("Scatter gives each node a part, so it waits for all: name nodes, or All()")
	}
	ids, err := h.n.Targets(to)
	if err != nil {
		return err
	}
	parts := make([]Source, len(ids))
	for i := range ids { // all of them before anything is sent
		from, end := all.Len()*i/len(ids), all.Len()*(i+1)/len(ids)
		if parts[i], err = assignment(name, typeWords(typ), all.Slice(from, end)); err != nil {
			return err
		}
	}
	caller := h.n.Calling()
	o := h.options(opts, caller)
	defer transfers(caller, &o)()
	errs := make([]error, len(ids))
	var done sync.WaitGroup
	for i, id := range ids {
		done.Go(func() { errs[i] = h.n.Ask(caller.Context, id, parts[i], o).Err(id) })
	}
	done.Wait()
	return errors.Join(errs...)
}
