package fsport

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience ends a test that waits for what does not come.
const patience = 60 * time.Second

// lines is a connection as netcat makes one.
type lines struct {
	net.Conn
	r *bufio.Reader
	t *testing.T
}

func dial(t *testing.T, p *Port) *lines {
	t.Helper()
	c, err := net.Dial("tcp", p.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	return &lines{c, bufio.NewReader(c), t}
}

func (l *lines) want(want string) {
	l.t.Helper()
	got, err := l.r.ReadString('\n')
	if err != nil || strings.TrimSpace(got) != want {
		l.t.Errorf("it answers %q, %v; want %s", got, err, want)
	}
}

func (l *lines) end() {
	l.t.Helper()
	if b, err := l.r.ReadByte(); err == nil {
		l.t.Errorf("the connection goes on with %q", b)
	}
}

func TestLines(t *testing.T) {
	l := dial(t, open(t, newFake(), nil))
	for _, x := range []struct{ line, want string }{
		{`{"op":"create","name":"f"}`, `{"outcome":"ok"}`},
		{`{"op":"create","name":"f"}`, `{"outcome":"failed","error":"there is a file \"f\" already"}`},
		{`{"op":"read","name":"f"}`, `{"outcome":"ok","value":""}`},
		{`{"op":"append","name":"f","value":"<a>\n"}` + "\r", `{"outcome":"ok"}`},
		{`{"op":"read","name":"f"}`, `{"outcome":"ok","value":"<a>\n"}`},
		{`{"op":"append","name":"f","base64":"/w=="}`, `{"outcome":"ok"}`},
		{`{"op":"read","name":"f"}`, `{"outcome":"ok","base64":"PGE+Cv8="}`},
		{"\n\n  \nread f", `{"outcome":"bad","error":"a request is an object such as {\"op\":\"read\",\"name\":\"f\"}"}`},
		{"POSTER", `{"outcome":"bad","error":"a request is an object such as {\"op\":\"read\",\"name\":\"f\"}"}`},
		{`{"op":"list"}`, `{"outcome":"ok","names":["f"]}`},
		{`{"op":"delete","name":"f"}`, `{"outcome":"ok"}`},
		{`{"op":"list"}`, `{"outcome":"ok","names":[]}`},
		{`{"op":"open"}`, `{"outcome":"ok","session":"1.1"}`},
		{`{"op":"create","name":"g","session":"1.1","number":1}`, `{"outcome":"ok"}`},
		{`{"op":"create","name":"g","session":"1.1","number":1}`, `{"outcome":"ok"}`},
		{`{"op":"close","session":"1.1"}`, `{"outcome":"ok"}`},
		{`{"op":"create","name":"h","session":"1.1","number":2}`, `{"outcome":"ended","error":"there is no such session any more; open another"}`},
		{`{"op":"exit"}`, `{"outcome":"ok"}`},
	} {
		fmt.Fprintln(l, x.line)
		l.want(x.want)
	}
	l.end()
}

// Many lines at once are answered in order, the last one too, which has no end of line.
func TestPipelined(t *testing.T) {
	f := newFake()
	l := dial(t, open(t, f, nil))
	var all strings.Builder
	all.WriteString(`{"op":"create","name":"f"}` + "\n")
	for i := range 1000 {
		fmt.Fprintf(&all, `{"op":"append","name":"f","value":"%d,"}`+"\n", i%10)
	}
	all.WriteString(`{"op":"read","name":"f"}`)
	go func() {
		io.WriteString(l, all.String())
		l.Conn.(*net.TCPConn).CloseWrite()
	}()
	for range 1001 {
		l.want(`{"outcome":"ok"}`)
	}
	l.want(`{"outcome":"ok","value":"` + strings.Repeat("0,1,2,3,4,5,6,7,8,9,", 100) + `"}`)
	l.end()
}

// A line that is too long is refused, and takes nothing with it but itself.
func TestLongLine(t *testing.T) {
	p := open(t, newFake(), func(c *Config) { c.Line = 10000 })
	l := dial(t, p)
	go func() {
		fmt.Fprintf(l, `{"op":"create","name":"%s"}`+"\n"+`{"op":"create","name":"f"}`+"\n", strings.Repeat("x", 1_000_000))
	}()
	l.want(`{"outcome":"bad","error":"a line has at most 10000 bytes"}`)
	l.want(`{"outcome":"ok"}`)
	r, err := http.Post("http://"+p.Addr(), "", strings.NewReader(strings.Repeat(" ", 10001)))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if b, _ := io.ReadAll(r.Body); r.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(b), `"the object is too long"`) {
		t.Errorf("%d %s", r.StatusCode, b)
	}
}

