package stream

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/grafana/sobek"
	"go.k6.io/k6/js/common"
	"go.k6.io/k6/metrics"
)

// Defaults of the parameters.
const (
	timeoutDefault      = 60 * time.Second // k6/http's own
	textBytesMaxDefault = 1 << 20          // 1 MiB of text is some 250,000 tokens
	redirectsMaxDefault = 10               // k6's own
)

// paramNames are the parameters in the order in which an error names them.
const paramNames = "headers, tags, format, timeoutMs, stallMs, textPath, done, abortAfterMs, maxTextBytes, redirects"

// readParams reads the third argument of post(). An unknown name is refused: a misspelt time-out would be no time-out.
func readParams(rt *sobek.Runtime, value sobek.Value, r *request, ctm *metrics.TagsAndMeta) error {
	if common.IsNullish(value) {
		return errors.New("params: tags.name is required")
	}
	params := value.ToObject(rt)
	for _, name := range params.Keys() {
		param := params.Get(name)
		if common.IsNullish(param) {
			continue
		}
		if err := readParam(rt, name, param, r, ctm); err != nil {
			return fmt.Errorf("params.%s: %w", name, err)
		}
	}
	if name, ok := ctm.Tags.Get("name"); !ok || name == "" || strings.Contains(name, "://") {
		return fmt.Errorf("params.tags.name is required, and no URL (got %q): every URL would be a series of its own", name)
	}
	return nil
}

func readParam(rt *sobek.Runtime, name string, value sobek.Value, r *request, ctm *metrics.TagsAndMeta) (err error) {
	switch name {
	case "headers":
		headers := value.ToObject(rt)
		for _, key := range headers.Keys() {
			r.header.Set(key, headers.Get(key).String())
		}
	case "tags":
		return common.ApplyCustomUserTags(rt, ctm, value)
	case "format":
		r.format = Format(value.String())
	case "timeoutMs":
		r.timeout, err = milliseconds(value, 1)
	case "stallMs":
		r.stall, err = milliseconds(value, 1)
	case "abortAfterMs":
		r.abortAfter, err = milliseconds(value, 0)
	case "textPath":
		r.textPath = value.String()
	case "done":
		r.done = value.String()
	case "maxTextBytes":
		r.textBytesMax, err = wholeNumber(value)
	case "redirects":
		r.redirectsMax, err = wholeNumber(value)
	default:
		return errors.New("unknown; there are " + paramNames)
	}
	return err
}

func milliseconds(value sobek.Value, least float64) (time.Duration, error) {
	ms := value.ToFloat()
	if math.IsNaN(ms) || ms < least || ms > 1e9 {
		return 0, fmt.Errorf("wanted milliseconds from %g to 1e9, got %s", least, value.String())
	}
	return time.Duration(ms * float64(time.Millisecond)), nil
}

func wholeNumber(value sobek.Value) (int, error) {
	number := value.ToFloat()
	if math.IsNaN(number) || number < 0 || number > math.MaxInt32 || number != math.Trunc(number) {
		return 0, fmt.Errorf("wanted a whole number from 0 up, got %s", value.String())
	}
	return int(number), nil
}

// readBody reads the second argument of post().
func readBody(value sobek.Value) ([]byte, error) {
	if common.IsNullish(value) {
		return nil, nil
	}
	switch body := value.Export().(type) {
	case string:
		return []byte(body), nil
	case sobek.ArrayBuffer:
		return body.Bytes(), nil
	}
	return nil, errors.New("body: wanted a string, an ArrayBuffer or null; give an object to JSON.stringify first")
}

// newRequest returns a request with the defaults.
func newRequest(method, url, userAgent string) request {
	r := request{
		method: method, url: url, header: http.Header{}, format: SSE,
		timeout: timeoutDefault, abortAfter: never,
		textBytesMax: textBytesMaxDefault, redirectsMax: redirectsMaxDefault,
	}
	r.header.Set("User-Agent", userAgent)
	return r
}

// accept asks for the format's media type unless the script asked for something itself.
func (r *request) accept() {
	if r.header.Get("Accept") != "" {
		return
	}
	switch r.format {
	case SSE:
		r.header.Set("Accept", "text/event-stream")
	case NDJSON:
		r.header.Set("Accept", "application/x-ndjson")
	}
}
