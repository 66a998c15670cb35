// Packages os, os/exec, os/signal, os/user, runtime.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"
)

type upper struct{ got []string }

func (u *upper) Write(b []byte) (int, error) {
	u.got = append(u.got, strings.ToUpper(string(b)))
	return len(b), nil
}

func main() {
	os.Setenv("PROBE_X", "y")
	v, ok := os.LookupEnv("PROBE_X")
	fmt.Println(os.Getenv("PROBE_X"), v, ok, os.ExpandEnv("a$PROBE_X-${PROBE_X}"))
	os.Unsetenv("PROBE_X")
	out, err := exec.Command("echo", "hello", "there").Output()
	fmt.Printf("%q %v\n", out, err)
	cmd := exec.Command("cat")
	cmd.Stdin = strings.NewReader("through cat")
	var buf bytes.Buffer
	cmd.Stdout = &buf
	fmt.Println(cmd.Run(), buf.String())
	u := &upper{}
	cmd = exec.Command("sh", "-c", "echo to own writer; echo $PROBE_E; exit 3")
	cmd.Stdout = u
	cmd.Env = append(os.Environ(), "PROBE_E=env")
	err = cmd.Run()
	var ee *exec.ExitError
	fmt.Println(strings.Join(u.got, ""), err, errors.As(err, &ee))
	if ee != nil {
		fmt.Println(ee.ExitCode(), cmd.ProcessState.Success())
	}
	_, err = exec.LookPath("no-such-program-anywhere")
	fmt.Println(errors.Is(err, exec.ErrNotFound))
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	err = exec.CommandContext(ctx, "sleep", "100").Run()
	fmt.Println(err, ctx.Err())

	dir, err := os.MkdirTemp("", "probe")
	defer os.RemoveAll(dir)
	f, err := os.Create(filepath.Join(dir, "f"))
	fmt.Fprintf(f, "%s %d\n", "line", 1)
	f.Seek(0, 0)
	b := make([]byte, 4)
	n, err := f.Read(b)
	st, _ := f.Stat()
	fmt.Println(string(b[:n]), err, st.Size(), st.Mode().IsRegular(), st.Name())
	f.Close()
	_, err = f.Read(b)
	fmt.Println(errors.Is(err, os.ErrClosed))
	fmt.Println(os.Rename(filepath.Join(dir, "f"), filepath.Join(dir, "g")), os.Symlink("g", filepath.Join(dir, "l")))
	to, _ := os.Readlink(filepath.Join(dir, "l"))
	ms, _ := filepath.Glob(filepath.Join(dir, "*"))
	fmt.Println(to, len(ms), filepath.Ext("a/b.tar.gz"), filepath.Base("/x/y"), path.Join("a", "../b"), filepath.Clean("a//b/./c/.."))
	_, err = os.ReadFile(filepath.Join(dir, "none"))
	var pe *os.PathError
	fmt.Println(errors.As(err, &pe), pe.Op, errors.Is(err, syscall.ENOENT))
	fmt.Println(os.PathSeparator, string(os.PathSeparator), os.DevNull, os.Getpid() > 0, len(os.Args) > 0)

	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGTERM)
	signal.Stop(c)
	fmt.Println(syscall.SIGTERM, os.Interrupt)
	fmt.Println(runtime.GOOS, runtime.GOARCH, runtime.NumCPU() > 0, runtime.NumGoroutine() > 0, strings.HasPrefix(runtime.Version(), "go1."))
	runtime.GC()
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	bi, ok := debug.ReadBuildInfo()
	fmt.Println(mem.HeapAlloc > 0, ok && bi.GoVersion != "", debug.SetGCPercent(debug.SetGCPercent(100)) > 0)
	p, err := os.FindProcess(os.Getppid())
	fmt.Println(p != nil, err)
}
