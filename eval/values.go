// Values between nodes: the entry points that turn a Go value into a protocol.Value and back, and the limits that hold there.

package eval

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/fxamacker/cbor/v2"

	"parley/protocol"
)

// How a value travels. Data is plain CBOR, chosen so that it can be read without the sender's types:
//
//	bool, ints, floats, string      themselves (a string that is not UTF-8 as the object "string")
//	[]byte, [n]byte                 byte string
//	slice, array                    array; a nil slice is null
//	map                             map, sorted by key bytes; a nil map is null
//	struct                          map of field name to value, in the order of declaration
//	pointer                         what it points to, or null; boxed in an array of one where that itself may be null
//	complex                         array of two floats
//	interface                       null, or the object [type as Go source, value]
//	error in an interface           the object ["error", text, names of the well-known errors that it is]
//	types with marshalers           what MarshalBinary (byte string) or MarshalText (text) says
//
// An object is CBOR tag 27, a type name with its arguments; values_ref.go has two more. Shared pointers become copies. What
// contains itself is refused, as is what means something only where it is: Keep holds such a value and gives a reference.

const (
	objectTag = 27 // registered: language-independent object with type name and constructor arguments

	maxNesting   = 64       // arrays and maps inside each other
	maxElements  = 16 << 20 // of one array
	maxMapPairs  = 4 << 20  // of one map
	maxEncoded   = 64 << 20 // bytes of one value; shared pointers could otherwise multiply without end
	allocBase    = 1 << 20  // a decoded value may take this much memory ...
	allocPerByte = 64       // ... and this much more for each byte of its CBOR
)

// typeResolver finds the types that type text names. pkg is a package's name, as in "time" for time.Duration; "" and "main"
// mean the user's own types, and name then may carry type arguments, as in "Pair[int,string]".
type typeResolver interface {
	lookup(pkg, name string) (reflect.Type, bool)
}

// bounds checks CBOR from other nodes before anything of it is decoded.
var bounds = func() cbor.DecMode {
	m, err := cbor.DecOptions{
		MaxNestedLevels:  maxNesting,
		MaxArrayElements: maxElements,
		MaxMapPairs:      maxMapPairs,
		IndefLength:      cbor.IndefLengthForbidden,
	}.DecMode()
	if err != nil {
		panic(err) // the options above are constants
	}
	return m
}()

// Encode makes v ready to travel. typ is its static type as Go source; "" stands for the text of v's own type. With typ
// "any" or "error", or with v of interface type, the dynamic type travels along. The error is one sentence that says why v
// cannot travel (a channel, a function, unexported fields, a cycle) and what to send instead.
func Encode(v reflect.Value, typ string) (_ protocol.Value, err error) {
	if data := encodeBasic(v, typ); data != nil {
		return protocol.Value{Type: typ, Data: data}, nil
	}
	defer func() {
		if p := recover(); p != nil { // a marshaler of the value's own type panicked
			err = fmt.Errorf("a %s cannot travel between nodes: %v", typ, p)
		}
	}()
	if typ == "" {
		if typ = "any"; v.IsValid() {
			if typ, err = typeText(v.Type()); err != nil {
				return protocol.Value{}, err
			}
		}
	}
	e := encoder{limit: maxEncoded}
	switch u := unwrap(v); {
	case !u.IsValid():
		e.buf = append(e.buf, cborNull)
	case u.Type() == refType: // it stands for a value of its own type
		return encodeRef(u.Interface().(protocol.Ref)), nil
	case u.Type() == recordType || u.Type() == reflect.PointerTo(recordType):
		var r protocol.Record
		r, typ = asRecord(u)
		err = e.record(r)
	case typ == "any" || typ == "interface{}" || typ == "error":
		err = e.dynamic(v)
	default:
		e.define(v.Type(), typ)
		err = e.value(v)
	}
	if err != nil {
		return protocol.Value{}, err
	}
	return protocol.Value{Type: typ, Data: e.defined()}, nil
}

