package sim

import (
	"fmt"
	"strings"

	"parley/protocol"
)

// This file is a protocol as a section of a page, in Markdown. It says what its row says and nothing else.

// Page is the section of one protocol.
func Page(p *protocol.Protocol) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n%s.\n", p.Name, sentence(p.Summary))
	if p.About != "" {
		fmt.Fprintf(&b, "\n%s\n", p.About)
	}
	if p.Source != "" {
		fmt.Fprintf(&b, "\nFrom: %s.\n", strings.TrimSuffix(p.Source, "."))
	}
	if len(p.Demos) > 0 {
		b.WriteString("\n| try | what it shows |\n|---|---|\n")
		for _, d := range p.Demos {
			shows := d.Doc
			if d.Breaks != "" {
				shows = "**violates " + d.Breaks + "**: " + shows
			}
			fmt.Fprintf(&b, "| `parley %s` | %s |\n", d.Command, cell(shows))
		}
	}
	holds := "Holds under every fault"
	if p.Faults != nil {
		holds = "Holds under the faults " + strings.Join(p.Faults, ", ")
		if len(p.Faults) == 0 {
			holds = "Holds without faults"
		}
	}
	section(&b, holds, p.Invariants)
	section(&b, "Not promised; `--require` holds it to that", p.Optional)
	if p.Model != nil {
		b.WriteString("\nThe histories of its calls must be linearizable as well.\n")
	}
	if len(p.Calls) > 0 {
		b.WriteString("\nOperations:\n\n")
		for _, c := range p.Calls {
			fmt.Fprintf(&b, "- `%s`: %s\n", signature(c), c.Doc)
		}
	}
	if len(p.Params) > 0 {
		b.WriteString("\nParameters, with their defaults:\n\n")
		for _, row := range p.Params {
			fmt.Fprintf(&b, "- `%s=%s`: %s\n", row.Name, defaultText(row), row.Doc)
		}
	}
	return b.String()
}

// sentence is a summary as the first sentence of a paragraph.
func sentence(s string) string { return strings.ToUpper(s[:min(1, len(s))]) + s[min(1, len(s)):] }

// cell is text within a table.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

func section(b *strings.Builder, title string, all []protocol.Property) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s:\n\n", title)
	for _, q := range all {
		if q.Doc == "" {
			fmt.Fprintf(b, "- %s\n", q.Name)
			continue
		}
		fmt.Fprintf(b, "- %s: %s\n", q.Name, q.Doc)
	}
}

func defaultText(row protocol.Param) string {
	if value := fmt.Sprint(row.Default); value != "" {
		return value
	}
	return `""`
}
