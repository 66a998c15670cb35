package node

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/gofrs/flock"

	"parley/protocol"
)

// Home is where this machine keeps what outlives a process of its cluster.
type Home struct {
	Keys  string // the cluster's certificate authority and certificates; 0700
	State string // history and logs; 0700
	Run   string // one file for each running node of this machine: its address and process
}

// DefaultHome is one folder under PARLEY_HOME if that is set, and otherwise spread as XDG has it: keys below
// XDG_DATA_HOME, state and run-time files below XDG_STATE_HOME.
func DefaultHome() (Home, error) {
	if dir := os.Getenv("PARLEY_HOME"); dir != "" {
		return HomeAt(dir)
	}
	user, err := os.UserHomeDir()
	if err != nil {
		return Home{}, errors.New("this user has no home folder to keep the cluster's keys in; set PARLEY_HOME to a folder")
	}
	base := func(env, fallback string) string {
		if dir := os.Getenv(env); filepath.IsAbs(dir) {
			return filepath.Join(dir, "parley")
		}
		return filepath.Join(user, fallback, "parley")
	}
	data, state := base("XDG_DATA_HOME", ".local/share"), base("XDG_STATE_HOME", ".local/state")
	return Home{Keys: filepath.Join(data, "keys"), State: state, Run: filepath.Join(state, "run")}, nil
}

// HomeAt is a home all in one folder, which need not exist yet.
func HomeAt(dir string) (Home, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return Home{}, fmt.Errorf("home %s: %w", dir, err)
	}
	return Home{Keys: filepath.Join(abs, "keys"), State: filepath.Join(abs, "state"), Run: filepath.Join(abs, "run")}, nil
}

// Running is what a node's run-time file says of it.
type Running struct {
	Name     protocol.NodeID   `json:"name"`
	Addr     string            `json:"addr"`
	PID      int               `json:"pid"`
	Started  time.Time         `json:"started"`
	Version  string            `json:"version"`
	Detached bool              `json:"detached"`
	Ports    map[string]string `json:"ports,omitempty"` // other addresses at which the node serves, by what for; see Node.Serves
}

// Nodes lists the nodes of this machine that run now, by name. A file that a killed node left behind does not count.
func (h Home) Nodes() ([]Running, error) {
	entries, err := os.ReadDir(h.Run)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read which nodes run here: %w", err)
	}
	var running []Running
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".json")
		if !ok {
			continue
		}
		if r, err := h.Node(nameOfFile(name)); err == nil {
			running = append(running, r)
		}
	}
	sort.Slice(running, func(i, j int) bool { return running[i].Name < running[j].Name })
	return running, nil
}

// ErrNotRunning is returned for a node that does not run on this machine, or is about to end.
var ErrNotRunning = errors.New("not running on this machine")

// ErrNameTaken is wrapped by the error of Start when another process of this machine has the node's name.
var ErrNameTaken = errors.New("already runs here")

// Node says where the node of that name runs, or wraps ErrNotRunning.
func (h Home) Node(name protocol.NodeID) (Running, error) {
	if err := name.Validate(); err != nil {
		return Running{}, err
	}
	b, err := os.ReadFile(h.runFile(name))
	if errors.Is(err, fs.ErrNotExist) {
		return Running{}, fmt.Errorf("node %s is %w", name, ErrNotRunning)
	}
	if err != nil {
		return Running{}, fmt.Errorf("cannot read where node %s runs: %w", name, err)
	}
	var r Running
	if err := json.Unmarshal(b, &r); err != nil || r.Name != name || r.Addr == "" {
		return Running{}, fmt.Errorf("node %s is %w: its run-time file cannot be read", name, ErrNotRunning)
	}
	if !h.alive(name) {
		return Running{}, fmt.Errorf("node %s is %w: it ended without saying so; `parley node --name %s` starts it again", name, ErrNotRunning, name)
	}
	return r, nil
}

// Taken says whether a process of this machine has that name. It may have it before Node finds it, while it starts, and
// after, while it ends. Where that cannot be found out the name counts as free: who takes it gets an error that says why.
func (h Home) Taken(name protocol.NodeID) bool {
	held, err := h.held(name)
	return held && err == nil
}

// alive says whether a process of this machine has that name, or that cannot be found out.
func (h Home) alive(name protocol.NodeID) bool {
	held, err := h.held(name)
	return held || err != nil
}

// left says whether a process that had that name and has it no more gave it back. One that was killed has left its run-time file.
func (h Home) left(name protocol.NodeID) bool {
	_, err := os.Stat(h.runFile(name))
	return errors.Is(err, fs.ErrNotExist)
}

