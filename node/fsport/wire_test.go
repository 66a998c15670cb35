package fsport

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestDecode(t *testing.T) {
	for line, want := range map[string]Request{
		`{"op":"create","name":"f"}`:                                 {Op: OpCreate, Name: "f"},
		` { "name" : "f" , "op" : "read" } `:                         {Op: OpRead, Name: "f"},
		`{"op":"append","name":"f","value":""}`:                      {Op: OpAppend, Name: "f"},
		`{"op":"append","name":"f","value":"ü\n\u00fc\ud83d\ude00"}`: {Op: OpAppend, Name: "f", Value: "ü\nü😀"},
		`{"op":"append","name":"f","value":"\\ud800 \ufffd"}`:        {Op: OpAppend, Name: "f", Value: `\ud800 ` + "\ufffd"},
		`{"op":"append","name":"f","base64":"/wA="}`:                 {Op: OpAppend, Name: "f", Base64: []byte{255, 0}},
		`{"op":"delete","name":"f","session":"1.2","number":7}`:      {Op: OpDelete, Name: "f", Session: "1.2", Number: 7},
		`{"op":"list"}`:                     {Op: OpList},
		`{"op":"open"}`:                     {Op: OpOpen},
		`{"op":"exit","session":"1.2"}`:     {Op: OpExit, Session: "1.2"},
		`{"op":"close","session":"1.2"}`:    {Op: OpClose, Session: "1.2"},
		"{\"op\":\"read\",\"name\":\"\t\"}": {}, // JSON has no such text
	} {
		got, err := Decode([]byte(line))
		if want.Op == "" && err == nil || want.Op != "" && (err != nil || !reflect.DeepEqual(got, want)) {
			t.Errorf("%s: %+v, %v", line, got, err)
		}
	}
}

// Whoever gets it wrong is told in one sentence how to get it right.
func TestBadRequests(t *testing.T) {
	for line, want := range map[string]string{
		`create f`:                    `a request is an object such as {"op":"read","name":"f"}`,
		`"x"`:                         `a request is an object such as`,
		`[]`:                          `a request is an object such as`,
		`{`:                           "the object does not end",
		`{"op"`:                       "this is not JSON",
		`{"op":"read","name":"f"`:     "the object does not end",
		`{"op":"read" "name":"f"}`:    "this is not JSON",
		`{"op":"read","name":"f"} x`:  "something follows the object",
		`{"op":"list"}{"op":"list"}`:  "something follows the object",
		`{}`:                          `"op" is missing`,
		`{"op":"write","name":"f"}`:   `there is no operation "write"`,
		`{"op":1}`:                    `"op" is a string`,
		`{"op":null}`:                 `"op" is a string`,
		`{"op":"read","op":"delete"}`: `"op" is there twice`,
		`{"OP":"read","name":"f"}`:    `a request has no "OP"`,
		`{"op":"read","nmae":"f"}`:    `a request has no "nmae"; it has op, name, value, base64, session and number`,
		`{"op":"read"}`:               `read needs "name"`,
		`{"op":"read","name":""}`:     "the name of a file has 1 to 255 bytes",
		`{"op":"read","name":"` + strings.Repeat("x", 256) + `"}`: "the name of a file has 1 to 255 bytes",
		`{"op":"read","name":"f","value":"x"}`:                    `read has no "value"`,
		`{"op":"append","name":"f"}`:                              `append needs "value" or "base64"`,
		`{"op":"append","name":"f","value":"x","base64":""}`:      `append needs "value" or "base64"`,
		`{"op":"append","name":"f","base64":"*"}`:                 `"base64" is a string in base64`,
		`{"op":"append","name":"f","value":"\ud800"}`:             `"value" has half of a character`,
		`{"op":"append","name":"f","value":"\ud800\ud800"}`:       `"value" has half of a character`,
		`{"op":"append","name":"f","value":"\udc00"}`:             `"value" has half of a character`,
		"{\"op\":\"append\",\"name\":\"f\",\"value\":\"\xff\"}":   "this is not UTF-8",
		`{"op":"create","name":"f","number":1}`:                   `there is no "session"`,
		`{"op":"create","name":"f","session":"1.1"}`:              `needs a "number"`,
		`{"op":"create","name":"f","session":"","number":1}`:      `"session" is what open has answered`,
		`{"op":"create","name":"f","session":"1.1","number":0}`:   "numbered from 1",
		`{"op":"create","name":"f","session":"1.1","number":1.5}`: `"number" is a whole number`,
		`{"op":"create","name":"f","session":"1.1","number":"1"}`: `"number" is a whole number`,
		`{"op":"close"}`: `close needs "session"`,
	} {
		if _, err := Decode([]byte(line)); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%.60q: %v, want %s", line, err, want)
		}
	}
}

// What is read is what was written, and nothing that comes makes the decoder panic or read a text as another one.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{`{"op":"append","name":"f","value":"a\ud83d\ude00"}`, `{"op":"append","name":"f","base64":"/wA="}`, `{"op":"delete","name":"f","session":"1.2","number":7}`, `{"op":"exit"}`, `{"op":"\u0072ead","name":"\\\ud800"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		r, err := Decode(line)
		if err != nil {
			if s := err.Error(); s == "" || len(s) > 300 || strings.Contains(s, "\n") {
				t.Fatalf("%q is refused by %q", line, s)
			}
			return
		}
		again, err := Decode(encodeWhole(r))
		if err != nil || !reflect.DeepEqual(again, r) {
			t.Fatalf("%+v is written as %s, and read as %+v, %v", r, encodeWhole(r), again, err)
		}
		var plain map[string]any
		if json.Unmarshal(line, &plain) != nil || plain["op"] != r.Op || plain["name"] != nil && plain["name"] != r.Name || plain["value"] != nil && plain["value"] != r.Value {
			t.Fatalf("%s is read as %+v", line, r)
		}
	})
}

// encodeWhole is a request with an empty value where an append has one.
func encodeWhole(r Request) []byte {
	if r.Op != OpAppend || r.Base64 != nil || r.Value != "" {
		return encoded(r)
	}
	return []byte(strings.Replace(string(encoded(r)), `{"op":"append"`, `{"op":"append","value":""`, 1))
}
