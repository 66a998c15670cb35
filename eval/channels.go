package eval

// This file waits at channels for evaluated code: in the host, so that each goroutine has its own operands, and so that
// the wait ends with its evaluation.

import "reflect"

// receive receives from channel c into what p points to.
func receive(c, p any) bool {
	var ok bool
	choose(false, false, c, p, &ok)
	return ok
}

// send sends what p points to.
func send(c, p any) { choose(false, true, c, p, nil) }

// choose is a select statement: args are, for each case, whether it sends, the channel, a pointer to what is sent or where
// to put what is received, and a *bool for the second value of a receive. It returns the number of the case, -1 for the
// default case.
func choose(hasDefault bool, args ...any) int {
	n := len(args) / 4
	cases := make([]reflect.SelectCase, n, n+1)
	for i := range cases {
		sends, c, p := args[4*i].(bool), reflect.ValueOf(args[4*i+1]), args[4*i+2]
		cases[i] = reflect.SelectCase{Dir: reflect.SelectRecv, Chan: c}
		if sends {
			cases[i].Dir, cases[i].Send = reflect.SelectSend, reflect.ValueOf(p).Elem()
		}
	}
	sl, ev := current()
	switch {
	case hasDefault:
		cases = append(cases, reflect.SelectCase{Dir: reflect.SelectDefault})
	case ev != nil:
		cases = append(cases, reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(ev.stopChan())})
		switch {
		case n != 1:
			sl.waits.Store(int32(waitSelect))
		case cases[0].Dir == reflect.SelectSend:
			sl.waits.Store(int32(waitSend))
		default:
			sl.waits.Store(int32(waitReceive))
		}
		defer sl.waits.Store(int32(waitNothing))
	}
	for {
		i, v, ok := reflect.Select(cases)
		if i < n {
			if cases[i].Dir == reflect.SelectRecv {
				to := reflect.ValueOf(args[4*i+2]).Elem()
				if ok {
					to.Set(v)
				} else {
					to.SetZero()
				}
				if second, is := args[4*i+3].(*bool); is {
					*second = ok
				}
			}
			return i
		}
		if hasDefault {
			return -1
		}
		sl.check(ev)
	}
}
