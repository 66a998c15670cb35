package edit

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// pressed feeds pieces and writes the keys that come of them.
func pressed(k *Keys, pieces ...string) (got []string) {
	for _, p := range pieces {
		k.Feed([]byte(p))
		for key, ok := k.Next(); ok; key, ok = k.Next() {
			s := key.Name
			switch key.Name {
			case "char":
				s = string(key.Rune)
			case "paste":
				s = fmt.Sprintf("paste %q", key.Text)
			}
			got = append(got, s)
		}
	}
	return got
}

func TestKeysOfAnyTerminal(t *testing.T) {
	for typed, want := range map[string]string{
		"xé日":                  "x é 日",
		"\x01\x05\x7f\x08\t\r": "C-a C-e backspace backspace tab enter",
		"\x1b[A\x1bOB\x1b[C\x1b[D\x1b[H\x1b[F\x1bOH\x1bOF": "up down right left home end home end",
		"\x1b[1~\x1b[4~\x1b[7~\x1b[8~\x1b[3~\x1b[5~":       "home end home end delete pageup",
		"\x1b[1;5C\x1b[1;5D\x1b[1;3C\x1b[3;5~":             "C-right C-left M-right C-delete",
		"\x1bb\x1bF\x1b\r\x1b\x7f\x1b<":                    "M-b M-f M-enter M-backspace M-<",
		"\x00\x1c\x1dx\x1b[15~\x1b[<0;1;1Mx\x1b[200;1R":    "x x", // what nobody has, or the terminal answers
		"a\r\nb\nc\r": "a enter b enter c enter",
		"\x1b[200~a\tb\r\nc\x1b[31m\x00\rd\x1b[201~e":              `paste "a\tb\nc[31m\nd" e`,
		"\x1b[200~\x1b[201~\x1b[200~func f() {\n}\n\x1b[201~\x1bb": `paste "" paste "func f() {\n}\n" M-b`,
	} {
		whole := strings.Join(pressed(&Keys{}, typed), " ")
		if whole != want {
			t.Errorf("%q: got %s, want %s", typed, whole, want)
		}
		if got := strings.Join(pressed(&Keys{}, strings.Split(typed, "")...), " "); got != want {
			t.Errorf("%q byte by byte: got %s, want %s", typed, got, want)
		}
	}
}

func TestAKeyIsNotTakenBeforeItIsWhole(t *testing.T) {
	for _, begun := range []string{"\x1b", "\x1b[", "\x1bO", "\x1b[3", "\xe6\x97", "\x1b[200~abc", "\x1b[200~abc\x1b[201"} {
		k := &Keys{}
		if got := pressed(k, begun); len(got) > 0 || !k.Within() {
			t.Errorf("%q gave %v, within %v", begun, got, k.Within())
		}
	}
	k := &Keys{}
	if pressed(k, "x\x1b[A"); k.Within() {
		t.Error("whole keys are within")
	}
}

func TestEscapeIsAKeyForVi(t *testing.T) {
	k := &Keys{Vi: true}
	if got := pressed(k, "a\x1bk\x1b[A\x1b\x1b[A\x1b"); !slices.Equal(got, []string{"a", "escape", "k", "up", "escape", "up"}) || !k.Escaped() {
		t.Errorf("got %v, escaped %v", got, k.Escaped())
	}
	k.Flush()
	if got := pressed(k, ""); len(got) != 0 { // Feed says that something follows
		t.Errorf("got %v", got)
	}
	k.Flush()
	if key, ok := k.Next(); !ok || key.Name != "escape" || k.Within() {
		t.Errorf("after a while: %v, %v", key, ok)
	}
	pressed(k, "\x1bO")
	k.Flush()
	if got := pressed2(k); !slices.Equal(got, []string{"escape", "O"}) {
		t.Errorf("Escape and then O: %v", got)
	}
}

// pressed2 takes the keys that are there.
func pressed2(k *Keys) (got []string) {
	for key, ok := k.Next(); ok; key, ok = k.Next() {
		if key.Name == "char" {
			key.Name = string(key.Rune)
		}
		got = append(got, key.Name)
	}
	return got
}

// Whatever a terminal sends, all of it is taken, and none of it twice.
func FuzzKeys(f *testing.F) {
	f.Add([]byte("a\x1b[1;5Cb\x1b[200~x\x1b[201~\xff\x1b\x1b[\x1bO"), true)
	f.Fuzz(func(t *testing.T, b []byte, vi bool) {
		k := &Keys{Vi: vi}
		k.Feed(b)
		n := 0
		for _, ok := k.Next(); ok; _, ok = k.Next() {
			if n++; n > len(b) {
				t.Fatalf("%q gives more keys than bytes", b)
			}
		}
		if vi {
			k.Flush()
			for _, ok := k.Next(); ok; _, ok = k.Next() {
			}
		}
		if k.paste == nil && len(k.b) > maxSequence {
			t.Errorf("%q: %d bytes are left", b, len(k.b))
		}
	})
}

// A paste whose end got lost is ended by Ctrl-C.
func TestPasteWithoutEnd(t *testing.T) {
	got := pressed(&Keys{}, "\x1b[200~x := 1\ny", "\x03z := 2\n", "\x03", "a")
	got = append(got, pressed(&Keys{}, "\x1b[200~\x03", "rm x\n\x1b[201~")...) // not typed: it came with the beginning
	if want := []string{"C-c", "a", `paste "rm x\n"`}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
