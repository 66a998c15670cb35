package eval

// This file finds out how much memory there is.

import (
	"bytes"
	"os"
	"strconv"
	"strings"
)

// someMemory is what a machine is taken to have that does not say.
const someMemory = 4 << 30

// machineMemory is how many bytes of memory this process can have: the machine's, or less if its control group says so.
func machineMemory() int64 {
	most := int64(someMemory)
	if b, err := os.ReadFile("/proc/meminfo"); err == nil {
		if n := memTotal(b); n > 0 {
			most = n
		}
	}
	for _, f := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		if b, err := os.ReadFile(f); err == nil {
			if n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64); err == nil && n > 0 && n < most {
				most = n
			}
		}
	}
	return most
}

// memTotal reads the first line of /proc/meminfo, such as "MemTotal:  16384000 kB".
func memTotal(b []byte) int64 {
	for line := range bytes.Lines(b) {
		f := strings.Fields(string(line))
		if len(f) == 3 && f[0] == "MemTotal:" && f[2] == "kB" {
			n, _ := strconv.ParseInt(f[1], 10, 64)
			return n << 10
		}
	}
	return 0
}
