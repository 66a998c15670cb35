package drive

import (
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"time"

	"github.com/fxamacker/cbor/v2"

	"parley/protocol"
)

// A tape is a file with one CBOR item for each event of a machine, in order, over its restarts. It is written before the effects of the event
// happen, and not synced: it outlives the process, not the system.

// taped is one item of a tape.
type taped struct {
	_       struct{} `cbor:",toarray"`
	Kind    protocol.EventKind
	ID      uint64 // of Start: see protocol.Taped
	At      time.Duration
	Seed    uint64
	From    protocol.NodeID
	Message []byte // as on the wire
	Timer   string
	Call    uint64
	Op      string
	Args    []cbor.RawMessage
	Fact    string
	Value   cbor.RawMessage
	Stored  map[string]cbor.RawMessage
	What    protocol.Happening // see protocol.Taped
	Text    string
	Undone  int // of Crashed: how many events before it had no effects, since their writes failed
}

// pack is an event as a tape has it.
func (c *Codec) pack(id uint64, e protocol.Event) (taped, error) {
	t := taped{Kind: e.Kind, ID: id, At: e.At, Seed: e.Seed, Timer: e.Timer, Call: e.Call.ID, Op: e.Call.Op, Fact: e.Fact.Name}
	var err error
	add := func(v any) cbor.RawMessage {
		b, e := cbor.Marshal(v)
		err = errors.Join(err, e)
		return b
	}
	switch e.Kind {
	case protocol.Receive:
		t.From = e.Message.From
		t.Message, err = c.Message(id, e.Message)
	case protocol.Request:
		for _, a := range e.Call.Args {
			t.Args = append(t.Args, add(a))
		}
	case protocol.Learn:
		t.Value = add(e.Fact.Value)
	case protocol.Start:
		t.Stored = map[string]cbor.RawMessage{}
		for key, v := range e.Stored {
			t.Stored[key] = add(v)
		}
	}
	return t, err
}

// unpack is the inverse of pack.
func (c *Codec) unpack(self protocol.NodeID, t taped) (protocol.Taped, error) {
	x := protocol.Taped{Node: self, ID: t.ID, What: t.What, Text: t.Text}
	e := protocol.Event{Kind: t.Kind, At: t.At, Seed: t.Seed, Timer: t.Timer}
	var err error
	switch t.Kind {
	case protocol.Receive:
		x.ID, e.Message, err = c.ReadMessage(t.Message)
		e.Message.From, e.Message.To = t.From, self
	case protocol.Request:
		row, known := c.row.Call(t.Op)
		if !known || len(row.Args) != len(t.Args) {
			return x, fmt.Errorf("%s has no operation %s with %d arguments", c.row.Name, t.Op, len(t.Args))
		}
		e.Call = protocol.Call{ID: t.Call, Op: t.Op}
		for i, raw := range t.Args {
			v := reflect.New(reflect.TypeOf(row.Args[i]))
			if err := decoder.Unmarshal(raw, v.Interface()); err != nil {
				return x, err
			}
			e.Call.Args = append(e.Call.Args, v.Elem().Interface())
		}
	case protocol.Learn:
		e.Fact.Name = t.Fact
		v := factValue(t.Fact)
		err = decoder.Unmarshal(t.Value, v.Interface())
		e.Fact.Value = v.Elem().Interface()
	case protocol.Start:
		e.Stored = map[string]any{}
		for key, raw := range t.Stored {
			if e.Stored[key], err = c.readStored(key, raw); err != nil {
				return x, err
			}
		}
	}
	x.Event = e
	return x, err
}

// factValue is where the value of a fact is read into. The facts of package protocol have types; of others nothing but their CBOR is known.
func factValue(name string) reflect.Value {
	if like := protocol.FactValue(name); like != nil {
		return reflect.New(reflect.TypeOf(like))
	}
	return reflect.ValueOf(new(any))
}

// tape writes what happens to a machine; without a file it writes nothing.
type tape struct {
	codec *Codec
	file  *os.File
}

func openTape(path string, c *Codec) (*tape, error) {
	if path == "" {
		return &tape{}, nil
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the record %s cannot be written: %w", path, err)
	}
	return &tape{codec: c, file: f}, nil
}

func (t *tape) event(id uint64, e protocol.Event) error {
	if t.file == nil {
		return nil
	}
	packed, err := t.codec.pack(id, e)
	if err != nil {
		return err
	}
	return t.write(packed)
}

func (t *tape) write(x taped) error {
	b, err := cbor.Marshal(x)
	if err == nil {
		_, err = t.file.Write(b)
	}
	if err != nil {
		return fmt.Errorf("its record cannot be written: %w", err)
	}
	return nil
}

// dropped is a message that the faults have lost.
func (t *tape) dropped(at time.Duration, id uint64, why string) error {
	if t.file == nil {
		return nil
	}
	return t.write(taped{At: at, ID: id, What: protocol.Dropped, Text: why})
}

// close ends the record with why the machine has ended, so that a run that is made again has it down from then on. If that cannot be
// written the record is as that of a killed process: the next start says so.
func (t *tape) close(at time.Duration, why error, undone int) {
	if t.file == nil {
		return
	}
	x := taped{At: at, What: protocol.Crashed, Undone: undone}
	if why != ErrCrashed {
		x.Text = why.Error()
	}
	t.write(x)
	t.file.Close()
}

// ReadTape reads what a machine has recorded. What a crash has left at the end, half of an event, is left out, and so are events whose
// effects never happened: all that they changed was the machine that ended with them.
func ReadTape(b []byte, c *Codec, self protocol.NodeID) ([]protocol.Taped, error) {
	var all []protocol.Taped
	for len(b) > 0 {
		var t taped
		rest, err := decoder.UnmarshalFirst(b, &t)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			return all, fmt.Errorf("the record cannot be read beyond event %d: %w", len(all), err)
		}
		b = rest
		x, err := c.unpack(self, t)
		if err != nil {
			return all, fmt.Errorf("event %d of the record is of another version: %w", len(all)+1, err)
		}
		all = append(all[:len(all)-min(t.Undone, len(all))], x)
	}
	return all, nil
}
