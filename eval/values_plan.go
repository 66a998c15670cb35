// How each type travels: by its kind, by its fields, by its marshaler or not at all; and the names that the user gave to
// types and fields of evaluated code.

package eval

import (
	"encoding"
	"fmt"
	"math/big"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

type form uint8

const (
	formKind            form = iota // as its kind says
	formFields                      // struct: a map of its fields
	formBinary                      // MarshalBinary, UnmarshalBinary
	formText                        // MarshalText, UnmarshalText
	formGob                         // GobEncode, GobDecode
	formEngineInterface             // the engine's box around a value of an interface type declared by the user
	formRef
	formRecord
	formRefused
)

// plan is what the form of a type needs. It never changes once made.
type plan struct {
	form    form
	refusal error
	fields  []planField
	byName  map[string]int // into fields; both the user's and the engine's name of a field
}

type planField struct {
	name  string // the user's
	index int
}

// plans holds what planFor found out: the same answer for the same type for ever.
var plans sync.Map // reflect.Type -> *plan

var (
	bytesType  = reflect.TypeFor[[]byte]()
	anyType    = reflect.TypeFor[any]()
	errorType  = reflect.TypeFor[error]()
	bigFloat   = reflect.TypeFor[big.Float]()
	binaryIn   = reflect.TypeFor[encoding.BinaryUnmarshaler]()
	binaryOut  = reflect.TypeFor[encoding.BinaryMarshaler]()
	textIn     = reflect.TypeFor[encoding.TextUnmarshaler]()
	textOut    = reflect.TypeFor[encoding.TextMarshaler]()
	valueValue = reflect.TypeFor[reflect.Value]()
)

func planFor(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	p, _ := plans.LoadOrStore(t, newPlan(t))
	return p.(*plan)
}

func newPlan(t reflect.Type) *plan {
	if engineBox(t) {
		return &plan{form: formEngineInterface}
	}
	switch t {
	case refType:
		return &plan{form: formRef}
	case recordType:
		return &plan{form: formRecord}
	}
	if t == bigFloat { // its text form loses the precision
		return &plan{form: formGob}
	}
	if k := t.Kind(); k != reflect.Pointer && k != reflect.Interface {
		pt := reflect.PointerTo(t)
		if pt.Implements(binaryOut) && pt.Implements(binaryIn) {
			return &plan{form: formBinary}
		}
		if pt.Implements(textOut) && pt.Implements(textIn) {
			return &plan{form: formText}
		}
	}
	if t.Kind() != reflect.Struct {
		return &plan{form: formKind}
	}
	p := &plan{form: formFields, byName: map[string]int{}}
	for i := range t.NumField() {
		f := t.Field(i)
		name := fieldName(t, f.Name)
		if name == "_" {
			continue // nothing can read or set it, so nothing is lost
		}
		if !f.IsExported() {
			return &plan{form: formRefused, refusal: fmt.Errorf("a %s cannot travel between nodes: its field %s is unexported and "+
				"the type has no marshaler; send the parts that you need, in a struct of your own", typeName(t), f.Name)}
		}
		p.byName[f.Name] = len(p.fields)
		p.byName[name] = len(p.fields)
		p.fields = append(p.fields, planField{name, i})
	}
	return p
}

// refuseKind says why a value of this kind stays where it is, and what to do instead.
func refuseKind(t reflect.Type) error {
	why := "it means something only in the memory of its node"
	switch t.Kind() {
	case reflect.Chan:
		why = "receive from it where it is, and send what comes out"
	case reflect.Func:
		why = "declare it by func f(..) and Everywhere(f), and quote a call of it"
	}
	return fmt.Errorf("a %s cannot travel between nodes; %s", typeName(t), why)
}

func isByte(t reflect.Type) bool {
	return t.Kind() == reflect.Uint8 && (t.PkgPath() == "" || planFor(t).form == formKind)
}

// nullable reports whether a value of type t may travel as null.
func nullable(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Interface:
		return true
	case reflect.Slice, reflect.Map:
		return t.PkgPath() == "" || planFor(t).form == formKind
	case reflect.Struct:
		return engineBox(t)
	}
	return false
}

// userType is the name that the user gave to a struct type of evaluated code, with its type arguments but without its
// version: "Point" or "Pair[int,string]". The emitter leaves it as a tag on the first field, `p:"Pair.1,int,string"`, because
// the engine's own types have no names.
func userType(t reflect.Type) (string, bool) {
	if t.Kind() != reflect.Struct || t.Name() != "" || t.NumField() == 0 {
		return "", false
	}
	tag, _ := t.Field(0).Tag.Lookup("p")
	name, version, ok := strings.Cut(tag, ".")
	if !ok || name == "" {
		return "", false
	}
	if _, args, ok := strings.Cut(version, ","); ok {
		name += "[" + packagePath.ReplaceAllString(args, "") + "]"
	}
	return name, true
}

// tagNumber is what the tag of an emitted struct says of this image only.
var tagNumber = regexp.MustCompile(`#\d+`)

// packagePath is what type arguments carry before a package's name, which is not Go source.
var packagePath = regexp.MustCompile(`[\w.~-]+/`)

// fieldName is the user's name of a field of type t: the engine exports abc of evaluated code as Xabc, and an embedded
// field has the engine's name of its type, as in Point__v2_0. (A field that the user himself called Xabc cannot be told from
// abc here; between two nodes that does no harm, both see the same.)
func fieldName(t reflect.Type, name string) string {
	if t.Name() != "" {
		return name
	}
	if i := strings.Index(name, "__"); i > 0 { // users cannot have such names
		name = name[:i]
	}
	if len(name) < 2 || name[0] != 'X' {
		return name
	}
	if r, _ := utf8.DecodeRuneInString(name[1:]); unicode.IsUpper(r) {
		return name
	}
	return name[1:]
}

// boxOf is the typed value that v is.
func boxOf(v reflect.Value) (typedValue, bool) {
	if v.Kind() != reflect.Struct || v.Type() != reflect.TypeFor[typedValue]() || !v.CanInterface() {
		return typedValue{}, false
	}
	return v.Interface().(typedValue), true
}

// engineBox reports whether t is the engine's struct for interface types of the user: {node, value reflect.Value}.
func engineBox(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.Name() == "valueInterface" && t.NumField() == 2 && t.Field(1).Type == valueValue
}

// engineWrapper reports whether t is a struct that the engine makes so that an evaluated type satisfies a compiled
// interface: its first field holds the value, the others its methods.
func engineWrapper(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && strings.HasPrefix(t.Name(), "_") && t.NumField() > 0 && t.Field(0).Name == "IValue" && t.Field(0).Type == anyType
}

// unwrap removes interfaces and the engine's boxes around v. It is invalid for a nil interface.
func unwrap(v reflect.Value) reflect.Value {
	for range maxNesting { // boxes in boxes without end do not exist, but a loop needs one
		switch {
		case !v.IsValid():
			return v
		case v.Kind() == reflect.Interface:
			v = v.Elem()
		case v.Kind() == reflect.Struct && engineBox(v.Type()) && v.CanInterface():
			box := reflect.New(v.Type()).Elem()
			box.Set(v)
			f := box.Field(1) // unexported, so read it through its address
			v = *(*reflect.Value)(unsafe.Pointer(f.UnsafeAddr()))
		case engineWrapper(v.Type()) && !v.Type().Implements(errorType):
			v = v.Field(0)
		default:
			return v
		}
	}
	return v
}
