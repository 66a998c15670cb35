package protocol

import "testing"

// The node of an outcome is named once.
func TestAnOutcomeNamesItsNodeOnce(t *testing.T) {
	for text, o := range map[string]Outcome{
		"failed: c: boom": Fail(FailPanic, "boom"), "failed: c: c is undefined": Fail(FailCompile, "c is undefined"),
		"failed: c is not connected: it left": Fail(FailUnreached, "c is not connected: it left"), "failed: no node named c is known": Fail(FailUnreached, "no node named c is known"),
		"failed: node c was forgotten": Fail(FailUnreached, "node c was forgotten"), "failed: c: cc is not connected": Fail(FailUnreached, "cc is not connected"),
	} {
		if got := o.Err("c").Error(); got != text {
			t.Errorf("%s, want %s", got, text)
		}
	}
}