// held looks at the lock of a name. That says whether it is in use and not a process number: numbers are used again, and a
// killed process loses its locks.
func (h Home) held(name protocol.NodeID) (bool, error) {
	if err := name.Validate(); err != nil {
		return false, nil // nobody can have it
	}
	lock := flock.New(h.lockFile(name), flock.SetFlag(os.O_RDONLY))
	defer lock.Close()
	free, err := lock.TryRLock()
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && !free, err
}

func (h Home) runFile(name protocol.NodeID) string {
	return filepath.Join(h.Run, fileOfName(name)+".json")
}

func (h Home) lockFile(name protocol.NodeID) string {
	return filepath.Join(h.Run, fileOfName(name)+".lock")
}

// fileOfName is a name as part of a file's: "Db" is "^db", so that names stay apart where files that differ in case only
// are the same.
func fileOfName(name protocol.NodeID) string {
	var b strings.Builder
	for _, r := range string(name) {
		if unicode.IsUpper(r) {
			b.WriteByte('^')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// nameOfFile is the inverse of fileOfName. What no name makes gives none: "".
func nameOfFile(file string) protocol.NodeID {
	parts := strings.Split(file, "^")
	for i, p := range parts[1:] {
		if p == "" {
			return ""
		}
		parts[i+1] = strings.ToUpper(p[:1]) + p[1:]
	}
	name := protocol.NodeID(strings.Join(parts, ""))
	if fileOfName(name) != file {
		return ""
	}
	return name
}

// LogFile is where a node without a terminal writes its log.
func (h Home) LogFile(name protocol.NodeID) string {
	return filepath.Join(h.State, "log", fileOfName(name)+".log")
}

// HistoryFile is where the prompt keeps what was typed.
func (h Home) HistoryFile() string { return filepath.Join(h.State, "history") }

// registration is this process's hold on a name in a home.
type registration struct {
	home Home
	name protocol.NodeID
	lock *flock.Flock

	mu   sync.Mutex
	run  Running
	gone bool // it was retracted
}

// register takes the name, or says who has it. The hold ends with the process, however that ends.
func (h Home) register(name protocol.NodeID) (*registration, error) {
	if err := os.MkdirAll(h.Run, 0o700); err != nil {
		return nil, fmt.Errorf("cannot write to the home folder: %w; set PARLEY_HOME to a folder that can be written", err)
	}
	// Somebody who only looks whether the node lives holds the lock for an instant, hence the short patience.
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	lock := flock.New(h.lockFile(name))
	got, err := lock.TryLockContext(ctx, 20*time.Millisecond)
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return nil, fmt.Errorf("cannot write to the home folder: %w; set PARLEY_HOME to a folder that can be written", err)
	}
	if !got {
		holder := "another process"
		if b, err := os.ReadFile(h.runFile(name)); err == nil {
			var r Running
			if json.Unmarshal(b, &r) == nil && r.PID != 0 {
				holder = fmt.Sprintf("process %d", r.PID)
			}
		}
		return nil, fmt.Errorf("a node named %s %w (%s); choose another name with --name, or stop it with 'parley down'", name, ErrNameTaken, holder)
	}
	return &registration{home: h, name: name, lock: lock}, nil
}

// Renames are tried that often, with that pause: on Windows one fails while somebody reads the file.
const (
	renameTries = 20
	renamePause = 10 * time.Millisecond
)

// publish writes where the node listens. Readers see the whole file or none.
func (r *registration) publish(run Running) error {
	b, err := json.MarshalIndent(run, "", "  ")
	if err != nil {
		return err
	}
	tmp := r.home.runFile(r.name) + ".tmp"
	if err := os.WriteFile(tmp, append(b, '\n'), 0o600); err != nil {
		return fmt.Errorf("cannot write the run-time file of node %s: %w", r.name, err)
	}
	for try := 1; ; try++ {
		if err = os.Rename(tmp, r.home.runFile(r.name)); err == nil {
			return nil
		}
		if try == renameTries {
			os.Remove(tmp)
			return fmt.Errorf("cannot write the run-time file of node %s: %w", r.name, err)
		}
		time.Sleep(renamePause)
	}
}

// change publishes something more, unless nobody is to find the node any more.
func (r *registration) change(set func(*Running)) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.gone {
		return nil
	}
	set(&r.run)
	return r.publish(r.run)
}

// retract removes the run-time file: nobody is to find the node any more, though it still has its name.
func (r *registration) retract() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gone = true
	os.Remove(r.home.runFile(r.name))
}

// release gives the name back. The lock file stays: removing it would let two processes lock two files of one name.
func (r *registration) release() {
	r.retract()
	r.lock.Close()
}

// randomWord is n random lower-case letters.
func randomWord(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	for i := range b {
		b[i] = 'a' + b[i]%26
	}
	return string(b)
}
