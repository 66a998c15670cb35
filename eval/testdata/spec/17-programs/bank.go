// A small bank: custom errors, maps of pointers, methods, validation, defer and recover, transactions.
package main

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

var ErrNoAccount = errors.New("no such account")

type InsufficientFunds struct {
	Need, Have int
}

func (e InsufficientFunds) Error() string { return fmt.Sprintf("need %d, have %d", e.Need, e.Have) }

type Account struct {
	Owner   string
	balance int
	history []string
}

type Bank struct{ accounts map[string]*Account }

func (a *Account) Withdraw(n int) error {
	if a.balance < n {
		return InsufficientFunds{n, a.balance}
	}
	a.balance -= n
	a.history = append(a.history, fmt.Sprintf("-%d", n))
	return nil
}

func (a *Account) Deposit(n int) {
	if n <= 0 {
		panic("deposit must be positive")
	}
	a.balance += n
	a.history = append(a.history, fmt.Sprintf("+%d", n))
}

func (b *Bank) Get(name string) (*Account, error) {
	if a, ok := b.accounts[name]; ok {
		return a, nil
	}
	return nil, fmt.Errorf("get %q: %w", name, ErrNoAccount)
}

func (b *Bank) Transfer(from, to string, n int) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("transfer: %v", r)
		}
	}()
	src, err := b.Get(from)
	if err != nil {
		return err
	}
	dst, err := b.Get(to)
	if err != nil {
		return err
	}
	if err := src.Withdraw(n); err != nil {
		return err
	}
	dst.Deposit(n)
	return nil
}

func main() {
	b := &Bank{accounts: map[string]*Account{}}
	for i, n := range []string{"ann", "bob"} {
		b.accounts[n] = &Account{Owner: strings.ToUpper(n), balance: 100 * (i + 1)}
	}
	fmt.Println(b.Transfer("bob", "ann", 50))
	err := b.Transfer("ann", "bob", 1000)
	fmt.Println(err)
	if e, ok := err.(InsufficientFunds); ok {
		fmt.Println(e.Need - e.Have)
	}
	err = b.Transfer("ann", "zed", 1)
	fmt.Println(err, errors.Is(err, ErrNoAccount))
	fmt.Println(b.Transfer("ann", "bob", 0))
	var names []string
	for n := range b.accounts {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		a := b.accounts[n]
		fmt.Println(a.Owner, a.balance, a.history)
	}
}
