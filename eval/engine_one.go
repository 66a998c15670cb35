//go:build !mvm

package eval

// moreInterpreters are those that only a build tag adds.
func moreInterpreters() []interpreter { return nil }
