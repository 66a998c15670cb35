package node_test

import (
	"context"
	"testing"

	"parley/node"
)

// BenchmarkAsk asks one node of this process from another, by real UDP on loopback. `make bench` measures two processes.
func BenchmarkAsk(b *testing.B) {
	home, err := node.HomeAt(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	start := func(cfg node.Config) *node.Node {
		cfg.Home = home
		n, err := node.Start(context.Background(), cfg)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { n.Close() })
		return n
	}
	a := start(node.Config{Name: "a"})
	start(node.Config{Name: "b"})
	s := node.Source{Text: "x + 1"}
	if err := a.Ask(context.Background(), "b", node.Source{Text: "x := 41"}, node.Options{}).Err("b"); err != nil {
		b.Fatal(err)
	}
	ask := func(b *testing.B) {
		if err := a.Ask(context.Background(), "b", s, node.Options{}).Err("b"); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("one", func(b *testing.B) {
		for b.Loop() {
			ask(b)
		}
	})
	b.Run("x64", func(b *testing.B) {
		b.SetParallelism(32)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				ask(b)
			}
		})
	})
}
