package fsport

// The same objects by HTTP: one request in the body of a POST, one answer in that of the response. The status says the outcome as well.

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// statuses are those of the outcomes.
var statuses = map[string]int{
	OK: http.StatusOK, Failed: http.StatusConflict, Bad: http.StatusBadRequest, Ended: http.StatusGone, Refused: http.StatusServiceUnavailable, Unknown: http.StatusGatewayTimeout,
}

// headPatience is how long a client may take for the head of a request.
const headPatience = 10 * time.Second

func (p *Port) newHTTP() *http.Server {
	return &http.Server{
		Handler: http.HandlerFunc(p.post), ReadHeaderTimeout: headPatience, ReadTimeout: 3 * headPatience, WriteTimeout: 3*headPatience + p.cfg.Patience + writePatience,
		IdleTimeout: p.cfg.Idle, MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(p.cfg.Logger.Handler(), slog.LevelDebug),
	}
}

func (p *Port) post(w http.ResponseWriter, r *http.Request) {
	say := func(status int, a Answer) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		w.Write(a.encode())
	}
	switch {
	case r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != "": // any page that somebody on this machine looks at could write files
		say(http.StatusForbidden, Answer{Outcome: Bad, Error: "pages of the web have no business here"})
		return
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		say(http.StatusMethodNotAllowed, Answer{Outcome: Bad, Error: `POST an object such as {"op":"read","name":"f"}`})
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, int64(p.cfg.Line)))
	if err != nil {
		var long *http.MaxBytesError
		if errors.As(err, &long) {
			say(http.StatusRequestEntityTooLarge, Answer{Outcome: Bad, Error: "the object is too long"})
		}
		return // the client went
	}
	_, a := p.serve(body)
	say(statuses[a.Outcome], a)
}

// httpListener hands the HTTP server those connections that speak it.
type httpListener struct{ p *Port }

func (l httpListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.p.passed:
		return c, nil
	case <-l.p.ctx.Done():
		return nil, net.ErrClosed
	}
}

func (l httpListener) Close() error   { return nil }
func (l httpListener) Addr() net.Addr { return l.p.listen.Addr() }
