package sim

import (
	"fmt"
	"reflect"
	"strings"

	"parley/protocol"
)

// Describe is a protocol as help and documentation show it: what it is for, where it comes from, and its tables, as text of
// aligned columns. It says all that the row says, so that it need not be written a second time.
func Describe(p *protocol.Protocol) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", p.Name, p.Summary)
	if p.Source != "" {
		fmt.Fprintf(&b, "source: %s\n", p.Source)
	}
	least, most := max(p.MinNodes, 1), p.MaxNodes
	if most == 0 {
		most = 100
	}
	fmt.Fprintf(&b, "nodes: %d to %d\n", least, most)

	if p.About != "" {
		fmt.Fprintf(&b, "\n%s\n", wrapped(p.About, 100))
	}

	var rows [][]string
	for _, d := range p.Demos {
		shows := d.Doc
		if d.Breaks != "" {
			shows = "violates " + d.Breaks + ": " + d.Doc
		}
		rows = append(rows, []string{"parley " + d.Command, shows})
	}
	table(&b, "to try", rows)

	rows = nil
	for _, m := range p.Messages {
		rows = append(rows, []string{m.Kind, bodyText(m.Body), m.Doc})
	}
	table(&b, "messages", rows)

	rows = nil
	for _, c := range p.Calls {
		rows = append(rows, []string{signature(c), c.Doc})
	}
	table(&b, "calls", rows)

	rows = nil
	for _, row := range p.Params {
		rows = append(rows, []string{row.Name + "=" + defaultText(row), row.Doc})
	}
	table(&b, "parameters, with their defaults", rows)

	rows = nil
	for _, row := range p.Stores {
		key := row.Key
		if strings.HasSuffix(key, "/") {
			key += ".."
		}
		rows = append(rows, []string{key, typeText(reflect.TypeOf(row.Value)), row.Doc})
	}
	table(&b, "stored", rows)

	table(&b, "always true", properties(p.Invariants))
	table(&b, "true at some time", properties(p.Sometimes))
	table(&b, "not promised, to be required", properties(p.Optional))
	if p.Faults != nil {
		faults := strings.Join(p.Faults, " ")
		if faults == "" {
			faults = "none"
		}
		fmt.Fprintf(&b, "\nfaults that random runs draw: %s\n", faults)
	}
	if p.Model != nil {
		b.WriteString("\nhistories of its calls are judged: they must be linearizable\n")
	}
	return b.String()
}

// wrapped is a paragraph in lines of so many letters at most, as long as no word is longer.
func wrapped(text string, width int) string {
	var b strings.Builder
	room := width
	for i, word := range strings.Fields(text) {
		n := len([]rune(word))
		switch {
		case i == 0:
		case n+1 > room:
			b.WriteString("\n")
			room = width
		default:
			b.WriteString(" ")
			room--
		}
		b.WriteString(word)
		room -= n
	}
	return b.String()
}

func properties(all []protocol.Property) (rows [][]string) {
	for _, q := range all {
		rows = append(rows, []string{q.Name, q.Doc})
	}
	return rows
}

// table writes rows below a title, in columns. What follows a very wide cell stands on the next line, so that it does
// not push the others aside.
func table(b *strings.Builder, title string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	const widest = 34
	fmt.Fprintf(b, "\n%s:\n", title)
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			if n := len([]rune(cell)); n <= widest {
				widths[i] = max(widths[i], n)
			}
		}
	}
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			switch {
			case i == len(row)-1:
				line += cell
			case len([]rune(cell)) > widest:
				line += cell + "\n        "
			default:
				line += fmt.Sprintf("%-*s  ", widths[i], cell)
			}
		}
		b.WriteString("  " + strings.TrimRight(line, " ") + "\n")
	}
}

// signature is an operation as a function of Go.
func signature(c protocol.CallType) string {
	var args []string
	for i, v := range c.Args {
		args = append(args, c.Names[i]+" "+typeText(reflect.TypeOf(v)))
	}
	s := c.Op + "(" + strings.Join(args, ", ") + ")"
	if c.Result != nil {
		s += " " + typeText(reflect.TypeOf(c.Result))
	}
	return s
}

// bodyText is the type of a message's body: of a struct its fields, since the kind names it already.
func bodyText(body any) string {
	t := reflect.TypeOf(body)
	if t == nil {
		return ""
	}
	if t.Kind() != reflect.Struct {
		return "{" + typeText(t) + "}"
	}
	var fields []string
	for i := range t.NumField() {
		f := t.Field(i)
		fields = append(fields, fieldName(f)+" "+typeText(f.Type))
	}
	return "{" + strings.Join(fields, ", ") + "}"
}

// typeText is a type as its own package writes it.
func typeText(t reflect.Type) string {
	switch {
	case t == nil:
		return "any"
	case t == reflect.TypeFor[[]byte]():
		return "[]byte"
	case t.PkgPath() == "time":
		return t.String()
	case t.Name() != "":
		return t.Name()
	}
	switch t.Kind() {
	case reflect.Pointer:
		return "*" + typeText(t.Elem())
	case reflect.Slice:
		return "[]" + typeText(t.Elem())
	case reflect.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), typeText(t.Elem()))
	case reflect.Map:
		return "map[" + typeText(t.Key()) + "]" + typeText(t.Elem())
	case reflect.Struct: // of evaluated code, whose engine notes the name with the first field
		if t.NumField() > 0 {
			if name, _, ok := strings.Cut(t.Field(0).Tag.Get("p"), "."); ok {
				return name
			}
		}
	}
	return t.String()
}
