package eval

// This file panics for the checks of bounds.go, in Go's words.

import "fmt"

// outOfRange panics as an index does that is out of range.
func (ld *loader) outOfRange(k, i, n int) {
	ld.at(k, "")
	if i < 0 {
		panic(runtimeError{fmt.Sprintf("runtime error: index out of range [%d]", i)})
	}
	panic(runtimeError{fmt.Sprintf("runtime error: index out of range [%d] with length %d", i, n)})
}

// farOutOfRange is outOfRange for an index that may be too large for an int.
func (ld *loader) farOutOfRange(k int, i uint64, n int) {
	ld.at(k, "")
	panic(runtimeError{fmt.Sprintf("runtime error: index out of range [%d] with length %d", i, n)})
}

// outOfBounds panics as a slice expression does. has says that the upper bound was written.
func (ld *loader) outOfBounds(k, low, high, limit int, what string, has bool) {
	ld.at(k, "")
	text := ""
	switch {
	case has && high < 0:
		text = fmt.Sprintf("[:%d]", high)
	case high > limit:
		text = fmt.Sprintf("[:%d] with %s %d", high, what, limit)
	case low < 0:
		text = fmt.Sprintf("[%d:]", low)
	default:
		text = fmt.Sprintf("[%d:%d]", low, high)
	}
	panic(runtimeError{"runtime error: slice bounds out of range " + text})
}

// outOfBounds3 is outOfBounds for three bounds.
func (ld *loader) outOfBounds3(k, low, high, most, limit int, what string) {
	ld.at(k, "")
	text := ""
	switch {
	case most < 0:
		text = fmt.Sprintf("[::%d]", most)
	case most > limit:
		text = fmt.Sprintf("[::%d] with %s %d", most, what, limit)
	case high < 0:
		text = fmt.Sprintf("[:%d:]", high)
	case high > most:
		text = fmt.Sprintf("[:%d:%d]", high, most)
	case low < 0:
		text = fmt.Sprintf("[%d::]", low)
	default:
		text = fmt.Sprintf("[%d:%d:]", low, high)
	}
	panic(runtimeError{"runtime error: slice bounds out of range " + text})
}
