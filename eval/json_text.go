package eval

// This file reads the words of a JSON text into values of evaluated types, and says where in it something is wrong, in the names of the source.

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"go/types"
	"reflect"
	"strconv"
	"strings"
)

func (r *jsonReader) space() {
	for r.at < len(r.data) && strings.IndexByte(" \t\r\n", r.data[r.at]) >= 0 {
		r.at++
	}
}

// more goes to the next part of an object or array, of which n have been read, or past the end.
func (r *jsonReader) more(end byte, n int) bool {
	r.space()
	if r.data[r.at] == end {
		r.at++
		return false
	}
	if n > 0 {
		r.at++
		r.space()
	}
	return true
}

// key reads a key and goes to its value.
func (r *jsonReader) key() string {
	key, _ := unquoted(r.skip())
	r.space()
	r.at++
	r.space()
	return key
}

// skip goes past a value, and gives its text.
func (r *jsonReader) skip() []byte {
	from := r.at
	r.at = r.endOf(from)
	return r.data[from:r.at:r.at]
}

// endOf is where the value ends that starts there.
func (r *jsonReader) endOf(at int) int {
	for depth := 0; ; {
		switch r.data[at] {
		case '"':
			for at++; r.data[at] != '"'; at++ {
				if r.data[at] == '\\' {
					at++
				}
			}
			at++
		case '{', '[':
			depth++
			at++
		case '}', ']':
			depth--
			at++
		case ',', ':', ' ', '\t', '\r', '\n':
			at++
			continue
		default:
			for at < len(r.data) && strings.IndexByte(",:]} \t\r\n", r.data[at]) < 0 {
				at++
			}
		}
		if depth == 0 {
			return at
		}
	}
}

// unquoted is the string that a text stands for.
func unquoted(raw []byte) (s string, ok bool) {
	simple := len(raw) >= 2 && raw[0] == '"' && raw[len(raw)-1] == '"'
	for i := 1; simple && i < len(raw)-1; i++ {
		simple = raw[i] >= ' ' && raw[i] < 0x7f && raw[i] != '\\' && raw[i] != '"'
	}
	if simple {
		return string(raw[1 : len(raw)-1]), true
	}
	err := json.Unmarshal(raw, &s)
	return s, err == nil
}

// quoted fills a field with the option string.
func (r *jsonReader) quoted(v reflect.Value, t types.Type) error {
	raw := r.skip()
	switch raw[0] {
	case 'n':
		return r.literal(raw, v, t, false)
	case '"':
		s, _ := unquoted(raw)
		return r.literal([]byte(s), v, t, true)
	}
	r.save(fmt.Errorf("json: invalid use of ,string struct tag, trying to unmarshal unquoted value into %v", namedAs(v.Type(), t)))
	return nil
}

// literal puts something that is neither an object nor an array where it belongs. The reader is past it. inQuotes says that it is what a string contains.
func (r *jsonReader) literal(raw []byte, v reflect.Value, t types.Type, inQuotes bool) error {
	misused := func(v reflect.Value, t types.Type) error {
		return fmt.Errorf("json: invalid use of ,string struct tag, trying to unmarshal %q into %v", raw, namedAs(v.Type(), t))
	}
	if len(raw) == 0 {
		r.save(misused(v, t))
		return nil
	}
	null := raw[0] == 'n'
	to := r.target(v, t, null)
	switch {
	case to.method == "UnmarshalJSON":
		return to.on.take(to.method, raw)
	case to.method != "" && raw[0] != '"':
		if inQuotes {
			r.save(misused(v, t))
		} else {
			r.wrong(v, t, jsonWord(raw[0]), r.at)
		}
		return nil
	case to.method != "":
		s, ok := unquoted(raw)
		if !ok {
			return misused(v, t)
		}
		return to.on.take(to.method, []byte(s))
	case isFolded(to.v, to.t):
		return r.folded(to.v, to.t, null, func(v reflect.Value, t types.Type) error { return r.literal(raw, v, t, inQuotes) })
	case inQuotes && to.native(r.im):
		return r.quotedLeaf(to, raw)
	case to.native(r.im):
		return r.leaf(to, raw, r.at-len(raw))
	}
	return r.word(raw, to, inQuotes, func() error { return misused(to.v, to.t) })
}

