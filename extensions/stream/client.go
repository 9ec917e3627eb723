// Package stream is k6's module `k6/x/stream`: one HTTP request whose answer comes piece by piece, with every chunk
// stamped in Go at the moment it arrives.
//
// The parser and the text reader are pure; the client knows net/http and k6's tracer; the module is the glue to
// JavaScript and to k6's metrics. A stream's length never enters http_req_duration.
package stream

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// How a stream ended.
const (
	endedDone    = "done"    // its done marker came
	endedEOF     = "eof"     // its body ended
	endedAbort   = "abort"   // the user went away as planned
	endedStall   = "stall"   // no byte came for stallMs
	endedTimeout = "timeout" // timeoutMs was over
	endedError   = "error"   // anything else
)

// drainMax is how long, and drainBytesMax how much, may follow the done marker: reading to the end lets the connection
// be used again. A server sends its last chunk right after the marker; the user is not held up longer than this.
const (
	drainMax      = 100 * time.Millisecond
	drainBytesMax = 64 << 10
)

// readBytes is the size of one read: larger than a token's event, small enough for hundreds of streams.
const readBytes = 8 << 10

var readBuffers = sync.Pool{New: func() any { return new([readBytes]byte) }} //nolint:gochecknoglobals // a pool

// request is what to send and how to read the answer.
type request struct {
	method, url  string
	header       http.Header
	body         []byte
	format       Format
	timeout      time.Duration
	stall        time.Duration // 0: none
	abortAfter   time.Duration // never: no abort
	textPath     string
	done         string // "": none
	textBytesMax int
	redirectsMax int
}

// result is what came. Durations count from just before the request was handed to the transport, so that waiting for a
// connection is part of them; what did not happen is never.
type result struct {
	status     int // 0 without an answer
	header     http.Header
	proto      string
	ended      string
	failed     bool
	err        string
	code       int // 0 without an error
	text       boundedText
	start      time.Time
	firstByte  time.Duration // first byte of the body
	firstEvent time.Duration
	firstToken time.Duration // first event with text
	duration   time.Duration
	gaps       []time.Duration // between one token and the next, from the first token on
	events     int
	chunks     int
	textBytes  int
	split      split
}

// reading is the state of one answer being read.
type reading struct {
	*result
	request  request
	watchdog *watchdog
	parser   parser
	arrived  time.Time // of the chunk being parsed
	tokenAt  time.Time // of the last token
	complete bool      // the done marker came
}

