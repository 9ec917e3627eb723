package output

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.k6.io/k6/metrics"

	"headroom/extensions/inflight"
)

// run is a container of values at times of their own.
type run struct {
	of     metrics.TimeSeries
	values map[int64]float64
	order  []int64
}

func (r run) GetSamples() []metrics.Sample { panic("our output takes the run as it is") }
func (r run) Single() []metrics.Sample     { return nil }
func (r run) Run() (metrics.TimeSeries, func(func(time.Time, float64))) {
	return r.of, func(add func(time.Time, float64)) {
		for _, unix := range r.order {
			add(time.Unix(unix, 0), r.values[unix])
		}
	}
}

func TestValuesOfARunGoToTheirOwnSeconds(t *testing.T) {
	m, table := newMaker(), newTable()
	of := m.sample("sse_gap", metrics.Trend, metrics.Time, 0).TimeSeries
	table.add(run{of, map[int64]float64{12: 2, 10: 1, 11: 4}, []int64{12, 10, 11}})
	table.add(run{of, nil, nil})
	got := string(table.appendLines(nil, 12))
	want := `{"series":0,"metric":"sse_gap","kind":"trend","unit":"ms","tags":{}}
{"s":0,"t":10,"n":1,"sum":1,"min":1,"max":1,"zero":0,"i":[-1],"c":[1]}
{"s":0,"t":11,"n":1,"sum":4,"min":4,"max":4,"zero":0,"i":[511],"c":[1]}
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := string(table.appendLines(nil, 99)); !strings.HasPrefix(got, `{"s":0,"t":12,`) {
		t.Errorf("the open second comes later, without a second declaration: %s", got)
	}
	if got := string(table.appendLines(nil, 99)); got != "" {
		t.Errorf("nothing is written twice: %s", got)
	}
}

func TestAnEmptyRunDeclaresNothing(t *testing.T) {
	m, table := newMaker(), newTable()
	table.add(run{m.sample("sse_gap", metrics.Trend, metrics.Time, 0).TimeSeries, nil, nil})
	if got := string(table.appendLines(nil, 1<<62)); got != "" {
		t.Error(got)
	}
}

func TestMemoryStaysFlatOverManySeconds(t *testing.T) {
	m, table := newMaker(), newTable()
	sample := m.sample("http_req_duration", metrics.Trend, metrics.Time, 0, "name", "GET /")
	lines := []byte{}
	fill := func(from, seconds int) {
		for second := from; second < from+seconds; second++ {
			for k := range 200 {
				sample.Time, sample.Value = time.Unix(int64(second), 0), float64(k)+0.5
				table.add(sample)
			}
			lines = table.appendLines(lines[:0], int64(second))
		}
	}
	heap := func() uint64 {
		var stats runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	fill(0, 100)
	before := heap()
	fill(100, 5000)
	if after := heap(); after > before+256<<10 {
		t.Errorf("the heap grew from %d to %d bytes", before, after)
	}
	runtime.KeepAlive(table)
}

func TestASecondIsReleasedIntoOneSpareOnly(t *testing.T) {
	m, table := newMaker(), newTable()
	sample := m.sample("mine", metrics.Trend, metrics.Time, 3)
	table.add(sample)
	table.appendLines(nil, 1<<62)
	allocations := testing.AllocsPerRun(100, func() {
		table.add(metrics.Samples{sample})
		table.appendLines(nil, 0)
	})
	if allocations > 2 { // the container itself
		t.Errorf("%g allocations a sample", allocations)
	}
}

func TestTimerLagCountsTheTicksThatALateWakeSkipped(t *testing.T) {
	lag := &timerLag{}
	start := time.Unix(0, 0)
	due := lag.record(start, start.Add(25*time.Millisecond))
	if want := start.Add(30 * time.Millisecond); !due.Equal(want) {
		t.Errorf("next tick at %v, want %v", due, want)
	}
	if lag.lags.Count() != 3 || lag.lags.Max() != 25 || lag.lags.Min() != 5 {
		t.Errorf("%+v", lag.lags)
	}
	if due := lag.record(start, start.Add(24*time.Hour)); due.Before(start.Add(24 * time.Hour)) {
		t.Error("a suspended process must not count for ever")
	}
}

func TestTheCPULimitIsTheTightestOfGroupAndCores(t *testing.T) {
	for sentence, c := range map[string]struct {
		files map[string]string
		want  float64
	}{
		"no cgroup at all": {map[string]string{}, 8},
		"version 2 without a limit": {map[string]string{
			"proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/b/cpu.max": "max 100000\n",
		}, 8},
		"version 2 with two cores": {map[string]string{
			"proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/b/cpu.max": "200000 100000\n",
		}, 2},
		"version 2, a parent is tighter": {map[string]string{
			"proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/b/cpu.max": "400000 100000", "sys/fs/cgroup/a/cpu.max": "50000 100000",
		}, 0.5},
		"version 2, the path is the host's": {map[string]string{
			"proc/self/cgroup": "0::/docker/abc\n", "sys/fs/cgroup/cpu.max": "150000 100000\n",
		}, 1.5},
		"version 1 with three cores": {map[string]string{
			"proc/self/cgroup": "5:memory:/x\n4:cpu,cpuacct:/x\n",
			"sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_quota_us":  "300000\n",
			"sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_period_us": "100000\n",
		}, 3},
		"version 1 without a limit": {map[string]string{
			"proc/self/cgroup":                   "4:cpu:/\n",
			"sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n", "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
		}, 8},
		"a limit above the cores": {map[string]string{
			"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "3200000 100000\n",
		}, 8},
		"broken files": {map[string]string{
			"proc/self/cgroup": "what\n0::/\n", "sys/fs/cgroup/cpu.max": "lots of it\n",
		}, 8},
	} {
		if got := (host{fixture(t, c.files), 8}).cpuLimit(); got != c.want {
			t.Errorf("%s: %g cores, want %g", sentence, got, c.want)
		}
	}
}

func TestHealthSaysWhatItMeasuresAndWhatItCanNot(t *testing.T) {
	table, now := newTable(), time.Unix(100, 0)
	root := fixture(t, map[string]string{"proc/self/statm": "1000 512 3 4 5 6 0\n"})
	h := newHealth(table, host{root, 2}, &timerLag{}, &inflight.Counter{}, now)
	cpu := 10.0
	h.cpuSeconds = func() (float64, error) { return cpu, nil }
	h.lastCPU = 9
	h.lag.record(now, now.Add(time.Millisecond))
	if notices := h.sample(100, now.Add(time.Second), 3); len(notices) != 0 {
		t.Errorf("notices: %v", notices)
	}
	text := string(table.appendLines(nil, 1<<62))
	header := `{"headroom":"load/1"}` + "\n"
	for metric, want := range map[string]string{
		"generator_cpu_share":    `{"t":100,"v":0.5}`,
		"generator_cpu_seconds":  `{"t":100,"v":1}`,
		"generator_backlog":      `{"t":100,"v":3}`,
		"streams_in_flight_mean": `{"t":100,"v":0}`,
		"generator_timer_lag":    `{"c":[1],"i":[-1],"max":1,"min":1,"n":1,"sum":1,"t":100,"zero":0}`,
	} {
		if got := valuesOf(t, header+text, metric)["{}"]; len(got) != 1 || got[0] != want {
			t.Errorf("%s: %v, want %s", metric, got, want)
		}
	}
	h.host.root = t.TempDir()
	first := h.sample(101, now.Add(2*time.Second), 0)
	second := h.sample(102, now.Add(3*time.Second), 0)
	if len(first) != 1 || first[0] != "unavailable: generator_rss_bytes" || len(second) != 0 {
		t.Errorf("notices: %v, then %v", first, second)
	}
	if text := string(table.appendLines(nil, 1<<62)); strings.Contains(text, `"v":0}`) && len(valuesOf(t, header+text, "generator_rss_bytes")) > 0 {
		t.Errorf("missing must not be zero: %s", text)
	}
}

func fixture(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}
