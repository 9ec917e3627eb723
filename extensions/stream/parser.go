package stream

import (
	"bytes"
	"errors"
	"fmt"
)

// Format is how a body is cut into events.
type Format string

// The formats. In text every chunk that arrives is an event.
const (
	SSE    Format = "sse"
	NDJSON Format = "ndjson"
	Text   Format = "text"
)

// eventBytesMax bounds one line and one event. 16 MiB is far above any token and keeps a hostile server from filling
// the generator's memory.
const eventBytesMax = 16 << 20

// errEventTooLong says that a line or an event went beyond eventBytesMax.
var errEventTooLong = errors.New("an event longer than 16 MiB")

// parser cuts a body into events as its bytes come in. Feed and End call emit once per event with its data, which is
// valid only during the call; emit returns false to stop. Pure: no clock, no I/O.
type parser interface {
	Feed(chunk []byte, emit func(data []byte) bool) error
	// End says that the body ended; what is incomplete by the format's rules is discarded.
	End(emit func(data []byte) bool)
}

// newParser returns the parser of a format, or an error that names the formats.
func newParser(format Format) (parser, error) {
	switch format {
	case SSE:
		return &sseParser{lines: lineSplitter{loneCR: true}}, nil
	case NDJSON:
		return &ndjsonParser{}, nil
	case Text:
		return textParser{}, nil
	}
	return nil, fmt.Errorf("format %q: wanted 'sse', 'ndjson' or 'text'", format)
}

// sseParser follows the WHATWG rules for interpreting an event stream (HTML standard, section 9.2.6).
type sseParser struct {
	lines lineSplitter
	data  []byte
	// lastEventID and retryMs are what a reconnecting client would need; kept because the rules say how to read them.
	lastEventID string
	retryMs     int // 0 when the server never said
}

// Feed reads the next bytes of the body.
func (p *sseParser) Feed(chunk []byte, emit func(data []byte) bool) error {
	return p.lines.feed(chunk, func(line []byte) (bool, error) {
		if len(line) == 0 {
			return p.dispatch(emit), nil
		}
		return true, p.field(line)
	})
}

// End discards an event without its final blank line, as the rules have it.
func (p *sseParser) End(func(data []byte) bool) { p.data = nil }

// field reads one line that is not blank. A comment begins with a colon; a line without one is a field's whole name.
func (p *sseParser) field(line []byte) error {
	name, value, _ := bytes.Cut(line, []byte{':'})
	value = bytes.TrimPrefix(value, []byte{' '})
	switch string(name) {
	case "data":
		if len(p.data)+len(value) >= eventBytesMax {
			return errEventTooLong
		}
		p.data = append(append(p.data, value...), '\n')
	case "id":
		if bytes.IndexByte(value, 0) < 0 {
			p.lastEventID = string(value)
		}
	case "retry":
		if ms, ok := digits(value); ok {
			p.retryMs = ms
		}
	}
	return nil // "event" does not matter here, unknown fields and comments are passed over
}

// dispatch ends an event: without any data line there is none; with an empty one its data is empty.
func (p *sseParser) dispatch(emit func(data []byte) bool) bool {
	if len(p.data) == 0 {
		return true
	}
	data := p.data[:len(p.data)-1]
	p.data = p.data[:0]
	return emit(data)
}

// ndjsonParser makes an event of every line that is not blank; the last one needs no line end.
type ndjsonParser struct{ lines lineSplitter }

// Feed reads the next bytes of the body.
func (p *ndjsonParser) Feed(chunk []byte, emit func(data []byte) bool) error {
	return p.lines.feed(chunk, func(line []byte) (bool, error) {
		return len(bytes.TrimSpace(line)) == 0 || emit(line), nil
	})
}

// End emits a last line without a line end.
func (p *ndjsonParser) End(emit func(data []byte) bool) {
	if line := p.lines.rest(); len(bytes.TrimSpace(line)) > 0 {
		emit(line)
	}
}

// textParser makes an event of every chunk.
type textParser struct{}

// Feed emits the chunk.
func (textParser) Feed(chunk []byte, emit func(data []byte) bool) error {
	if len(chunk) > 0 {
		emit(chunk)
	}
	return nil
}

// End has nothing left to say.
func (textParser) End(func(data []byte) bool) {}

// digits reads ASCII digits only; ok is false for anything else and for more than nine of them.
func digits(text []byte) (value int, ok bool) {
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		value = value*10 + int(c-'0')
	}
	return value, len(text) > 0 && len(text) <= 9
}
