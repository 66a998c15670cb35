// Handlers, middleware and a client against httptest.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
)

type Todo struct {
	ID   int    `json:"id"`
	Text string `json:"text"`
	Done bool   `json:"done,omitempty"`
}

type Store struct {
	mu    sync.Mutex
	todos []Todo
}

func (s *Store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch r.Method {
	case http.MethodGet:
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(s.todos)
	case http.MethodPost:
		var t Todo
		if err := json.NewDecoder(r.Body).Decode(&t); err != nil {
			http.Error(w, "bad: "+err.Error(), http.StatusBadRequest)
			return
		}
		t.ID = len(s.todos) + 1
		s.todos = append(s.todos, t)
		w.WriteHeader(http.StatusCreated)
		fmt.Fprintf(w, "created %d", t.ID)
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

func logged(log *[]string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*log = append(*log, r.Method+" "+r.URL.Path)
		next.ServeHTTP(w, r)
	})
}

func get(c *http.Client, url string) string {
	r, err := c.Get(url)
	if err != nil {
		return err.Error()
	}
	defer r.Body.Close()
	b, _ := io.ReadAll(r.Body)
	return fmt.Sprint(r.StatusCode, " ", strings.TrimSpace(string(b)))
}

func main() {
	var log []string
	mux := http.NewServeMux()
	mux.Handle("/todos", &Store{})
	mux.HandleFunc("GET /hello/{name}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "hello, %s! q=%s", r.PathValue("name"), r.URL.Query().Get("q"))
	})
	srv := httptest.NewServer(logged(&log, mux))
	defer srv.Close()
	c := srv.Client()
	r, err := c.Post(srv.URL+"/todos", "application/json", strings.NewReader(`{"text":"write"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	b, _ := io.ReadAll(r.Body)
	r.Body.Close()
	fmt.Println(r.StatusCode, string(b))
	r, _ = c.Post(srv.URL+"/todos", "application/json", strings.NewReader(`{`))
	fmt.Println(r.StatusCode)
	r.Body.Close()
	fmt.Println(get(c, srv.URL+"/todos"))
	fmt.Println(get(c, srv.URL+"/hello/bob?q=1"))
	fmt.Println(get(c, srv.URL+"/none"))
	rec := httptest.NewRecorder()
	mux.ServeHTTP(rec, httptest.NewRequest("DELETE", "/todos", nil))
	fmt.Println(rec.Code)
	fmt.Println(log)
}
