//go:build !unix

package eval

func limitMemory() {}
