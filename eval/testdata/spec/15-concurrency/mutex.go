// Mutexes, RWMutexes, TryLock, embedded mutexes, defer unlock.
package main

import (
	"fmt"
	"sync"
)

type Counter struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *Counter) Inc(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n[k]++
}

func (c *Counter) Get(k string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[k]
}

type Cache struct {
	sync.RWMutex
	m map[int]string
}

func (c *Cache) Load(k int) (string, bool) {
	c.RLock()
	defer c.RUnlock()
	v, ok := c.m[k]
	return v, ok
}

func (c *Cache) Store(k int, v string) {
	c.Lock()
	c.m[k] = v
	c.Unlock()
}

func main() {
	c := Counter{n: map[string]int{}}
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.Inc(fmt.Sprint("k", i%3))
		}()
	}
	wg.Wait()
	fmt.Println(c.Get("k0"), c.Get("k1"), c.Get("k2"))
	ca := &Cache{m: map[int]string{}}
	for i := range 10 {
		wg.Go(func() { ca.Store(i, fmt.Sprint(i)) })
	}
	wg.Wait()
	v, ok := ca.Load(7)
	_, no := ca.Load(70)
	fmt.Println(v, ok, no, len(ca.m))
	var mu sync.Mutex
	fmt.Println(mu.TryLock(), mu.TryLock())
	mu.Unlock()
	var l sync.Locker = &mu
	l.Lock()
	l.Unlock()
	fmt.Println(mu.TryLock())
}
