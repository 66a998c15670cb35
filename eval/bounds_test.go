package eval

import (
	"fmt"
	"testing"
)

// What is right of && and || is looked at only if it is reached, also where that is the argument of a call.
func TestIndicesAreCheckedWhereTheyAreReached(t *testing.T) {
	im := newImage(t, Config{})
	decls := `func none(h []int) bool { return len(h) == 0 }; func one(n int) bool { return n == 1 }; func any2[T any](h []T) bool { return len(h) > 0 }
var h []int; var s string; n := 1; if n != 1 { h = h[:0] }`
	if r, _, _ := run(t, im, decls); r.Failure != nil {
		t.Fatal(r.Failure)
	}
	for i, c := range []struct{ of, want string }{
		{`len(h) >= n && none(h[:n])`, "false"},
		{`len(h) < n || none(h[:n])`, "true"},
		{`len(h) > 0 && one(h[0])`, "false"},
		{`len(h) >= n && slices.Contains(h[:n], 1)`, "false"},
		{`len(s) >= n && strings.Contains(s[:n], "x")`, "false"},
		{`len(h) >= n && any2(h[n-1:])`, "false"},
		{`(len(h) > n || len(h) == n) && none(h[:n])`, "false"},
		{`len(h) == 0 && (len(s) == 0 || one(h[n]))`, "true"},
		{`none(h[:n]) && len(h) > 0`, "runtime error: slice bounds out of range [:1] with capacity 0"},
		{`len(h) == 0 && one(h[0])`, "runtime error: index out of range"},
	} {
		for j, form := range []string{"%[1]s", "func f%[2]d() bool { return %[1]s }; f%[2]d()", "func g%[2]d() (b bool) { if %[1]s { b = true }; return b }; g%[2]d()", "func k%[2]d() (b bool) { b = %[1]s; return b }; k%[2]d()"} {
			src := fmt.Sprintf(form, c.of, i)
			r, got, _ := run(t, im, src)
			if r.Failure != nil {
				got = r.Failure.Text
			}
			if got != c.want {
				t.Errorf("%d: %s is %s, and should be %s", j, src, got, c.want)
			}
		}
	}
}
