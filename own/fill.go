package own

import (
	"context"
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
	"time"

	"parley/eval"
	"parley/protocol"
)

// This file makes a row for drivers of the one that somebody has written: what the source says already need not be said again, the functions run
// where they can be ended, and values are plain.

// tables adds the messages and stores that the row does not list, from the calls of Send and Persist, to those that it does.
func (l *loading) tables(ctx context.Context, p *protocol.Protocol) error {
	p.Messages, p.Stores = slices.Clone(p.Messages), slices.Clone(p.Stores)
	var err error
	inspect := func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || err != nil {
			return err == nil
		}
		switch l.effect(call) {
		case "Send", "SendEach":
			if kind, ok := l.text(call.Args[1]); ok {
				if _, there := p.Message(kind); !there {
					var body any
					if body, err = l.zero(ctx, call.Args[2]); err == nil {
						p.Messages = append(p.Messages, protocol.MessageType{Kind: kind, Body: body})
					}
				}
			}
		case "Persist":
			if key, ok := l.text(call.Args[0]); ok {
				if _, there := p.Store(key); !there && !l.isNil(call.Args[1]) {
					var v any
					if v, err = l.zero(ctx, call.Args[1]); err == nil {
						p.Stores = append(p.Stores, protocol.StoreType{Key: key, Value: v})
					}
				}
			}
		}
		return true
	}
	for _, f := range l.files {
		ast.Inspect(f, inspect)
	}
	return err
}

// effect is the method of Effects that is called; "" if it is none.
func (l *loading) effect(call *ast.CallExpr) string {
	s, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	f, ok := l.info.Uses[s.Sel].(*types.Func)
	if !ok || f.Signature().Recv() == nil {
		return ""
	}
	t := f.Signature().Recv().Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if !isOurs(t, "Effects") || f.Signature().Params().Len() != len(call.Args) {
		return ""
	}
	return f.Name()
}

func (l *loading) text(x ast.Expr) (string, bool) {
	v := l.info.Types[x].Value
	if v == nil || v.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(v), true
}

func (l *loading) isNil(x ast.Expr) bool { return l.info.Types[x].IsNil() }

// zero is the zero value of an expression's type, as an interface of the file's code holds it.
func (l *loading) zero(ctx context.Context, x ast.Expr) (any, error) {
	if l.isNil(x) {
		return nil, nil
	}
	t := types.Default(l.info.Types[x].Type)
	if types.IsInterface(t) {
		return nil, nil // it may be anything; a step that sends something says what is missing
	}
	name := types.TypeString(t, func(p *types.Package) string {
		if p == l.pkg {
			return ""
		}
		return p.Name()
	})
	return l.value(ctx, fmt.Sprintf("any(*new(%s))", name))
}

// adapt makes the row that drivers get.
func adapt(c *code, written protocol.Protocol) *protocol.Protocol {
	p := written
	k := &kind{code: c, name: p.Name, row: &p, typed: typed{bodies: map[string]any{}, args: map[string][]any{}}}
	p.New = func(cfg protocol.Config) protocol.Machine { return k.make(written.New, cfg) }
	p.Messages, p.Stores, p.Calls, p.Params = slices.Clone(p.Messages), slices.Clone(p.Stores), slices.Clone(p.Calls), slices.Clone(p.Params)
	p.Demos = nil // there is no such command for it
	for i := range p.Messages {
		m := &p.Messages[i]
		k.bodies[m.Kind] = m.Body
		m.Body = eval.Bare(m.Body)
	}
	k.stores = slices.Clone(p.Stores)
	for i := range p.Stores {
		p.Stores[i].Value = eval.Bare(p.Stores[i].Value)
	}
	for i := range p.Calls {
		row := &p.Calls[i]
		k.args[row.Op] = row.Args
		row.Args = slices.Clone(row.Args)
		for j := range row.Args {
			row.Args[j] = eval.Bare(row.Args[j])
		}
		row.Result = eval.Bare(row.Result)
		for len(row.Names) < len(row.Args) {
			row.Names = append(slices.Clone(row.Names), fmt.Sprintf("arg%d", len(row.Names)+1))
		}
	}
	for i := range p.Params {
		p.Params[i].Default, p.Params[i].Min = eval.Bare(p.Params[i].Default), eval.Bare(p.Params[i].Min)
	}
	for _, list := range []*[]protocol.Property{&p.Invariants, &p.Sometimes, &p.Optional} {
		*list = slices.Clone(*list)
		for i := range *list {
			(*list)[i] = k.property((*list)[i])
		}
	}
	k.calls(&p, written)
	k.model(&p, written)
	return &p
}

