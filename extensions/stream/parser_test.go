package stream

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// parse returns the data of every event of a body that arrives in chunks of the given size.
func parse(t testing.TB, format Format, body string, chunkBytes int) []string {
	t.Helper()
	p, err := newParser(format)
	if err != nil {
		t.Fatal(err)
	}
	events := []string{}
	emit := func(data []byte) bool {
		events = append(events, string(data))
		return true
	}
	for start := 0; start < len(body); start += chunkBytes {
		if err := p.Feed([]byte(body[start:min(start+chunkBytes, len(body))]), emit); err != nil {
			t.Fatal(err)
		}
	}
	p.End(emit)
	return events
}

func TestEventStreams(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	cases := []struct {
		sentence, body string
		want           []string
	}{
		{"LF ends a line", "data: a\n\ndata: b\n\n", []string{"a", "b"}},
		{"CR ends a line", "data: a\r\rdata: b\r\r", []string{"a", "b"}},
		{"CRLF ends a line", "data: a\r\n\r\ndata: b\r\n\r\n", []string{"a", "b"}},
		{"line ends may be mixed", "data: a\r\n\ndata: b\n\rdata: c\r\r\n", []string{"a", "b", "c"}},
		{"a byte order mark is skipped once", "\xEF\xBB\xBFdata: a\n\n\xEF\xBB\xBFdata: b\n\n", []string{"a"}},
		{"several data lines are one event", "data: a\ndata: b\n\n", []string{"a\nb"}},
		{"one space after the colon is removed, not two", "data:a\n\ndata:  b\n\n", []string{"a", " b"}},
		{"an empty data field is an event with empty data", "data\n\ndata:\n\n", []string{"", ""}},
		{"two empty data fields are a line end", "data\ndata\n\n", []string{"\n"}},
		{"without a data field there is no event", "event: ping\nid: 7\n\n\n\n", []string{}},
		{"comments are passed over", ": keep-alive\n\n:\ndata: a\n\n", []string{"a"}},
		{"an unknown field, and one without colon", "foo: 1\nbar\ndata: a\n\n", []string{"a"}},
		{"the name is exact", " data: a\nDATA: b\ndata : c\n\n", []string{}},
		{"an event without its final blank line is discarded", "data: a\n\ndata: b\n", []string{"a"}},
		{"a line without its end is discarded", "data: a\n\ndata: b", []string{"a"}},
		{"characters of several bytes", "data: grüße €😀\n\n", []string{"grüße €😀"}},
		{"bytes that are no UTF-8 pass as they are", "data: \xff\xfe\n\n", []string{"\xff\xfe"}},
		{"a line of 1 MiB", "data: " + long + "\n\ndata: b\n\n", []string{long, "b"}},
		{"an empty body", "", []string{}},
	}
	for _, c := range cases {
		for _, chunkBytes := range []int{1, 2, 3, 7, 4096, 1 << 22} {
			if len(c.body) > 1<<20 && chunkBytes < 4096 {
				continue
			}
			if got := parse(t, SSE, c.body, chunkBytes); !slices.Equal(got, c.want) {
				t.Errorf("%s, %d bytes a chunk: got %.80q, want %.80q", c.sentence, chunkBytes, got, c.want)
			}
		}
	}
}

func TestRetryAndIdAreReadByTheRules(t *testing.T) {
	cases := []struct {
		sentence, body, id string
		retryMs            int
	}{
		{"both are read", "retry: 3000\nid: 42\n\n", "42", 3000},
		{"retry takes digits only", "retry: 3000\nretry: 3s\nretry: -1\nretry:\n\n", "", 3000},
		{"an id with a NUL is passed over", "id: a\nid: b\x00c\n\n", "a", 0},
		{"an empty id resets it", "id: a\nid\n\n", "", 0},
	}
	for _, c := range cases {
		p := &sseParser{lines: lineSplitter{loneCR: true}}
		if err := p.Feed([]byte(c.body), func([]byte) bool { return true }); err != nil {
			t.Fatal(err)
		}
		if p.lastEventID != c.id || p.retryMs != c.retryMs {
			t.Errorf("%s: id %q, retry %d", c.sentence, p.lastEventID, p.retryMs)
		}
	}
}

func TestLinesOfJSON(t *testing.T) {
	cases := []struct {
		sentence, body string
		want           []string
	}{
		{"LF and CRLF", "{\"a\":1}\n{\"a\":2}\r\n", []string{`{"a":1}`, `{"a":2}`}},
		{"the last line needs no end", "{\"a\":1}\n{\"a\":2}", []string{`{"a":1}`, `{"a":2}`}},
		{"blank lines are no events", "\n \r\n{}\n\n", []string{"{}"}},
		{"a lone CR ends nothing", "{\"a\":\r1}\n", []string{"{\"a\":\r1}"}},
		{"a byte order mark is skipped", "\xEF\xBB\xBF{}\n", []string{"{}"}},
	}
	for _, c := range cases {
		for _, chunkBytes := range []int{1, 3, 4096} {
			if got := parse(t, NDJSON, c.body, chunkBytes); !slices.Equal(got, c.want) {
				t.Errorf("%s, %d bytes a chunk: got %q, want %q", c.sentence, chunkBytes, got, c.want)
			}
		}
	}
	if got := parse(t, Text, "abcdef", 4); !slices.Equal(got, []string{"abcd", "ef"}) {
		t.Errorf("in text every chunk is an event: %q", got)
	}
}

func TestAnEndlessLineAndAnEndlessEventAreRefused(t *testing.T) {
	block := bytes.Repeat([]byte("x"), 1<<20)
	for sentence, unit := range map[string][]byte{
		"a line": block,
		"an event of many lines": append(append([]byte("data:"),
			block...), '\n'),
	} {
		p, _ := newParser(SSE)
		var err error
		for range 20 {
			if err = p.Feed(unit, func([]byte) bool { return true }); err != nil {
				break
			}
		}
		if !errors.Is(err, errEventTooLong) {
			t.Errorf("%s: %v", sentence, err)
		}
	}
}

func TestAnUnknownFormatIsNamed(t *testing.T) {
	if _, err := newParser("xml"); err == nil || !strings.Contains(err.Error(), `"xml"`) {
		t.Errorf("%v", err)
	}
}

func FuzzEventsDoNotDependOnHowTheBodyIsCut(f *testing.F) {
	f.Add([]byte("data: a\r\n\r\ndata: b\n\n"), byte(1))
	f.Add([]byte("\xEF\xBB\xBFdata\rdata:\n\r\nretry: 1\n:x\n\n"), byte(2))
	f.Add([]byte("{\"a\":1}\r\n\n{}"), byte(3))
	f.Fuzz(func(t *testing.T, body []byte, size byte) {
		for _, format := range []Format{SSE, NDJSON} {
			whole := parse(t, format, string(body), len(body)+1)
			pieces := parse(t, format, string(body), int(size)+1)
			if !slices.Equal(whole, pieces) {
				t.Fatalf("%s:\nwhole  %q\npieces %q", format, whole, pieces)
			}
		}
	})
}

func BenchmarkSSE(b *testing.B) {
	p, _ := newParser(SSE)
	chunk := fmt.Appendf(nil, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\" token\"}}]}\n\n")
	for b.Loop() {
		_ = p.Feed(chunk, func(data []byte) bool { return len(textAt(data, "choices.0.delta.content")) > 0 })
	}
}
