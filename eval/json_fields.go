package eval

// This file finds out which fields of a struct of evaluated code package encoding/json sees, and under which names. The package itself says
// so, of a struct of the same make in which every field is a number: its rules are not written down here again.

import (
	"bytes"
	"encoding/json"
	"go/types"
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// jsonTypes is what is known of types that go to package json.
type jsonTypes struct {
	needs    sync.Map // types.Type -> bool
	structs  sync.Map // types.Type -> *jsonStruct
	pointers sync.Map // types.Type -> *types.Pointer
	made     sync.Map // *typeInfo -> reflect.Type; see engineType
}

func (j *jsonTypes) clear() {
	for _, m := range []*sync.Map{&j.needs, &j.structs, &j.pointers, &j.made} {
		m.Clear()
	}
}

// jsonStruct is what package json sees of a struct, in the order in which it writes it.
type jsonStruct struct {
	fields []jsonField
	exact  map[string]int
}

type jsonField struct {
	name                        string
	head, escaped               string // what stands before the value; escaped for HTML
	t                           types.Type
	path                        []jsonStep
	quoted, omitEmpty, omitZero bool
}

// jsonStep is a field on the way to one that is promoted.
type jsonStep struct {
	index int
	v     *types.Var
}

// named is the field for a key; nil if there is none.
func (s *jsonStruct) named(key string) *jsonField {
	if i, ok := s.exact[key]; ok {
		return &s.fields[i]
	}
	for i := range s.fields {
		if strings.EqualFold(s.fields[i].name, key) {
			return &s.fields[i]
		}
	}
	return nil
}

// jsonStructOf gives the fields of t, whose underlying type is a struct.
func (im *Image) jsonStructOf(t types.Type) *jsonStruct {
	if s, ok := im.types.codecs.structs.Load(t); ok {
		return s.(*jsonStruct)
	}
	m := &jsonMirror{}
	v := reflect.New(m.of(t, nil, []types.Type{t})).Elem()
	n := 0
	numberFields(v, &n)
	s := &jsonStruct{exact: map[string]int{}}
	text, err := json.Marshal(v.Interface())
	d := json.NewDecoder(bytes.NewReader(text))
	if err == nil {
		_, err = d.Token()
	}
	for err == nil && d.More() {
		var i int
		key, _ := d.Token()
		if err = d.Decode(&i); err == nil {
			f := m.fields[i]
			f.name, _ = key.(string)
			f.head = `"` + f.name + `":`
			var b bytes.Buffer
			json.HTMLEscape(&b, []byte(f.head))
			f.escaped = b.String()
			s.exact[f.name] = len(s.fields)
			s.fields = append(s.fields, f)
		}
	}
	if err != nil {
		panic("package json does not say what it sees of " + runtimeName(t) + ": " + err.Error())
	}
	im.types.codecs.structs.Store(t, s)
	return s
}

// jsonMirror makes the struct of numbers, and lists the fields that have one.
type jsonMirror struct{ fields []jsonField }

func (m *jsonMirror) of(t types.Type, path []jsonStep, within []types.Type) reflect.Type {
	st := t.Underlying().(*types.Struct)
	var fs []reflect.StructField
	for i := range st.NumFields() {
		f, tag := st.Field(i), reflect.StructTag(st.Tag(i)).Get("json")
		et := deref(f.Type())
		_, embeds := et.Underlying().(*types.Struct)
		embeds = embeds && f.Embedded()
		if tag == "-" || !f.Exported() && !embeds {
			continue
		}
		p := append(path[:len(path):len(path)], jsonStep{i, f})
		name, opts, _ := strings.Cut(tag, ",")
		sf := reflect.StructField{Name: f.Name(), Type: reflect.TypeFor[int](), Tag: reflect.StructTag("json:" + strconv.Quote(name+","))}
		if !f.Exported() {
			sf.Name = "X_" + strconv.Itoa(i) + "_" + f.Name() // counts only if a tag names it
		}
		if embeds && !namesField(name) {
			if containedIn(et, within) { // what it has is hidden
				continue
			}
			sf.Anonymous, sf.Type = true, m.of(et, p, append(within[:len(within):len(within)], et))
		} else {
			has := func(o string) bool { return strings.Contains(","+opts+",", ","+o+",") }
			m.fields = append(m.fields, jsonField{t: f.Type(), path: p, quoted: has("string") && quotable(f.Type()), omitEmpty: has("omitempty"), omitZero: has("omitzero")})
		}
		fs = append(fs, sf)
	}
	return reflect.StructOf(fs)
}

// numberFields numbers the fields of a mirror, as jsonMirror lists them.
func numberFields(v reflect.Value, n *int) {
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Struct {
			numberFields(f, n)
		} else {
			f.SetInt(int64(*n))
			*n++
		}
	}
}

