package fsport

import (
	"bytes"
	"strings"
	"testing"
)

// said is what a shell prints for a line, to both outputs.
func said(t *testing.T, s *Shell, f *fake, text string) (out string, code int) {
	t.Helper()
	var b bytes.Buffer
	s.Client, _ = clientOf(t, patience, open(t, f, nil))
	s.In, s.Out, s.Err = strings.NewReader(text), &b, &b
	code = s.Run(t.Context())
	return b.String(), code
}

func TestShell(t *testing.T) {
	f := newFake()
	for _, x := range []struct {
		line, want string
		code       int
	}{
		{"create f", "created f\n", 0},
		{"create f", "there is a file \"f\" already\n", CodeFailed},
		{"append f hello", "appended 5 bytes to f\n", 0},
		{"append f  world ", "appended 7 bytes to f\n", 0},
		{"read f", "hello world \n", 0},
		{`append f "\ttwo\nlines\n"`, "appended 11 bytes to f\n", 0},
		{"  read   f  ", "hello world \ttwo\nlines\n", 0},
		{"append f \x1b", "appended 1 byte to f\n", 0},
		{"append g x", "there is no file \"g\"\n", CodeFailed},
		{`create "a b"`, "created \"a b\"\n", 0},
		{"list", "\"a b\"\nf\n", 0},
		{"delete f", "deleted f\n", 0},
		{"read f", "there is no file \"f\"\n", CodeFailed},
		{"", "", 0},
		{"help", shellHelp + "\n", 0},
		{"write f", "there is no command \"write\"; help lists them\n", CodeUsage},
		{"create", "create takes the name of a file\n", CodeUsage},
		{"create a b", "create takes one name; one with blanks stands in quotes\n", CodeUsage},
		{"append f", "append takes the name of a file and what to add\n", CodeUsage},
		{`append f "x" y`, "something follows the text in quotes\n", CodeUsage},
		{`append f "x`, "the quotes are not those of Go text such as \"two\\nlines\"\n", CodeUsage},
		{"exit now", "exit takes nothing else\n", CodeUsage},
		{"exit\ncreate x", "", 0},
		{"create " + strings.Repeat("x", 300), "the name of a file has 1 to 255 bytes\n", CodeFailed},
		{"read nothing\nwrite\ncreate y", "there is no file \"nothing\"\nthere is no command \"write\"; help lists them\ncreated y\n", CodeFailed},
	} {
		if got, code := said(t, &Shell{}, f, x.line); got != x.want || code != x.code {
			t.Errorf("%q: %q and code %d, want %q and %d", x.line, got, code, x.want, x.code)
		}
	}
}

// At a terminal there is a prompt, and what a file holds does nothing to the terminal.
func TestShellAtATerminal(t *testing.T) {
	f := newFake()
	f.files["f"] = "\x1b[2Jx"
	if got, code := said(t, &Shell{Prompt: "fs> "}, f, "read f\ncreate g\n"); got != "fs> \"\\x1b[2Jx\"\nfs> created g\nfs> \n" || code != 0 {
		t.Errorf("%q, code %d", got, code)
	}
	if got, _ := said(t, &Shell{}, f, "read f\n"); got != "\x1b[2Jx\n" {
		t.Errorf("%q", got)
	}
	f.files["f"] = "\xff"
	if got, _ := said(t, &Shell{JSON: true}, f, "read f\nread h\ncreate\n"); got != `{"outcome":"ok","base64":"/w=="}
{"outcome":"failed","error":"there is no file \"h\""}
{"outcome":"bad","error":"create takes the name of a file"}
` {
		t.Errorf("%s", got)
	}
}
