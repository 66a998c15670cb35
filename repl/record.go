package repl

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"parley/node"
)

// This file is :record, :save and :replay: sessions that go into files, and come out of them again.

// recorder writes a transcript while a session goes on. What comes after an error of the file is dropped.
type recorder struct {
	mu     sync.Mutex
	file   *os.File
	path   string
	silent bool   // the input is not recorded, nor what it shows
	begun  bool   // there was an input
	open   []byte // the beginning of a line of output that has not ended
	err    error
}

// paints are the colours that answers may have, which a transcript has not.
var paints = regexp.MustCompile("\x1b\\[[0-9;]*m")

// startRecord makes the file, which must not be there.
func startRecord(path, head string) (*recorder, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	switch {
	case errors.Is(err, os.ErrExist):
		return nil, fmt.Errorf("%s is there already; remove it, or name another file", path)
	case err != nil:
		return nil, fmt.Errorf("the session cannot be recorded: %w", err)
	}
	r := &recorder{file: f, path: path}
	r.write(transcriptNote + head + "\n\n")
	return r, nil
}

func (r *recorder) write(text string) {
	if _, err := r.file.WriteString(text); err != nil && r.err == nil {
		r.err = err
	}
}

// input notes what was typed; silent leaves it out.
func (r *recorder) input(prompt, text string, silent bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.endLine()
	if r.silent = silent; silent {
		return
	}
	r.begun = true
	e := Entry{Prompt: prompt, Typed: strings.Split(strings.TrimRight(text, "\n"), "\n")}
	r.write(e.String())
}

// shown notes a piece of what was written to the screen.
func (r *recorder) shown(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.silent || !r.begun {
		return
	}
	r.open = append(r.open, paints.ReplaceAllString(text, "")...)
	if i := bytes.LastIndexByte(r.open, '\n'); i >= 0 {
		r.write(escapeShown(string(r.open[:i+1])))
		r.open = append(r.open[:0], r.open[i+1:]...)
	}
}

// note notes what happened beside, as a comment.
func (r *recorder) note(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.endLine()
	r.write(transcriptNote + strings.ReplaceAll(paints.ReplaceAllString(text, ""), "\n", "\n"+transcriptNote) + "\n")
}

func (r *recorder) endLine() {
	if len(r.open) > 0 {
		r.write(escapeShown(string(r.open) + "\n"))
		r.open = nil
	}
}

func (r *recorder) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.endLine()
	return errors.Join(r.err, r.file.Close())
}

// peersPatience is how long a record waits to learn how many nodes there are.
const peersPatience = 2 * time.Second

// record begins a record in a file.
func (p *prompt) record(path string) error {
	head := "a session at " + p.Name + ", " + time.Now().Format("2006-01-02")
	ctx, stop := context.WithTimeout(p.ctx, peersPatience)
	defer stop()
	nodes := 0
	peers, _ := p.Client.Peers(ctx)
	for _, x := range peers {
		if x.Connected || x.Self {
			nodes++
		}
	}
	if p.Role != "" { // what parley run needs to know
		head += "\n" + transcriptNote + attachedMark + p.Name
	}
	if nodes > 0 { // what parley test needs to know
		head += fmt.Sprintf("\n%snodes: %d", transcriptNote, nodes)
	}
	r, err := startRecord(path, head)
	if err != nil {
		return err
	}
	p.recorder = r
	p.screen.setTap(r)
	return nil
}

// endRecord ends it, and says whether the file has all of it.
func (p *prompt) endRecord() error {
	r := p.recorder
	if r == nil {
		return nil
	}
	p.recorder = nil
	p.screen.setTap(nil)
	if err := r.close(); err != nil {
		return fmt.Errorf("%s is not whole: %w", r.path, err)
	}
	return nil
}

// unrecorded says of an input that it is about the recording itself, or that what it brings is an input of its own.
func (p *prompt) unrecorded(text string) bool {
	name, is := strings.CutPrefix(strings.TrimSpace(text), ":")
	name, _, _ = strings.Cut(name, " ")
	c, found := p.find(name)
	return is && found && (c.Name == "record" || c.Name == "edit")
}

func (p *prompt) runRecord(arg string, in input) int {
	off := arg == "" || arg == "off"
	switch {
	case off && p.recorder == nil:
		return p.usage(in, "nothing is being recorded; :record FILE begins")
	case !off && p.recorder != nil:
		return p.usage(in, "%s is being recorded, and a session is recorded in one file; :record off ends that, and :record %s begins then", p.recorder.path, arg)
	case off:
		path := p.recorder.path
		if err := p.endRecord(); err != nil {
			p.say("%s", p.screen.paint.bad(err.Error()))
			return CodeFailed
		}
		p.say("%s", p.screen.paint.dim("recorded in "+path+"; :replay "+path+" does it again"))
		return CodeOK
	}
	if err := p.record(arg); err != nil {
		return p.usage(in, "%v", err)
	}
	p.say("%s", p.screen.paint.dim("recording into "+arg+"; :record off ends it"))
	return CodeOK
}