// send makes the request and reads its answer to the end, whatever the end is. Canceling ctx ends it as an error.
func send(ctx context.Context, transport http.RoundTripper, jar http.CookieJar, r request) (*result, error) {
	parser, err := newParser(r.format)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	out, err := http.NewRequestWithContext(ctx, r.method, r.url, bodyOf(r.body))
	if err != nil {
		return nil, err
	}
	out.Header = r.header
	if host := r.header.Get("Host"); host != "" {
		out.Host = host
	}
	traced := &tracedTransport{next: transport}
	client := http.Client{Transport: traced, Jar: jar, CheckRedirect: func(_ *http.Request, via []*http.Request) error {
		if len(via) > r.redirectsMax {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	got := &reading{
		result: &result{
			start: time.Now(), text: boundedText{bytesMax: r.textBytesMax},
			firstByte: never, firstEvent: never, firstToken: never,
		},
		request: r, parser: parser,
	}
	got.watchdog = watch(got.start, r.timeout, r.stall, cancel)
	defer got.watchdog.stop()

	response, err := client.Do(out) //nolint:bodyclose // read closes it
	if err == nil {
		err = got.read(response)
	}
	got.split = traced.split()
	got.finish(ctx, err)
	return got.result, nil
}

// read reads the answer; its error is nil at a clean end of the body.
func (g *reading) read(response *http.Response) error {
	defer func() { _ = response.Body.Close() }()
	g.status, g.header, g.proto = response.StatusCode, response.Header, response.Proto
	g.watchdog.alive(time.Now())
	take := g.takeEvents
	switch encoding := response.Header.Get("Content-Encoding"); {
	case g.status < 200 || g.status > 299:
		g.code, g.err = codeStatus, "unexpected status "+response.Status
		if g.status >= redirectStatusFrom {
			g.code = codeOther + g.status
		}
		take = g.takeText
	case encoding != "" && !strings.EqualFold(encoding, "identity"):
		g.code, g.err = codeEncoded, fmt.Sprintf("the body is compressed (%s), which is not read", encoding)
		take = g.takeText
	case g.request.format == SSE && !isEventStream(response.Header.Get("Content-Type")):
		g.code, g.err = codeNoStream,
			fmt.Sprintf("the answer is no event stream: Content-Type %q", response.Header.Get("Content-Type"))
		take = g.takeText
	}
	return g.readBody(response.Body, take)
}

// readBody stamps every chunk when it arrives and hands it on, until the end or until take says that it is enough.
func (g *reading) readBody(body io.Reader, take func(chunk []byte) (bool, error)) error {
	buffer, _ := readBuffers.Get().(*[readBytes]byte)
	defer readBuffers.Put(buffer)
	for {
		n, err := body.Read(buffer[:])
		if n > 0 {
			g.arrived = time.Now()
			g.watchdog.alive(g.arrived)
			g.chunks++
			if g.firstByte == never {
				g.firstByte = g.arrived.Sub(g.start)
			}
			if more, takeErr := take(buffer[:n]); !more || takeErr != nil {
				if g.complete {
					g.drain(body, buffer[:])
				}
				return takeErr
			}
		}
		if errors.Is(err, io.EOF) {
			g.arrived = time.Now()
			if g.err == "" {
				g.parser.End(g.takeEvent)
			}
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// drain reads what follows the done marker, within limits.
func (g *reading) drain(body io.Reader, buffer []byte) {
	g.watchdog.drainIn(time.Now(), drainMax)
	for total := 0; total < drainBytesMax; {
		n, err := body.Read(buffer)
		if err != nil {
			return
		}
		total += n
	}
}

// takeText keeps the body of an answer that is no stream, so that the script can say what came instead.
func (g *reading) takeText(chunk []byte) (bool, error) {
	g.text.add(chunk)
	return !g.text.truncated, nil
}

func (g *reading) takeEvents(chunk []byte) (bool, error) {
	err := g.parser.Feed(chunk, g.takeEvent)
	return !g.complete, err
}

// takeEvent counts one event of the chunk that has just arrived.
func (g *reading) takeEvent(data []byte) bool {
	g.events++
	if g.firstEvent == never {
		g.firstEvent = g.arrived.Sub(g.start)
	}
	if g.request.done != "" && string(bytes.TrimSpace(data)) == g.request.done {
		g.complete = true
		g.duration = g.arrived.Sub(g.start)
		return false
	}
	text := textAt(data, g.request.textPath)
	if len(text) == 0 {
		return true
	}
	g.textBytes += len(text)
	g.text.add(text)
	if g.firstToken == never {
		g.firstToken = g.arrived.Sub(g.start)
		if g.request.abortAfter != never {
			g.watchdog.abortIn(g.arrived, g.request.abortAfter)
		}
	} else {
		g.gaps = append(g.gaps, g.arrived.Sub(g.tokenAt))
	}
	g.tokenAt = g.arrived
	return true
}

// finish says how the stream ended. What came counts before what was planned: a stream that was complete when its
// abort was due is complete.
func (g *reading) finish(ctx context.Context, err error) {
	if !g.complete {
		g.duration = time.Since(g.start)
	}
	cause := context.Cause(ctx)
	switch {
	case g.complete:
		g.ended = endedDone
	case err == nil && g.err != "":
		g.ended, g.failed = endedEOF, true
		if g.code == codeNoStream || g.code == codeEncoded {
			g.ended = endedError
		}
	case err == nil && g.request.done != "":
		g.ended, g.failed = endedEOF, true
		g.code, g.err = codeNotDone, fmt.Sprintf("the stream ended without %q", g.request.done)
	case err == nil:
		g.ended = endedEOF
	case errors.Is(cause, errAborted):
		g.ended = endedAbort
	case errors.Is(cause, errTimedOut):
		g.fail(endedTimeout, errTimedOut)
	case errors.Is(cause, errStalled):
		g.fail(endedStall, errStalled)
	case cause != nil:
		g.fail(endedError, context.Canceled)
	default:
		g.fail(endedError, err)
	}
}

func (g *reading) fail(ended string, err error) {
	var wrapped *url.Error
	if errors.As(err, &wrapped) { // without the URL, which may carry a secret and would make a message of every request
		err = wrapped.Err
	}
	g.ended, g.failed, g.code, g.err = ended, true, codeOf(err), err.Error()
}

func bodyOf(body []byte) io.Reader {
	if body == nil {
		return nil
	}
	return bytes.NewReader(body) // net/http can replay it after a 307 or 308
}

func isEventStream(contentType string) bool {
	mediaType, _, err := mime.ParseMediaType(contentType)
	return err == nil && mediaType == "text/event-stream"
}
