package sim

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"parley/protocol"
)

// splitWords takes a line of a script apart: words between blanks, a word with blanks in double quotes.
func splitWords(line string) ([]string, error) {
	var words []string
	for {
		line = strings.TrimLeft(line, " \t")
		if line == "" {
			return words, nil
		}
		if line[0] == '"' {
			q, err := strconv.QuotedPrefix(line)
			if err != nil {
				return nil, fmt.Errorf("the quote in %s does not end", line)
			}
			w, _ := strconv.Unquote(q)
			words, line = append(words, w), line[len(q):]
			continue
		}
		end := strings.IndexAny(line, " \t")
		if end < 0 {
			end = len(line)
		}
		words, line = append(words, line[:end]), line[end:]
	}
}

// quoteWord is the inverse of splitWords for one word.
func quoteWord(w string) string {
	if w == "" || strings.ContainsAny(w, " \t\"\\\n#") || strconv.Quote(w) != `"`+w+`"` {
		return strconv.Quote(w)
	}
	return w
}

// parseArgs makes the arguments of an operation of words. What is not a simple value is JSON.
func parseArgs(row protocol.CallType, words []string) ([]any, error) {
	if len(words) != len(row.Args) {
		return nil, usage(fmt.Sprintf("%s takes %d arguments (%s), not %d", row.Op, len(row.Args), strings.Join(row.Names, " "), len(words)))
	}
	var values []any
	for i, w := range words {
		v := reflect.New(reflect.TypeOf(row.Args[i])).Elem()
		if err := parseValue(v, w); err != nil {
			return nil, usage(fmt.Sprintf("%s %s: %v", row.Op, row.Names[i], err))
		}
		values = append(values, v.Interface())
	}
	return values, nil
}

func parseValue(v reflect.Value, w string) error {
	if v.Type() == reflect.TypeFor[time.Duration]() {
		d, err := time.ParseDuration(w)
		v.SetInt(int64(d))
		if err != nil {
			return fmt.Errorf("%q is not a time such as 10ms", w)
		}
		return nil
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(w)
		return nil
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte(w))
			return nil
		}
	}
	if err := json.Unmarshal([]byte(w), v.Addr().Interface()); err != nil {
		return fmt.Errorf("%q is not a %s", w, v.Type())
	}
	return nil
}

// argWord is a value as a word of a script, such that parseValue reads it.
func argWord(v any) string {
	switch x := v.(type) {
	case time.Duration:
		return x.String()
	case []byte:
		return string(x)
	}
	if r := reflect.ValueOf(v); r.Kind() == reflect.String {
		return r.String()
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}

// CallAction is the action of a call.
func CallAction(c protocol.CallAt) Action {
	args := []string{string(c.Node), c.Op}
	for _, v := range c.Args {
		args = append(args, argWord(v))
	}
	return Action{"call", args}
}

// Parse reads a script: one action a line, what follows # is a comment.
func Parse(text string) ([]Action, error) {
	var all []Action
	for i, line := range strings.Split(text, "\n") {
		words, err := splitWords(uncommented(line))
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		if len(words) > 0 {
			all = append(all, Action{words[0], words[1:]})
		}
	}
	return all, nil
}

// uncommented is a line without its comment: a # at its beginning or after a blank, outside of quotes.
func uncommented(line string) string {
	quoted := false
	for i := range len(line) {
		switch line[i] {
		case '\\':
			// within quotes the next character is no quote; outside it means nothing
		case '"':
			if i == 0 || line[i-1] != '\\' {
				quoted = !quoted
			}
		case '#':
			if !quoted && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t') {
				return line[:i]
			}
		}
	}
	return line
}
