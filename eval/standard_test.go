// What evaluated code can use of the standard library is what this toolchain's has.

package eval

import (
	"strings"
	"testing"
)

func TestWithheldIsRefused(t *testing.T) {
	im := newImage(t, Config{})
	for src, want := range map[string]string{
		`import "unsafe"`:  "1:8: unsupported: package unsafe: ",
		`import "syscall"`: "1:8: unsupported: package syscall: ",
		`unsafe.Sizeof(1)`: "1:1: unsupported: package unsafe: ",
		`func f() uintptr { return unsafe.Sizeof(1) }`:            "1:27: unsupported: package unsafe: ",
		"import \"runtime\"\nruntime.SetFinalizer(nil, nil)":      "2:9: unsupported: runtime.SetFinalizer: ",
		"import \"runtime\"\nfunc f() { runtime.LockOSThread() }": "2:20: unsupported: runtime.LockOSThread: ",
	} {
		r, _, _ := run(t, im, src)
		if r.Failure == nil || !strings.HasPrefix(r.Failure.Error(), want) {
			t.Errorf("%s\nfails with %v, want %q...", src, r.Failure, want)
		}
	}
}
