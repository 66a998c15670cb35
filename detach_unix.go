//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// detached lets a process outlive this one and its terminal.
func detached(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
