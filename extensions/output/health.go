package output

import (
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"headroom/extensions/histogram"
	"headroom/extensions/inflight"
)

// health measures the generator itself, a suspect like any other: a run whose generator could not keep its schedule
// is invalid, whatever its p95. Its series have no tags.
type health struct {
	table   *table
	host    host
	limit   float64 // cores
	lag     *timerLag
	streams *inflight.Counter
	// cpuSeconds returns the CPU time of this process so far, user and system.
	cpuSeconds func() (float64, error)

	lastAt       time.Time
	lastCPU      float64
	lastPause    time.Duration
	unmeasurable map[string]bool // what could not be had, said once each
}

// healthMetrics are made at the start, so that the cap of series never refuses them.
var healthMetrics = []struct { //nolint:gochecknoglobals // a constant
	name, unit string
	kind       kind
}{
	{"generator_cpu_share", "share", gauge},
	{"generator_cpu_seconds", "seconds", counter},
	{"generator_rss_bytes", "bytes", gauge},
	{"generator_gc_pause_ms", "ms", gauge},
	{"generator_goroutines", "count", gauge},
	{"generator_timer_lag", "ms", trend},
	{"generator_backlog", "count", gauge},
	{"streams_in_flight", "count", gauge},
	{"streams_in_flight_max", "count", gauge},
	{"streams_in_flight_mean", "count", gauge},
}

// newHealth begins to measure.
func newHealth(t *table, h host, lag *timerLag, streams *inflight.Counter, now time.Time) *health {
	measured := &health{
		table: t, host: h, limit: h.cpuLimit(), lag: lag, streams: streams,
		cpuSeconds: processCPUSeconds, lastAt: now, unmeasurable: map[string]bool{},
	}
	for _, m := range healthMetrics {
		t.find(m.name, m.kind, m.unit, map[string]string{})
	}
	measured.lastCPU, _ = measured.cpuSeconds()
	measured.lastPause = gcPauseTotal()
	streams.Read(now)
	return measured
}

// sample adds the figures of the Unix second that has just ended; backlog is how many sample containers wait to be
// aggregated. It returns notices on what can't be measured here: that is absent, and never zero.
func (h *health) sample(unix int64, now time.Time, backlog int) (notices []string) {
	elapsed := now.Sub(h.lastAt).Seconds()
	if elapsed <= 0 {
		return nil
	}
	h.lastAt = now
	if cpu, err := h.cpuSeconds(); err != nil {
		notices = h.missing(notices, "generator_cpu_share")
	} else {
		h.set("generator_cpu_share", unix, (cpu-h.lastCPU)/elapsed/h.limit)
		h.set("generator_cpu_seconds", unix, cpu-h.lastCPU)
		h.lastCPU = cpu
	}
	if rss, err := h.host.rssBytes(); err != nil {
		notices = h.missing(notices, "generator_rss_bytes")
	} else {
		h.set("generator_rss_bytes", unix, rss)
	}
	pause := gcPauseTotal()
	h.set("generator_gc_pause_ms", unix, float64(pause-h.lastPause)/float64(time.Millisecond))
	h.lastPause = pause
	h.set("generator_goroutines", unix, float64(runtime.NumGoroutine()))
	h.set("generator_backlog", unix, float64(backlog))
	open := h.streams.Read(now)
	h.set("streams_in_flight", unix, float64(open.Current))
	h.set("streams_in_flight_max", unix, float64(open.Max))
	h.set("streams_in_flight_mean", unix, open.Mean)
	h.addLag(unix)
	return notices
}

// addLag adds the timer lag recorded since the last call to a Unix second.
func (h *health) addLag(unix int64) {
	var lags histogram.Histogram
	h.lag.drain(&lags)
	if lags.Count() == 0 {
		return
	}
	h.table.byKey["generator_timer_lag"].at(unix).shape.Merge(&lags)
}

// set adds one value to a health series, whose key without tags is the metric's name.
func (h *health) set(metric string, unix int64, value float64) {
	h.table.byKey[metric].add(unix, value)
}

func (h *health) missing(notices []string, what string) []string {
	if h.unmeasurable[what] {
		return notices
	}
	h.unmeasurable[what] = true
	return append(notices, "unavailable: "+what)
}

func gcPauseTotal() time.Duration {
	var stats debug.GCStats
	debug.ReadGCStats(&stats)
	return stats.PauseTotal
}

// processCPUSeconds asks the kernel by getrusage(2): microseconds, where /proc/self/stat counts in hundredths.
func processCPUSeconds() (float64, error) {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0, err
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds(), nil
}
