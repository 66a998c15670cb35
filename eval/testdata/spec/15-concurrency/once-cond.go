// Once, OnceFunc, OnceValue, Cond, Pool, sync.Map.
package main

import (
	"fmt"
	"sort"
	"sync"
)

type Queue struct {
	mu    sync.Mutex
	cond  *sync.Cond
	items []int
}

func NewQueue() *Queue {
	q := &Queue{}
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *Queue) Put(n int) {
	q.mu.Lock()
	q.items = append(q.items, n)
	q.mu.Unlock()
	q.cond.Signal()
}

func (q *Queue) Get() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.cond.Wait()
	}
	n := q.items[0]
	q.items = q.items[1:]
	return n
}

func main() {
	var once sync.Once
	for range 3 {
		once.Do(func() { fmt.Println("once") })
	}
	calls := 0
	f := sync.OnceValue(func() int { calls++; return 42 })
	fmt.Println(f(), f(), calls)
	g := sync.OnceFunc(func() { fmt.Println("once func") })
	g()
	g()
	a, b := sync.OnceValues(func() (int, error) { return 1, nil })()
	fmt.Println(a, b)
	q := NewQueue()
	results := make(chan int)
	for range 3 {
		go func() { results <- q.Get() }()
	}
	for i := range 3 {
		q.Put(i * i)
	}
	sum := 0
	for range 3 {
		sum += <-results
	}
	fmt.Println(sum)
	pool := sync.Pool{New: func() any { return new([]byte) }}
	x := pool.Get().(*[]byte)
	*x = append(*x, 'a')
	pool.Put(x)
	fmt.Println(len(*x))
	var m sync.Map
	for i := range 5 {
		m.Store(i, fmt.Sprint("v", i))
	}
	v, ok := m.Load(3)
	m.Delete(4)
	act, loaded := m.LoadOrStore(3, "other")
	var ks []int
	m.Range(func(k, v any) bool { ks = append(ks, k.(int)); return true })
	sort.Ints(ks)
	fmt.Println(v, ok, act, loaded, ks)
}
