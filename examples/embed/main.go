// Command embed is a small service with a parley node in it: while it runs, a prompt can look into it and change it.
//
//	go run ./examples/embed &
//	parley eval --at shop 'shop.Count()'
//	parley attach shop
//	~shop> shop.Price("tea")
//	~shop> shop.SetPrice("tea", 450)
//
// It is a node like others: nodes of the same home connect to it, and what they ask of @all is evaluated here, too. A Home of its own keeps it apart.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"sync"

	"parley/node"
	"parley/scripts"
)

// Shop is what the service is about. Several may use it at once, the prompt among them, so it has a lock.
type Shop struct {
	mu     sync.Mutex
	prices map[string]int // in cents
}

// Count is how many things have a price.
func (s *Shop) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.prices)
}

// Price is what a thing costs, in cents.
func (s *Shop) Price(thing string) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.prices[thing]
	if !ok {
		return 0, fmt.Errorf("%s has no price", thing)
	}
	return p, nil
}

// SetPrice gives a thing a price, in cents.
func (s *Shop) SetPrice(thing string, cents int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.prices[thing] = cents
}

// start opens the shop and starts its node.
func start(ctx context.Context, home node.Home, listen string) (*Shop, *node.Node, error) {
	shop := &Shop{prices: map[string]int{"tea": 400, "cake": 550}}
	n, err := node.Start(ctx, node.Config{Name: "shop", Home: home, Listen: listen, Builtins: scripts.Builtins})
	if err != nil {
		return nil, nil, err
	}
	err = n.Bind("shop", shop) // a live object: guard what several may use at once
	if err != nil {
		n.Close()
		return nil, nil, err
	}
	return shop, n, nil
}

func main() {
	log.SetFlags(0)
	listen := flag.String("listen", "127.0.0.1:0", "UDP address of the node")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	_, n, err := start(ctx, node.Home{}, *listen)
	if err != nil {
		log.Fatal(err)
	}
	defer n.Close()
	log.Printf("the shop is open; `parley attach shop` looks inside, Ctrl-C closes it")
	select {
	case <-ctx.Done():
	case <-n.StopAsked():
	}
}