// word is literal for a place. misused is the error for what cannot be in quotes.
func (r *jsonReader) word(raw []byte, to jsonPlace, inQuotes bool, misused func() error) error {
	v, kind := to.v, to.v.Kind()
	if inQuotes {
		var end error // what ends the reading
		switch raw[0] {
		case 'n', 't', 'f':
			if s := string(raw); s != "null" && s != "true" && s != "false" || s != "null" && kind != reflect.Bool {
				r.save(misused())
				return nil
			}
		case '"':
			if _, ok := unquoted(raw); !ok {
				end = misused()
			}
		default:
			if c := raw[0]; c != '-' && (c < '0' || c > '9') || kind == reflect.Bool || kind == reflect.String {
				end = misused()
			}
		}
		if end != nil {
			return end
		}
	}
	i, isInterface := to.t.Underlying().(*types.Interface)
	switch what := jsonWord(raw[0]); {
	case what == "null":
		if kind == reflect.Interface || kind == reflect.Pointer || kind == reflect.Map || kind == reflect.Slice {
			v.SetZero()
		}
	case isInterface && i.NumMethods() == 0:
		return r.anything(v, raw, r.at-len(raw))
	case isInterface:
		r.wrong(v, to.t, what, r.at)
	case what == "bool" && kind == reflect.Bool:
		v.SetBool(raw[0] == 't')
	case what == "string" && kind == reflect.String:
		s, _ := unquoted(raw)
		v.SetString(s)
	case what == "string" && kind == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
		s, _ := unquoted(raw)
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			r.save(err)
			return nil
		}
		v.SetBytes(b)
	case what == "number" && (v.CanInt() || v.CanUint() || v.CanFloat()):
		if !setNumber(v, string(raw)) {
			r.wrong(v, to.t, "number "+string(raw), r.at)
		}
	default:
		r.wrong(v, to.t, what, r.at)
	}
	return nil
}

// setNumber says whether the number fits.
func setNumber(v reflect.Value, s string) bool {
	switch {
	case v.CanInt():
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || v.OverflowInt(n) {
			return false
		}
		v.SetInt(n)
	case v.CanUint():
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil || v.OverflowUint(n) {
			return false
		}
		v.SetUint(n)
	default:
		n, err := strconv.ParseFloat(s, v.Type().Bits())
		if err != nil || v.OverflowFloat(n) {
			return false
		}
		v.SetFloat(n)
	}
	return true
}

// quotedLeaf is leaf for what was in quotes.
func (r *jsonReader) quotedLeaf(to jsonPlace, raw []byte) error {
	s := reflect.New(reflect.StructOf([]reflect.StructField{{Name: "V", Type: to.v.Type(), Tag: `json:",string"`}}))
	s.Elem().Field(0).Set(to.v)
	text, err := json.Marshal(string(raw))
	if err == nil {
		err = r.decode(fmt.Appendf(nil, `{"V":%s}`, text), s.Interface())
	}
	to.v.Set(s.Elem().Field(0))
	e, ok := err.(*json.UnmarshalTypeError)
	if ok {
		e.Struct, e.Field, e.Offset = "", "", int64(r.at)
	}
	if err != nil && (ok || goesOn(err)) {
		r.save(err)
		return nil
	}
	return err
}

// goesOn says whether package json reads on after an error.
func goesOn(err error) bool {
	var corrupt base64.CorruptInputError
	return errors.As(err, &corrupt) || strings.HasPrefix(err.Error(), "json: unknown field ") || strings.HasPrefix(err.Error(), "json: invalid use of ,string")
}

func (r *jsonReader) save(err error) {
	if r.first == nil {
		r.first = r.located(err)
	}
}

// located puts into an error in which field it is.
func (r *jsonReader) located(err error) error {
	if e, ok := err.(*json.UnmarshalTypeError); ok && r.inField {
		e.Struct = r.strct
		p := r.path
		if e.Field != "" {
			p = append(p[:len(p):len(p)], e.Field)
		}
		e.Field = strings.Join(p, ".")
	}
	return err
}

// wrong notes that a text is not for values of type t.
func (r *jsonReader) wrong(v reflect.Value, t types.Type, what string, at int) {
	r.save(&json.UnmarshalTypeError{Value: what, Type: namedAs(v.Type(), t), Offset: int64(at)})
}

// jsonWord is what a text is that starts with c.
func jsonWord(c byte) string {
	switch c {
	case '"':
		return "string"
	case '{':
		return "object"
	case '[':
		return "array"
	case 't', 'f':
		return "bool"
	case 'n':
		return "null"
	}
	return "number"
}
