package stream

import (
	"net"
	"testing"
	"time"

	"go.k6.io/k6/lib/netext/httpext"
)

func TestThePartsOfARequestDoNotOverlap(t *testing.T) {
	const ms = time.Millisecond
	address := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80}
	fresh := httpext.Trail{ // k6's blocked holds looking up, connecting and the handshake
		ConnRemoteAddr: address, Blocked: 20 * ms, Connecting: 5 * ms, TLSHandshaking: 7 * ms, Sending: 1 * ms, Waiting: 9 * ms,
	}
	reused := httpext.Trail{ConnRemoteAddr: address, ConnReused: true, Blocked: 1 * ms, Sending: 1 * ms}
	for sentence, c := range map[string]struct {
		trail            httpext.Trail
		lookedUp         time.Duration
		isName, answered bool
		want             split
	}{
		"a new connection to a name": {
			fresh, 3 * ms, true, true,
			split{5 * ms, 3 * ms, 5 * ms, 7 * ms, 1 * ms, 9 * ms, "127.0.0.1:80"},
		},
		"an address is not looked up": {
			fresh, 3 * ms, false, true,
			split{8 * ms, never, 5 * ms, 7 * ms, 1 * ms, 9 * ms, "127.0.0.1:80"},
		},
		"a reused connection is not connected, and waiting may be nothing": {
			reused, 0, true, true,
			split{1 * ms, never, never, never, 1 * ms, 0, "127.0.0.1:80"},
		},
		"without an answer nobody knows how long it would have been": {
			reused, 0, true, false,
			split{1 * ms, never, never, never, 1 * ms, never, "127.0.0.1:80"},
		},
		"without a connection nothing happened": {httpext.Trail{Blocked: 9 * ms}, 0, true, false, noSplit()},
	} {
		if got := splitOf(&c.trail, c.lookedUp, c.isName, c.answered); got != c.want {
			t.Errorf("%s: %+v, want %+v", sentence, got, c.want)
		}
	}
}
