package stream

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"

	"go.k6.io/k6/lib/netext"
)

// Error codes of a streaming request. Up to 1799 they are k6's own for the same thing (an HTTP status is 1000 + the
// status, from 400 on); from 1901 on they are ours.
const (
	codeOther          = 1000
	codeTimeout        = 1050
	codeDNS            = 1100
	codeNoSuchHost     = 1101
	codeBlockedIP      = 1110
	codeBlockedHost    = 1111
	codeTCP            = 1200
	codeBrokenPipe     = 1201
	codeDial           = 1210
	codeDialTimeout    = 1211
	codeRefused        = 1212
	codeReset          = 1220
	codeTLS            = 1300
	codeUnknownCA      = 1310
	codeWrongHost      = 1311
	codeHTTP2          = 1600
	codeNoStream       = 1901 // format sse, and the answer is no text/event-stream
	codeNotDone        = 1902 // the body ended without the done marker
	codeStall          = 1903 // no byte for stallMs
	codeInterrupted    = 1904 // the run ended while the stream was open
	codeCutShort       = 1905 // the connection closed in the middle of the body
	codeEventTooLong   = 1906 // a line or an event beyond the parser's limit
	codeStatus         = 1907 // a status outside 200–299 and below 400
	codeEncoded        = 1908 // a compressed body, which is not read
	redirectStatusFrom = 400
)

// codeOf returns the code of a transport error.
func codeOf(err error) int {
	var dns *net.DNSError
	var dial *net.OpError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var blockedIP netext.BlackListedIPError
	var blockedHost netext.BlockedHostError
	var unknownCA x509.UnknownAuthorityError
	var wrongHost x509.HostnameError
	isDial := errors.As(err, &dial) && dial.Op == "dial"
	switch {
	case errors.Is(err, errTimedOut):
		return codeTimeout
	case errors.Is(err, errStalled):
		return codeStall
	case errors.Is(err, errEventTooLong):
		return codeEventTooLong
	case errors.As(err, &blockedIP):
		return codeBlockedIP
	case errors.As(err, &blockedHost):
		return codeBlockedHost
	case errors.As(err, &dns) && dns.IsNotFound, strings.Contains(err.Error(), "no such host"):
		return codeNoSuchHost
	case errors.As(err, &dns):
		return codeDNS
	case errors.Is(err, syscall.ECONNREFUSED):
		return codeRefused
	case errors.Is(err, syscall.ECONNRESET):
		return codeReset
	case errors.Is(err, syscall.EPIPE):
		return codeBrokenPipe
	case errors.As(err, &unknownCA):
		return codeUnknownCA
	case errors.As(err, &wrongHost):
		return codeWrongHost
	case errors.As(err, &record), errors.As(err, &certificate):
		return codeTLS
	case isDial && (errors.Is(err, os.ErrDeadlineExceeded) || dial.Timeout()):
		return codeDialTimeout
	case isDial:
		return codeDial
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return codeCutShort
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return codeInterrupted
	case strings.Contains(err.Error(), "http2:"), strings.HasPrefix(err.Error(), "stream error:"):
		return codeHTTP2
	case dial != nil:
		return codeTCP
	}
	return codeOther
}
