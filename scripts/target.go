package scripts

import (
	"fmt"
	"strconv"
	"strings"

	"parley/node"
	"parley/protocol"
)

// ParseTarget reads the target that a prompt line begins with, after its '@': a node "b", several "b,c", a set "all",
// "others", "self", "leader" or "followers", or a policy over them: "first(b,c)", "quorum(2)", "quorum(2, b,c)", "settle(all)". It returns the
// target and how many bytes of s it took.
func ParseTarget(s string) (Target, int, error) {
	depth, end := 0, len(s)
scan:
	for i, r := range s {
		switch {
		case r == '(':
			depth++
		case r == ')':
			if depth--; depth < 0 {
				break
			}
			if depth == 0 {
				end = i + 1
				break scan
			}
		case (r == ' ' || r == '\t' || r == '\n') && depth == 0:
			end = i
			break scan
		}
	}
	t, err := target(s[:end])
	if err != nil {
		return Target{}, 0, fmt.Errorf("%w; write @b, @b,c, @all, @others, @leader, @followers, @first(b,c), @quorum(2) or @settle(all) before what is to be evaluated", err)
	}
	return t, end, nil
}

// wholeTarget reads a target that nothing follows, so that there may be blanks around the commas of its names.
func wholeTarget(s string) (Target, error) {
	s = strings.TrimPrefix(strings.TrimSpace(s), "@") // as it is written at the prompt
	t, n, err := ParseTarget(s)
	if err == nil && n == len(s) {
		return t, nil
	}
	if t, err := names(s); err == nil {
		return t, nil
	}
	if err == nil {
		err = fmt.Errorf("%q is more than a target; after @%s nothing may follow", s, s[:n])
	}
	return Target{}, err
}

func target(s string) (Target, error) {
	head, args, call := strings.Cut(s, "(")
	if call {
		if !strings.HasSuffix(args, ")") {
			return Target{}, fmt.Errorf("the target @%s has no closing bracket", s)
		}
		args = strings.TrimSpace(strings.TrimSuffix(args, ")"))
	}
	policy, k := node.WaitAll, 0
	switch head {
	case "first":
		policy = node.WaitFirst
	case "settle":
		policy = node.WaitSettle
	case "quorum":
		policy = node.WaitQuorum
		number, rest, _ := strings.Cut(args, ",")
		if n, err := strconv.Atoi(strings.TrimSpace(number)); err == nil {
			if n < 1 {
				return Target{}, fmt.Errorf("a quorum of %d makes no sense", n)
			}
			k, args = n, strings.TrimSpace(rest)
		}
	default:
		if call {
			return Target{}, fmt.Errorf("@%s(..) is not a kind of target", head)
		}
		return names(s)
	}
	if args == "" {
		return Target{Set: "all", Policy: policy, K: k}, nil
	}
	t, err := names(args)
	t.Policy, t.K = policy, k
	return t, err
}

func names(s string) (Target, error) {
	switch s {
	case "all", "others", "self", "leader", "followers":
		return Target{Set: s}, nil
	}
	var t Target
	for _, part := range strings.Split(s, ",") {
		id := protocol.NodeID(strings.TrimSpace(part))
		if err := id.Validate(); err != nil {
			return Target{}, err
		}
		t.Nodes = append(t.Nodes, id)
	}
	return t, nil
}

// self is this node by its name, so that it means this node also where it travels to. A client cannot be asked, and has no
// name to others; the set says so when it is used.
func (h *host) self() Target {
	if h.n.Addr() == "" {
		return Target{Set: "self"}
	}
	return node.One(h.n.Name())
}

func (h *host) named(name string) (Target, error) {
	if err := protocol.NodeID(name).Validate(); err != nil {
		return Target{}, err
	}
	return node.One(protocol.NodeID(name)), nil
}
