package sim

import (
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"
	"sync/atomic"
	"time"

	"github.com/anishathalye/porcupine"

	"parley/protocol"
)

// LinearVerdict is what CheckLinear has found.
type LinearVerdict string

const (
	Linear     LinearVerdict = "ok"      // there is an order of the calls that explains all answers
	NotLinear  LinearVerdict = "illegal" // there is none
	LinearOpen LinearVerdict = "unknown" // it was not found out: time was over, or the model panicked
)

// linearPatience is how long a history is looked at if nothing else is said.
const linearPatience = 10 * time.Second

// CheckLinear says whether a history is linearizable: whether each call can have happened, whole, at one moment between its
// beginning and its end, such that one after the other they are what the model says (Herlihy and Wing 1990). Calls that touch
// at one moment of time count as concurrent, since a live run cannot tell.
//
// A call that Failed certainly had no effect and is left out. One that ended Unknown, or has not ended, can have happened at any time
// since it began, after the end of the history too, or never. A timeout of 0 is 10 s.
//
// html writes a picture of the history, with an order that explains it or as much of one as there is, as a page that needs nothing else.
// It looks for that order again, in the same time.
func CheckLinear(m *protocol.Model, history []protocol.Operation, timeout time.Duration) (verdict LinearVerdict, html func(w io.Writer) error) {
	if m == nil || m.Init == nil || m.Step == nil {
		return LinearOpen, func(io.Writer) error { return errors.New("the protocol has no model to judge a history by") }
	}
	if timeout <= 0 {
		timeout = linearPatience
	}
	j := &judge{model: m}
	calls := j.calls(history)
	verdict = j.verdict(porcupine.CheckOperationsTimeout(j.porcupine(), calls, timeout))
	return verdict, func(w io.Writer) error { return j.draw(w, calls, timeout) }
}

// judge is a model as the checker takes it.
type judge struct {
	model  *protocol.Model
	failed atomic.Pointer[string] // how the model panicked
}

// outcome is what a call gave, as far as it is known.
type outcome struct {
	node  protocol.NodeID
	value any
	known bool
	text  string
}

// calls are those of a history that may have had an effect. Each gets a line of the picture on which nothing else is at its time.
func (j *judge) calls(history []protocol.Operation) []porcupine.Operation {
	var rows []struct {
		node protocol.NodeID
		free int64 // since when
	}
	sorted := slices.Clone(history)
	slices.SortStableFunc(sorted, func(x, y protocol.Operation) int {
		if x.Node != y.Node {
			return compareNatural(string(x.Node), string(y.Node))
		}
		return int(x.Start - y.Start)
	})
	var last time.Duration
	for _, op := range history {
		last = max(last, op.Start, op.End)
	}
	var calls []porcupine.Operation
	for _, op := range sorted {
		if op.Ended && op.Reply.Verdict == protocol.Failed {
			continue
		}
		o := outcome{node: op.Node, known: op.Ended && op.Reply.Verdict == protocol.OK, text: "no answer"}
		if op.Ended {
			o.text = replyText(op.Reply)
		}
		end := int64(last) + 1
		if o.known {
			o.value, end = op.Reply.Value, int64(op.End)
		}
		row := 0
		for row < len(rows) && (rows[row].node != op.Node || rows[row].free >= int64(op.Start)) {
			row++
		}
		if row == len(rows) {
			rows = append(rows, struct {
				node protocol.NodeID
				free int64
			}{op.Node, math.MinInt64})
		}
		rows[row].free = end
		calls = append(calls, porcupine.Operation{ClientId: row, Input: op.Call, Call: int64(op.Start), Output: o, Return: end})
	}
	return calls
}

func (j *judge) porcupine() porcupine.Model {
	p := porcupine.Model{
		Init:  j.model.Init,
		Step:  j.step,
		Equal: reflect.DeepEqual,
		Hash:  stateHash,
		DescribeOperation: func(input, output any) string {
			o := output.(outcome)
			return fmt.Sprintf("%s: %s: %s", o.node, callText(input.(protocol.Call)), o.text)
		},
		DescribeState: func(state any) string {
			if j.model.Print != nil {
				return j.model.Print(state)
			}
			return plainText(state)
		},
	}
	if j.model.Partition != nil {
		p.Partition = func(all []porcupine.Operation) [][]porcupine.Operation {
			index := map[string]int{}
			var parts [][]porcupine.Operation
			for _, op := range all {
				name := j.model.Partition(op.Input.(protocol.Call))
				i, ok := index[name]
				if !ok {
					i = len(parts)
					index[name] = i
					parts = append(parts, nil)
				}
				parts[i] = append(parts[i], op)
			}
			return parts
		}
	}
	return p
}

// stateHash is the hash of a state; the same for all that are not plain data, which are then told apart by comparing them.
func stateHash(state any) (h uint64) {
	defer func() { _ = recover() }()
	return plainHash(state)
}

// step is that of the model. A call whose outcome is not known may always have had no effect at all.
func (j *judge) step(state, input, output any) (ok bool, next any) {
	defer func() {
		if r := recover(); r != nil {
			text := fmt.Sprint(r)
			j.failed.CompareAndSwap(nil, &text)
			ok, next = false, state
		}
	}()
	o := output.(outcome)
	ok, next = j.model.Step(state, input.(protocol.Call), o.value, o.known)
	if !ok && !o.known {
		return true, state
	}
	return ok, next
}

func (j *judge) verdict(r porcupine.CheckResult) LinearVerdict {
	switch {
	case j.failed.Load() != nil:
		return LinearOpen
	case r == porcupine.Ok:
		return Linear
	case r == porcupine.Illegal:
		return NotLinear
	}
	return LinearOpen
}

func (j *judge) draw(w io.Writer, calls []porcupine.Operation, timeout time.Duration) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the history cannot be drawn: %v; does the model change a state in place?", r)
		}
	}()
	_, found := porcupine.CheckOperationsVerbose(j.porcupine(), calls, timeout)
	if text := j.failed.Load(); text != nil {
		return fmt.Errorf("the history cannot be drawn: the model panicked: %s", *text)
	}
	return porcupine.Visualize(j.porcupine(), found, w)
}
