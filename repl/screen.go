package repl

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"

	"parley/node"
	"parley/protocol"
)

// screen is the only way to Out and Err. On a terminal it keeps what arrives while a line is being typed until the line
// editor itself can put it above that line, and it never lets two writers share a line.
type screen struct {
	paint paint
	tty   bool // both streams are one terminal
	plain bool // Err is a terminal without a line editor
	json  bool

	mu      sync.Mutex
	out     [2]io.Writer // by index of stream
	open    [2]opened    // by index of stream; a terminal has only the first
	within  bool         // what was written last, wherever, did not end its line
	editing bool
	held    []block // while editing; pieces, not whole lines
	size    int     // bytes held
	dropped int     // bytes
	wake    func()  // asks the line editor to call above; does not block
	tap     *recorder
	writes  uint64 // pieces written, for who draws over what it has written

	noteMu  sync.Mutex // apart from mu, so that who has a note never waits for a slow terminal
	notes   []string
	noteLen int // bytes of notes
	noteCut int
}

// opened says whose text stands on a line that has not ended.
type opened struct {
	is   bool
	from protocol.NodeID
}

// What is kept for later, in bytes, is bounded; the oldest notes and the newest output are dropped, and counted.
const (
	maxHeld  = 1 << 20
	maxNotes = 1 << 18
)

const noteCost = 16 // of a note beside its text, so that empty ones are bounded too

func newScreen(out, err io.Writer, tty, json bool, p paint) *screen {
	return &screen{paint: p, tty: tty, json: json, out: [2]io.Writer{out, err}, wake: func() {}}
}

func index(stream uint8) int {
	if stream == node.Stderr {
		return 1
	}
	return 0
}

// piece writes output of an evaluation: that of the prompt's own node as it is, that of others with their mark before
// each line.
func (s *screen) piece(from protocol.NodeID, stream uint8, b []byte) {
	if len(b) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.json {
		s.put(node.Stdout, jsonPiece(from, stream, b)+"\n")
		return
	}
	line := s.line(stream)
	var text strings.Builder
	if line.is && line.from != from {
		text.WriteByte('\n')
		line.is = false
	}
	for len(b) > 0 {
		part := b
		if i := bytes.IndexByte(b, '\n'); i >= 0 {
			part = b[:i+1]
		}
		if from != "" && !line.is {
			text.WriteString(s.paint.node(string(from)+"|") + " ")
		}
		text.Write(part)
		*line = opened{part[len(part)-1] != '\n', from}
		b = b[len(part):]
	}
	s.put(stream, text.String())
}

// lines writes whole lines.
func (s *screen) lines(stream uint8, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	line := s.line(stream)
	if line.is {
		text = "\n" + text
		line.is = false
	}
	s.put(stream, text+"\n")
}

// echo writes what stands for an input, on a line of its own. It is recorded as that input, and not as what was shown.
func (s *screen) echo(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.within { // Out and Err may be one file
		text = "\n" + text
	}
	s.open = [2]opened{}
	tap := s.tap
	s.tap = nil
	s.put(node.Stderr, text+"\n")
	s.tap = tap
}

// settle ends a line of another node that has no end of its own: the node has nothing more to say. With all it ends any line.
func (s *screen) settle(all bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, stream := range []uint8{node.Stdout, node.Stderr} {
		if line := s.line(stream); line.is && (all || line.from != "") {
			s.put(stream, "\n")
			line.is = false
		}
	}
}

// interrupted notes that the terminal itself has written ^C, wherever the cursor was.
func (s *screen) interrupted() {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.tty:
		s.open[0] = opened{true, ""}
	case s.plain:
		s.open[1], s.within = opened{true, ""}, true
	}
}

func (s *screen) line(stream uint8) *opened {
	if s.tty {
		return &s.open[0]
	}
	return &s.open[index(stream)]
}