// maxKept is how many bytes of inputs are kept for :save.
const maxKept = 4 << 20

// saved are the commands that :save keeps: those that change what later lines mean.
var saved = []string{"at", "load", "time", "timeout"}

// keep remembers an input that worked, for :save.
func (p *prompt) keep(in input, code int) {
	text := strings.TrimSpace(in.text)
	if name, ok := strings.CutPrefix(text, ":"); ok {
		name, _, _ = strings.Cut(name, " ")
		if c, found := p.find(name); !found || !slices.Contains(saved, c.Name) {
			return
		}
	}
	if code != CodeOK || plainWord(text) != "" && text != "on" {
		return
	}
	if p.keptSize += len(text); p.keptSize <= maxKept {
		p.kept = append(p.kept, text)
	}
}

func (p *prompt) runSave(arg string, in input) int {
	if len(p.kept) == 0 {
		return p.usage(in, "no line of this session has worked yet: there is nothing to save")
	}
	text := "#!/usr/bin/env -S parley run\n" + strings.Join(p.kept, "\n") + "\n"
	f, err := os.OpenFile(arg, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o700)
	if errors.Is(err, os.ErrExist) {
		return p.usage(in, "%s is there already; remove it, or name another file", arg)
	}
	if err == nil {
		_, err = f.WriteString(text)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		p.say("%s", p.screen.paint.bad("the session cannot be saved: "+err.Error()))
		return CodeFailed
	}
	s := fmt.Sprintf("%d inputs that worked are in %s; parley run %s does them again", len(p.kept), arg, arg)
	if p.keptSize > maxKept {
		s += fmt.Sprintf(" (the first %d MiB of the session)", maxKept>>20)
	}
	p.say("%s", p.screen.paint.dim(s))
	return CodeOK
}

// typingPace is how long somebody needs for a letter, at the speed of 1.
const typingPace = 80 * time.Millisecond

func (p *prompt) runReplay(arg string, in input) int {
	path, speed, paced := strings.Cut(arg, " ")
	pace := time.Duration(0)
	if paced {
		x, err := strconv.ParseFloat(strings.TrimSpace(speed), 64)
		if err != nil || x <= 0 {
			return p.usage(in, "%q is no speed; 1 is that of somebody who types, 2 is twice that, and without one the lines follow each other at once", speed)
		}
		pace = time.Duration(float64(typingPace) / x)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return p.usage(in, "%v", err)
	}
	if !IsTranscript(string(b)) {
		return p.usage(in, "%s is no record: no line begins with a prompt such as %q; a script of lines is for parley run", path, defaultPrompt)
	}
	if p.replaying {
		return p.usage(in, "%s is being replayed already", path)
	}
	p.replaying = true
	defer func() { p.replaying = false }()
	entries, _ := ParseTranscript(string(b))
	worst := CodeOK
	for _, e := range entries {
		text := e.Input()
		if empty, _ := blank(text); empty {
			continue
		}
		if !p.rest(time.Duration(utf8.RuneCountInString(text)) * pace) {
			return CodeInterrupted
		}
		p.screen.echo(p.screen.paint.dim(p.mark()) + strings.ReplaceAll(text, "\n", "\n"+p.screen.paint.dim(continuedMark)))
		c := p.do(input{text, 1})
		if c == codeStopped {
			return c
		}
		if worst == CodeOK {
			worst = c
		}
		if p.quit {
			break
		}
	}
	return worst
}

// rest waits, and says whether nobody has interrupted that.
func (p *prompt) rest(d time.Duration) bool {
	if d <= 0 {
		return p.ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-p.Interrupts:
	case <-p.ctx.Done():
	}
	return false
}

// completeFile completes the path of a file.
func completeFile(_ *prompt, _ context.Context, before, _ string) (int, []node.Candidate) {
	at := strings.LastIndexAny(before, " /") + 1
	path := before[strings.LastIndexByte(before, ' ')+1:]
	dir := path[:strings.LastIndexByte(path, '/')+1]
	entries, err := os.ReadDir(cmp.Or(dir, "."))
	if err != nil {
		return len(before), nil
	}
	var found []node.Candidate
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() {
			name += "/"
		}
		if strings.HasPrefix(name, before[at:]) {
			found = append(found, node.Candidate{Text: name, Kind: "file"})
		}
	}
	return at, found
}
