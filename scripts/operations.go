package scripts

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"parley/protocol"
)

// This file is the operations that protocols of the catalog offer, by their names and with their types. Each is asked at this node if it is one of the
// cluster's, else at the first; At chooses another. A protocol without that operation says so, and which it has.

// errNoCluster is for a variable that nobody looked at the error of.
var errNoCluster = errors.New("there is no cluster here: what should have made one gave an error; look at its second value")

// At is the same machines, with operations asked at the node of that number.
func (c *Cluster) At(node int) *Cluster {
	if c == nil {
		return nil
	}
	d := *c
	d.node = node
	return &d
}

// Put stores a value under a key. What is neither a string nor bytes is stored as fmt.Sprint writes it.
func (c *Cluster) Put(key string, value any) error {
	_, err := c.op("Put", key, value)
	return err
}

// Get is the value under a key, and whether there is one.
func (c *Cluster) Get(key string) (value string, there bool, err error) {
	v, err := c.op("Get", key)
	if err != nil {
		return "", false, err
	}
	return item(v)
}

// Cas stores a value if the one that is there is old, and says whether it was.
func (c *Cluster) Cas(key string, old, value any) (swapped bool, err error) {
	v, err := c.op("Cas", key, old, value)
	return v == true, err
}

// Delete removes a key or a file, and says whether it was there.
func (c *Cluster) Delete(key string) (was bool, err error) {
	v, err := c.op("Delete", key)
	if err != nil {
		return false, err
	}
	switch f := reflect.ValueOf(v); {
	case v == nil: // that there was none would have been an error
		return true, nil
	case f.Kind() == reflect.Bool:
		return f.Bool(), nil
	case f.Kind() == reflect.Struct && f.FieldByName("Was").Kind() == reflect.Bool:
		return f.FieldByName("Was").Bool(), nil
	}
	return false, fmt.Errorf("%s answers a Delete with a %T, from which nobody can tell what was there; use Ask", c.row.Name, v)
}

// Status is what a node knows of the cluster, and how far it is: st.Fields["Term"] is one thing of that.
func (c *Cluster) Status() (Record, error) {
	v, err := c.op("Status")
	if err != nil {
		return Record{}, err
	}
	f := reflect.ValueOf(v)
	if f.Kind() != reflect.Struct {
		return Record{}, fmt.Errorf("%s answers a Status with a %T, which has no fields; use Ask", c.row.Name, v)
	}
	return record(f), nil
}

// Leader is the name of the node that leads, as far as the node that is asked knows; "" if it knows none.
func (c *Cluster) Leader() (string, error) {
	st, err := c.Status()
	if err != nil {
		return "", err
	}
	leader, ok := st.Fields["Leader"].(string)
	if !ok {
		return "", fmt.Errorf("%s has no leader", c.row.Name)
	}
	return leader, nil
}

// Create makes an empty file; one that is there already is an error.
func (c *Cluster) Create(name string) error {
	_, err := c.op("Create", name)
	return err
}

// Append adds to the end of a file that is there.
func (c *Cluster) Append(name string, value any) error {
	_, err := c.op("Append", name, value)
	return err
}

// Read is what the node has in a file, which may lack what others have written just now.
func (c *Cluster) Read(name string) (string, error) {
	v, err := c.op("Read", name)
	if err != nil {
		return "", err
	}
	text, _, err := item(v)
	return text, err
}

// Where is the name of the node that has a key.
func (c *Cluster) Where(key string) (string, error) {
	v, err := c.op("Where", key)
	if err != nil {
		return "", err
	}
	if f := reflect.ValueOf(v); f.Kind() == reflect.Struct && f.FieldByName("Node").Kind() == reflect.String {
		return f.FieldByName("Node").String(), nil
	}
	return fmt.Sprint(v), nil
}

// withdrawn is how a Lock ends that somebody at its node has taken back.
const withdrawn = "withdrawn"

// Lock waits until the node has the lock: of the keys, or the one that there is. A context or a duration among the arguments bounds the wait, a minute
// otherwise; a wait that ends so is taken back.
func (c *Cluster) Lock(what ...any) error {
	if c == nil {
		return errNoCluster
	}
	ctx, patience, keys, err := c.bounds(what)
	if err != nil {
		return err
	}
	late := c.Now() + patience
	op, args := "Lock", []any{}
	switch len(keys) {
	case 0:
	case 1:
		args = append(args, keys[0])
	default:
		op, args = "LockAll", append(args, keys)
	}
	for {
		v, err := c.wait(ctx, late, op, args)
		if err == nil {
			c.keep(v)
			return nil
		}
		var oe *protocol.OutcomeError
		if ctx.Err() == nil && c.Now() < late && errors.As(err, &oe) && oe.Verdict == protocol.Failed && strings.Contains(oe.Failure.Text, withdrawn) {
			continue // somebody else at that node has lost patience, and all who wait there are one to the others
		}
		return err
	}
}

// bounds sorts the arguments of Lock.
func (c *Cluster) bounds(what []any) (ctx context.Context, patience time.Duration, keys []string, err error) {
	ctx, patience = context.Background(), callPatience
	if l, ok := c.Cluster.(*live); ok {
		ctx = l.n.Calling().Context
	}
	for _, w := range what {
		switch w := w.(type) {
		case context.Context:
			ctx = w
			if t, ok := w.Deadline(); ok {
				patience = time.Until(t).Round(time.Millisecond) // so that a simulation does not tell how fast this machine is
			}
		case time.Duration:
			patience = w
		case string:
			keys = append(keys, w)
		default:
			return nil, 0, nil, fmt.Errorf("Lock takes keys, a context and a duration, not a %T", w)
		}
	}
	return ctx, patience, keys, nil
}