// namesField says whether package json takes the name in a tag.
func namesField(name string) bool {
	t := reflect.StructOf([]reflect.StructField{{Name: "F", Type: reflect.TypeFor[int](), Tag: reflect.StructTag("json:" + strconv.Quote(name+","))}})
	b, _ := json.Marshal(reflect.Zero(t).Interface())
	return name == "F" || string(b) != `{"F":0}`
}

// quotable says whether the option string means something for a field.
func quotable(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsBoolean|types.IsInteger|types.IsFloat|types.IsString) != 0
}

func containedIn(t types.Type, in []types.Type) bool {
	for _, u := range in {
		if types.Identical(t, u) {
			return true
		}
	}
	return false
}

// jsonPointer is the type *t, always the same.
func (im *Image) jsonPointer(t types.Type) types.Type {
	if p, ok := im.types.codecs.pointers.Load(t); ok {
		return p.(types.Type)
	}
	p, _ := im.types.codecs.pointers.LoadOrStore(t, types.NewPointer(t))
	return p.(types.Type)
}

// jsonNeeds says whether package json cannot write values of type t as the engines have them.
func (im *Image) jsonNeeds(t types.Type) bool {
	if n, ok := im.types.codecs.needs.Load(t); ok {
		return n.(bool)
	}
	n := im.jsonNeed(t, nil)
	im.types.codecs.needs.Store(t, n)
	return n
}

func (im *Image) jsonNeed(t types.Type, under []types.Type) bool {
	if len(under) > maxReach {
		return true
	}
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return t.Info()&types.IsComplex != 0
	case *types.Named:
		if containedIn(t, under) || types.IsInterface(t) {
			return true
		}
		p := im.types.ofStatic(im.jsonPointer(t))
		if p.host {
			return false
		}
		for _, m := range []string{"MarshalJSON", "MarshalText", "IsZero"} {
			if p.has(m) {
				return true
			}
		}
		return im.jsonNeed(t.Underlying(), append(under[:len(under):len(under)], t))
	case *types.Pointer:
		return im.jsonNeed(t.Elem(), under)
	case *types.Slice:
		return im.jsonNeed(t.Elem(), under)
	case *types.Array:
		return im.jsonNeed(t.Elem(), under)
	case *types.Map:
		k, ok := t.Key().Underlying().(*types.Basic)
		return !ok || k.Info()&(types.IsInteger|types.IsString) == 0 || im.jsonNeed(t.Key(), under) || im.jsonNeed(t.Elem(), under)
	case *types.Struct:
		for i := range t.NumFields() {
			f := t.Field(i)
			if f.Embedded() || !f.Exported() && t.Tag(i) != "" || im.jsonNeed(f.Type(), under) {
				return true
			}
		}
		return len(under) == 0 // of structs without a name not all is known
	}
	return true
}

// jsonReads says whether package json can fill values of type t as the engines have them.
func (im *Image) jsonReads(t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return true
	case *types.Named:
		return !types.IsInterface(t) && im.types.ofStatic(t).host
	case *types.Pointer:
		return im.jsonReads(t.Elem())
	case *types.Slice:
		return im.jsonReads(t.Elem())
	case *types.Array:
		return im.jsonReads(t.Elem())
	case *types.Map:
		i, ok := t.Elem().(*types.Interface)
		return im.jsonReads(t.Key()) && (ok && i.NumMethods() == 0 || im.jsonReads(t.Elem()))
	}
	return false
}
