package sim

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
	"unsafe"

	"parley/protocol"
)

// This file writes traces for other programs. Both forms are functions of the trace alone.

// JSON is a trace as one JSON object a line. The first says what it is a trace of:
//
//	{"protocol":"relay","nodes":["n1","n2"]}
//
// Each of the others is an event, with those of these fields that it has, in this order:
//
//	at       nanoseconds since the run began
//	node     where; none for the network as a whole
//	what     start crash pause resume call end send receive drop duplicate timer store tell note network violated
//	id       of a message, the same when it is sent, received, dropped or duplicated
//	from, to, part, kind, body     of a message; part is the machine of the node, where there are several
//	call, op, args                 of a call, its number, operation and arguments
//	verdict, value                 of its end: value, failed or unknown, and what it gave
//	timer                          its name
//	key, value                     of what is stored; no value where it is removed
//	fact, value                    of what a machine tells
//	text     of a note, of the network, of what is violated; why a node crashed, a message was dropped or a call gave no value
//
// Bodies and values are plain data: structs are objects with all their fields in the order of their declaration, maps are
// objects with their keys as text, sorted, times are nanoseconds, and bytes are text.
func JSON(t protocol.Trace) string {
	var b strings.Builder
	b.WriteString(`{"protocol":` + jsonText(t.Protocol) + `,"nodes":[`)
	for i, id := range t.Nodes {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(jsonText(string(id)))
	}
	b.WriteString("]}\n")
	for _, e := range t.Events {
		jsonEvent(&b, e)
	}
	return b.String()
}

func jsonEvent(b *strings.Builder, e protocol.TraceEvent) {
	fmt.Fprintf(b, `{"at":%d`, int64(e.At))
	field := func(name, value string) { b.WriteString(`,"` + name + `":` + value) }
	text := func(name, value string) {
		if value != "" {
			field(name, jsonText(value))
		}
	}
	plain := func(name string, v any) {
		if v != nil {
			field(name, plainJSON(v))
		}
	}
	text("node", string(e.Node))
	text("what", e.What.String())
	why := e.Text
	switch e.What {
	case protocol.Sent, protocol.Received, protocol.Dropped, protocol.Duplicated:
		field("id", strconv.FormatUint(e.ID, 10))
		text("from", string(e.Message.From))
		text("to", string(e.Message.To))
		text("part", e.Message.Part)
		text("kind", e.Message.Kind)
		plain("body", e.Message.Body)
	case protocol.Called, protocol.Ended:
		field("call", strconv.FormatUint(e.Call.ID, 10))
		text("op", e.Call.Op)
		if e.What == protocol.Ended {
			text("verdict", e.Reply.Verdict.String())
			plain("value", e.Reply.Value)
			why = e.Reply.Text
		} else if len(e.Call.Args) > 0 {
			plain("args", e.Call.Args)
		}
	case protocol.TimedOut:
		text("timer", e.Timer)
	case protocol.Stored:
		text("key", e.Write.Key)
		plain("value", e.Write.Value)
	case protocol.Told:
		text("fact", e.Fact.Name)
		plain("value", e.Fact.Value)
	}
	text("text", why)
	b.WriteString("}\n")
}

func jsonText(s string) string {
	q, _ := json.Marshal(strings.ToValidUTF8(s, "\uFFFD")) // a string always can
	return string(q)
}

// plainJSON is plain data of any type, fields that are not exported too.
func plainJSON(v any) string {
	j := jsonWriter{}
	j.write(addressable(reflect.ValueOf(v)))
	return j.b.String()
}

type jsonWriter struct {
	b    strings.Builder
	path []unsafe.Pointer
}

