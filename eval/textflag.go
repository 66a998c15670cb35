package eval

// This file is flag.TextVar for evaluated types: package flag looks by reflection whether the variable and the default are of one type.

import (
	"encoding"
	"flag"
	"reflect"
)

// textVar defines a flag that p reads.
func textVar(fs *flag.FlagSet, p encoding.TextUnmarshaler, name string, v encoding.TextMarshaler, usage string) {
	ptr, pt := textOperand(p)
	val, vt := textOperand(v)
	if pt == nil && vt == nil {
		fs.TextVar(p, name, v, usage)
		return
	}
	if ptr.Kind() != reflect.Pointer {
		panic("variable value type must be a pointer")
	}
	if val.Kind() == reflect.Pointer {
		val = val.Elem()
	}
	if val.Type().Size() != ptr.Type().Elem().Size() || val.Kind() != ptr.Type().Elem().Kind() || vt != nil && pt != nil && deref(vt.static()).String() != deref(pt.static()).String() {
		panic("default type does not match variable type")
	}
	ptr.Elem().Set(reinterpret(val, ptr.Type().Elem()))
	fs.Var(textFlag{p, typedValue{pt, ptr.Interface()}}, name, usage)
}

// textOperand is what an interface of the host holds, and its type, if that is of evaluated code.
func textOperand(x any) (reflect.Value, *typeInfo) {
	w := reflect.ValueOf(x)
	if w.Kind() == reflect.Struct && engineWrapper(w.Type()) {
		if b, ok := w.Field(0).Interface().(typedValue); ok {
			return reflect.ValueOf(b.V), b.T
		}
	}
	return w, nil
}

// textFlag is a flag.Value.
type textFlag struct {
	p encoding.TextUnmarshaler
	v typedValue
}

func (f textFlag) Set(s string) error { return f.p.UnmarshalText([]byte(s)) }
func (f textFlag) Get() any           { return f.v.loose() }

func (f textFlag) String() string {
	if f.v.T == nil || !f.v.T.has("MarshalText") {
		return ""
	}
	b, err := f.v.bytes("MarshalText")
	if err != nil {
		return ""
	}
	return string(b)
}