// Decode puts v into a settable value of a given type. A number must fit without loss, a struct must have the same fields;
// otherwise the error names both types, and into keeps what it had. What an interface held fits where its dynamic type does. Inside an `any`, types of the user are not known here
// and arrive as decodeAny says.
func Decode(v protocol.Value, into reflect.Value) error {
	return decodeInto(v, into, nil)
}

// DecodeAny gives v as the type that it names. A type that this image does not know arrives in a form that can still be
// printed and walked: a struct as map[string]any by field name, other types as the int, float64, string, []any ... below them.
func (im *Image) DecodeAny(v protocol.Value) (any, error) {
	return decodeAny(v, imageTypes{im})
}

// Decode is the function of that name, with the types of the image for what is inside an `any`, and with the values that
// references to this node stand for.
func (im *Image) Decode(v protocol.Value, into reflect.Value) error {
	return decodeInto(v, into, imageTypes{im})
}

// imageTypes are the types that an image knows, in their current version.
type imageTypes struct{ im *Image }

func (t imageTypes) lookup(pkg, name string) (reflect.Type, bool) {
	if pkg != "" {
		name = pkg + "." + name
	}
	return t.im.resolveType(name)
}

// described is the type that text names, if evaluated source has declared it or a part of it.
func (t imageTypes) described(text string) *typeInfo {
	if _, ok := stdTypes[text]; ok {
		return nil
	}
	r := &t.im.types
	if ti, ok := r.texts.Load(text); ok {
		return ti.(*typeInfo)
	}
	t.im.mu.Lock()
	defer t.im.mu.Unlock()
	ty, err := t.im.typeOfText(text)
	if err != nil {
		return nil // perhaps it comes later
	}
	ti := r.of(ty)
	r.texts.Store(text, ti)
	return ti
}

func decodeAny(v protocol.Value, r typeResolver) (x any, err error) {
	err = decodeInto(v, reflect.ValueOf(&x).Elem(), r)
	return x, err
}

// decodeInto is Decode with the types of r for what is inside an `any`. r may be nil.
func decodeInto(v protocol.Value, into reflect.Value, r typeResolver) (err error) {
	if !into.IsValid() || !into.CanSet() {
		return errors.New("decode needs a settable value to put the result into")
	}
	if decodeBasic(v.Data, into) {
		return nil
	}
	if len(v.Data) == 0 {
		return fmt.Errorf("the %s did not travel, only its text did: %s", orAny(v.Type), clip(v.Text, 200))
	}
	if err := bounds.Wellformed(v.Data); err != nil {
		return fmt.Errorf("the data of the %s cannot be read: %w", orAny(v.Type), err)
	}
	defer func() {
		if p := recover(); p != nil { // an unmarshaler of the type panicked on foreign data
			err = fmt.Errorf("cannot use %s as %s: %v", orAny(v.Type), typeName(into.Type()), p)
		}
	}()
	d := decoder{data: v.Data, types: r, alloc: allocBase + allocPerByte*len(v.Data)}
	fresh := reflect.New(into.Type()).Elem() // into must keep what it had if this fails half-way
	d.skipTypes()
	if typ, parts, ok := d.peekObject(); ok && typ == "ref" && parts == 3 {
		err = d.refInto(fresh)
	} else if into.Kind() == reflect.Interface {
		err = d.named(v.Type, fresh)
	} else {
		d.skipObject() // an expression of type any that holds an int is as good as an int
		err = d.value(fresh)
	}
	var diff *ShapeError
	var stays *staysError
	switch {
	case errors.As(err, &diff):
		return diff
	case errors.As(err, &stays):
		return stays
	case err != nil:
		return fmt.Errorf("cannot use %s as %s: %w", orAny(v.Type), typeName(into.Type()), err)
	}
	into.Set(fresh)
	return nil
}

func orAny(typ string) string {
	if typ == "" {
		return "value"
	}
	return clip(typ, 200)
}

// clip shortens text from elsewhere for an error message.
func clip(s string, n int) string {
	if len(s) > n {
		return s[:n] + "…"
	}
	return s
}
