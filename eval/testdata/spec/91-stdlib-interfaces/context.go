// Package context: values by own keys, deadlines, causes, own contexts.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

type key int

const (
	userKey key = iota
	traceKey
)

type other int

type named struct{ name string }

// quiet is a context that is never done.
type quiet struct{ context.Context }

func (quiet) Done() <-chan struct{} { return nil }
func (quiet) Err() error            { return nil }

func main() {
	ctx := context.WithValue(context.Background(), userKey, "ann")
	ctx = context.WithValue(ctx, traceKey, 42)
	fmt.Println(ctx.Value(userKey), ctx.Value(traceKey))
	fmt.Println(ctx.Value(other(0)), ctx.Value(0))
	ctx = context.WithValue(ctx, named{"k"}, "by struct")
	fmt.Println(ctx.Value(named{"k"}), ctx.Value(named{"l"}))

	c, cancel := context.WithCancelCause(ctx)
	done := make(chan string)
	go func() {
		<-c.Done()
		done <- fmt.Sprint(c.Err(), " because ", context.Cause(c))
	}()
	cancel(errors.New("tired"))
	fmt.Println(<-done, c.Value(userKey))

	c2, stop := context.WithTimeout(ctx, time.Millisecond)
	defer stop()
	<-c2.Done()
	fmt.Println(c2.Err(), errors.Is(c2.Err(), context.DeadlineExceeded))
	_, has := c2.Deadline()
	fmt.Println(has)

	q := quiet{c2}
	fmt.Println(q.Err(), q.Value(userKey))
	c3, stop3 := context.WithCancel(q)
	fmt.Println(c3.Err())
	stop3()
	fmt.Println(c3.Err())
	fmt.Println(context.WithoutCancel(c2).Err())

	c4, stop4 := context.WithCancel(context.Background())
	ran := make(chan bool)
	context.AfterFunc(c4, func() { ran <- true })
	stop4()
	fmt.Println(<-ran)
	t := time.AfterFunc(time.Hour, func() { fmt.Println("never") })
	fmt.Println(t.Stop())
	time.AfterFunc(time.Millisecond, func() { ran <- false })
	fmt.Println(<-ran)
}
