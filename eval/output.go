package eval

// This file counts and bounds what an evaluation writes.

import (
	"fmt"
	"io"

	"parley/protocol"
)

// outlet is where one stream of an evaluation goes: its own writer while it runs, then Request.Late or Config.Stray.
type outlet struct {
	ev  *Evaluation
	err bool
}

func (o *outlet) Write(b []byte) (int, error) {
	ev := o.ev
	to := ev.Request.Stdout
	if o.err {
		to = ev.Request.Stderr
	}
	if to == nil || ev.finished.Load() {
		if late := ev.Request.Late; late != nil && to != nil {
			return late.Write(b)
		}
		return ev.im.conf.Stray.Write(b)
	}
	n := ev.written.Add(int64(len(b)))
	if most := ev.Budget.Output; most > 0 && n > most {
		f := &protocol.Failure{Kind: protocol.FailBudget, Text: fmt.Sprintf("the evaluation wrote more than %s; write less, or ask where the budget for output is larger", bytesText(most))}
		ev.halt(&unwind{f}) // no panic: this may be a goroutine of the host's, such as one that copies a command's output
		if rest := most - (n - int64(len(b))); rest > 0 {
			to.Write(b[:rest])
		}
		return 0, f
	}
	return to.Write(b)
}

// Stdout is where output of the evaluation goes: its own writer while it runs, then Config.Stray.
func (ev *Evaluation) Stdout() io.Writer { return &ev.out }

// Stderr is the counterpart of Stdout.
func (ev *Evaluation) Stderr() io.Writer { return &ev.errOut }
