package eval

// This file is for hosts that run what a file declares for longer than an evaluation: machines of protocols that a user has written. They load
// the file as a whole, call methods of its values, and hold these values without the types that interfaces of evaluated code carry along.

import (
	"context"
	"fmt"
	"go/types"
	"io"
	"reflect"
)

// LoadFile evaluates the declarations of a file as those of a program are: nothing waits for names that may come later. text has no package clause;
// blanks in its place keep the positions right.
func (im *Image) LoadFile(ctx context.Context, name, text string, out io.Writer) Result {
	return im.Eval(ctx, Request{File: name, Source: text, Stdout: out, Stderr: out, Label: name, program: true})
}

// Importer gives what source that is evaluated here can import, to a type checker that is not the image's.
func (im *Image) Importer() types.Importer { return lockedImporter{im} }

type lockedImporter struct{ im *Image }

func (l lockedImporter) Import(path string) (*types.Package, error) {
	l.im.mu.Lock()
	defer l.im.mu.Unlock()
	return l.im.imp.Import(path)
}

// Method gives the value that an interface holds, if it is of an evaluated type, and a function that calls the method of that name of any
// value of this type: its first parameter is an interface{}, and the others are those of the method. The function runs in an engine and so
// has to be called within an evaluation.
func (im *Image) Method(x any, name string) (value, call any, err error) {
	if x == nil {
		return nil, nil, fmt.Errorf("there is no value whose method %s could be called", name)
	}
	b, ok := im.typed(x)
	if !ok {
		return nil, nil, fmt.Errorf("a %T is no value of an evaluated type", x)
	}
	im.mu.Lock()
	o, _, _ := types.LookupFieldOrMethod(im.current(b.T.static()), false, im.pkg, name)
	im.mu.Unlock()
	f, ok := o.(*types.Func)
	if !ok {
		return nil, nil, fmt.Errorf("%s has no method %s", b.T.name, name)
	}
	sig := f.Signature()
	ti := im.types.ofStatic(types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic()))
	return b.loose(), im.farCaller(b, name, ti.id), nil
}

// Bare is what an interface of evaluated code holds, without the type that comes with it where reflection cannot see that.
func Bare(x any) any { return bare(x) }

// Like is a bare value as an interface of evaluated code holds one of the type of sample, which comes from such an interface.
func Like(sample, x any) any {
	if b, ok := ordinary(sample).(typedValue); ok && x != nil && reflect.TypeOf(b.V) == reflect.TypeOf(x) {
		return typedValue{b.T, x}
	}
	return x
}
