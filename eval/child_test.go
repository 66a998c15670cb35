package eval

// This file runs programs in a child process: one that dies of them takes nothing else with it, and what it died of is known.

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/protocol"
)

const (
	childVariable = "PARLEY_EVAL_CHILD"
	// lateAfter is how long after its deadline and the grace a result may come: the machine may be busy.
	lateAfter = 5 * time.Second
	// hungAfter is how long a child may be silent.
	hungAfter = 60 * time.Second
	// childImages and childAbandoned are how many programs, and programs left running, one image of a child sees.
	childImages    = 100
	childAbandoned = 20
)

// job is a program for a child: inputs of one prompt, each with a deadline of its own.
type job struct {
	Inputs   []string
	Deadline time.Duration
	Budget   Budget
}

// report is what a child says of a job.
type report struct {
	Failures  []string // of each input, "" for none
	Kinds     []protocol.FailKind
	Values    []string // of each input, at its simplest
	Wrong     string   // what must not be: a late result, a wrong one of the innocent evaluation that runs beside
	Abandoned int
}

// child is a process that works on jobs.
type child struct {
	cmd  *exec.Cmd
	to   *json.Encoder
	from *json.Decoder
	pipe []*os.File
	mu   sync.Mutex
	log  bytes.Buffer // its stderr
}

func (c *child) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.log.Len() < 8<<20 {
		c.log.Write(b)
	}
	return len(b), nil
}

func startChild(t testing.TB) *child {
	t.Helper()
	inR, inW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	outR, outW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &child{pipe: []*os.File{inW, outR}}
	c.cmd = exec.Command(self, "-test.run=^TestChildProcess$")
	c.cmd.Env = append(os.Environ(), childVariable+"=1", "GOTRACEBACK=all")
	c.cmd.Dir = t.TempDir()
	c.cmd.Stderr = c
	c.cmd.ExtraFiles = []*os.File{inR, outW}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	inR.Close()
	outW.Close()
	c.to, c.from = json.NewEncoder(inW), json.NewDecoder(bufio.NewReader(outR))
	return c
}

// do gives the child a job. An error says how the child died, or that it hangs; it is gone then.
func (c *child) do(j job) (r report, err error) {
	if err := c.to.Encode(j); err != nil {
		return r, fmt.Errorf("the process had died already: %w\n%s", err, c.end())
	}
	t := time.AfterFunc(hungAfter, func() { c.cmd.Process.Signal(quitSignal) })
	defer t.Stop()
	if err = c.from.Decode(&r); err != nil {
		if !t.Stop() {
			return r, fmt.Errorf("no answer within %v; %s\n%s", hungAfter, c.dump(), c.end())
		}
		return r, fmt.Errorf("the process died\n%s", c.end())
	}
	return r, nil
}

// dump waits for a child that was told to end with the stacks of its goroutines, and says where they are.
func (c *child) dump() string {
	c.cmd.Wait()
	f, err := os.CreateTemp("", "parley-hung-*.txt")
	if err != nil {
		return err.Error()
	}
	defer f.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	f.Write(c.log.Bytes())
	return "the stacks are in " + f.Name()
}

// end ends the child and gives the beginning of what it wrote to stderr.
func (c *child) end() string {
	for _, p := range c.pipe {
		p.Close()
	}
	c.cmd.Process.Kill()
	c.cmd.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.log.String()
	if len(s) > 4000 {
		s = s[:4000] + "..."
	}
	return s
}

// TestChildProcess is the child: it works on jobs until there are no more.
func TestChildProcess(t *testing.T) {
	if os.Getenv(childVariable) == "" {
		t.Skip("it is run by other tests, as a process of its own")
	}
	if runtime.GOOS == "windows" {
		t.Skip("it needs inherited pipes")
	}
	memory := int64(2 << 30)
	if underRace {
		memory = 512 << 20
	} else {
		limitMemory()
	}
	in, out := json.NewDecoder(bufio.NewReader(os.NewFile(3, "jobs"))), json.NewEncoder(os.NewFile(4, "reports"))
	var im *Image
	for n := 0; ; n++ {
		var j job
		if err := in.Decode(&j); err != nil {
			if !errors.Is(err, io.EOF) {
				t.Error(err)
			}
			return
		}
		if im == nil || n >= childImages || im.Abandoned() >= childAbandoned {
			if im != nil {
				im.Close()
			}
			im, n = newImage(t, Config{Memory: memory}), 0
			im.Eval(context.Background(), Request{Source: innocentDeclaration})
		}
		if err := out.Encode(work(im, j)); err != nil {
			t.Error(err)
			return
		}
	}
}

const (
	innocentDeclaration = "func innocent_sum(n int) int { s := 0; for i := 0; i < n; i++ { s += i }; return s }"
	innocentSource      = "innocent_sum(3000)"
	innocentValue       = 3000 * 2999 / 2
)

func work(im *Image, j job) (r report) {
	wrong := make(chan string, 1)
	stop := make(chan struct{})
	go func() {
		for {
			if res := im.Eval(context.Background(), Request{Source: innocentSource}); res.Failure != nil || len(res.Values) != 1 || res.Values[0].Interface() != innocentValue {
				wrong <- fmt.Sprintf("the innocent evaluation gave %v, %v", res.Values, res.Failure)
				return
			}
			select {
			case <-stop:
				wrong <- ""
				return
			default:
			}
		}
	}()
	for _, in := range j.Inputs {
		began := time.Now()
		res := im.Eval(context.Background(), Request{Source: in, Deadline: began.Add(j.Deadline), Budget: j.Budget, Stdout: io.Discard, Stderr: io.Discard,
			Within: func(res Result) { res.Outcome(true) }})
		if took := time.Since(began); took > j.Deadline+im.conf.Grace+lateAfter {
			r.Wrong = fmt.Sprintf("it ended after %v", took)
		}
		text, kind, value := "", protocol.FailPanic, ""
		if res.Failure != nil {
			text, kind = res.Failure.Error(), res.Failure.Kind
		} else if len(res.Values) == 1 {
			switch v := res.Values[0].Interface().(type) {
			case int, string, bool, float64:
				value = fmt.Sprint(v)
			}
		}
		r.Failures, r.Kinds, r.Values = append(r.Failures, text), append(r.Kinds, kind), append(r.Values, value)
	}
	close(stop)
	if w := <-wrong; w != "" {
		r.Wrong = w
	}
	r.Abandoned = im.Abandoned()
	return r
}

// show prints a program so that it can be read and run again.
func (j job) show() string { return strings.Join(j.Inputs, "\n--\n") }
