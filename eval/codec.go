package eval

// This file is how evaluated values meet encoding/json and encoding/xml. Those look at values by reflection, where the engine's types show
// neither methods nor which fields are unexported. So they get a copy of host types with the same exported fields and tags, in which
// values that encode themselves have done so; and when they decode, the copy is what they fill.

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"go/types"
	"reflect"
	"strings"
	"unicode"
)

// codecStandIns are the functions of encoding/json and encoding/xml that take any value.
func (im *Image) codecStandIns() map[string]map[string]any {
	return map[string]map[string]any{
		"encoding/json": {
			"Marshal": func(x any) ([]byte, error) {
				y, err := im.encodable(x, false)
				if err != nil {
					return nil, err
				}
				return json.Marshal(y)
			},
			"MarshalIndent": func(x any, prefix, indent string) ([]byte, error) {
				y, err := im.encodable(x, false)
				if err != nil {
					return nil, err
				}
				return json.MarshalIndent(y, prefix, indent)
			},
			"Unmarshal": func(b []byte, x any) error {
				if !json.Valid(b) { // or what decodes itself would have done so already
					return json.Unmarshal(b, new(any))
				}
				return im.decoded(x, false, func(y any) error { return json.Unmarshal(b, y) })
			},
		},
		"encoding/xml": {
			"Marshal": func(x any) ([]byte, error) { return im.marshalXML(x, "", "") },
			"MarshalIndent": func(x any, prefix, indent string) ([]byte, error) {
				return im.marshalXML(x, prefix, indent)
			},
			"Unmarshal": func(b []byte, x any) error {
				return im.decoded(x, true, func(y any) error { return xml.Unmarshal(b, y) })
			},
		},
	}
}

// codecMethods are the same for the methods of encoders and decoders.
func (im *Image) codecMethods() map[string]any {
	return map[string]any{
		"JSONEncode": func(e *json.Encoder, x any) error {
			y, err := im.encodable(x, false)
			if err != nil {
				return err
			}
			return e.Encode(y)
		},
		"JSONDecode": func(d *json.Decoder, x any) error {
			return im.decoded(x, false, func(y any) error { return d.Decode(y) })
		},
		"XMLEncode": im.encodeXML,
		"XMLEncodeElement": func(e *xml.Encoder, x any, start xml.StartElement) error {
			y, err := im.encodable(x, true)
			if err != nil {
				return err
			}
			return e.EncodeElement(y, start)
		},
		"XMLDecode": func(d *xml.Decoder, x any) error {
			return im.decoded(x, true, func(y any) error { return d.Decode(y) })
		},
		"XMLDecodeElement": func(d *xml.Decoder, x any, start *xml.StartElement) error {
			return im.decoded(x, true, func(y any) error { return d.DecodeElement(y, start) })
		},
	}
}

func (im *Image) marshalXML(x any, prefix, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := xml.NewEncoder(&b)
	e.Indent(prefix, indent)
	if err := im.encodeXML(e, x); err != nil {
		return nil, err
	}
	if err := e.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// encodeXML names the element after the type, as package xml does, which sees a copy without a name.
func (im *Image) encodeXML(e *xml.Encoder, x any) error {
	y, err := im.encodable(x, true)
	if err != nil {
		return err
	}
	v := reflect.ValueOf(y)
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if name := im.nameOf(x); name != "" && v.Kind() == reflect.Struct && v.Type().Name() == "" {
		if _, ok := v.Type().FieldByName("XMLName"); !ok {
			return e.EncodeElement(y, xml.StartElement{Name: xml.Name{Local: name}})
		}
	}
	return e.Encode(y)
}

// encodable is x as the encoders should see it.
func (im *Image) encodable(x any, asXML bool) (any, error) {
	c := &copier{im: im, xml: asXML, names: map[reflect.Type]string{}}
	return c.copyAny(x)
}

// decoded has f fill what x points to.
func (im *Image) decoded(x any, asXML bool, f func(any) error) error {
	c := &copier{im: im, xml: asXML, fill: true, names: map[reflect.Type]string{}}
	x = ordinary(x)
	ti := im.types.dynamicOf(x)
	if b, ok := x.(typedValue); ok {
		x = b.V
	}
	v := reflect.ValueOf(x)
	if ti == nil || v.Kind() != reflect.Pointer {
		return f(x)
	}
	if v.IsNil() {
		err := f(x)
		var ie *json.InvalidUnmarshalError
		if errors.As(err, &ie) {
			return renamed{"json: Unmarshal(nil " + ti.name + ")", err}
		}
		return err
	}
	p, err := c.planOf(ti.static())
	if err != nil {
		return err
	}
	if p.kind != copyPointer || p.elem.kind == copySame {
		return f(x)
	}
	to := reflect.New(p.elem.rt)
	y, err := c.copy(p.elem, v.Elem(), true)
	if err != nil {
		return err
	}
	to.Elem().Set(y)
	failed := c.inOwnNames(p.elem, f(to.Interface()))
	if failed != nil && !partial(failed) {
		return failed
	}
	if err := c.back(p.elem, to.Elem(), v.Elem()); failed == nil {
		failed = err
	}
	return failed
}

// inOwnNames puts right what an error says of types that have no name in the copy.
func (c *copier) inOwnNames(p *copyPlan, failed error) (err error) {
	err = failed
	var te *json.UnmarshalTypeError
	if !errors.As(err, &te) {
		return err
	}
	typ := te.Type.String()
	defer func() {
		if n := c.names[te.Type]; n != "" {
			err = renamed{strings.Replace(te.Error(), typ, n, 1), te}
		}
	}()
	if te.Field == "" {
		return err
	}
	path := strings.Split(te.Field, ".")
	for i, n := range path {
		if r := []rune(n); len(r) > 1 && r[0] == 'X' && unicode.IsLower(r[1]) {
			path[i] = string(r[1:])
		}
		for p != nil && (p.kind == copyPointer || p.kind == copySlice || p.kind == copyArray || p.kind == copyMap) {
			p = p.elem
		}
		if p == nil || p.kind != copyStruct {
			break
		}
		if named, ok := types.Unalias(p.t).(*types.Named); ok && te.Struct == "" && i == len(path)-1 {
			te.Struct = named.Obj().Name()
		}
		var next *copyPlan
		for _, f := range p.fields {
			sf := p.rt.Field(f.to)
			name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
			if strings.EqualFold(name, n) || name == "" && strings.EqualFold(sf.Name, n) {
				next = f.plan
			}
		}
		p = next
	}
	te.Field = strings.Join(path, ".")
	return err
}

// renamed is an error in which a type has the name that it has for evaluated code.
type renamed struct {
	text string
	error
}

func (r renamed) Error() string { return r.text }
func (r renamed) Unwrap() error { return r.error }

// partial says whether what was decoded counts although there was an error.
func partial(err error) bool {
	var te *json.UnmarshalTypeError
	return errors.As(err, &te)
}

// ownText is a value that encodes itself: JSON, or null while it is nil.
type ownText []byte

func (t ownText) MarshalJSON() ([]byte, error) {
	if t == nil {
		return []byte("null"), nil
	}
	return t, nil
}

func (t *ownText) UnmarshalJSON(b []byte) error {
	*t = append(ownText{}, b...)
	return nil
}

// untouched is what an interface holds until something is decoded into it.
type untouched struct{}

func marshalerError(what, typ string, err error) error {
	return fmt.Errorf("json: error calling %s for type %s: %w", what, typ, err)
}
