package eval

// This file is how evaluated values meet encoding/xml. It looks at values by reflection, where the engine's types show neither methods nor which
// fields are unexported. So it gets a copy of host types with the same exported fields and tags, in which values that encode themselves have
// done so; and when it decodes, the copy is what it fills.

import (
	"bytes"
	"encoding/xml"
	"reflect"
)

// codecStandIns are the functions of encoding/json and encoding/xml that take any value.
func (im *Image) codecStandIns() map[string]map[string]any {
	return map[string]map[string]any{
		"encoding/json": {
			"Marshal": im.jsonMarshal, "MarshalIndent": im.jsonMarshalIndent, "Unmarshal": im.jsonUnmarshal,
		},
		"encoding/xml": {
			"Marshal":       func(x any) ([]byte, error) { return im.marshalXML(x, "", "") },
			"MarshalIndent": im.marshalXML,
			"Unmarshal": func(b []byte, x any) error {
				return im.decodeXML(x, func(y any) error { return xml.Unmarshal(b, y) })
			},
		},
	}
}

// codecMethods are the same for the methods of encoders and decoders.
func (im *Image) codecMethods() map[string]any {
	return map[string]any{
		"JSONEncode": im.jsonEncode,
		"JSONDecode": im.jsonDecode,
		"XMLEncode":  im.encodeXML,
		"XMLEncodeElement": func(e *xml.Encoder, x any, start xml.StartElement) error {
			y, err := im.forXML(x)
			if err != nil {
				return err
			}
			return e.EncodeElement(y, start)
		},
		"XMLDecode": func(d *xml.Decoder, x any) error {
			return im.decodeXML(x, func(y any) error { return d.Decode(y) })
		},
		"XMLDecodeElement": func(d *xml.Decoder, x any, start *xml.StartElement) error {
			return im.decodeXML(x, func(y any) error { return d.DecodeElement(y, start) })
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
	y, err := im.forXML(x)
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

// forXML is x as package xml should see it.
func (im *Image) forXML(x any) (any, error) { return (&copier{im: im}).copyAny(x) }

// decodeXML has f fill what x points to.
func (im *Image) decodeXML(x any, f func(any) error) error {
	v, t := im.opened(x)
	if t == nil || v.Kind() != reflect.Pointer || v.IsNil() {
		return f(v.Interface())
	}
	c := &copier{im: im, fill: true}
	p, err := c.planOf(t)
	if err != nil {
		return err
	}
	if p.kind != copyPointer || p.elem.kind == copySame {
		return f(v.Interface())
	}
	y, err := c.copy(p.elem, v.Elem(), true)
	if err != nil {
		return err
	}
	to := reflect.New(p.elem.rt)
	to.Elem().Set(y)
	if err := f(to.Interface()); err != nil {
		return err
	}
	return c.back(p.elem, to.Elem(), v.Elem())
}

// untouched is what an interface holds until something is decoded into it.
type untouched struct{}
