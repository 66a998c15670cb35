// Contexts: cancel, cause, timeout, values, WithoutCancel, AfterFunc.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

type key struct{}

type userKey int

const uk userKey = 0

func worker(ctx context.Context, out chan<- string) {
	select {
	case <-ctx.Done():
		out <- "cancelled: " + ctx.Err().Error()
	case <-time.After(10 * time.Second):
		out <- "timeout"
	}
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	out := make(chan string)
	go worker(ctx, out)
	cancel()
	fmt.Println(<-out)
	ctx, cancel = context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	<-ctx.Done()
	fmt.Println(ctx.Err(), errors.Is(ctx.Err(), context.DeadlineExceeded))
	cctx, ccancel := context.WithCancelCause(context.Background())
	ccancel(errors.New("my cause"))
	fmt.Println(cctx.Err(), context.Cause(cctx))
	v := context.WithValue(context.Background(), key{}, "value")
	v = context.WithValue(v, uk, 7)
	fmt.Println(v.Value(key{}), v.Value(uk), v.Value("none"))
	_, hasDeadline := v.Deadline()
	fmt.Println(hasDeadline)
	child, cc := context.WithCancel(v)
	defer cc()
	fmt.Println(child.Value(key{}), child.Err())
	parent, pc := context.WithCancel(context.Background())
	free := context.WithoutCancel(parent)
	done := make(chan bool)
	stop := context.AfterFunc(parent, func() { close(done) })
	pc()
	<-done
	fmt.Println(parent.Err(), free.Err(), stop())
	err := run(parent, func(ctx context.Context) error { return ctx.Err() })
	fmt.Println(errors.Is(err, context.Canceled), err)
}

func run(ctx context.Context, f func(context.Context) error) error {
	if err := f(ctx); err != nil {
		return fmt.Errorf("run: %w", err)
	}
	return nil
}