func (j *jsonWriter) write(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		j.b.WriteString(strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		j.b.WriteString(strconv.FormatInt(v.Int(), 10))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		j.b.WriteString(strconv.FormatUint(v.Uint(), 10))
	case reflect.Float32, reflect.Float64:
		if x := v.Float(); math.IsNaN(x) || math.IsInf(x, 0) {
			j.b.WriteString(jsonText(fmt.Sprint(x))) // JSON has no number for it
		} else {
			j.b.WriteString(strconv.FormatFloat(x, 'g', -1, 64))
		}
	case reflect.String:
		j.b.WriteString(jsonText(v.String()))
	case reflect.Pointer:
		if v.IsNil() || slices.Contains(j.path, v.UnsafePointer()) {
			j.b.WriteString("null")
			return
		}
		j.path = append(j.path, v.UnsafePointer())
		j.write(v.Elem())
		j.path = j.path[:len(j.path)-1]
	case reflect.Interface:
		if v.IsNil() {
			j.b.WriteString("null")
			return
		}
		j.write(addressable(open(v).Elem()))
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 && utf8.Valid(v.Bytes()) {
			j.b.WriteString(jsonText(string(v.Bytes())))
			return
		}
		j.b.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				j.b.WriteByte(',')
			}
			j.write(v.Index(i))
		}
		j.b.WriteByte(']')
	case reflect.Map:
		type entry struct {
			key   string
			value reflect.Value
		}
		var all []entry
		for it := v.MapRange(); it.Next(); {
			key := it.Key()
			name := plainText(key.Interface())
			if key.Kind() == reflect.String {
				name = key.String()
			}
			all = append(all, entry{name, it.Value()})
		}
		slices.SortFunc(all, func(x, y entry) int { return compareNatural(x.key, y.key) })
		j.b.WriteByte('{')
		for i, e := range all {
			if i > 0 {
				j.b.WriteByte(',')
			}
			j.b.WriteString(jsonText(e.key) + ":")
			j.write(addressable(e.value))
		}
		j.b.WriteByte('}')
	case reflect.Struct:
		j.b.WriteByte('{')
		for i := range v.NumField() {
			if i > 0 {
				j.b.WriteByte(',')
			}
			j.b.WriteString(jsonText(v.Type().Field(i).Name) + ":")
			j.write(open(v.Field(i)))
		}
		j.b.WriteByte('}')
	default:
		j.b.WriteString(jsonText(fmt.Sprint(v)))
	}
}

// shivizExpression is how ShiViz takes a log apart that says nothing else.
const shivizExpression = `(?<event>.*)\n(?<host>\S*) (?<clock>{.*})`

// shivizNetwork is the host of what happens to the network as a whole: to ShiViz each event has one, and no node is called so.
const shivizNetwork = "(network)"

// ShiViz is a trace as a log file for ShiViz (https://bestchai.bitbucket.io/shiviz), which draws it as a graph that one can fold and
// search. Its first line is the regular expression by which ShiViz reads the rest,
//
//	(?<event>.*)\n(?<host>\S*) (?<clock>{.*})
//
// which is also its default; the second is empty, since there is one execution. Each event is two lines, what happened and where,
// with the vector clock of that node after it:
//
//	1ms <- n1  Put{Key:"k" Value:1}  #1
//	n2 {"n1":3, "n2":2}
//
// A node's clock counts its events, and when a message is received it learns what the sender knew as it sent it.
func ShiViz(t protocol.Trace) string {
	var b strings.Builder
	b.WriteString(shivizExpression + "\n\n")
	clocks := map[protocol.NodeID]map[protocol.NodeID]uint64{}
	sent := map[uint64]map[protocol.NodeID]uint64{}
	var hosts []protocol.NodeID // those that have a clock, sorted
	for _, e := range causal(t.Events) {
		host := e.Node
		if host == "" {
			host = shivizNetwork
		}
		clock := clocks[host]
		if clock == nil {
			clock = map[protocol.NodeID]uint64{}
			clocks[host] = clock
			hosts = append(hosts, host)
			slices.SortFunc(hosts, func(x, y protocol.NodeID) int { return compareNatural(string(x), string(y)) })
		}
		clock[host]++
		switch e.What {
		case protocol.Sent:
			then := make(map[protocol.NodeID]uint64, len(clock))
			for id, n := range clock {
				then[id] = n
			}
			sent[e.ID] = then
		case protocol.Received:
			for id, n := range sent[e.ID] {
				clock[id] = max(clock[id], n)
			}
		}
		fmt.Fprintf(&b, "%s %s\n%s {", shortTime(e.At), oneLine(what(e)), host)
		first := true
		for _, id := range hosts {
			if clock[id] == 0 {
				continue
			}
			if !first {
				b.WriteString(", ")
			}
			first = false
			fmt.Fprintf(&b, "%s:%d", jsonText(string(id)), clock[id])
		}
		b.WriteString("}\n")
	}
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
