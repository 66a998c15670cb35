package scripts_test

import (
	"slices"
	"strings"
	"testing"

	"parley/scripts"
)

// A line that shows no value says what the error is that it has assigned.
func TestAssignedErrorsAreSaid(t *testing.T) {
	s := scripts.NewSession(nodes(t, patience, "a")[0])
	for _, c := range []struct {
		line string
		want []string
	}{
		{`n, err := strconv.Atoi("7")`, nil},
		{`n, err = strconv.Atoi("x")`, []string{`err: strconv.Atoi: parsing "x": invalid syntax`}},
		{`_, err = strconv.Atoi("8")`, nil},
		{`k, e := strconv.Atoi("y"); m, err := strconv.Atoi("z") // the last counts`, []string{`err: strconv.Atoi: parsing "z": invalid syntax`}},
		{`m, _ = strconv.Atoi("z")`, nil},
		{`other := err`, nil}, // it is known already
		{`err = errors.Join(e, err)`, []string{`err: strconv.Atoi: parsing "y": invalid syntax …`}},
		{`err = errors.New(strings.Repeat("é", 501))`, []string{"err: " + string(slices.Repeat([]rune("é"), 500)) + " …"}},
		{`type bad struct{}; func (bad) Error() string { panic("mine") }; func fails() error { return bad{} }`, nil},
		{`err = fails()`, []string{"err: an error whose Error method panics"}},
		{`text := strings.ToUpper("no error")`, nil},
		{`if _, err := strconv.Atoi("x"); err == nil { panic("it is one") }`, nil},
		{`p := &n; *p, err = strconv.Atoi("x")`, []string{`err: strconv.Atoi: parsing "x": invalid syntax`}},
		{`c, err := Start("nothing", All(), Fresh("x"))`, nil}, // what does not compile assigns nothing
	} {
		if l := s.Line(t.Context(), c.line, scripts.Ask{}, nil); !slices.Equal(l.Notices, c.want) {
			t.Errorf("%s\nnotes %q\nwant  %q", c.line, l.Notices, c.want)
		}
	}
}

// What was nil is said where a line has used it.
func TestWhatIsNilIsSaid(t *testing.T) {
	a := nodes(t, patience, "a")[0]
	see(t, a, "", `c, err := Start("nothing", All())`, `type T struct { n int; next *T }; t, u := &T{}, &T{}; u = nil; m := map[string]int{}`)
	see(t, a, "<nil>", "var e error", "e")
	see(t, a, "", "func none() error { return nil }", "none()") // of a call it goes without saying
	const nilUse = "runtime error: invalid memory address or nil pointer dereference"
	for line, want := range map[string]string{
		"c.Heal()":                            nilUse + " (c is nil)",
		"t.next.n":                            nilUse + " (t.next is nil)",
		"c.Advance(time.Duration(u.n))":       nilUse + " (c and u are nil)",
		"x := t.n + u.n":                      nilUse + " (u is nil)",
		"*u":                                  nilUse,
		"func() { panic(`mine`); u.n = 3 }()": ": mine",
		"var f func(); f()":                   nilUse + " (f is nil)",
		"e.Error()":                           nilUse + " (e is nil)",
		"m[`k`] + t.n":                        "0",
	} {
		if got := typed(t.Context(), a, scripts.Ask{}, nil, line)[0]; !strings.HasSuffix(got, want) {
			t.Errorf("%s\nshows  %s\nwant   ..%s", line, got, want)
		}
	}
}
