package repl

import (
	"regexp"
	"strings"
)

// A transcript is a session as a text that reads well, runs again and can be compared with what it says:
//
//	# Comments and blank lines may stand between inputs.
//	a> x := 20
//	a> func double(n int) int {
//	... 	return 2 * n
//	... }
//	a> double(x)
//	40
//
// What is typed stands behind the prompt, which is a node's name, perhaps with the target of :at (a@b> ), a '>' and a space; where it goes
// on behind "... ". What is shown for it follows, up to the next input, comment or blank line. A line that is shown and would read as one
// of these, or that begins with a backslash, has a backslash before it. For what differs from run to run see compare.go.

// Entry is one input of a transcript, with what was shown for it.
type Entry struct {
	Before string   // comments and blank lines before it, as they stand there
	Prompt string   // "a> "; empty is that
	Typed  []string // lines
	Shown  string   // whole lines
}

const (
	defaultPrompt  = "a> "
	continuedMark  = "... "
	transcriptNote = "# "
)

// promptOf is the prompt that a line of a transcript begins with.
var promptOf = regexp.MustCompile(`^[\pL\pN][\pL\pN_.-]*(?:@[^\s>]+)?> `)

// ParseTranscript takes a transcript apart; rest are the comments and blank lines at its end. Lines before the first input that are neither
// count as comments.
func ParseTranscript(text string) (entries []Entry, rest string) {
	var before strings.Builder
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		plain := strings.TrimRight(line, "\r\n")
		last := len(entries) - 1
		prompt := promptOf.FindString(plain + " ") // an input may be empty
		switch {
		case prompt != "":
			typed := strings.TrimPrefix(plain, strings.TrimRight(prompt, " "))
			entries = append(entries, Entry{Before: before.String(), Prompt: prompt, Typed: []string{strings.TrimPrefix(typed, " ")}})
			before.Reset()
		case last >= 0 && entries[last].Shown == "" && before.Len() == 0 && typedOn(lines[i:]):
			entries[last].Typed = append(entries[last].Typed, strings.TrimPrefix(strings.TrimPrefix(plain, "..."), " "))
		case strings.HasPrefix(plain, transcriptNote) || plain == "#" || plain == "" || last < 0 || before.Len() > 0:
			before.WriteString(line)
		default:
			entries[last].Shown += strings.TrimPrefix(plain, `\`) + "\n"
		}
	}
	return entries, before.String()
}

// typedOn says whether the first of lines goes on with what is typed. An editor may have cut the space behind the dots of an empty line; but
// nobody ends an input with such lines, and so they are the mask of what is shown if none with text follows.
func typedOn(lines []string) bool {
	for _, line := range lines {
		if line = strings.TrimRight(line, "\r\n"); line != anyLines {
			return strings.HasPrefix(line, continuedMark)
		}
	}
	return false
}

// String is the entry as it stands in a transcript.
func (e Entry) String() string {
	prompt := e.Prompt
	if prompt == "" {
		prompt = defaultPrompt
	}
	return e.Before + prompt + strings.Join(e.Typed, "\n"+continuedMark) + "\n" + escapeShown(e.Shown)
}

// Input is what was typed, as one text.
func (e Entry) Input() string { return strings.Join(e.Typed, "\n") }

// IsTranscript says whether a text is one: whether its first line that is no comment begins with a prompt.
func IsTranscript(text string) bool {
	for line := range strings.SplitSeq(text, "\n") {
		if s := strings.TrimSpace(line); s != "" && !strings.HasPrefix(s, "#") {
			return promptOf.MatchString(line)
		}
	}
	return false
}

// attachedMark is what the head of a transcript says of a prompt that is attached, before the name of the node.
const attachedMark = "attached: "

// AttachedTo is the node that the prompt of a transcript was attached to; "" if it was the node's own.
func AttachedTo(text string) string {
	for line := range strings.SplitSeq(text, "\n") {
		s := strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(s, transcriptNote+attachedMark); ok {
			return name
		}
		if s != "" && !strings.HasPrefix(s, "#") {
			break
		}
	}
	return ""
}

// TranscriptInputs are the lines that a transcript has behind its prompts, as a script has them, at the same lines of the file.
func TranscriptInputs(text string) string {
	var b strings.Builder
	typed := false
	for line := range strings.SplitAfterSeq(text, "\n") {
		prompt := promptOf.FindString(line)
		switch {
		case prompt != "":
			b.WriteString(line[len(prompt):])
			typed = true
			continue
		case typed && strings.HasPrefix(line, continuedMark):
			b.WriteString(line[len(continuedMark):])
			continue
		}
		typed = false
		if strings.HasSuffix(line, "\n") {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// escapeShown marks the lines of whole lines that would read as something else.
func escapeShown(text string) string {
	if text == "" {
		return ""
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, l := range lines {
		if readsAsElse(l) {
			lines[i] = `\` + l
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func readsAsElse(line string) bool {
	return line == "" || line == "#" || line == anyLines || strings.HasPrefix(line, `\`) || strings.HasPrefix(line, transcriptNote) ||
		strings.HasPrefix(line, continuedMark) || promptOf.MatchString(line+" ")
}
