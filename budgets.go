package main

// This file reads the flags that bound evaluations.

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"parley/node"
	"parley/protocol"
)

// budgets reads what --budget lists, as operator.time=1m: the role's budget is the default but for what is named. 0 is no bound.
func budgets(list []string) (map[protocol.Role]node.Budget, error) {
	of := node.DefaultBudgets()
	for _, s := range list {
		wrong := func(why string) error {
			return exitError{exitUsage, fmt.Sprintf("--budget %s: %s; give a list such as operator.time=1m,operator.depth=5000,operator.output=1MiB,member.memory=2GiB, where 0 is no bound", s, why)}
		}
		key, value, ok := strings.Cut(strings.TrimSpace(s), "=")
		who, what, dotted := strings.Cut(key, ".")
		if !ok || !dotted {
			return nil, wrong("it is not of the form ROLE.WHAT=VALUE")
		}
		role, err := protocol.ParseRole(who)
		b, evaluates := of[role]
		if err != nil || !evaluates {
			return nil, wrong(fmt.Sprintf("%q is not operator or member, who may evaluate", who))
		}
		switch what {
		case "time":
			if b.Time, err = time.ParseDuration(value); err != nil || b.Time < 0 {
				return nil, wrong(fmt.Sprintf("%q is no time such as 30s", value))
			}
		case "depth":
			if b.Depth, err = strconv.Atoi(value); err != nil || b.Depth < 0 {
				return nil, wrong(fmt.Sprintf("%q is no number of calls", value))
			}
		case "output":
			b.Output, err = size(value)
		case "memory":
			b.Memory, err = size(value)
		default:
			return nil, wrong(fmt.Sprintf("%q is not time, depth, output or memory", what))
		}
		if err != nil {
			return nil, wrong(err.Error())
		}
		of[role] = b
	}
	return of, nil
}

// units are those of sizes, the longer names first.
var units = [...]struct {
	name  string
	bytes int64
}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"", 1}}

// size reads a number of bytes.
func size(s string) (int64, error) {
	for _, u := range units {
		number, ok := strings.CutSuffix(s, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil || n < 0 || n > (1<<62)/u.bytes {
			break
		}
		return n * u.bytes, nil
	}
	return 0, fmt.Errorf("%q is no size such as 512MiB", s)
}