// put writes now, or keeps it while a line is being typed.
func (s *screen) put(stream uint8, text string) {
	s.within = !strings.HasSuffix(text, "\n")
	s.writes++
	if s.tap != nil {
		s.tap.shown(text)
	}
	if !s.editing {
		io.WriteString(s.out[index(stream)], text) // nobody is left to tell if this fails
		return
	}
	if s.size+len(text) > maxHeld {
		s.dropped += len(text)
		return
	}
	s.size += len(text)
	s.held = append(s.held, block{stream, text})
	s.wake()
}

// setTap has a record made of all that is written; nil ends that.
func (s *screen) setTap(r *recorder) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tap = r
}

// noted has notes recorded that are about to be shown. mu is held.
func (s *screen) noted(notes string) {
	if notes = strings.Trim(notes, "\n"); s.tap != nil && notes != "" {
		s.tap.note(notes)
	}
}

// note keeps a line to be shown above the prompt. It does not block.
func (s *screen) note(text string) {
	s.noteMu.Lock()
	defer s.noteMu.Unlock()
	s.notes = append(s.notes, text)
	for s.noteLen += len(text) + noteCost; s.noteLen > maxNotes && len(s.notes) > 1; {
		s.noteLen -= len(s.notes[0]) + noteCost
		s.notes = s.notes[1:]
		s.noteCut++
	}
	s.wake()
}

// stir has the line editor show what it shows anew.
func (s *screen) stir() {
	s.noteMu.Lock()
	defer s.noteMu.Unlock()
	s.wake()
}

// takeNotes writes the notes that were kept as lines of Err.
func (s *screen) takeNotes() string {
	s.noteMu.Lock()
	defer s.noteMu.Unlock()
	var b strings.Builder
	if s.noteCut > 0 {
		fmt.Fprintf(&b, "* (%d earlier notices were dropped)\n", s.noteCut)
	}
	for _, n := range s.notes {
		b.WriteString(n + "\n")
	}
	s.notes, s.noteLen, s.noteCut = nil, 0, 0
	return b.String()
}

// edit begins the time in which the line editor has the terminal.
func (s *screen) edit() {
	notes := s.takeNotes()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[0].is {
		notes = "\n" + notes // the prompt would wipe what stands before it on its line
		s.open[0].is = false
	}
	io.WriteString(s.out[1], notes)
	s.noted(notes)
	s.editing = true
}

// ask writes a prompt that no line editor draws, on a line of its own after the notes that were kept.
func (s *screen) ask(prompt string) {
	notes := s.takeNotes()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.within { // Out may be the same terminal
		notes = "\n" + notes
	}
	s.within, s.open[1].is = false, false // what comes next on Err follows an Enter
	s.noted(notes)
	io.WriteString(s.out[1], notes+prompt)
}

// above writes the whole lines that were kept, after room has made room for them, and says whether there were any. The
// line editor calls it.
func (s *screen) above(room func()) bool {
	notes := s.takeNotes()
	s.mu.Lock()
	defer s.mu.Unlock()
	ready := 0 // pieces up to the last end of a line
	for i, b := range s.held {
		if strings.HasSuffix(b.text, "\n") {
			ready = i + 1
		}
	}
	if ready == 0 && notes == "" {
		return false
	}
	room()
	s.flush(ready)
	s.noted(notes)
	io.WriteString(s.out[1], notes)
	return true
}

// done ends the time of the line editor.
func (s *screen) done() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.editing = false
	s.flush(len(s.held))
}

func (s *screen) flush(n int) {
	for _, b := range s.held[:n] {
		io.WriteString(s.out[index(b.stream)], b.text)
		s.size -= len(b.text)
	}
	s.held = append([]block(nil), s.held[n:]...)
	if s.dropped > 0 && len(s.held) == 0 {
		fmt.Fprintf(s.out[1], "(%d bytes of output were dropped while a line was being typed)\n", s.dropped)
		s.dropped = 0
	}
}
