// Packages sync and sync/atomic: what is generic, and what is near it.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type node struct {
	next  atomic.Pointer[node]
	value int
}

type stack struct{ head atomic.Pointer[node] }

func (s *stack) push(v int) {
	n := &node{value: v}
	for {
		old := s.head.Load()
		n.next.Store(old)
		if s.head.CompareAndSwap(old, n) {
			return
		}
	}
}

func main() {
	runs := 0
	value := sync.OnceValue(func() int { runs++; return 42 })
	fmt.Println(value(), value(), runs)
	values := sync.OnceValues(func() (string, error) { runs++; return "s", fmt.Errorf("e") })
	fmt.Println(values())
	fmt.Println(values())
	fmt.Println(runs)
	once := sync.OnceFunc(func() { runs++ })
	once()
	once()
	fmt.Println(runs)
	broken := sync.OnceValue(func() int { runs++; panic("broken") })
	for range 2 {
		func() {
			defer func() { fmt.Println("recovered:", recover(), runs) }()
			broken()
		}()
	}

	var p atomic.Pointer[string]
	fmt.Println(p.Load() == nil)
	a, b := "a", "b"
	p.Store(&a)
	fmt.Println(*p.Load(), p.CompareAndSwap(&b, &b), p.CompareAndSwap(&a, &b), *p.Load(), p.Load() == &b)
	fmt.Println(*p.Swap(nil), p.Load() == nil, p.CompareAndSwap(nil, &a), *p.Load())

	var s stack
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 25 {
				s.push(g*100 + i)
			}
		})
	}
	wg.Wait()
	n, sum := 0, 0
	for x := s.head.Load(); x != nil; x = x.next.Load() {
		n++
		sum += x.value
	}
	fmt.Println(n, sum)

	var i atomic.Int64
	var u atomic.Uint32
	var ok atomic.Bool
	fmt.Println(i.Add(5), i.Load(), i.CompareAndSwap(5, 6), i.And(4), i.Or(3), i.Load(), u.Add(^uint32(0)), ok.Swap(true), ok.Load())
	var old int32 = 7
	fmt.Println(atomic.AddInt32(&old, 3), atomic.OrInt32(&old, 1), old)

	var v atomic.Value
	v.Store([]int{1})
	fmt.Println(v.Load().([]int))

	var m sync.Map
	m.Store("a", 1)
	fmt.Println(m.LoadOrStore("a", 2))
	fmt.Println(m.Swap("a", 3))
	m.Range(func(k, v any) bool { fmt.Println(k, v); return true })
	fmt.Println(m.LoadAndDelete("a"))
	m.Store("x", 1)
	m.Clear()
	fmt.Println(m.Load("x"))
	pool := sync.Pool{New: func() any { return new(int) }}
	fmt.Println(*pool.Get().(*int))
}
