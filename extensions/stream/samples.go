package stream

import (
	"strconv"
	"time"

	"go.k6.io/k6/metrics"
)

// streamMetrics are the metrics of this module.
type streamMetrics struct {
	requests, events, chunks, textBytes                              *metrics.Metric
	failed                                                           *metrics.Metric
	firstByte, firstEvent, firstToken, gap, maxGap, duration         *metrics.Metric
	blocked, lookingUp, connecting, tlsHandshaking, sending, waiting *metrics.Metric
}

// registerMetrics returns the module's metrics, made at the first call of a test run.
func registerMetrics(registry *metrics.Registry) (*streamMetrics, error) {
	m := &streamMetrics{}
	for _, one := range []struct {
		at       **metrics.Metric
		name     string
		kind     metrics.MetricType
		contains metrics.ValueType
	}{
		{&m.requests, "sse_reqs", metrics.Counter, metrics.Default},
		{&m.events, "sse_events", metrics.Counter, metrics.Default},
		{&m.chunks, "sse_chunks", metrics.Counter, metrics.Default},
		{&m.textBytes, "sse_text_bytes", metrics.Counter, metrics.Data},
		{&m.failed, "sse_failed", metrics.Rate, metrics.Default},
		{&m.firstByte, "sse_first_byte", metrics.Trend, metrics.Time},
		{&m.firstEvent, "sse_first_event", metrics.Trend, metrics.Time},
		{&m.firstToken, "sse_first_token", metrics.Trend, metrics.Time},
		{&m.gap, "sse_gap", metrics.Trend, metrics.Time},
		{&m.maxGap, "sse_max_gap", metrics.Trend, metrics.Time},
		{&m.duration, "sse_duration", metrics.Trend, metrics.Time},
		{&m.blocked, "sse_blocked", metrics.Trend, metrics.Time},
		{&m.lookingUp, "sse_looking_up", metrics.Trend, metrics.Time},
		{&m.connecting, "sse_connecting", metrics.Trend, metrics.Time},
		{&m.tlsHandshaking, "sse_tls_handshaking", metrics.Trend, metrics.Time},
		{&m.sending, "sse_sending", metrics.Trend, metrics.Time},
		{&m.waiting, "sse_waiting", metrics.Trend, metrics.Time},
	} {
		metric, err := registry.NewMetric(one.name, one.kind, one.contains)
		if err != nil {
			return nil, err
		}
		*one.at = metric
	}
	return m, nil
}

// Samples are all samples of one stream in one container. Its gaps are kept as what they are, a run of durations:
// a k6 sample for each of them would cost more than reading the chunk did. Our output takes the run as it is; every
// other output sees ordinary samples.
type Samples struct {
	single   []metrics.Sample
	gap      metrics.TimeSeries
	gaps     []time.Duration
	firstAt  time.Time // of the first token; gap k ends at firstAt + the gaps up to k
	metadata map[string]string
}

var _ metrics.SampleContainer = &Samples{}

// Single returns the samples that are no gaps.
func (s *Samples) Single() []metrics.Sample { return s.single }

// Run returns the gaps' time series and calls for each gap, in milliseconds, with the time at which it ended.
func (s *Samples) Run() (metrics.TimeSeries, func(add func(at time.Time, value float64))) {
	return s.gap, func(add func(at time.Time, value float64)) {
		at := s.firstAt
		for _, gap := range s.gaps {
			at = at.Add(gap)
			add(at, metrics.D(gap))
		}
	}
}

// GetSamples returns all samples, one per gap among them.
func (s *Samples) GetSamples() []metrics.Sample {
	all := make([]metrics.Sample, 0, len(s.single)+len(s.gaps))
	all = append(all, s.single...)
	of, each := s.Run()
	each(func(at time.Time, value float64) {
		all = append(all, metrics.Sample{TimeSeries: of, Time: at, Value: value, Metadata: s.metadata})
	})
	return all
}

// samples makes the container of one stream. First byte, first event, first token and gaps are stamped when they
// happened, so that they stand beside what the server did then; everything else when the stream ended.
func (m *streamMetrics) samples(got *result, method string, ctm metrics.TagsAndMeta) *Samples {
	ctm.SetTag("method", method)
	ctm.SetTag("status", strconv.Itoa(got.status))
	ctm.SetTag("outcome", got.outcome())
	if got.code != 0 {
		ctm.SetTag("error_code", strconv.Itoa(got.code))
	}
	end := got.start.Add(got.duration)
	made := &Samples{
		single:   make([]metrics.Sample, 0, 17),
		gap:      metrics.TimeSeries{Metric: m.gap, Tags: ctm.Tags},
		gaps:     got.gaps,
		firstAt:  got.start.Add(got.firstToken),
		metadata: ctm.Metadata,
	}
	add := func(metric *metrics.Metric, at time.Time, value float64) {
		made.single = append(made.single, metrics.Sample{
			TimeSeries: metrics.TimeSeries{Metric: metric, Tags: ctm.Tags}, Time: at, Value: value, Metadata: ctm.Metadata,
		})
	}
	addDuration := func(metric *metrics.Metric, at time.Time, duration time.Duration) {
		if duration != never {
			add(metric, at, metrics.D(duration))
		}
	}
	add(m.requests, end, 1)
	add(m.events, end, float64(got.events))
	add(m.chunks, end, float64(got.chunks))
	add(m.textBytes, end, float64(got.textBytes))
	add(m.failed, end, metrics.B(got.failed))
	addDuration(m.firstByte, got.start.Add(got.firstByte), got.firstByte)
	addDuration(m.firstEvent, got.start.Add(got.firstEvent), got.firstEvent)
	addDuration(m.firstToken, got.start.Add(got.firstToken), got.firstToken)
	addDuration(m.maxGap, end, got.maxGap())
	addDuration(m.duration, end, got.duration)
	addDuration(m.blocked, end, got.split.blocked)
	addDuration(m.lookingUp, end, got.split.lookingUp)
	addDuration(m.connecting, end, got.split.connecting)
	addDuration(m.tlsHandshaking, end, got.split.tlsHandshaking)
	addDuration(m.sending, end, got.split.sending)
	addDuration(m.waiting, end, got.split.waiting)
	return made
}

// outcome returns the tag by which streams are told apart: a planned abort is neither good nor failed.
func (r *result) outcome() string {
	switch {
	case r.failed:
		return "failed"
	case r.ended == endedAbort:
		return "abort"
	}
	return "ok"
}

// maxGap returns the longest gap between two tokens; never with fewer than two.
func (r *result) maxGap() time.Duration {
	longest := never
	for _, gap := range r.gaps {
		longest = max(longest, gap)
	}
	return longest
}
