// Graphs: BFS, DFS, Dijkstra with a heap, topological order, union-find, memoised recursion.
package main

import (
	"container/heap"
	"fmt"
	"math"
	"slices"
	"strings"
)

type Graph map[string]map[string]int

func (g Graph) Add(a, b string, w int) {
	for _, e := range [][2]string{{a, b}, {b, a}} {
		if g[e[0]] == nil {
			g[e[0]] = map[string]int{}
		}
		g[e[0]][e[1]] = w
	}
}

func (g Graph) sorted(n string) []string {
	var out []string
	for m := range g[n] {
		out = append(out, m)
	}
	slices.Sort(out)
	return out
}

func (g Graph) BFS(start string, visit func(string) bool) {
	seen := map[string]bool{start: true}
	for queue := []string{start}; len(queue) > 0; {
		n := queue[0]
		queue = queue[1:]
		if !visit(n) {
			return
		}
		for _, m := range g.sorted(n) {
			if !seen[m] {
				seen[m] = true
				queue = append(queue, m)
			}
		}
	}
}

func (g Graph) DFS(n string, seen map[string]bool) (out []string) {
	if seen[n] {
		return nil
	}
	seen[n] = true
	out = append(out, n)
	for _, m := range g.sorted(n) {
		out = append(out, g.DFS(m, seen)...)
	}
	return
}

type item struct {
	node string
	dist int
}
type pq []item

func (p pq) Len() int           { return len(p) }
func (p pq) Less(i, j int) bool { return p[i].dist < p[j].dist }
func (p pq) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }
func (p *pq) Push(x any)        { *p = append(*p, x.(item)) }
func (p *pq) Pop() (x any)      { x = (*p)[len(*p)-1]; *p = (*p)[:len(*p)-1]; return }

func (g Graph) Dijkstra(src string) map[string]int {
	dist := map[string]int{}
	for n := range g {
		dist[n] = math.MaxInt
	}
	dist[src] = 0
	q := &pq{{src, 0}}
	for q.Len() > 0 {
		it := heap.Pop(q).(item)
		if it.dist > dist[it.node] {
			continue
		}
		for m, w := range g[it.node] {
			if d := it.dist + w; d < dist[m] {
				dist[m] = d
				heap.Push(q, item{m, d})
			}
		}
	}
	return dist
}

func topo(deps map[string][]string) (order []string, err error) {
	const (
		white = iota
		grey
		black
	)
	color := map[string]int{}
	var visit func(string) error
	visit = func(n string) error {
		switch color[n] {
		case grey:
			return fmt.Errorf("cycle at %s", n)
		case black:
			return nil
		}
		color[n] = grey
		for _, d := range deps[n] {
			if err := visit(d); err != nil {
				return err
			}
		}
		color[n] = black
		order = append(order, n)
		return nil
	}
	var ns []string
	for n := range deps {
		ns = append(ns, n)
	}
	slices.Sort(ns)
	for _, n := range ns {
		if err := visit(n); err != nil {
			return nil, err
		}
	}
	return order, nil
}

type UF struct{ parent []int }

func NewUF(n int) *UF {
	u := &UF{make([]int, n)}
	for i := range u.parent {
		u.parent[i] = i
	}
	return u
}
func (u *UF) Find(x int) int {
	for u.parent[x] != x {
		u.parent[x] = u.parent[u.parent[x]]
		x = u.parent[x]
	}
	return x
}
func (u *UF) Union(a, b int) bool {
	ra, rb := u.Find(a), u.Find(b)
	if ra == rb {
		return false
	}
	u.parent[ra] = rb
	return true
}

func lcs(a, b string) string {
	memo := map[[2]int]string{}
	var f func(i, j int) string
	f = func(i, j int) (r string) {
		if i == len(a) || j == len(b) {
			return ""
		}
		k := [2]int{i, j}
		if v, ok := memo[k]; ok {
			return v
		}
		defer func() { memo[k] = r }()
		if a[i] == b[j] {
			return string(a[i]) + f(i+1, j+1)
		}
		x, y := f(i+1, j), f(i, j+1)
		if len(x) >= len(y) {
			return x
		}
		return y
	}
	return f(0, 0)
}

func main() {
	g := Graph{}
	for _, e := range strings.Fields("a-b:4 a-c:1 c-b:2 b-d:5 c-d:8 d-e:3") {
		var w int
		fmt.Sscanf(e[4:], "%d", &w)
		g.Add(e[:1], e[2:3], w)
	}
	var order []string
	g.BFS("a", func(n string) bool { order = append(order, n); return n != "d" })
	fmt.Println(order, g.DFS("a", map[string]bool{}))
	fmt.Println(g.Dijkstra("a"))
	fmt.Println(topo(map[string][]string{"app": {"lib", "log"}, "lib": {"core"}, "log": {"core"}, "core": nil}))
	fmt.Println(topo(map[string][]string{"a": {"b"}, "b": {"a"}}))
	u := NewUF(5)
	fmt.Println(u.Union(0, 1), u.Union(1, 2), u.Union(0, 2), u.Find(0) == u.Find(2), u.Find(3) == u.Find(4))
	fmt.Println(lcs("AGGTAB", "GXTXAYB"))
}
