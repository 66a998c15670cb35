package eval

// This file empties the scope of the package that chunks are checked in, so that each check sees only the names it uses.

import (
	"errors"
	"go/types"
	"reflect"
	"unsafe"
)

// scopeFields are the offsets of the fields of types.Scope that emptyScope clears.
type scopeFields struct{ elems, children uintptr }

// findScopeFields fails plainly when go/types has changed.
func findScopeFields() (scopeFields, error) {
	t := reflect.TypeFor[types.Scope]()
	e, ok1 := t.FieldByName("elems")
	c, ok2 := t.FieldByName("children")
	if !ok1 || !ok2 || e.Type != reflect.TypeFor[map[string]types.Object]() || c.Type != reflect.TypeFor[[]*types.Scope]() {
		return scopeFields{}, errors.New("eval: go/types.Scope is not as expected in this version of Go; build parley with Go 1.26")
	}
	return scopeFields{e.Offset, c.Offset}, nil
}

// emptyScope forgets what the package's scope holds. The package and its scope stay the same pointers, because go/types
// compares packages by pointer (unexported fields) and walks from objects to their scope; a new package per chunk would make
// every chunk a stranger to the types of the earlier ones.
func (f scopeFields) emptyScope(pkg *types.Package) {
	s := unsafe.Pointer(pkg.Scope())
	*(*map[string]types.Object)(unsafe.Add(s, f.elems)) = map[string]types.Object{}
	*(*[]*types.Scope)(unsafe.Add(s, f.children)) = nil // or each check would leave its scopes behind
}
