package drive_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"parley/coord"
	"parley/node/drive"
	"parley/protocol"
	"parley/scripts"
	"parley/sim"
	"parley/txn/commit"
)

const (
	travelSeeds  = 15
	travelMost   = 3000 // if something has not been seen by then, it never is
	travelEnough = 2000 // messages of a kind, and facts of a name
)

// ofMembers is said only where nodes come and go, as they do in the cluster.
var ofMembers = []string{"message Fetch", "message Current"}

// All that the machines of any protocol send, store, tell, are asked and answer in random runs comes out of the codec as it went in. Of each row of its
// table something is seen.
func TestEverythingTravels(t *testing.T) {
	for _, p := range append(scripts.Catalog(), coord.Cluster(commit.Both())) {
		t.Run(p.Name, func(t *testing.T) {
			codec, err := drive.NewCodec(p)
			if err != nil {
				t.Fatal(err)
			}
			x := &traveller{codec: codec, row: p, seen: map[string]int{}}
			busy := *p
			busy.Invariants, busy.Workload = nil, anything(p) // calls that nobody would make may break what is promised
			params := []map[string]any{nil}
			if slices.ContainsFunc(p.Params, func(row protocol.Param) bool { return row.Name == "ask" }) {
				params = append(params, map[string]any{"ask": true}) // votes are asked for
			}
			wanted := x.rows()
			if p.Name == coord.ClusterName { // its parts are in the catalog
				wanted = []string{"message commit.Fetch", "message commit.Current"}
			}
			for seed := uint64(1); seed <= travelSeeds || seed <= travelMost && len(x.missing(wanted)) > 0; seed++ {
				nodes := 3
				if seed > travelSeeds {
					nodes += int(seed % 5) // what is not said among three
				}
				for i := range 2 * len(params) {
					mix := []string{"", sim.MixAll}[i%2]
					s, err := sim.Random(sim.Config{Protocol: &busy, Nodes: nodes, Params: params[i/2]}, mix, seed)
					if err != nil {
						t.Fatal(err)
					}
					for _, e := range s.Trace().Events {
						if err := x.event(e); err != nil {
							t.Fatalf("seed %d, faults %q: %v", seed, mix, err)
						}
					}
				}
			}
			for _, what := range x.missing(wanted) {
				t.Errorf("%s was in none of the runs", what)
			}
		})
	}
}

// traveller sends through the codec what is in traces.
type traveller struct {
	codec *drive.Codec
	row   *protocol.Protocol
	seen  map[string]int
}

// missing is what of it was not seen yet.
func (x *traveller) missing(wanted []string) []string {
	return slices.DeleteFunc(slices.Clone(wanted), func(what string) bool { return x.seen[what] > 0 || slices.Contains(ofMembers, what) })
}

// rows are what is to be seen.
func (x *traveller) rows() []string {
	var all []string
	for _, m := range x.row.Messages {
		all = append(all, "message "+m.Kind)
	}
	for _, s := range x.row.Stores {
		all = append(all, "store "+s.Key)
	}
	for _, c := range x.row.Calls {
		all = append(all, "call "+c.Op)
		if c.Result != nil {
			all = append(all, "answer "+c.Op)
		}
	}
	return all
}

// anything is the protocol's workload, and as often any operation of its table with arguments of the right types.
func anything(p *protocol.Protocol) func(*protocol.World, protocol.NodeID, int, func(int) int) (string, []any) {
	return func(w *protocol.World, at protocol.NodeID, n int, random func(int) int) (string, []any) {
		if p.Workload != nil && random(2) == 0 || len(p.Calls) == 0 {
			return p.Workload(w, at, n, random)
		}
		row := p.Calls[random(len(p.Calls))]
		args := make([]any, len(row.Args))
		for i, a := range row.Args {
			v := reflect.New(reflect.TypeOf(a)).Elem()
			fill(v, w, random)
			args[i] = v.Interface()
		}
		return row.Op, args
	}
}

// fill draws a value.
func fill(v reflect.Value, w *protocol.World, random func(int) int) {
	switch {
	case v.Type() == reflect.TypeFor[protocol.NodeID]():
		v.SetString(string(w.Nodes[random(len(w.Nodes))].ID))
	case v.Kind() == reflect.String:
		v.SetString(string(rune('a' + random(3))))
	case v.Type() == reflect.TypeFor[time.Duration]():
		v.SetInt(int64(time.Second))
	case v.CanInt():
		v.SetInt(int64(random(2)))
	case v.Kind() == reflect.Bool:
		v.SetBool(random(2) == 0)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), w, random)
		}
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), w, random)
	}
}