// calls makes the functions that say what is called; by default it is each operation.
func (k *kind) calls(p *protocol.Protocol, written protocol.Protocol) {
	p.Explore = func(nodes []protocol.NodeID) (all []protocol.CallAt) {
		if written.Explore == nil {
			for _, id := range nodes {
				for _, c := range p.Calls {
					all = append(all, protocol.CallAt{Node: id, Op: c.Op, Args: someArgs(c.Args, nodes, func(int) int { return 0 })})
				}
			}
			return all
		}
		k.code.must("Explore", func() { all = written.Explore(nodes) })
		for i := range all {
			bareAll(all[i].Args)
		}
		return all
	}
	p.Workload = func(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (op string, args []any) {
		if written.Workload == nil {
			if len(p.Calls) == 0 {
				return "", nil
			}
			c := p.Calls[random(len(p.Calls))]
			var nodes []protocol.NodeID
			for _, s := range w.Nodes {
				nodes = append(nodes, s.ID)
			}
			return c.Op, someArgs(c.Args, nodes, random)
		}
		k.code.must("Workload", func() { op, args = written.Workload(w, at, n, random) })
		bareAll(args)
		return op, args
	}
	if written.Load == nil {
		return
	}
	p.Load = func(who int, keys []string, random func(int) int) func(protocol.Operation) (string, []any) {
		var next func(protocol.Operation) (string, []any)
		k.code.must("Load", func() { next = written.Load(who, keys, random) })
		return func(last protocol.Operation) (op string, args []any) {
			k.code.must("Load", func() { op, args = next(last) })
			bareAll(args)
			return op, args
		}
	}
}

func bareAll(args []any) {
	for i := range args {
		args[i] = eval.Bare(args[i])
	}
}

// someArgs are arguments of the types of the samples.
func someArgs(samples []any, nodes []protocol.NodeID, random func(int) int) []any {
	var args []any
	for _, s := range samples {
		switch s.(type) {
		case protocol.NodeID:
			s = nodes[random(len(nodes))]
		case string:
			s = string(rune('a' + random(3)))
		case int:
			s = random(10)
		case bool:
			s = random(2) == 1
		case time.Duration:
			s = time.Duration(random(100)) * time.Millisecond
		}
		args = append(args, s)
	}
	return args
}

// model makes the functions of the model those of drivers.
func (k *kind) model(p *protocol.Protocol, written protocol.Protocol) {
	m := written.Model
	if m == nil {
		return
	}
	own := &protocol.Model{
		Init: func() (s any) {
			k.code.must("Model.Init", func() { s = m.Init() })
			return s
		},
		Step: func(state any, c protocol.Call, value any, known bool) (ok bool, next any) {
			k.code.must("Model.Step", func() { ok, next = m.Step(state, c, value, known) })
			return ok, next
		},
	}
	if m.Partition != nil {
		own.Partition = func(c protocol.Call) (s string) {
			k.code.must("Model.Partition", func() { s = m.Partition(c) })
			return s
		}
	}
	if m.Print != nil {
		own.Print = func(state any) (s string) {
			k.code.must("Model.Print", func() { s = m.Print(state) })
			return s
		}
	}
	p.Model = own
}
