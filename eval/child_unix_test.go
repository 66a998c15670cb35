//go:build unix

package eval

import "syscall"

// quitSignal makes a Go program print its goroutines.
const quitSignal = syscall.SIGQUIT

// limitMemory bounds what a child can take of the machine if it gets out of hand.
func limitMemory() {
	const most = 6 << 30
	syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: most, Max: most})
}
