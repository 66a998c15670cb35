// Package net/http: own handlers, middleware and transports.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
)

type counter struct{ n atomic.Int64 }

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "%s %d", r.Method, c.n.Add(1))
}

type logged struct {
	to  http.Handler
	log *[]string
}

func (l logged) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	*l.log = append(*l.log, r.URL.Path)
	l.to.ServeHTTP(w, r)
}

type canned struct{}

func (canned) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 418, Status: "418 teapot", Body: io.NopCloser(strings.NewReader("from " + r.URL.Host)), Header: http.Header{"X-A": {"b"}}, Request: r}, nil
}

func get(h http.Handler, method, target, body string) string {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return fmt.Sprint(w.Code, " ", strings.TrimSpace(w.Body.String()))
}

func main() {
	var paths []string
	mux := http.NewServeMux()
	mux.Handle("/count", &counter{})
	mux.HandleFunc("GET /hello/{name}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "hello %s, %s", r.PathValue("name"), r.URL.Query().Get("q"))
	})
	mux.HandleFunc("POST /sum", func(w http.ResponseWriter, r *http.Request) {
		var in struct{ A, B int }
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			http.Error(w, "bad: "+err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		json.NewEncoder(w).Encode(map[string]int{"sum": in.A + in.B})
	})
	h := logged{mux, &paths}
	fmt.Println(get(h, "GET", "/count", ""))
	fmt.Println(get(h, "PUT", "/count", ""))
	fmt.Println(get(h, "GET", "/hello/ann?q=x%20y", ""))
	fmt.Println(get(h, "POST", "/hello/ann", ""))
	fmt.Println(get(h, "POST", "/sum", `{"A": 2, "B": 3}`))
	fmt.Println(get(h, "POST", "/sum", `{`))
	fmt.Println(get(h, "GET", "/none", ""))
	fmt.Println(paths)

	srv := httptest.NewServer(h)
	defer srv.Close()
	resp, err := http.Get(srv.URL + "/hello/bob?q=real")
	if err != nil {
		fmt.Println(err)
		return
	}
	b, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	fmt.Println(resp.StatusCode, string(b))
	resp, err = http.PostForm(srv.URL+"/count", url.Values{"a": {"b"}})
	b, _ = io.ReadAll(resp.Body)
	fmt.Println(string(b), err)

	c := http.Client{Transport: canned{}}
	resp, err = c.Get("http://nowhere.example/x")
	b, _ = io.ReadAll(resp.Body)
	fmt.Println(resp.StatusCode, string(b), resp.Header.Get("x-a"), err)
	h2 := http.TimeoutHandler(http.StripPrefix("/p", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.URL.Path) })), 1e10, "late")
	fmt.Println(get(h2, "GET", "/p/rest", ""))
	fmt.Println(get(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "k", Value: "v"})
		http.Redirect(w, r, "/there", http.StatusFound)
	}), "GET", "/", ""))
	fmt.Println(http.CanonicalHeaderKey("x-forwarded-for"), http.StatusText(404), http.DetectContentType([]byte("<html>")))
}
