// Deferred calls in loops of all kinds, in blocks, behind conditions, before gotos; unlocks among others.
package main

import (
	"fmt"
	"sync"
)

type S struct {
	mu  sync.Mutex
	wg  sync.WaitGroup
	log []string
}

func (s *S) locked(n int) (r int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n == 0 {
		return -1
	}
	s.log = append(s.log, fmt.Sprint(n))
	return n * 2
}

func (s *S) several(n int) (out []int) {
	s.wg.Add(n)
	for i := range n {
		defer s.wg.Done()
		defer func() { out = append(out, i) }()
	}
	return nil
}

func (s *S) onlyUnlocks(ms []*sync.Mutex) {
	for _, m := range ms {
		m.Lock()
		defer m.Unlock()
	}
}

func (s *S) panics() {
	s.mu.Lock()
	defer s.mu.Unlock()
	panic("while locked")
}

func conditions(a, b bool) (s string) {
	if a {
		defer func() { s += "a" }()
	}
	switch {
	case b:
		defer func() { s += "b" }()
	}
	{
		x := "x"
		defer func() { s += x }()
		x = "y"
	}
	select {
	default:
		defer func() { s += "d" }()
	}
	return "r"
}

func nested() (n int) {
	for i := 0; i < 2; i++ {
		for j := range 2 {
			defer func() { n = n*10 + i*2 + j }()
		}
	}
	for k, v := range map[string]int{"k": 7} {
		defer func() { n += v * len(k) }()
	}
	return 0
}

func early(n int) (s string) {
	defer func() { s = "[" + s + "]" }()
	if n == 1 {
		return "one"
	}
	defer func() { s += "+" }()
	if n == 2 {
		return "two"
	}
	for {
		defer func() { s += "*" }()
		if n--; n == 0 {
			return "loop"
		}
	}
}

func main() {
	s := &S{}
	fmt.Println(s.locked(1), s.locked(0), s.locked(3), s.log)
	fmt.Println(s.several(3))
	s.wg.Wait()
	ms := []*sync.Mutex{{}, {}, {}}
	s.onlyUnlocks(ms)
	for _, m := range ms {
		fmt.Print(m.TryLock(), " ")
	}
	fmt.Println()
	func() {
		defer func() { fmt.Println(recover()) }()
		s.panics()
	}()
	fmt.Println(s.mu.TryLock())
	for i := range 4 {
		fmt.Print(conditions(i&1 == 1, i&2 == 2), " ")
	}
	fmt.Println(nested())
	fmt.Println(early(1), early(2), early(4))
}
