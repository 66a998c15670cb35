package sim

import (
	"fmt"
	"strings"
	"time"

	"parley/protocol"
)

// Text is a trace with one line for each event:
//
//	10ms  n1  call 1 Commit "k" 1
//	10ms  n1  -> n2  CanCommit{Tx:1}  #1
//	11ms  n2  <- n1  CanCommit{Tx:1}  #1
func Text(t protocol.Trace) string {
	var b strings.Builder
	wide := 2
	for _, id := range t.Nodes {
		wide = max(wide, len(id))
	}
	for _, e := range t.Events {
		b.WriteString(line(e, wide) + "\n")
	}
	return b.String()
}

func line(e protocol.TraceEvent, wide int) string {
	node := string(e.Node)
	if node == "" {
		node = strings.Repeat("-", wide)
	}
	return strings.TrimRight(fmt.Sprintf("%9s  %-*s  %s", shortTime(e.At), wide, node, what(e)), " ")
}

// shortTime is a time without the digits that nobody reads.
func shortTime(d time.Duration) string {
	switch {
	case d >= 10*time.Second:
		return d.Round(time.Millisecond).String()
	case d >= time.Millisecond:
		return d.Round(time.Microsecond).String()
	}
	return d.String()
}

// what is an event without its time and node.
func what(e protocol.TraceEvent) string {
	switch e.What {
	case protocol.Sent:
		return fmt.Sprintf("-> %s  %s  #%d", e.Message.To, messageText(e.Message), e.ID)
	case protocol.Received:
		return fmt.Sprintf("<- %s  %s  #%d", e.Message.From, messageText(e.Message), e.ID)
	case protocol.Dropped:
		return fmt.Sprintf("x  %s to %s  %s  #%d  %s", e.Message.From, e.Message.To, messageText(e.Message), e.ID, e.Text)
	case protocol.Duplicated:
		return fmt.Sprintf("2x %s  %s  #%d", e.Message.To, messageText(e.Message), e.ID)
	case protocol.Called:
		return fmt.Sprintf("call %d %s", e.Call.ID, callText(e.Call))
	case protocol.Ended:
		return fmt.Sprintf("end %d %s: %s", e.Reply.Call, e.Call.Op, replyText(e.Reply))
	case protocol.TimedOut:
		return "timer " + e.Timer
	case protocol.Stored:
		if e.Write.Value == nil {
			return "store " + e.Write.Key + " removed"
		}
		return "store " + e.Write.Key + " = " + plainText(e.Write.Value)
	case protocol.Told:
		return "tell " + e.Fact.Name + " = " + plainText(e.Fact.Value)
	case protocol.Noted, protocol.Partitioned:
		return "* " + e.Text
	case protocol.Violated:
		return "VIOLATED " + e.Text
	}
	if e.Text != "" {
		return e.What.String() + ": " + e.Text
	}
	return e.What.String()
}

// messageText is a message as its arrow is labelled: its kind, and its body if it has one.
func messageText(m protocol.Message) string {
	s := m.Kind
	if m.Part != "" {
		s = m.Part + "." + s
	}
	if m.Body == nil {
		return s
	}
	body := plainText(m.Body)
	if !strings.HasPrefix(body, "{") {
		body = "{" + body + "}"
	}
	return s + body
}

func callText(c protocol.Call) string {
	s := c.Op
	for _, v := range c.Args {
		s += " " + plainText(v)
	}
	return s
}

func replyText(r protocol.Reply) string {
	switch {
	case r.Verdict != protocol.OK:
		return r.Verdict.String() + ": " + r.Text
	case r.Value == nil:
		return "ok"
	}
	return plainText(r.Value)
}

// eventText is an event as an error names it.
func eventText(e protocol.Event) string {
	switch e.Kind {
	case protocol.Receive:
		return messageText(e.Message) + " from " + string(e.Message.From)
	case protocol.Timeout:
		return "timer " + e.Timer
	case protocol.Request:
		return callText(e.Call)
	case protocol.Learn:
		return e.Fact.Name + " = " + plainText(e.Fact.Value)
	}
	return e.Kind.String()
}
