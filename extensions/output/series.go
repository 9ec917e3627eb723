package output

import (
	"encoding/json"
	"hash/maphash"
	"slices"
	"strings"

	"go.k6.io/k6/metrics"
)

// seriesMax caps the number of series: 22,500 unnamed URLs cost 304 MB against 69 (measured with a prototype).
const seriesMax = 2000

// lookupMax caps the cache from k6's time series to ours; a script that tags every request differently fills it, and
// it is then begun anew. 50,000 entries are about 5 MB.
const lookupMax = 50_000

// refusedMax caps how many refused series are told apart; beyond it their number is a lower bound.
const refusedMax = 100_000

// unnamedTag is the name under which requests without a name of their own are put together.
const unnamedTag = "(unnamed)"

// droppedTags identify one request, user or connection, or repeat another tag: kept, they would make a series each.
var droppedTags = []string{ //nolint:gochecknoglobals // a constant
	"url", "vu", "iter", "ip", "request_id", "proto", "subproto", "tls_version", "ocsp_status",
}

// series is one metric with one set of tags, and its seconds that are not written yet.
type series struct {
	id       int
	metric   string
	kind     kind
	unit     string
	tags     map[string]string
	declared bool
	open     []*second // ascending by time; one or two as a rule
	spare    *second   // an emptied second, kept for its histogram's memory
}

// target is where the samples of one k6 time series go.
type target struct {
	series *series  // nil when the cap of series refused it
	tally  *float64 // total over the whole run that the last line reports, or nil
}

// table finds or makes the series of a sample. Not safe for concurrent use: one goroutine aggregates.
type table struct {
	all     []*series
	byKey   map[string]*series
	lookup  map[metrics.TimeSeries]target
	refused map[uint64]struct{}
	seed    maphash.Seed
	totals  totals
}

// totals are counts over the whole run, for the last line.
type totals struct {
	started, finished, dropped, unnamed float64
	samplesRefused, negative, notFinite uint64
}

func newTable() *table {
	return &table{
		byKey:   make(map[string]*series),
		lookup:  make(map[metrics.TimeSeries]target),
		refused: make(map[uint64]struct{}),
		seed:    maphash.MakeSeed(),
	}
}

// target returns where samples of a k6 time series go, making the series at first sight.
func (t *table) target(from metrics.TimeSeries) target {
	if found, ok := t.lookup[from]; ok {
		return found
	}
	if len(t.lookup) >= lookupMax {
		clear(t.lookup)
	}
	tags := keptTags(from.Metric.Name, from.Tags.Map())
	made := target{
		series: t.find(from.Metric.Name, kindOf(from.Metric), unitOf(from.Metric), tags),
		tally:  t.tally(from.Metric.Name, tags),
	}
	t.lookup[from] = made
	return made
}

// find returns the series of a metric and its tags; nil when it would be one more than the cap allows.
func (t *table) find(metric string, k kind, unit string, tags map[string]string) *series {
	key := seriesKey(metric, tags)
	if found, ok := t.byKey[key]; ok {
		return found
	}
	if len(t.all) >= seriesMax {
		if len(t.refused) < refusedMax {
			t.refused[maphash.String(t.seed, key)] = struct{}{}
		}
		return nil
	}
	made := &series{id: len(t.all), metric: metric, kind: k, unit: unit, tags: tags}
	t.all = append(t.all, made)
	t.byKey[key] = made
	return made
}

func (t *table) tally(metric string, tags map[string]string) *float64 {
	switch metric {
	case "journey_started":
		return &t.totals.started
	case "journey_finished":
		return &t.totals.finished
	case metrics.DroppedIterationsName:
		return &t.totals.dropped
	case metrics.HTTPReqsName:
		if tags["name"] == unnamedTag {
			return &t.totals.unnamed
		}
	}
	return nil
}

// appendDeclaration appends the series line.
func (s *series) appendDeclaration(line []byte) []byte {
	encoded, err := json.Marshal(struct {
		Series int               `json:"series"`
		Metric string            `json:"metric"`
		Kind   string            `json:"kind"`
		Unit   string            `json:"unit"`
		Tags   map[string]string `json:"tags"`
	}{s.id, s.metric, s.kind.name(), s.unit, s.tags})
	if err != nil { // strings and integers always encode
		panic(err)
	}
	return append(append(line, encoded...), '\n')
}

// keptTags removes, in place, the tags that would make a series of every request, and replaces a URL as a name.
func keptTags(metric string, tags map[string]string) map[string]string {
	for _, name := range droppedTags {
		delete(tags, name)
	}
	if tags["group"] == "" {
		delete(tags, "group")
	}
	name, named := tags["name"]
	if strings.Contains(name, "://") || !named && strings.HasPrefix(metric, "http_req") {
		tags["name"] = unnamedTag
	}
	return tags
}

func seriesKey(metric string, tags map[string]string) string {
	names := make([]string, 0, len(tags))
	for name := range tags {
		names = append(names, name)
	}
	slices.Sort(names)
	var key strings.Builder
	key.WriteString(metric)
	for _, name := range names {
		key.WriteByte(0)
		key.WriteString(name)
		key.WriteByte(0)
		key.WriteString(tags[name])
	}
	return key.String()
}
