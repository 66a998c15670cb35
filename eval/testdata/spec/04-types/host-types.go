// Types of the standard library, embedded, converted and extended.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"time"
)

type wait time.Duration

func (w wait) double() wait { return 2 * w }

type logBuffer struct {
	bytes.Buffer
	lines int
}

func (l *logBuffer) Println(s string) { l.lines++; l.WriteString(s + "\n") }

type stamp struct{ time.Time }

type wrapped struct {
	error
	code int
}

func (w wrapped) Unwrap() error { return w.error }

func main() {
	fmt.Println(time.Duration(wait(time.Second).double()))
	var l logBuffer
	l.Println("a")
	l.Println("b")
	fmt.Printf("%d %q %d\n", l.lines, l.String(), l.Len())
	s := stamp{time.Date(2020, 2, 29, 0, 0, 0, 0, time.UTC)}
	fmt.Println(s.Year(), s.AddDate(1, 0, 0).Format("2006-01-02"), s.Weekday())
	base := errors.New("base")
	var err error = wrapped{base, 3}
	fmt.Println(err, errors.Is(err, base))
	var w wrapped
	fmt.Println(errors.As(err, &w), w.code)
	var d time.Duration = 1500 * time.Millisecond
	fmt.Println(d, d.Seconds(), d > time.Second)
	m := time.March
	fmt.Println(m, m+1, int(m))
}
