package stream

import (
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"go.k6.io/k6/lib/netext/httpext"
)

// split is where the time of the last round trip went before its answer: parts that follow one another and do not
// overlap (k6's own http_req_blocked contains connecting; this one does not). A part that never happened is never,
// not 0: a reused connection was not connected, an address was not looked up.
type split struct {
	blocked, lookingUp, connecting, tlsHandshaking, sending, waiting time.Duration
	remoteAddr                                                       string
}

// never stands for a duration that did not happen.
const never = time.Duration(-1)

func noSplit() split {
	return split{blocked: never, lookingUp: never, connecting: never, tlsHandshaking: never, sending: never, waiting: never}
}

// tracedTransport measures each round trip with k6's own tracer and keeps the last one: a redirect is followed by a
// round trip of its own.
type tracedTransport struct {
	next http.RoundTripper
	last *trace
}

// trace is one round trip as it is being measured.
type trace struct {
	tracer          httpext.Tracer
	asked, dialled  atomic.Int64 // Unix nanoseconds
	isName, replied bool
}

// RoundTrip sends one request.
func (t *tracedTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	now := &trace{isName: net.ParseIP(request.URL.Hostname()) == nil}
	t.last = now
	own := &httptrace.ClientTrace{
		GetConn:      func(string) { now.asked.Store(time.Now().UnixNano()) },
		ConnectStart: func(string, string) { now.dialled.CompareAndSwap(0, time.Now().UnixNano()) },
	}
	ctx := httptrace.WithClientTrace(request.Context(), now.tracer.Trace())
	response, err := t.next.RoundTrip(request.WithContext(httptrace.WithClientTrace(ctx, own)))
	now.replied = err == nil
	return response, err
}

// split returns the parts of the last round trip. To be called when the stream has ended: with HTTP/2 the end of
// sending may be told after the answer has begun.
func (t *tracedTransport) split() split {
	if t.last == nil {
		return noSplit()
	}
	var lookedUp time.Duration
	if dialled := t.last.dialled.Load(); dialled > 0 {
		lookedUp = time.Duration(dialled - t.last.asked.Load())
	}
	return splitOf(t.last.tracer.Done(), lookedUp, t.last.isName, t.last.replied)
}

// splitOf makes the parts from k6's trail. The look-up is k6's own, between asking for a connection and dialling.
func splitOf(trail *httpext.Trail, lookedUp time.Duration, isName, answered bool) split {
	parts := noSplit()
	if trail.ConnRemoteAddr == nil {
		return parts // no connection was had
	}
	parts.remoteAddr = trail.ConnRemoteAddr.String()
	parts.blocked = trail.Blocked
	if !trail.ConnReused {
		if trail.Connecting > 0 {
			parts.connecting = trail.Connecting
			parts.blocked -= trail.Connecting
		}
		if trail.TLSHandshaking > 0 {
			parts.tlsHandshaking = trail.TLSHandshaking
			parts.blocked -= trail.TLSHandshaking
		}
		if isName && lookedUp > 0 {
			parts.lookingUp = lookedUp
			parts.blocked -= lookedUp
		}
	}
	parts.blocked = max(parts.blocked, 0)
	if trail.Sending > 0 {
		parts.sending = trail.Sending
	}
	if answered && trail.Sending > 0 { // 0 when the answer began before all was sent
		parts.waiting = trail.Waiting
	}
	return parts
}
