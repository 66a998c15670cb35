package drive

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/fxamacker/cbor/v2"

	"parley/protocol"
)

// Codec writes and reads what the machines of one protocol send, store and are asked, by the types in the protocol's table.
type Codec struct {
	row      *protocol.Protocol
	messages map[string]reflect.Type // by kind; nil for no body
}

// decoder bounds what a peer can make a node allocate.
var decoder = func() cbor.DecMode {
	m, err := cbor.DecOptions{UTF8: cbor.UTF8DecodeInvalid, ByteStringToString: cbor.ByteStringToStringAllowed, MaxNestedLevels: 32, MaxArrayElements: 1 << 20, MaxMapPairs: 1 << 20}.DecMode()
	if err != nil {
		panic(err) // the options are constant
	}
	return m
}()

// NewCodec checks that all types of the table can travel: whatever they hold must be exported, and nothing of an interface type.
func NewCodec(p *protocol.Protocol) (*Codec, error) {
	c := &Codec{row: p, messages: map[string]reflect.Type{}}
	travels := func(what string, v any) error {
		if v == nil {
			return nil
		}
		if err := travels(reflect.TypeOf(v), nil); err != nil {
			return fmt.Errorf("%s: %s cannot travel: %w", p.Name, what, err)
		}
		return nil
	}
	for _, m := range p.Messages {
		if err := travels("the body of "+m.Kind, m.Body); err != nil {
			return nil, err
		}
		c.messages[m.Kind] = reflect.TypeOf(m.Body)
	}
	for _, s := range p.Stores {
		if err := travels("what is stored as "+s.Key, s.Value); err != nil {
			return nil, err
		}
	}
	for _, op := range p.Calls {
		for i, a := range op.Args {
			if err := travels(fmt.Sprintf("argument %d of %s", i+1, op.Op), a); err != nil {
				return nil, err
			}
		}
		if err := travels("the result of "+op.Op, op.Result); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// travels says why a value of type t cannot be written and read again as the same.
func travels(t reflect.Type, outer []reflect.Type) error {
	for _, o := range outer {
		if o == t {
			return nil
		}
	}
	outer = append(outer, t)
	switch t.Kind() {
	case reflect.Func, reflect.Chan, reflect.UnsafePointer, reflect.Interface, reflect.Complex64, reflect.Complex128, reflect.Uintptr:
		return fmt.Errorf("it holds a %s", t)
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return travels(t.Elem(), outer)
	case reflect.Map:
		if err := travels(t.Key(), outer); err != nil {
			return err
		}
		return travels(t.Elem(), outer)
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if !f.IsExported() {
				return fmt.Errorf("its field %s.%s is not exported", t, f.Name)
			}
			if err := travels(f.Type, outer); err != nil {
				return err
			}
		}
	}
	return nil
}

// kind is how the table names the kind of a message.
func kind(m protocol.Message) string {
	if m.Part == "" {
		return m.Kind
	}
	return m.Part + "." + m.Kind
}

// envelope is a message on the wire.
type envelope struct {
	_    struct{} `cbor:",toarray"`
	ID   uint64
	Kind string // with its part
	Body cbor.RawMessage
}

// Message writes a message; its sender and receiver are known from the connection. The id is unique among those of the sender.
func (c *Codec) Message(id uint64, m protocol.Message) ([]byte, error) {
	k := kind(m)
	t, known := c.messages[k]
	if !known {
		return nil, fmt.Errorf("%s has no message %s", c.row.Name, k)
	}
	if reflect.TypeOf(m.Body) != t {
		return nil, fmt.Errorf("the body of %s is a %T and must be a %v", k, m.Body, t)
	}
	body, err := cbor.Marshal(m.Body)
	if err != nil {
		return nil, fmt.Errorf("the body of %s cannot be written: %w", k, err)
	}
	return cbor.Marshal(envelope{ID: id, Kind: k, Body: body})
}

// ReadMessage is the inverse of Message.
func (c *Codec) ReadMessage(b []byte) (id uint64, m protocol.Message, err error) {
	var e envelope
	if err := decoder.Unmarshal(b, &e); err != nil {
		return 0, m, fmt.Errorf("the message of %s cannot be read: %w", c.row.Name, err)
	}
	t, known := c.messages[e.Kind]
	if !known {
		return 0, m, fmt.Errorf("%s has no message %.40q here; the sender may run another version", c.row.Name, e.Kind)
	}
	m.Part, m.Kind = "", e.Kind
	if part, k, ok := strings.Cut(e.Kind, "."); ok {
		m.Part, m.Kind = part, k
	}
	if t != nil {
		v := reflect.New(t)
		if err := decoder.Unmarshal(e.Body, v.Interface()); err != nil {
			return 0, m, fmt.Errorf("the body of %s cannot be read: %w", e.Kind, err)
		}
		m.Body = v.Elem().Interface()
	}
	return e.ID, m, nil
}

// store writes what is stored under a key.
func (c *Codec) store(w protocol.Write) ([]byte, error) {
	row, known := c.row.Store(w.Key)
	if !known {
		return nil, fmt.Errorf("%s stores under %q, which is not in its table", c.row.Name, w.Key)
	}
	if reflect.TypeOf(w.Value) != reflect.TypeOf(row.Value) {
		return nil, fmt.Errorf("what is stored under %q is a %T and must be a %T", w.Key, w.Value, row.Value)
	}
	return cbor.Marshal(w.Value)
}

func (c *Codec) readStored(key string, b []byte) (any, error) {
	row, known := c.row.Store(key)
	if !known {
		return nil, fmt.Errorf("%s knows nothing that is stored under %q", c.row.Name, key)
	}
	v := reflect.New(reflect.TypeOf(row.Value))
	if err := decoder.Unmarshal(b, v.Interface()); err != nil {
		return nil, fmt.Errorf("what is stored under %q cannot be read: %w", key, err)
	}
	return v.Elem().Interface(), nil
}

// Args makes the arguments of an operation of values of any types that can be converted without loss.
func (c *Codec) Args(op string, args []any) ([]any, error) {
	row, known := c.row.Call(op)
	if !known {
		var names []string
		for _, o := range c.row.Calls {
			names = append(names, o.Op)
		}
		return nil, fmt.Errorf("%s has no operation %s; it has %s", c.row.Name, op, strings.Join(names, ", "))
	}
	if len(args) != len(row.Args) {
		return nil, fmt.Errorf("%s takes %d arguments (%s), not %d", op, len(row.Args), strings.Join(row.Names, ", "), len(args))
	}
	out := make([]any, len(args))
	for i, a := range args {
		want, got := reflect.TypeOf(row.Args[i]), reflect.ValueOf(a)
		switch {
		case a != nil && got.Type() == want:
			out[i] = a
		case a != nil && got.Type().ConvertibleTo(want) && got.Kind() == want.Kind():
			out[i] = got.Convert(want).Interface()
		default: // through CBOR: a map of another type, a slice of any
			b, err := cbor.Marshal(a)
			v := reflect.New(want)
			if err == nil {
				err = decoder.Unmarshal(b, v.Interface())
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %s is a %s, not a %T", op, row.Names[i], want, a)
			}
			out[i] = v.Elem().Interface()
		}
	}
	return out, nil
}

// Result is the value of an operation's answer that came from elsewhere, as the table has its type; as it came if that is not possible.
func (c *Codec) Result(op string, v any) any {
	row, known := c.row.Call(op)
	if !known || row.Result == nil {
		return v
	}
	b, err := cbor.Marshal(v)
	if err != nil {
		return v
	}
	r := reflect.New(reflect.TypeOf(row.Result))
	if decoder.Unmarshal(b, r.Interface()) != nil {
		return v
	}
	return r.Elem().Interface()
}
