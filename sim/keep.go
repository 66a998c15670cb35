package sim

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"parley/protocol"
)

// This file keeps what was found: a script that breaks a property as a transcript, which can be run again, and stays as a test.

// Kept is a script that breaks a property, with what is to be known of how it was found.
type Kept struct {
	Config  Config
	Script  []Action
	Broken  *Violation
	Command string // that found it
}

// Name is a name for a file: of the protocol, the property and the seed.
func (k *Kept) Name() string {
	words := strings.FieldsFunc(strings.ToLower(k.Config.Protocol.Name+" "+k.Broken.Property), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return fmt.Sprintf("%s-%d.txt", strings.Join(words, "-"), k.Config.Seed)
}

// Transcript is the script with what it does, as RunTranscript reads it.
func (k *Kept) Transcript() (string, error) {
	c, p := k.Config, k.Config.Protocol
	var b strings.Builder
	fmt.Fprintf(&b, "# %s breaks %q. It was found by %s\n", p.Name, k.Broken.Property, k.Command)
	fmt.Fprintf(&b, "sim %s -n %d seed=%d", quoteWord(p.Argument()), c.Nodes, c.Seed)
	for _, name := range p.Required {
		b.WriteString(" " + quoteWord("require="+name))
	}
	for _, name := range slices.Sorted(maps.Keys(c.Params)) {
		b.WriteString(" " + quoteWord(fmt.Sprintf("%s=%v", name, c.Params[name])))
	}
	b.WriteString("\n")
	for _, a := range k.Script {
		b.WriteString(a.String() + "\n")
	}
	b.WriteString("trace\nverdict\n" + rule + "\n")
	text, broken, err := PlayTranscript(b.String(), 1, func(string) *protocol.Protocol { return p })
	switch {
	case err != nil:
		return "", err
	case broken == nil || broken.Property != k.Broken.Property:
		return "", fmt.Errorf("sim %s: what breaks %q cannot be kept: the same script ends with %v", p.Name, k.Broken.Property, broken)
	}
	return text, nil
}
