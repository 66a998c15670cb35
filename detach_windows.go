package main

import (
	"os/exec"
	"syscall"
)

// detached lets a process outlive this one and its console.
func detached(cmd *exec.Cmd) {
	const newProcessGroup, detachedProcess = 0x200, 0x8
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: newProcessGroup | detachedProcess}
}
