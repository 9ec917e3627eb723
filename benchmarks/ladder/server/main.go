// Command server is what the generators are held to: a server that logs its own times. It answers after a delay of
// its own choice and remembers, for every request, when its handler began, when the first token (or the answer) was
// written and how many tokens were sent. It prints its address as the first line and serves until its standard input
// closes.
//
//	GET  /plain    a small JSON body after 10 to 30 ms
//	POST /stream   an OpenAI-like event stream of 100 tokens, one every 20 ms, the first after 150 to 250 ms;
//	               query: lingerMs, how long the connection stays open after the last event (for clients that hang up)
//	GET  /times    everything logged since the last reset, as JSON; also the process's own CPU seconds
//	POST /reset    forgets it
//
// It never listens on anything but loopback.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"
)

const (
	plainMinMs, plainMaxMs = 10, 30
	firstMinMs, firstMaxMs = 150, 250
	gap                    = 20 * time.Millisecond
	tokens                 = 100
	// entriesMax bounds the log: at 8,000 requests a second it is four minutes.
	entriesMax = 2_000_000
)

// entry is one request: all times milliseconds, startedAtMs Unix.
type entry struct {
	StartedAtMs float64 `json:"startedAtMs"`
	// FirstMs is from the handler's start to the first token; of a plain request to its answer.
	FirstMs float64 `json:"firstMs"`
	EndMs   float64 `json:"endMs"`
	Chunks  int     `json:"chunks"`
	// Whole is false when the client left before the end.
	Whole bool `json:"whole"`
}

type times struct {
	mu      sync.Mutex
	Plain   []entry `json:"plain"`
	Streams []entry `json:"streams"`
	// Overflown says that entries were not kept.
	Overflown  bool    `json:"overflown"`
	CPUSeconds float64 `json:"cpuSeconds"`
}

func (t *times) add(into *[]entry, one entry) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(*into) == entriesMax {
		t.Overflown = true
		return
	}
	*into = append(*into, one)
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	kept := &times{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /plain", func(w http.ResponseWriter, _ *http.Request) { plain(w, kept) })
	mux.HandleFunc("POST /stream", func(w http.ResponseWriter, r *http.Request) { stream(w, r, kept) })
	mux.HandleFunc("GET /times", func(w http.ResponseWriter, _ *http.Request) {
		kept.mu.Lock()
		defer kept.mu.Unlock()
		kept.CPUSeconds = cpuSeconds()
		_ = json.NewEncoder(w).Encode(kept)
	})
	mux.HandleFunc("POST /reset", func(http.ResponseWriter, *http.Request) {
		kept.mu.Lock()
		defer kept.mu.Unlock()
		kept.Plain, kept.Streams, kept.Overflown = []entry{}, []entry{}, false
	})
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

func plain(w http.ResponseWriter, kept *times) {
	started := time.Now()
	time.Sleep(between(plainMinMs, plainMaxMs))
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"status":"ok","orders":[1,2,3,4,5,6,7,8,9,10]}`)
	took := sinceMs(started)
	kept.add(&kept.Plain, entry{unixMs(started), took, took, 1, true})
}

func stream(w http.ResponseWriter, r *http.Request, kept *times) {
	one := entry{}
	started := time.Now()
	one.StartedAtMs = unixMs(started)
	defer func() {
		if !one.Whole {
			one.EndMs = sinceMs(started)
		}
		kept.add(&kept.Streams, one)
	}()
	_, _ = io.Copy(io.Discard, r.Body)
	w.Header().Set("Content-Type", "text/event-stream")
	control := http.NewResponseController(w)
	if !send(w, control, `{"choices":[{"index":0,"delta":{"role":"assistant"}}]}`) {
		return
	}
	due := started.Add(between(firstMinMs, firstMaxMs))
	for range tokens {
		time.Sleep(time.Until(due))
		due = due.Add(gap)
		if !send(w, control, `{"choices":[{"index":0,"delta":{"content":" token"}}]}`) {
			return
		}
		if one.Chunks == 0 {
			one.FirstMs = sinceMs(started)
		}
		one.Chunks++
	}
	one.Whole = send(w, control, "[DONE]")
	one.EndMs = sinceMs(started)
	if linger, err := strconv.Atoi(r.URL.Query().Get("lingerMs")); err == nil {
		select {
		case <-r.Context().Done():
		case <-time.After(time.Duration(linger) * time.Millisecond):
		}
	}
}

func send(w io.Writer, control *http.ResponseController, data string) bool {
	_, err := io.WriteString(w, "data: "+data+"\n\n")
	return err == nil && control.Flush() == nil
}

func between(minMs, maxMs float64) time.Duration {
	return time.Duration((minMs + rand.Float64()*(maxMs-minMs)) * float64(time.Millisecond)) //nolint:gosec // no secret
}

func sinceMs(at time.Time) float64 { return float64(time.Since(at)) / float64(time.Millisecond) }

func unixMs(at time.Time) float64 { return float64(at.UnixMicro()) / 1000 }

// cpuSeconds is this process's user and system time so far.
func cpuSeconds() float64 {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds()
}
