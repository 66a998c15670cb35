package fsport

// The JSON objects. What a client means must be clear: a key that is not known, comes twice or has a value of another type is an error, and
// text that cannot be kept as it is, is refused rather than mended.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// Request is what a client asks for.
type Request struct {
	Op      string `json:"op"`
	Name    string `json:"name,omitempty"`
	Value   string `json:"value,omitempty"`
	Base64  []byte `json:"base64,omitzero"` // in place of Value, for what is not text
	Session string `json:"session,omitempty"`
	Number  int    `json:"number,omitempty"`
}

// The operations.
const (
	OpCreate = "create"
	OpAppend = "append"
	OpRead   = "read"
	OpDelete = "delete"
	OpList   = "list"
	OpOpen   = "open"  // a session
	OpClose  = "close" // it
	OpExit   = "exit"  // ends the connection, and the session if one is named
)

// operations are what each needs and may have, besides the op itself.
var operations = map[string]struct{ needs, may []string }{
	OpCreate: {[]string{"name"}, []string{"session", "number"}},
	OpAppend: {[]string{"name"}, []string{"value", "base64", "session", "number"}},
	OpRead:   {[]string{"name"}, []string{"session"}},
	OpDelete: {[]string{"name"}, []string{"session", "number"}},
	OpList:   {nil, []string{"session"}},
	OpOpen:   {},
	OpClose:  {[]string{"session"}, nil},
	OpExit:   {nil, []string{"session"}},
}

// The outcomes of a request.
const (
	OK      = "ok"
	Failed  = "failed"  // the operation has an error, such as a missing file
	Bad     = "bad"     // the request makes no sense
	Ended   = "ended"   // the session is no more; nothing was done
	Refused = "refused" // nothing was done; it may be asked for again, here or at another server
	Unknown = "unknown" // it may be done or not; in a session it can be asked for again with the same number
)

// Answer is what comes back, one for each request, in order.
type Answer struct {
	Outcome string   `json:"outcome"`
	Value   *string  `json:"value,omitempty"` // of read
	Base64  []byte   `json:"base64,omitzero"` // in its place, if it is not text
	Names   []string `json:"names,omitzero"`  // of list, sorted
	Session string   `json:"session,omitempty"`
	Error   string   `json:"error,omitempty"` // one sentence
}

// text is a request's value, whichever way it came.
func (r Request) text() string {
	if r.Base64 != nil {
		return string(r.Base64)
	}
	return r.Value
}

// text is the content that an answer brings.
func (a Answer) text() string {
	if a.Value != nil {
		return *a.Value
	}
	return string(a.Base64)
}

const maxName = 255 // bytes, as for the file system itself

// Decode reads a request, or says in one sentence what is wrong with it.
func Decode(line []byte) (Request, error) {
	var r Request
	if !utf8.Valid(line) {
		return r, errors.New(`this is not UTF-8; send bytes that are no text as "base64"`)
	}
	given, err := fields(line, map[string]field{
		"op": {&r.Op, "a string"}, "name": {&r.Name, "a string"}, "value": {&r.Value, "a string"}, "base64": {&r.Base64, "a string in base64"},
		"session": {&r.Session, "a string"}, "number": {&r.Number, "a whole number"},
	})
	if err != nil {
		return Request{}, err
	}
	return r, r.check(given)
}

// field is where a value goes, and what it must be.
type field struct {
	into any
	is   string
}

// fields reads an object and returns the keys that it has.
func fields(line []byte, known map[string]field) (given []string, err error) {
	d := json.NewDecoder(bytes.NewReader(line))
	const example = `a request is an object such as {"op":"read","name":"f"}`
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New(example)
	}
	for d.More() {
		t, err := d.Token()
		key, ok := t.(string)
		if err != nil || !ok {
			return nil, fmt.Errorf("this is not JSON: %s", example)
		}
		f, ok := known[key]
		switch {
		case !ok:
			return nil, fmt.Errorf("a request has no %q; it has op, name, value, base64, session and number", shortened(key))
		case slices.Contains(given, key):
			return nil, fmt.Errorf("%q is there twice", key)
		}
		given = append(given, key)
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return nil, fmt.Errorf("this is not JSON: %s", example)
		}
		if bytes.Equal(raw, []byte("null")) || json.Unmarshal(raw, f.into) != nil {
			return nil, fmt.Errorf("%q is %s", key, f.is)
		}
		if halfCharacter(raw) {
			return nil, fmt.Errorf("%q has half of a character (one \\u.... of a pair); send bytes that are no text as \"base64\"", key)
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, errors.New("the object does not end")
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("something follows the object; a line holds one request")
	}
	return given, nil
}

// halfCharacter says whether a JSON string has a surrogate that is not one of a pair, which would be read as another character.
func halfCharacter(raw []byte) bool {
	unit := func(i int) (n int) { // of \uhhhh at i, 0 if there is none
		if i+6 > len(raw) || raw[i] != '\\' || raw[i+1] != 'u' {
			return 0
		}
		fmt.Sscanf(string(raw[i+2:i+6]), "%04x", &n)
		return n
	}
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			continue
		}
		switch n := unit(i); {
		case n >= 0xd800 && n < 0xdc00:
			if low := unit(i + 6); low < 0xdc00 || low > 0xdfff {
				return true
			}
			i += 11
		case n >= 0xdc00 && n <= 0xdfff:
			return true
		default:
			i++ // what the backslash stands before
		}
	}
	return false
}

// check says what a request lacks, or has and should not.
func (r Request) check(given []string) error {
	o, known := operations[r.Op]
	if !known {
		if r.Op == "" {
			return errors.New(`"op" is missing: create, append, read, delete, list, open, close or exit`)
		}
		return fmt.Errorf("there is no operation %q; there are create, append, read, delete, list, open, close and exit", shortened(r.Op))
	}
	for _, key := range o.needs {
		if !slices.Contains(given, key) {
			return fmt.Errorf("%s needs %q", r.Op, key)
		}
	}
	for _, key := range given {
		if key != "op" && !slices.Contains(o.needs, key) && !slices.Contains(o.may, key) {
			return fmt.Errorf("%s has no %q", r.Op, key)
		}
	}
	has := func(key string) bool { return slices.Contains(given, key) }
	n := len(r.Name)
	switch {
	case has("name") && (n == 0 || n > maxName):
		return fmt.Errorf("the name of a file has 1 to %d bytes", maxName)
	case has("session") && r.Session == "":
		return errors.New(`"session" is what open has answered; leave it out if there is none`)
	case r.Op == OpAppend && has("value") == has("base64"):
		return errors.New(`append needs "value" or "base64"`)
	case has("number") && !has("session"):
		return errors.New(`"number" counts the requests of a session, and there is no "session"`)
	case has("number") && r.Number < 1:
		return errors.New("the requests of a session are numbered from 1")
	case changes(r.Op) && has("session") && !has("number"):
		return errors.New(`what changes a file in a session needs a "number", greater than the one before`)
	}
	return nil
}

// changes says whether an operation must not be done twice.
func changes(op string) bool { return op == OpCreate || op == OpAppend || op == OpDelete }

// shortened is text from outside as part of a message.
func shortened(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "..."
}

// encode is an answer as one line.
func (a Answer) encode() []byte { return encoded(a) }

func encoded(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // strings and numbers can be written
	}
	return b.Bytes()
}
