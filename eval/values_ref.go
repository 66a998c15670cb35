// References and records on the wire: values that stay at home, and structs of types that are not known here.

package eval

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"parley/protocol"
)

// The objects, beside those that values.go lists:
//
//	reference        ["ref", [node, number, instance], type as Go source]
//	value with the   ["types", {name: struct as Go source}, value]: for receivers that do not know the types of evaluated
//	types in it      code that it is made of
//
// Both are made at the outermost level of a value; a reference also inside an interface.

var (
	refType    = reflect.TypeFor[protocol.Ref]()
	recordType = reflect.TypeFor[protocol.Record]()
	refHead    = appendText(append(appendHead(nil, majorTag, objectTag), 0x83), "ref")
	typesHead  = appendText(append(appendHead(nil, majorTag, objectTag), 0x83), "types")
)

// refResolver is a typeResolver that also has the values behind the references of its own node.
type refResolver interface {
	// own is the value that a reference means here. home is false if it is another node's.
	own(protocol.Ref) (v Value, home bool, err error)
}

func (t imageTypes) own(ref protocol.Ref) (Value, bool, error) {
	if ref.Node != t.im.refs.home {
		return Value{}, false, nil
	}
	h, err := t.im.refs.find(ref)
	if err != nil {
		return Value{}, true, err
	}
	t.im.refs.used(h)
	return h.v, true, nil
}

// encodeRef makes a reference ready to travel.
func encodeRef(r protocol.Ref) protocol.Value {
	e := encoder{limit: maxEncoded}
	e.ref(r)
	return protocol.Value{Type: r.Type, Data: e.buf}
}

func (e *encoder) ref(r protocol.Ref) {
	e.buf = append(e.buf, refHead...)
	e.buf = appendHead(e.buf, majorArray, 3)
	e.buf = appendText(e.buf, string(r.Node))
	e.buf = appendHead(e.buf, majorUint, r.ID)
	e.buf = appendHead(e.buf, majorUint, r.Instance)
	e.buf = appendText(e.buf, clip(r.Type, maxTypeText))
}

// refOf is the reference that a value is, if it is one.
func refOf(v protocol.Value) (protocol.Ref, bool) {
	if !bytes.HasPrefix(v.Data, refHead) {
		return protocol.Ref{}, false
	}
	d := decoder{data: v.Data}
	r, err := d.ref()
	return r, err == nil && d.off == len(d.data)
}

// RefOf is the reference that stands for a value, if it stayed where it is.
func RefOf(v protocol.Value) (protocol.Ref, bool) { return refOf(v) }

var errBadRef = errors.New("the reference that it carries is malformed")

// ref decodes the object "ref".
func (d *decoder) ref() (r protocol.Ref, err error) {
	d.object()
	n, ok := d.count(majorArray)
	if !ok || n != 3 {
		return r, errBadRef
	}
	node, ok := d.payload(majorText)
	if !ok {
		return r, errBadRef
	}
	r.Node = protocol.NodeID(node)
	for _, p := range []*uint64{&r.ID, &r.Instance} {
		major, arg, n := readHead(d.data[d.off:])
		if n == 0 || major != majorUint {
			return r, errBadRef
		}
		d.off += n
		*p = arg
	}
	typ, ok := d.payload(majorText)
	if !ok || len(typ) > maxTypeText || r.Node.Validate() != nil {
		return r, errBadRef
	}
	r.Type = string(typ)
	return r, nil
}

// refInto decodes a reference: at its home into the value that it stands for, elsewhere into what can hold the reference.
func (d *decoder) refInto(into reflect.Value) error {
	r, err := d.ref()
	if err != nil {
		return err
	}
	if into.Type() == refType {
		into.Set(reflect.ValueOf(r))
		return nil
	}
	if h, ok := d.types.(refResolver); ok {
		switch v, home, err := h.own(r); {
		case err != nil:
			return err
		case home:
			return setHeld(into, v.V)
		}
	}
	if into.Kind() == reflect.Interface && into.NumMethod() == 0 {
		into.Set(reflect.ValueOf(r))
		return nil
	}
	return &staysError{r}
}

// staysError is a reference where the value itself is wanted.
type staysError struct{ ref protocol.Ref }

func (e *staysError) Error() string {
	return fmt.Sprintf("a %s cannot travel: it stays at %s, as %s; ask for it with Quote[any](...) and use what comes in quotes to %s", e.ref.Type, e.ref.Node, e.ref.Name(), e.ref.Node)
}

// setHeld puts a value that is held here where something of its type is wanted. Engines have types of their own for what
// evaluated code declares; reflection must not compare them, because on cyclic ones that does not end.
func setHeld(into, v reflect.Value) error {
	switch {
	case into.Type() == v.Type():
		into.Set(v)
		return nil
	case into.Kind() == reflect.Interface:
		return setInterface(into, v)
	}
	want, err1 := versionedText(into.Type())
	have, err2 := versionedText(v.Type())
	if err1 != nil || err2 != nil || want != have || into.Type().Size() != v.Type().Size() {
		return fmt.Errorf("a %s is wanted and it is a %s", typeName(into.Type()), typeName(v.Type()))
	}
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	into.Set(reflect.NewAt(into.Type(), p.UnsafePointer()).Elem())
	return nil
}

// versionedText is typeText that tells the versions of a name apart.
func versionedText(t reflect.Type) (string, error) {
	var b strings.Builder
	err := (&typeWriter{b: &b, versions: true}).write(t, 0)
	return b.String(), err
}
