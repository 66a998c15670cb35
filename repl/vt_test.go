package repl

import (
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// vt is as much of a terminal as the line editor uses: it keeps what a person would see.
type vt struct {
	mu      sync.Mutex
	cond    *sync.Cond
	width   int
	rows    [][]rune
	row     int
	col     int
	pending []byte // an escape sequence that has not ended
	raw     strings.Builder
}

// behindWide is in the cell behind a character that is two columns wide.
const behindWide = '\uE000'

func newVT(width int) *vt {
	v := &vt{width: width, rows: [][]rune{nil}}
	v.cond = sync.NewCond(&v.mu)
	return v
}

func (v *vt) Write(b []byte) (int, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.raw.Write(b)
	text := string(v.pending) + string(b)
	v.pending = nil
	for i := 0; i < len(text); {
		if text[i] == 0x1b {
			end := i + 2
			for end < len(text) && (text[end] < '@' || text[end] > '~') {
				end++
			}
			if end >= len(text) {
				v.pending = []byte(text[i:])
				break
			}
			v.escape(text[i+2:end], text[end])
			i = end + 1
			continue
		}
		r := []rune(text[i:])[0]
		v.char(r)
		i += len(string(r))
	}
	v.cond.Broadcast()
	return len(b), nil
}

func (v *vt) escape(args string, end byte) {
	n, err := strconv.Atoi(args)
	if err != nil {
		n = 1
	}
	switch end {
	case 'J': // to the end of the screen
		v.line()
		v.rows[v.row] = v.rows[v.row][:min(v.col, len(v.rows[v.row]))]
		v.rows = v.rows[:v.row+1]
	case 'K':
		v.line()
		if args == "2" {
			v.rows[v.row] = nil
		} else {
			v.rows[v.row] = v.rows[v.row][:min(v.col, len(v.rows[v.row]))]
		}
	case 'H':
		v.row, v.col = 0, 0
	case 'A':
		v.row = max(v.row-n, 0)
	case 'C':
		v.col = min(v.col+n, v.width-1)
	}
}

func (v *vt) line() {
	for len(v.rows) <= v.row {
		v.rows = append(v.rows, nil)
	}
}

func (v *vt) char(r rune) {
	switch r {
	case '\r':
		v.col = 0
	case '\n':
		v.row++
		v.col = 0
		v.line()
	case '\b':
		v.col = max(v.col-1, 0)
	case '\a':
	default:
		wide := columns(string(r))
		if v.col+wide > v.width {
			v.row++
			v.col = 0
		}
		v.line()
		for len(v.rows[v.row]) < v.col+wide {
			v.rows[v.row] = append(v.rows[v.row], ' ')
		}
		v.rows[v.row][v.col] = r
		if wide == 2 {
			v.rows[v.row][v.col+1] = behindWide
		}
		v.col += wide
	}
}

func (v *vt) screen() string {
	var lines []string
	for _, r := range v.rows {
		lines = append(lines, strings.TrimRight(strings.ReplaceAll(string(r), string(behindWide), ""), " "))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

func (v *vt) String() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.screen()
}

// wait waits for a screen.
func (v *vt) wait(is func(string) bool) (string, bool) {
	late := false
	timer := time.AfterFunc(patience, func() {
		v.mu.Lock()
		defer v.mu.Unlock()
		late = true
		v.cond.Broadcast()
	})
	defer timer.Stop()
	v.mu.Lock()
	defer v.mu.Unlock()
	for {
		s := v.screen()
		if is(s) || late {
			return s, is(s)
		}
		v.cond.Wait()
	}
}

func TestVTShowsWhatAPersonSees(t *testing.T) {
	v := newVT(10)
	v.Write([]byte("one\ntwo\x1b[2K\r\x1b[Athree\b\b\x1b[J!\x1b[31mred\x1b[0m\x1b["))
	v.Write([]byte("Cx"))
	if got, want := v.String(), "thr!red x"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
