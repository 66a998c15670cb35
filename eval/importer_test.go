package eval

import (
	"go/types"
	"reflect"
	"testing"
)

// Both the host program and what is evaluated are of a package main. What the host's keeps to itself cannot be selected.
func TestFieldsOfTheProgramsMain(t *testing.T) {
	im, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	host := im.imp.TypeNow(reflect.StructOf([]reflect.StructField{{Name: "hits", PkgPath: "main", Type: reflect.TypeFor[int]()}, {Name: "Open", Type: reflect.TypeFor[int]()}}))
	for name, want := range map[string]bool{"hits": false, "Open": true} {
		if f, _, _ := types.LookupFieldOrMethod(host, true, types.NewPackage("main", "main"), name); (f != nil) != want {
			t.Errorf("%s: %v", name, f)
		}
	}
}
