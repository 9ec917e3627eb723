// Command stub is the server that the cost benchmarks load: as cheap as a server can be, so that what is measured is
// the generator. It prints its address as the first line and serves until its standard input closes.
//
//	GET  /          a small JSON body
//	POST /stream    an OpenAI-like event stream; query: tokens, gapMs, firstMs
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"status":"ok","orders":[1,2,3,4,5,6,7,8,9,10]}`)
	})
	mux.HandleFunc("POST /stream", stream)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = server.Close()
	}()
	_, _ = fmt.Printf("http://%s\n", listener.Addr())
	if err := server.Serve(listener); err != http.ErrServerClosed { //nolint:errorlint // returned as it is
		log.Fatal(err)
	}
}

// stream sends `tokens` events, one every gapMs, the first after firstMs.
func stream(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	w.Header().Set("Content-Type", "text/event-stream")
	control := http.NewResponseController(w)
	_, _ = io.WriteString(w, `data: {"choices":[{"index":0,"delta":{"role":"assistant"}}]}`+"\n\n")
	_ = control.Flush()
	due := time.Now().Add(milliseconds(r, "firstMs", 200))
	gap := milliseconds(r, "gapMs", 20)
	for range int(milliseconds(r, "tokens", 100) / time.Millisecond) {
		time.Sleep(time.Until(due))
		due = due.Add(gap)
		if _, err := io.WriteString(w, `data: {"choices":[{"index":0,"delta":{"content":" token"}}]}`+"\n\n"); err != nil {
			return
		}
		if control.Flush() != nil {
			return
		}
	}
	_, _ = io.WriteString(w, "data: [DONE]\n\n")
}

func milliseconds(r *http.Request, name string, otherwise int) time.Duration {
	value, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil {
		value = otherwise
	}
	return time.Duration(value) * time.Millisecond
}
