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

// tracedTransport measures each round trip with k6's own tracer and keeps the last one's figures: a redirect is
// followed by a round trip of its own.
type tracedTransport struct {
	next http.RoundTripper
	last split
}

// RoundTrip sends one request.
func (t *tracedTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	tracer := &httpext.Tracer{}
	var asked, dialled atomic.Int64
	own := &httptrace.ClientTrace{
		GetConn:      func(string) { asked.Store(time.Now().UnixNano()) },
		ConnectStart: func(string, string) { dialled.CompareAndSwap(0, time.Now().UnixNano()) },
	}
	ctx := httptrace.WithClientTrace(request.Context(), tracer.Trace())
	response, err := t.next.RoundTrip(request.WithContext(httptrace.WithClientTrace(ctx, own)))
	var lookedUp time.Duration
	if dialled.Load() > 0 {
		lookedUp = time.Duration(dialled.Load() - asked.Load())
	}
	t.last = splitOf(tracer.Done(), lookedUp, net.ParseIP(request.URL.Hostname()) == nil, err == nil)
	return response, err
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
	if answered {
		parts.waiting = trail.Waiting
	}
	return parts
}