// wait asks for a lock, and takes that back when the context ends first, or when it is late.
func (c *Cluster) wait(ctx context.Context, late time.Duration, op string, args []any) (any, error) {
	l, ok := c.Cluster.(*live)
	if !ok {
		return c.waitInSimulation(late-c.Now(), op, args)
	}
	ctx, stop := context.WithTimeout(ctx, late-c.Now())
	defer stop()
	b, err := l.begin(c.number(), op, args, late-c.Now()+2*withdrawPatience) // the call goes on until it was taken back
	if err != nil {
		return nil, err
	}
	select {
	case <-b.done:
		return answer(*b.operation)
	case <-ctx.Done():
	}
	c.withdraw()
	select {
	case <-b.done:
		return takenBack(*b.operation, ctx.Err())
	case <-time.After(withdrawPatience):
		return nil, mayWait(ctx.Err())
	}
}

// waitInSimulation is wait in virtual time.
func (c *Cluster) waitInSimulation(most time.Duration, op string, args []any) (any, error) {
	i, err := c.await(most, c.number(), op, args)
	var oe *protocol.OutcomeError
	switch {
	case err == nil:
		return answer(c.Cluster.History()[i])
	case !errors.As(err, &oe) || oe.Failure.Kind != protocol.FailTimeout:
		return nil, err
	}
	c.withdraw()
	if o := c.Cluster.History()[i]; o.Ended {
		return takenBack(o, context.DeadlineExceeded)
	}
	return nil, mayWait(context.DeadlineExceeded)
}

// takenBack is what a wait for a lock came to that was taken back.
func takenBack(o protocol.Operation, why error) (any, error) {
	v, err := answer(o)
	if err != nil && o.Reply.Verdict == protocol.Failed {
		return nil, fmt.Errorf("the lock was not to be had in time, and is not waited for any more: %w", why)
	}
	return v, err // it may have come in that very moment
}

func mayWait(why error) error {
	return fmt.Errorf("the lock was not to be had in time, and the node may still wait for it: %w", why)
}

// withdrawPatience is how long a node may take to end a Lock that was taken back.
const withdrawPatience = 5 * time.Second

// withdraw takes back what waits for a lock at the node, where the protocol can. If it fails, the wait for the Lock tells.
func (c *Cluster) withdraw() {
	if _, can := c.row.Call("Withdraw"); !can {
		return
	}
	if l, ok := c.Cluster.(*live); ok {
		l.begin(c.number(), "Withdraw", nil, withdrawPatience)
	} else {
		c.await(withdrawPatience, c.number(), "Withdraw", nil)
	}
}

// keep remembers the tokens of locks.
func (c *Cluster) keep(v any) {
	f := reflect.ValueOf(v)
	switch f.Kind() {
	case reflect.Slice:
		for i := range f.Len() {
			c.keep(f.Index(i).Interface())
		}
	case reflect.Struct:
		key, token := f.FieldByName("Key"), f.FieldByName("Token")
		if key.Kind() == reflect.String && token.CanInt() {
			c.locks.Store(key.String(), int(token.Int()))
		}
	}
}

// Token is the fencing token of the lock of a key that this script has got; 0 if it has got none.
func (c *Cluster) Token(key string) int {
	v, _ := c.locks.Load(key)
	token, _ := v.(int)
	return token
}

// Unlock gives the lock back: of the keys, or the one that there is.
func (c *Cluster) Unlock(keys ...string) error {
	if len(keys) == 0 {
		_, err := c.op("Unlock")
		return err
	}
	var errs []error
	for _, key := range keys {
		v, err := c.op("Unlock", key)
		if err == nil && v == false {
			err = fmt.Errorf("the lock of %s was over already, and another has had it", key)
		}
		c.locks.Delete(key)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// PutLocked is Put by the lock of the key that this script has got: it fails once that is over.
func (c *Cluster) PutLocked(key string, value any) error {
	_, err := c.op("PutLocked", key, value, c.Token(key))
	return err
}

// number is the node where operations are asked.
func (c *Cluster) number() int {
	if c.node != 0 {
		return c.node
	}
	if l, ok := c.Cluster.(*live); ok {
		if i := slices.Index(l.ids, l.n.Name()); i >= 0 {
			return i + 1
		}
	}
	return 1
}

// op asks an operation, its arguments as its row has them.
func (c *Cluster) op(op string, args ...any) (any, error) {
	if c == nil {
		return nil, errNoCluster
	}
	if row, ok := c.row.Call(op); ok && len(row.Args) == len(args) {
		for i, a := range args {
			args[i] = as(row.Args[i], a)
		}
	}
	return c.Ask(c.number(), op, args...)
}

// as makes text and bytes of what a user gives where that is wanted.
func as(want, v any) any {
	switch want.(type) {
	case string:
		if b, ok := v.([]byte); ok {
			return string(b)
		}
		return fmt.Sprint(v)
	case []byte:
		if b, ok := v.([]byte); ok {
			return b
		}
		return []byte(fmt.Sprint(v))
	}
	return v
}

// item is what a Get answers: text, or a struct of a Value, and There.
func item(v any) (value string, there bool, err error) {
	f := reflect.ValueOf(v)
	if f.Kind() == reflect.String {
		return f.String(), true, nil
	}
	if f.Kind() == reflect.Struct {
		val, is := f.FieldByName("Value"), f.FieldByName("There")
		if is.Kind() == reflect.Bool {
			switch {
			case val.Kind() == reflect.String:
				return val.String(), is.Bool(), nil
			case val.Kind() == reflect.Slice && val.Type().Elem().Kind() == reflect.Uint8:
				return string(val.Bytes()), is.Bool(), nil
			}
		}
	}
	return "", false, fmt.Errorf("a %T is not a value with whether it is there; use Ask", v)
}
