// Worker pools, pipelines, fan-in, semaphores, errgroup-like groups, generators with quit.
package main

import (
	"errors"
	"fmt"
	"sort"
	"sync"
)

type job struct{ id, n int }
type result struct {
	id  int
	out int
	err error
}

func pool(workers int, jobs []job) []result {
	in, out := make(chan job), make(chan result)
	var wg sync.WaitGroup
	for range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range in {
				if j.n < 0 {
					out <- result{id: j.id, err: errors.New("negative")}
					continue
				}
				out <- result{j.id, j.n * j.n, nil}
			}
		}()
	}
	go func() {
		for _, j := range jobs {
			in <- j
		}
		close(in)
		wg.Wait()
		close(out)
	}()
	var rs []result
	for r := range out {
		rs = append(rs, r)
	}
	sort.Slice(rs, func(i, j int) bool { return rs[i].id < rs[j].id })
	return rs
}

func gen(quit <-chan struct{}, ns ...int) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for _, n := range ns {
			select {
			case c <- n:
			case <-quit:
				return
			}
		}
	}()
	return c
}

func mapc[A, B any](in <-chan A, f func(A) B) <-chan B {
	out := make(chan B)
	go func() {
		defer close(out)
		for v := range in {
			out <- f(v)
		}
	}()
	return out
}

func merge[T any](cs ...<-chan T) <-chan T {
	out := make(chan T)
	var wg sync.WaitGroup
	wg.Add(len(cs))
	for _, c := range cs {
		go func(c <-chan T) {
			defer wg.Done()
			for v := range c {
				out <- v
			}
		}(c)
	}
	go func() { wg.Wait(); close(out) }()
	return out
}

type Group struct {
	wg   sync.WaitGroup
	once sync.Once
	err  error
}

func (g *Group) Go(f func() error) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		if err := f(); err != nil {
			g.once.Do(func() { g.err = err })
		}
	}()
}

func (g *Group) Wait() error { g.wg.Wait(); return g.err }

func main() {
	for _, r := range pool(3, []job{{1, 2}, {2, -1}, {3, 4}, {4, 5}}) {
		fmt.Println(r.id, r.out, r.err)
	}
	quit := make(chan struct{})
	sum := 0
	for v := range mapc(mapc(gen(quit, 1, 2, 3, 4), func(n int) int { return n * 10 }), func(n int) int { return n + 1 }) {
		sum += v
	}
	fmt.Println(sum)
	c := gen(quit, 1, 2, 3)
	<-c
	close(quit)
	total := 0
	for v := range merge(gen(nil, 1, 2), gen(nil, 10, 20), gen(nil, 100)) {
		total += v
	}
	fmt.Println(total)
	var g Group
	for i := range 5 {
		g.Go(func() error {
			if i == 3 {
				return fmt.Errorf("task %d failed", i)
			}
			return nil
		})
	}
	fmt.Println(g.Wait())
	sem := make(chan struct{}, 2)
	var mu sync.Mutex
	running, most := 0, 0
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			sem <- struct{}{}
			defer func() { <-sem }()
			mu.Lock()
			running++
			most = max(most, running)
			mu.Unlock()
			mu.Lock()
			running--
			mu.Unlock()
		})
	}
	wg.Wait()
	fmt.Println(most <= 2, running)
}