func TestHTTP(t *testing.T) {
	p := open(t, newFake(), nil)
	for _, x := range []struct {
		method, header, body string
		status               int
		want                 string
	}{
		{"POST", "", `{"op":"create","name":"f"}`, 200, `{"outcome":"ok"}`},
		{"POST", "", `{"op":"create","name":"f"}` + "\n", 409, `{"outcome":"failed","error":"there is a file \"f\" already"}`},
		{"POST", "", `{"op":"read"}`, 400, `{"outcome":"bad","error":"read needs \"name\""}`},
		{"POST", "", ``, 400, `{"outcome":"bad","error":"a request is an object such as {\"op\":\"read\",\"name\":\"f\"}"}`},
		{"POST", "", `{"op":"create","name":"f","session":"9.9","number":1}`, 410, `{"outcome":"ended","error":"there is no such session any more; open another"}`},
		{"POST", "Origin", `{"op":"delete","name":"f"}`, 403, `{"outcome":"bad","error":"pages of the web have no business here"}`},
		{"GET", "", ``, 405, `{"outcome":"bad","error":"POST an object such as {\"op\":\"read\",\"name\":\"f\"}"}`},
		{"DELETE", "", `{"op":"delete","name":"f"}`, 405, `{"outcome":"bad","error":"POST an object such as {\"op\":\"read\",\"name\":\"f\"}"}`},
		{"POST", "", `{"op":"read","name":"f"}`, 200, `{"outcome":"ok","value":""}`},
	} {
		r, err := http.NewRequest(x.method, "http://"+p.Addr()+"/", strings.NewReader(x.body))
		if err != nil {
			t.Fatal(err)
		}
		if x.header != "" {
			r.Header.Set(x.header, "http://elsewhere")
		}
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(a.Body)
		a.Body.Close()
		if a.StatusCode != x.status || strings.TrimSpace(string(b)) != x.want {
			t.Errorf("%s %s: %d %s", x.method, x.body, a.StatusCode, b)
		}
	}
}

// What the machine says of a call that has not ended well, and that there is no machine.
func TestUnanswered(t *testing.T) {
	f := newFake()
	p := open(t, f, nil)
	l := dial(t, p)
	for err, want := range map[error]string{
		errRefused: `{"outcome":"refused","error":"there was no leader that a quorum follows"}`,
		errUnknown: `{"outcome":"unknown","error":"it was sent, and not seen delivered in time"}`,
	} {
		f.before = func(string) error { return err }
		for _, line := range []string{`{"op":"create","name":"f"}`, `{"op":"open"}`, `{"op":"list"}`, `{"op":"close","session":"1.1"}`} {
			fmt.Fprintln(l, line)
			l.want(want)
		}
	}
	none := open(t, nil, func(c *Config) {
		c.Files = func() (Files, error) { return nil, fmt.Errorf("no machine zab runs at a; start it first") }
	})
	l = dial(t, none)
	fmt.Fprintln(l, `{"op":"list"}`)
	l.want(`{"outcome":"refused","error":"no machine zab runs at a; start it first"}`)
}

// Who comes when there are too many is told so, by either protocol, and there is room again when somebody goes.
func TestTooManyClients(t *testing.T) {
	p := open(t, newFake(), func(c *Config) { c.Clients = 2 })
	a, b := dial(t, p), dial(t, p)
	for _, l := range []*lines{a, b} {
		fmt.Fprintln(l, `{"op":"list"}`)
		l.want(`{"outcome":"ok","names":[]}`)
	}
	c := dial(t, p)
	fmt.Fprintln(c, `{"op":"list"}`)
	c.want(`{"outcome":"refused","error":"there are too many clients; try again later, or at another server"}`)
	c.end()
	r, err := http.Post("http://"+p.Addr(), "", strings.NewReader(`{"op":"list"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusServiceUnavailable {
		t.Error(r.Status)
	}
	silent := dial(t, p) // who says nothing is not waited for
	silent.want(`{"outcome":"refused","error":"there are too many clients; try again later, or at another server"}`)
	silent.end()
	fmt.Fprintln(a, `{"op":"exit"}`)
	a.want(`{"outcome":"ok"}`)
	a.end()
	d := dial(t, p)
	fmt.Fprintln(d, `{"op":"list"}`)
	d.want(`{"outcome":"ok","names":[]}`)
}

// Connections that say nothing, half a line or half a request end, and so do all when the port is closed.
func TestEveryWaitEnds(t *testing.T) {
	p := open(t, newFake(), func(c *Config) { c.Idle = 50 * time.Millisecond })
	for _, begun := range []string{"", "{", "PO", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"} {
		l := dial(t, p)
		io.WriteString(l, begun)
		if strings.HasSuffix(begun, "\n") {
			continue // of a body there are 30 s; see below
		}
		io.ReadAll(l)
	}
	p.Close()

	f, begun, ends := newFake(), make(chan bool), make(chan bool)
	f.before = func(string) error { begun <- true; <-ends; return errUnknown }
	p = open(t, f, nil)
	l := dial(t, p)
	fmt.Fprintln(l, `{"op":"list"}`)
	<-begun
	closed := make(chan bool)
	go func() { p.Close(); close(closed) }()
	io.ReadAll(l)
	close(ends)
	<-closed
	if _, err := net.Dial("tcp", p.Addr()); err == nil {
		t.Error("it is closed, and takes connections")
	}
}

// Many at once, under the race detector.
func TestManyClients(t *testing.T) {
	f := newFake()
	p := open(t, f, nil)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			c := NewClient(ClientConfig{Servers: func() []string { return []string{p.Addr()} }, Timeout: patience})
			defer c.Close(t.Context())
			name := fmt.Sprint("f", i%3)
			c.Do(t.Context(), OpCreate, name, "")
			for range 20 {
				if a := c.Do(t.Context(), OpAppend, name, "x"); a.Outcome != OK {
					t.Errorf("%+v", a)
				}
			}
		})
	}
	all.Wait()
	if n := len(f.files["f0"]) + len(f.files["f1"]) + len(f.files["f2"]); n != 400 || len(f.sessions) != 0 {
		t.Errorf("%d appends were done, and %d sessions are left", n, len(f.sessions))
	}
}

func TestConfig(t *testing.T) {
	files := func() (Files, error) { return newFake(), nil }
	for _, c := range []Config{{}, {Files: files, Clients: -1}, {Files: files, Addr: "nowhere:x"}} {
		if p, err := Open(c); err == nil {
			p.Close()
			t.Errorf("%+v can be opened", c)
		}
	}
}
