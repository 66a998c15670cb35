package scripts

import (
	"reflect"
	"time"
)

// This file makes what a protocol answers something that evaluated code, which has not its package, can look into.

// basics are the types of what evaluated code compares and counts: a raft.Term is a number there, and a NodeID text.
var basics = map[reflect.Kind]reflect.Type{
	reflect.Bool: reflect.TypeFor[bool](), reflect.String: reflect.TypeFor[string](), reflect.Float64: reflect.TypeFor[float64](),
	reflect.Int: reflect.TypeFor[int](), reflect.Int64: reflect.TypeFor[int64](), reflect.Int32: reflect.TypeFor[int32](),
	reflect.Uint: reflect.TypeFor[uint](), reflect.Uint64: reflect.TypeFor[uint64](), reflect.Uint32: reflect.TypeFor[uint32](),
}

// record is a struct as a Record, which prints as it does.
func record(v reflect.Value) Record {
	t := v.Type()
	r := Record{Type: t.String(), Fields: map[string]any{}}
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() {
			r.Names = append(r.Names, f.Name)
			r.Fields[f.Name] = plain(v.Field(i))
		}
	}
	return r
}

// plain is a value of a field: of a basic type, a slice of those, a Record, a slice of those, or what it is.
func plain(v reflect.Value) any {
	if b := basics[v.Kind()]; b != nil && v.Type() != reflect.TypeFor[time.Duration]() {
		return v.Convert(b).Interface()
	}
	switch v.Kind() {
	case reflect.Struct:
		return record(v)
	case reflect.Slice:
		switch elem := v.Type().Elem(); {
		case elem.Kind() == reflect.Struct:
			all := make([]Record, v.Len())
			for i := range all {
				all[i] = record(v.Index(i))
			}
			return all
		case basics[elem.Kind()] != nil:
			all := reflect.MakeSlice(reflect.SliceOf(basics[elem.Kind()]), v.Len(), v.Len())
			for i := range v.Len() {
				all.Index(i).Set(v.Index(i).Convert(basics[elem.Kind()]))
			}
			return all.Interface()
		}
	}
	return v.Interface()
}
