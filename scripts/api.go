package scripts

import (
	"fmt"
	"time"
)

// Quoted is source to be evaluated elsewhere, to a value of type T, with the values that travel with it.
type Quoted[T any] struct{ Source Source }

// Quote delays v: its source goes to where it is evaluated, with the values of its Unquote parts. Names in it mean what
// they mean there.
func Quote[T any](v T) Quoted[T] { panic(quoteCompiled) }

// Unquote, inside Quote, is a value of here.
func Unquote[T any](v T) T { panic(quoteCompiled) }

// quoted is what the evaluator makes of Quote: binds are pairs of a type, as Go source, and a value.
func quoted[T any](text string, binds ...any) Quoted[T] { return Quoted[T]{source(text, binds)} }

// Src quotes source that is put together at run time; $0, $1.. in it stand for binds.
func Src(text string, binds ...any) Quoted[any] { return Quoted[any]{plainSource(text, binds)} }

// Remote has q evaluated at one node and waits for its value.
func Remote[T any](to Target, q Quoted[T], opts ...Option) (T, error) {
	var v T
	err := remote(to, q.Source, &v, opts)
	return v, err
}

// Result is what one of several nodes answered.
type Result[T any] struct {
	Node  string
	Value T
	Err   error
}

// RemoteAll has q evaluated at every node of the target and waits as its policy says. Every node has a result; the error
// says whether the policy was met.
func RemoteAll[T any](to Target, q Quoted[T], opts ...Option) ([]Result[T], error) {
	asked, err := remoteAll(to, q.Source, opts)
	var all []Result[T]
	for i := 0; i < asked.Len(); i++ {
		var v T
		e := asked.Take(i, &v)
		all = append(all, Result[T]{asked.Name(i), v, e})
	}
	return all, err
}

// Explain says what q would take along, and how large it is, before it is sent.
func Explain[T any](q Quoted[T], to ...Target) Text { return explain(q.Source, to) }

// Push makes v the value of a variable at each node of the target: of one that has the type, or of a new one.
func Push[T any](to Target, name string, v T, opts ...Option) error {
	return push(to, name, fmt.Sprintf("%T", &v), v, opts)
}

// Pull is the value of a variable, or of another expression, at a node.
func Pull[T any](to Target, name string, opts ...Option) (T, error) {
	var v T
	err := remote(to, plainSource(name, nil), &v, opts)
	return v, err
}

// Scatter makes a part of xs the value of a variable at each node of the target: the first part at the first node by name.
func Scatter[T any](to Target, name string, xs []T, opts ...Option) error {
	return scatter(to, name, fmt.Sprintf("%T", &xs), xs, opts)
}

// Gather puts together the slices that a variable is at the nodes of the target, in the order of their names.
func Gather[T any](to Target, name string, opts ...Option) ([]T, error) {
	asked, err := remoteAll(to, plainSource(name, nil), opts)
	var all []T
	for i := 0; i < asked.Len(); i++ {
		var part []T
		if e := asked.Take(i, &part); e != nil && err == nil {
			err = e
		}
		all = append(all, part...)
	}
	return all, err
}

// Repeat is a quote that is evaluated again and again.
type Repeat[T any] struct{ repeating *Repeating }

// Every has q evaluated at the targets, or here if none is given, each time that d has passed, until it is stopped. Evaluations do not
// overlap: one that takes longer than d is followed by the next at once.
func Every[T any](d time.Duration, q Quoted[T], to ...Target) Repeat[T] {
	return Repeat[T]{repeat(d, q.Source, to, false)}
}

// Watch is Every that shows the value, and shows it again whenever it is another one.
func Watch[T any](d time.Duration, q Quoted[T], to ...Target) Repeat[T] {
	return Repeat[T]{repeat(d, q.Source, to, true)}
}

// Last is the value of the last evaluation: of several targets that of the first by name.
func (r Repeat[T]) Last() (T, error) {
	var v T
	err := r.repeating.Take(&v)
	return v, err
}

// String says how it stands.
func (r Repeat[T]) String() string { return r.repeating.String() }

// Count is how often it was evaluated.
func (r Repeat[T]) Count() int { return r.repeating.Count() }

// Stop ends it.
func (r Repeat[T]) Stop() { r.repeating.Stop() }

// Send has q evaluated for its effect alone: nothing comes back, not even an error there.
func Send[T any](to Target, q Quoted[T]) error { return send(to, q.Source) }

// Future is a value that is still being computed.
type Future[T any] struct{ state *Pending }

// Async is Remote that does not wait.
func Async[T any](to Target, q Quoted[T], opts ...Option) Future[T] {
	return Future[T]{async(to, q.Source, opts)}
}

// Wait waits for the value, for as long as the evaluation itself may take or for the time given if that is less.
func (f Future[T]) Wait(timeout ...time.Duration) (T, error) {
	var v T
	err := f.state.Take(&v, timeout)
	return v, err
}

// Done says whether Wait would return at once.
func (f Future[T]) Done() bool { return f.state.Done() }

// Cancel stops the evaluation, as far as it can be stopped.
func (f Future[T]) Cancel() { f.state.Cancel() }

// HeartBeat beats to a node until an answer does not come in time, and then calls onTimeout, which may be nil. The value is how many
// answers came.
func HeartBeat(node Target, every time.Duration, onTimeout func()) Future[int] {
	return Future[int]{heartBeat(node, every, onTimeout)}
}

// RMap has f evaluated for each element of xs, spread over the nodes, and gives the values in the order of xs. An element
// without a value is in the error, a *MapError; the others have theirs all the same.
func RMap[T, U any](f Quoted[func(T) U], xs []T, opts ...Option) ([]U, error) {
	ys := make([]U, len(xs))
	return ys, rmap("RMapChunk", f.Source, xs, &ys, opts)
}

// RMapErr is RMap of a function that may return an error, which is then the element's.
func RMapErr[T, U any](f Quoted[func(T) (U, error)], xs []T, opts ...Option) ([]U, error) {
	ys := make([]U, len(xs))
	return ys, rmap("RMapErrChunk", f.Source, xs, &ys, opts)
}

// RMapChunk is what RMap asks a node for: f of each of xs, and which of them have no value and why.
func RMapChunk[T, U any](f func(T) U, xs []T) (ys []U, without []int, why []string) {
	ys = make([]U, len(xs))
	for at := 0; at < len(xs); at++ {
		var s string
		if at, s = untilPanic(f, xs, ys, at); at < len(xs) {
			without, why = append(without, at), append(why, s)
		}
	}
	return ys, without, why
}

// untilPanic goes through xs from one place to the end, or to what panics: that is the trouble of one element alone.
func untilPanic[T, U any](f func(T) U, xs []T, ys []U, from int) (at int, why string) {
	defer func() {
		if p := recover(); p != nil {
			why = fmt.Sprint(p)
		}
	}()
	free := travelsAlways(ys)
	for at = from; at < len(xs); at++ {
		y := f(xs[at])
		if !free {
			travels(y)
		}
		ys[at] = y
	}
	return at, ""
}

// RMapErrChunk is what RMapErr asks a node for.
func RMapErrChunk[T, U any](f func(T) (U, error), xs []T) (ys []U, without []int, why []string) {
	return RMapChunk(func(x T) U {
		y, err := f(x)
		if err != nil {
			panic(err)
		}
		return y
	}, xs)
}
