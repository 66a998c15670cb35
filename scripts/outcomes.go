package scripts

import "parley/protocol"

// OutcomeRow is what one way in which an evaluation can end means, and what to do about it.
type OutcomeRow struct {
	Name  string
	Kind  protocol.FailKind
	Whole bool   // it is a verdict, not a kind of failure
	Means string // one sentence without its full stop
	Do    string // sentences
}

// Outcomes are the verdicts, and the kinds of failure that say why.
func Outcomes() []OutcomeRow {
	return []OutcomeRow{
		{"failed", 0, true, "it certainly ran and failed, or certainly did not run",
			"The line says why and where; :v shows all of it, with the whole stack. It is safe to try again what did not run: kinds compile, refused and unreached."},
		{"unknown", 0, true, "it may or may not have run: no answer came",
			"Ask the node what became of it before you try again, unless doing it twice does no harm. The kinds are timeout and lost; :nodes says whether the node is up."},
		{"panic", protocol.FailPanic, false, "the evaluated code panicked",
			"The stack says where, in what was typed; :v shows all of it. The node goes on."},
		{"compile", protocol.FailCompile, false, "the source is not valid Go there, so nothing ran",
			"The names in a quote mean what they mean at the target: define them there too, or send a value of here by $x. :type says what an expression is without evaluating it."},
		{"refused", protocol.FailRefused, false, "not allowed, not understood or no room, so nothing ran",
			"Correct what the line says. For lack of room, wait or ask another node: :ps shows what runs there. For lack of a role, ask from where you have it."},
		{"cancelled", protocol.FailCancelled, false, "it was stopped before it had ended",
			"Ctrl-C, :kill, or enough others of a First or a Quorum had answered. What it had done already is done."},
		{"deadline", protocol.FailDeadline, false, "its time had passed while it ran, and it was stopped there",
			"Give it more: :timeout 1m at the prompt, Timeout(time.Minute) in Remote."},
		{"value", protocol.FailValue, false, "it ran, but its value cannot travel",
			"Have the target give something that can: fields, a String(), a part of it; or keep it there, and use its reference, such as b#17, in later lines for that node."},
		{"timeout", protocol.FailTimeout, false, "no answer came in time, so it may or may not have run",
			"Ask the node what became of it; Waiting() shows what is under way. :timeout 1m waits longer."},
		{"lost", protocol.FailLost, false, "the connection was lost after it was sent, so it may or may not have run",
			"When :nodes shows the node as up again, ask it what became of it."},
		{"unreached", protocol.FailUnreached, false, "the node is not connected, so nothing was sent",
			":nodes says why it is down. Try again when it is up; nothing was done twice."},
		{"error", protocol.FailError, false, "the call that was evaluated returned an error",
			"It is the function's own word. To have the error as a value, assign it: v, err := f()."},
		{"budget", protocol.FailBudget, false, "it used more than it may, and was stopped there",
			"Ask for less at once, or start the node with more for the role: --budget operator.memory=1GiB. A node's own lines have no budget but its memory."},
	}
}

// OutcomeOf is the row of a kind of failure.
func OutcomeOf(k protocol.FailKind) OutcomeRow {
	for _, r := range Outcomes() {
		if !r.Whole && r.Kind == k {
			return r
		}
	}
	return OutcomeRow{}
}

// HelpOutcome is the row of that name for a person; "" if there is none.
func HelpOutcome(name string) string {
	for _, r := range Outcomes() {
		if r.Name == name {
			return r.help()
		}
	}
	return ""
}

func (r OutcomeRow) help() string {
	what := "a kind of failure"
	if r.Whole {
		what = "how an evaluation may end"
	}
	return r.Name + ", " + what + ": " + r.Means + "\n    " + r.Do
}
