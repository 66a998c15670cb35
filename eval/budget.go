package eval

// This file says how much an evaluation may use.

import (
	"fmt"
	"time"
)

// Budget bounds what one evaluation, with the goroutines that it has started, may use. Zero: no bound.
type Budget struct {
	// Time is how long it may run. Waits for channels, locks and timers do not count; a call of compiled code does, and so does time in
	// which a busy machine runs something else. It is sampled each some ten milliseconds.
	Time time.Duration
	// Depth is how many calls deep a recursion may be. It is measured in frames of the engine while the evaluation runs, so
	// it is met only roughly, and never exceeds the bound that keeps the process alive.
	Depth int
	// Output is how many bytes it may write to Stdout and Stderr together.
	Output int64
	// Memory is how many bytes it may allocate at once, and hold in all. The second is measured by samples.
	Memory int64
}

// bytesText words a number of bytes.
func bytesText(n int64) string {
	switch {
	case n >= 1<<30 && n%(1<<30) == 0:
		return fmt.Sprintf("%d GiB", n>>30)
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	default:
		return fmt.Sprintf("%d bytes", n)
	}
}
