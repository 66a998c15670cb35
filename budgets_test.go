package main

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"parley/node"
	"parley/protocol"
)

func TestBudgets(t *testing.T) {
	got, err := budgets([]string{"operator.time=1m", " operator.depth=50", "operator.output=2KiB", "member.memory=0"})
	want := map[protocol.Role]node.Budget{
		protocol.Operator: {Time: time.Minute, Depth: 50, Output: 2048, Memory: 256 << 20},
		protocol.Member:   {},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	for _, c := range []struct{ list, says string }{
		{"operator", "not of the form ROLE.WHAT=VALUE"},
		{"operator=1", "not of the form ROLE.WHAT=VALUE"},
		{"observer.time=1m", `"observer" is not operator or member`},
		{"chief.time=1m", `"chief" is not operator or member`},
		{"member.steps=1", `"steps" is not time, depth, output or memory`},
		{"member.time=soon", `"soon" is no time`},
		{"member.time=-1s", `"-1s" is no time`},
		{"member.depth=1KiB", `"1KiB" is no number of calls`},
		{"member.memory=9999999999GiB", "is no size"},
		{"member.output=-1", `"-1" is no size`},
		{"member.output=1MB", `"1MB" is no size`},
	} {
		if _, err := budgets([]string{c.list}); err == nil || !strings.Contains(err.Error(), c.says) || !strings.HasPrefix(err.Error(), "--budget "+c.list) {
			t.Errorf("%s: %v; want %s", c.list, err, c.says)
		}
	}
}

func TestFlagsOfBudgets(t *testing.T) {
	f := &flags{home: t.TempDir(), output: "text", listen: "127.0.0.1:0", timeout: 1, memory: "64MiB", budget: []string{"operator.depth=7"}}
	cfg, err := f.config()
	if err != nil || cfg.Memory != 64<<20 || cfg.Budgets[protocol.Operator].Depth != 7 {
		t.Errorf("memory %d, budgets %+v, %v", cfg.Memory, cfg.Budgets, err)
	}
	f.memory = "lots"
	if _, err := f.config(); err == nil || err.Error() != `--memory: "lots" is no size such as 512MiB` {
		t.Errorf("%v", err)
	}
}

// The nodes that `up` starts have the budgets that it was given.
func TestBudgetsOfNodesThatUpStarts(t *testing.T) {
	p := newProgram(t)
	out, errs, code := p.run("", "up", "-n", "2", "--detach", "--budget", "operator.output=4KiB")
	defer p.run("", "down")
	if code != 0 {
		t.Fatalf("up: %d\n%s%s", code, out, errs)
	}
	_, errs, code = p.run("", "eval", "--at", "b", `for i := 0; i < 1000; i++ { fmt.Println("many words to write") }`)
	if code == 0 || !strings.Contains(errs, "wrote more than 4 KiB") {
		t.Errorf("exit code %d: %s", code, errs)
	}
	_, errs, code = p.run("", "node", "--name", "z", "--budget", "operator.tme=1m")
	if code != 2 || !strings.Contains(errs, `"tme" is not time`) {
		t.Errorf("exit code %d: %s", code, errs)
	}
}
