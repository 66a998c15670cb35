package own

import (
	"go/constant"
	"reflect"

	"parley/eval"
	"parley/protocol"
)

// Path is what a file of a protocol imports.
const Path = "parley/protocol"

// _protocol_Machine is how an engine gives a value of an evaluated type as a Machine: the evaluator knows it by its name and first field.
type _protocol_Machine struct {
	IValue interface{}
	WStep  func(protocol.Event) protocol.Effects
}

func (w _protocol_Machine) Step(e protocol.Event) protocol.Effects { return w.WStep(e) }

// overlay is what reflection cannot show of the package.
const overlay = `package protocol

// Machines calls f for each node that is up and has such a machine.
func Machines[M Machine](w *World, f func(id NodeID, m M)) {
	for i := range w.Nodes {
		if m, ok := machineAt(w, i).(M); ok {
			f(w.Nodes[i].ID, m)
		}
	}
}
`

// Package is package protocol as evaluated code sees it.
func Package() eval.Package {
	text := func(s string) reflect.Value { return reflect.ValueOf(constant.MakeString(s)) }
	return eval.Package{Path: Path, Overlay: overlay, Docs: eval.SourceDocs(Path, protocol.Source), Symbols: map[string]reflect.Value{
		"Machine": of[protocol.Machine](), "_Machine": of[_protocol_Machine](), "machineAt": reflect.ValueOf(machineAt),
		"Event": of[protocol.Event](), "EventKind": of[protocol.EventKind](), "Message": of[protocol.Message](), "Call": of[protocol.Call](), "Fact": of[protocol.Fact](),
		"Effects": of[protocol.Effects](), "Write": of[protocol.Write](), "Reply": of[protocol.Reply](), "Timer": of[protocol.Timer](),
		"NodeID": of[protocol.NodeID](), "Config": of[protocol.Config](), "Verdict": of[protocol.Verdict](),
		"Protocol": of[protocol.Protocol](), "Param": of[protocol.Param](), "MessageType": of[protocol.MessageType](), "CallType": of[protocol.CallType](),
		"StoreType": of[protocol.StoreType](), "Demo": of[protocol.Demo](), "Property": of[protocol.Property](), "CallAt": of[protocol.CallAt](),
		"Model": of[protocol.Model](), "World": of[protocol.World](), "NodeState": of[protocol.NodeState](), "Operation": of[protocol.Operation](),
		"Ref": of[protocol.Ref](), "Record": of[protocol.Record](),
		"Start": reflect.ValueOf(protocol.Start), "Receive": reflect.ValueOf(protocol.Receive), "Timeout": reflect.ValueOf(protocol.Timeout),
		"Request": reflect.ValueOf(protocol.Request), "Learn": reflect.ValueOf(protocol.Learn),
		"OK": reflect.ValueOf(protocol.OK), "Failed": reflect.ValueOf(protocol.Failed), "Unknown": reflect.ValueOf(protocol.Unknown),
		"FactLeader": text(protocol.FactLeader), "FactNodes": text(protocol.FactNodes), "FactMembers": text(protocol.FactMembers),
	}}
}

func of[T any]() reflect.Value { return reflect.ValueOf((*T)(nil)) }

// machineAt is the machine of a node as the code that made it has it; nil if the node is down.
func machineAt(w *protocol.World, i int) any {
	if m, ok := w.Nodes[i].Machine.(*machine); ok {
		return m.State
	}
	return nil
}