func (x *traveller) event(e protocol.TraceEvent) error {
	switch e.What {
	case protocol.Sent:
		if x.seen["message "+e.Message.Kind] > travelEnough {
			return nil
		}
		b, err := x.codec.Message(e.ID, e.Message)
		if err != nil {
			return err
		}
		id, m, err := x.codec.ReadMessage(b)
		if err != nil {
			return err
		}
		kind := strings.TrimPrefix(e.Message.Part+"."+e.Message.Kind, ".")
		x.seen["message "+kind]++
		if id != e.ID {
			return fmt.Errorf("message %d of kind %s became number %d", e.ID, kind, id)
		}
		return unchanged("message "+kind, []any{e.Message.Part, e.Message.Kind, e.Message.Body}, []any{m.Part, m.Kind, m.Body})
	case protocol.Stored:
		if e.Write.Value == nil {
			return nil
		}
		v, err := x.codec.Storing(e.Write)
		if err != nil {
			return err
		}
		row, _ := x.row.Store(e.Write.Key)
		x.seen["store "+row.Key]++
		return unchanged("store "+row.Key, e.Write.Value, v)
	case protocol.Called:
		x.seen["call "+e.Call.Op]++
		again, err := x.codec.Taping(e.Node, protocol.Event{Kind: protocol.Request, Call: e.Call})
		if err != nil {
			return err
		}
		return unchanged("call "+e.Call.Op, e.Call, again.Call)
	case protocol.Ended:
		return x.result(e.Call.Op, e.Reply)
	case protocol.Told:
		if x.seen["fact "+e.Fact.Name]++; x.seen["fact "+e.Fact.Name] > travelEnough {
			return nil
		}
		v, err := through(e.Fact.Value)
		if err != nil {
			return fmt.Errorf("fact %s: %w", e.Fact.Name, err)
		}
		if e.Fact.Name != "can-commit?" { // it is told to people, and no machine learns it
			again, err := x.codec.Taping(e.Node, protocol.Event{Kind: protocol.Learn, Fact: e.Fact})
			if err != nil {
				return err
			}
			v = again.Fact.Value
		}
		return unchanged("fact "+e.Fact.Name, e.Fact.Value, v)
	}
	return nil
}

// result sends an answer through CBOR as a node that was asked by another does, where nothing but the table knows its type.
func (x *traveller) result(op string, r protocol.Reply) error {
	row, _ := x.row.Call(op)
	if r.Verdict != protocol.OK || r.Value == nil {
		return nil
	}
	if reflect.TypeOf(r.Value) != reflect.TypeOf(row.Result) {
		return fmt.Errorf("%s answers a %T, and its table says %T", op, r.Value, row.Result)
	}
	b, err := cbor.Marshal(r.Value)
	if err != nil {
		return fmt.Errorf("the answer of %s: %w", op, err)
	}
	var raw any
	if err := cbor.Unmarshal(b, &raw); err != nil {
		return fmt.Errorf("the answer of %s: %w", op, err)
	}
	x.seen["answer "+op]++
	return unchanged("the answer of "+op, r.Value, x.codec.Result(op, raw))
}

// through is a value that was written and read by its own type.
func through(v any) (any, error) {
	b, err := cbor.Marshal(v)
	if err != nil || v == nil {
		return nil, err
	}
	out := reflect.New(reflect.TypeOf(v))
	err = cbor.Unmarshal(b, out.Interface())
	return out.Elem().Interface(), err
}

func unchanged(what string, was, is any) error {
	if !reflect.DeepEqual(was, is) {
		return fmt.Errorf("%s: %#v became %#v", what, was, is)
	}
	return nil
}

// The test is able to fail: what is not exported is lost on the way.
func TestNotEverythingTravels(t *testing.T) {
	type half struct{ X, y int }
	v, err := through(half{1, 2})
	if err == nil {
		err = unchanged("half", half{1, 2}, v)
	}
	if err == nil || !slices.Contains([]string{"half: drive_test.half{X:1, y:2} became drive_test.half{X:1, y:0}"}, err.Error()) {
		t.Errorf("got %v", err)
	}
}
