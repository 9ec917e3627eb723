package stream

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/grafana/sobek"
	"go.k6.io/k6/js/common"
	"go.k6.io/k6/js/modules"

	"headroom/extensions/inflight"
)

func init() { //nolint:gochecknoinits // how k6 extensions announce themselves
	modules.Register("k6/x/stream", &rootModule{})
}

// rootModule makes one instance for each virtual user.
type rootModule struct{}

// instance is the module as one virtual user sees it.
type instance struct {
	vu      modules.VU
	metrics *streamMetrics
}

// NewModuleInstance registers the metrics and returns the virtual user's own module.
func (*rootModule) NewModuleInstance(vu modules.VU) modules.Instance {
	registered, err := registerMetrics(vu.InitEnv().Registry)
	if err != nil {
		common.Throw(vu.Runtime(), err)
	}
	return &instance{vu: vu, metrics: registered}
}

// Exports returns post(url, body, params) and get(url, params).
func (i *instance) Exports() modules.Exports {
	return modules.Exports{Named: map[string]any{
		"post": func(url string, body, params sobek.Value) (*sobek.Object, error) {
			return i.send(http.MethodPost, url, body, params)
		},
		"get": func(url string, params sobek.Value) (*sobek.Object, error) {
			return i.send(http.MethodGet, url, nil, params)
		},
	}}
}

// send makes one request, waits until its stream has ended, pushes its samples and returns what came. It throws only
// for a wrong call; whatever the server or the network does is a result.
func (i *instance) send(method, url string, body, params sobek.Value) (*sobek.Object, error) {
	state := i.vu.State()
	if state == nil {
		return nil, errors.New("k6/x/stream: requests can't be made in the init context")
	}
	r := newRequest(method, url, state.Options.UserAgent.String)
	if state.Options.MaxRedirects.Valid {
		r.redirectsMax = int(state.Options.MaxRedirects.Int64)
	}
	ctm := state.Tags.GetCurrentValues()
	var err error
	if r.body, err = readBody(body); err != nil {
		return nil, err
	}
	if err = readParams(i.vu.Runtime(), params, &r, &ctm); err != nil {
		return nil, err
	}
	r.accept()
	ctx := i.vu.Context()
	if state.RPSLimit != nil {
		if err = state.RPSLimit.Wait(ctx); err != nil {
			return nil, err
		}
	}
	var jar http.CookieJar
	if state.CookieJar != nil {
		jar = state.CookieJar
	}
	inflight.Streams.Open(time.Now())
	got, err := send(ctx, state.Transport, jar, r)
	inflight.Streams.Close(time.Now())
	if err != nil {
		return nil, err
	}
	// Not metrics.PushIfNotDone: it would drop the sample of a stream that the end of the run cut off.
	state.Samples <- i.metrics.samples(got, method, ctm)
	return object(i.vu.Runtime(), got)
}

// object makes the plain JavaScript object that post() returns. What never happened is null, and never 0.
func object(rt *sobek.Runtime, got *result) (*sobek.Object, error) {
	headers := rt.NewObject()
	for name, values := range got.header {
		if err := headers.Set(name, strings.Join(values, ", ")); err != nil {
			return nil, err
		}
	}
	timings := rt.NewObject()
	made := rt.NewObject()
	for _, one := range []struct {
		of    *sobek.Object
		name  string
		value any
	}{
		{timings, "blocked", ms(got.split.blocked)},
		{timings, "lookingUp", ms(got.split.lookingUp)},
		{timings, "connecting", ms(got.split.connecting)},
		{timings, "tlsHandshaking", ms(got.split.tlsHandshaking)},
		{timings, "sending", ms(got.split.sending)},
		{timings, "waiting", ms(got.split.waiting)},
		{made, "status", got.status},
		{made, "headers", headers},
		{made, "proto", textOrNull(got.proto)},
		{made, "remoteAddr", textOrNull(got.split.remoteAddr)},
		{made, "text", got.text.text()},
		{made, "textTruncated", got.text.truncated},
		{made, "ended", got.ended},
		{made, "error", textOrNull(got.err)},
		{made, "errorCode", codeOrNull(got.code)},
		{made, "firstByteMs", ms(got.firstByte)},
		{made, "firstEventMs", ms(got.firstEvent)},
		{made, "firstTokenMs", ms(got.firstToken)},
		{made, "maxGapMs", ms(got.maxGap())},
		{made, "durationMs", ms(got.duration)},
		{made, "events", got.events},
		{made, "chunks", got.chunks},
		{made, "textBytes", got.textBytes},
		{made, "timings", timings},
	} {
		if err := one.of.Set(one.name, one.value); err != nil {
			return nil, err
		}
	}
	return made, nil
}

func ms(duration time.Duration) any {
	if duration == never {
		return nil
	}
	return float64(duration) / float64(time.Millisecond)
}

func textOrNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func codeOrNull(code int) any {
	if code == 0 {
		return nil
	}
	return code
}
