//go:build !mvm

package eval

// thrown takes the wrapping off a panic value that only a second engine has.
func thrown(r any) any { return r }

// moreInterpreters are those that only a build tag adds.
func moreInterpreters() []interpreter { return nil }
