package scripts

// The elements of RMap that have no value, and what can have one.

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"parley/node"
	"parley/protocol"
)

// MapError lists the elements of RMap that have no value.
type MapError struct {
	Of       int // elements of the whole
	Elements []ElementError
}

// ElementError is why one element has no value.
type ElementError struct {
	Index int    // of the element, from 0
	Node  string // where it was, or would have been, evaluated; "" if nowhere
	Err   error  // says failed or unknown, as that of Remote does
}

// Error is one line: the first kinds of trouble, and the elements that have each.
func (e *MapError) Error() string {
	const most = 4
	var order []string
	at := map[string][]int{}
	for _, x := range e.Elements {
		text := x.Err.Error()
		if at[text] == nil {
			order = append(order, text)
		}
		at[text] = append(at[text], x.Index)
	}
	s := fmt.Sprintf("%d of %d elements have no value", len(e.Elements), e.Of)
	for i, text := range order {
		if i == most {
			return s + fmt.Sprintf("; and %d more kinds of trouble", len(order)-most)
		}
		s += fmt.Sprintf("; [%s] %s", indices(at[text]), text)
	}
	return s
}

// indices are the first of some numbers, those in a row together.
func indices(all []int) string {
	const most = 4
	var words []string
	for i := 0; i < len(all); {
		j := i + 1
		for j < len(all) && all[j] == all[j-1]+1 {
			j++
		}
		if len(words) == most {
			return strings.Join(words, ",") + ",.."
		}
		word := fmt.Sprint(all[i])
		if j-i > 1 {
			word += fmt.Sprintf("-%d", all[j-1])
		}
		words = append(words, word)
		i = j
	}
	return strings.Join(words, ",")
}

// As makes it what Remote's error is, for those who ask whether something may have run: unknown if that holds of any element.
func (e *MapError) As(target any) bool {
	into, ok := target.(**protocol.OutcomeError)
	if !ok || len(e.Elements) == 0 {
		return false
	}
	var whole *protocol.OutcomeError
	for _, x := range e.Elements {
		var oe *protocol.OutcomeError
		if errors.As(x.Err, &oe) && (whole == nil || whole.Verdict == protocol.Failed && oe.Verdict == protocol.Unknown) {
			whole = oe
		}
	}
	if whole == nil {
		return false
	}
	*into = &protocol.OutcomeError{Verdict: whole.Verdict, Failure: protocol.Failure{Kind: whole.Failure.Kind, Text: e.Error()}}
	return true
}

// mapError is the error of what was gathered; nil if every element has its value.
func mapError(of int, all []ElementError) error {
	if len(all) == 0 {
		return nil
	}
	slices.SortFunc(all, func(a, b ElementError) int { return a.Index - b.Index })
	return &MapError{of, all}
}

// travelsAlways says whether all values of a slice's element type can travel, so that none needs a trial.
func travelsAlways(slice any) bool {
	t := reflect.TypeOf(slice)
	if t.Kind() != reflect.Slice {
		return false
	}
	k := t.Elem().Kind()
	return k == reflect.String || k >= reflect.Bool && k <= reflect.Complex128 && k != reflect.Uintptr
}

// travels panics for a value that cannot travel.
func travels(v any) {
	if _, err := node.Encode("any", v); err != nil {
		panic(err)
	}
}
