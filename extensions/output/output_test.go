package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.k6.io/k6/lib"
	"go.k6.io/k6/metrics"
	k6output "go.k6.io/k6/output"
)

// memory is a sink that can be told to fail.
type memory struct {
	mu     sync.Mutex
	text   bytes.Buffer
	refuse error
	closed bool
}

func (m *memory) Write(lines []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.refuse != nil {
		return 0, m.refuse
	}
	return m.text.Write(lines)
}
func (m *memory) Sync() error { return nil }
func (m *memory) Close() error {
	m.closed = true
	return nil
}

func (m *memory) fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refuse = err
}

// start runs an output on a sink and returns it with what it prints.
func start(t *testing.T, to sink) (*Output, *bytes.Buffer, chan error) {
	t.Helper()
	stderr := &bytes.Buffer{}
	o, err := newOutput(k6output.Params{
		ConfigArgument: t.TempDir(), Environment: map[string]string{}, StdErr: stderr,
	}, func(string) (sink, error) { return to, nil })
	if err != nil {
		t.Fatal(err)
	}
	stopped := make(chan error, 10)
	o.SetTestRunStopCallback(func(err error) { stopped <- err })
	if err := o.Start(); err != nil {
		t.Fatal(err)
	}
	return o, stderr, stopped
}

type maker struct {
	registry *metrics.Registry
	at       time.Time
}

func newMaker() maker {
	return maker{metrics.NewRegistry(), time.Unix(1_763_870_400, 500_000_000)}
}

func (m maker) sample(name string, kind metrics.MetricType, contains metrics.ValueType, value float64, tags ...string) metrics.Sample {
	set := m.registry.RootTagSet()
	for k := 0; k+1 < len(tags); k += 2 {
		set = set.With(tags[k], tags[k+1])
	}
	return metrics.Sample{
		TimeSeries: metrics.TimeSeries{Metric: m.registry.MustNewMetric(name, kind, contains), Tags: set},
		Time:       m.at, Value: value,
	}
}

// lines parses a load file.
func lines(t *testing.T, text string) []map[string]any {
	t.Helper()
	parsed := []map[string]any{}
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		var one map[string]any
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		parsed = append(parsed, one)
	}
	return parsed
}

// valuesOf returns the value lines of a metric as text without "s", by the tags of their series.
func valuesOf(t *testing.T, text, metric string) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	tags := map[float64]string{}
	for _, line := range lines(t, text) {
		if line["metric"] == metric {
			encoded, _ := json.Marshal(line["tags"])
			tags[line["series"].(float64)] = string(encoded)
		}
		if id, ok := line["s"].(float64); ok {
			if of, ours := tags[id]; ours {
				delete(line, "s")
				encoded, _ := json.Marshal(line)
				found[of] = append(found[of], string(encoded))
			}
		}
	}
	return found
}

func TestEveryKindOfMetricMakesItsLine(t *testing.T) {
	m, to := newMaker(), &memory{}
	o, _, _ := start(t, to)
	o.AddMetricSamples([]metrics.SampleContainer{metrics.Samples{
		m.sample("hits", metrics.Counter, metrics.Default, 2),
		m.sample("hits", metrics.Counter, metrics.Default, 3),
		m.sample("depth", metrics.Gauge, metrics.Default, 9),
		m.sample("depth", metrics.Gauge, metrics.Default, 4),
		m.sample("checks", metrics.Rate, metrics.Default, 1),
		m.sample("checks", metrics.Rate, metrics.Default, 0),
		m.sample("mine", metrics.Trend, metrics.Default, 1),
		m.sample("mine", metrics.Trend, metrics.Default, 2),
		m.sample("http_req_duration", metrics.Trend, metrics.Time, -1, "name", "GET /"),
		m.sample("browser_web_vital_cls", metrics.Trend, metrics.Default, 0.5),
		m.sample("browser_web_vital_cls", metrics.Trend, metrics.Default, 0.25),
	}})
	if err := o.Stop(); err != nil {
		t.Fatal(err)
	}
	text := to.text.String()
	for metric, want := range map[string]string{
		"hits":                  `{"t":1763870400,"v":5}`,
		"depth":                 `{"t":1763870400,"v":4}`,
		"checks":                `{"n":2,"t":1763870400,"v":1}`,
		"mine":                  `{"c":[1,1],"i":[-1,256],"max":2,"min":1,"n":2,"sum":3,"t":1763870400,"zero":0}`,
		"http_req_duration":     `{"c":[],"i":[],"max":0,"min":0,"n":1,"sum":0,"t":1763870400,"zero":1}`,
		"browser_web_vital_cls": `{"max":0.5,"min":0.25,"n":2,"sum":0.75,"t":1763870400}`,
	} {
		for _, got := range valuesOf(t, text, metric) {
			if len(got) != 1 || got[0] != want {
				t.Errorf("%s: got %v, want %s", metric, got, want)
			}
		}
		if len(valuesOf(t, text, metric)) != 1 {
			t.Errorf("%s: no series, or several", metric)
		}
	}
	all := lines(t, text)
	if all[0]["headroom"] != "load/1" || all[0]["instance"] != "local" {
		t.Errorf("first line: %v", all[0])
	}
	if last := all[len(all)-1]; last["end"] != true || last["negative"] != 1.0 {
		t.Errorf("last line: %v", last)
	}
}

func TestTagsThatIdentifyOneRequestAreDropped(t *testing.T) {
	m, to := newMaker(), &memory{}
	o, _, _ := start(t, to)
	for k := range 50 {
		o.AddMetricSamples([]metrics.SampleContainer{
			m.sample("http_reqs", metrics.Counter, metrics.Default, 1, "name", "GET /", "url", fmt.Sprint("http://a/", k),
				"request_id", fmt.Sprint(k), "ip", "127.0.0.1", "proto", "HTTP/1.1", "tls_version", "tls1.3", "group", "",
				"status", "200", "phase", "measure"),
		})
	}
	if err := o.Stop(); err != nil {
		t.Fatal(err)
	}
	got := valuesOf(t, to.text.String(), "http_reqs")
	if len(got) != 1 || len(got[`{"name":"GET /","phase":"measure","status":"200"}`]) != 1 {
		t.Errorf("%v", got)
	}
}

func TestRequestsWithoutANameArePutTogetherAndCounted(t *testing.T) {
	m, to := newMaker(), &memory{}
	o, _, _ := start(t, to)
	for k := range 30 {
		url := fmt.Sprint("http://a/", k)
		o.AddMetricSamples([]metrics.SampleContainer{metrics.Samples{
			m.sample("http_reqs", metrics.Counter, metrics.Default, 1, "name", url, "url", url),
			m.sample("http_req_duration", metrics.Trend, metrics.Time, 5, "url", url),
			m.sample("vus", metrics.Gauge, metrics.Default, 1),
		}})
	}
	if err := o.Stop(); err != nil {
		t.Fatal(err)
	}
	text := to.text.String()
	for _, metric := range []string{"http_reqs", "http_req_duration"} {
		if got := valuesOf(t, text, metric); len(got) != 1 || len(got[`{"name":"(unnamed)"}`]) != 1 {
			t.Errorf("%s: %v", metric, got)
		}
	}
	if got := valuesOf(t, text, "vus"); len(got["{}"]) != 1 {
		t.Errorf("a metric that is no request needs no name: %v", got)
	}
	all := lines(t, text)
	if last := all[len(all)-1]; last["unnamed"] != 30.0 {
		t.Errorf("last line: %v", last)
	}
}

func TestStartsEndsAndDropsAreSummedEvenBeyondTheCapOfSeries(t *testing.T) {
	m, to := newMaker(), &memory{}
	o, _, _ := start(t, to)
	for k := range seriesMax + 500 {
		o.AddMetricSamples([]metrics.SampleContainer{metrics.Samples{
			m.sample("many", metrics.Counter, metrics.Default, 1, "name", fmt.Sprint(k)),
			m.sample("many", metrics.Counter, metrics.Default, 1, "name", fmt.Sprint(k)),
		}})
	}
	o.AddMetricSamples([]metrics.SampleContainer{metrics.Samples{
		m.sample("journey_started", metrics.Counter, metrics.Default, 1, "journey", "a"),
		m.sample("journey_started", metrics.Counter, metrics.Default, 1, "journey", "b"),
		m.sample("journey_finished", metrics.Counter, metrics.Default, 1, "journey", "a"),
		m.sample("dropped_iterations", metrics.Counter, metrics.Default, 7),
	}})
	if err := o.Stop(); err != nil {
		t.Fatal(err)
	}
	all := lines(t, to.text.String())
	last, notices, declared := all[len(all)-1], 0, 0
	for _, line := range all {
		if line["notice"] == "series_cap" {
			notices++
		}
		if line["metric"] != nil {
			declared++
		}
	}
	refused := 500 + len(healthMetrics) + 4
	if last["started"] != 2.0 || last["finished"] != 1.0 || last["dropped"] != 7.0 {
		t.Errorf("last line: %v", last)
	}
	if last["seriesDropped"] != float64(refused) || last["samplesDropped"] != float64(2*(500+len(healthMetrics))+4) {
		t.Errorf("wanted %d refused series: %v", refused, last)
	}
	if notices != 1 || declared > seriesMax {
		t.Errorf("%d notices, %d series", notices, declared)
	}
}

func TestAFailedWriteStopsTheTestOnceAndLeavesNoLastLine(t *testing.T) {
	m, to := newMaker(), &memory{}
	o, stderr, stopped := start(t, to)
	to.fail(errors.New("no space left on device"))
	for o.waiting() == 0 { // until the flusher has something to write
		o.AddMetricSamples([]metrics.SampleContainer{m.sample("hits", metrics.Counter, metrics.Default, 1)})
	}
	select {
	case err := <-stopped:
		if !strings.Contains(err.Error(), "no space left") {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the test was not stopped")
	}
	if err := o.Stop(); err != nil {
		t.Errorf("what was said is not said again: %v", err)
	}
	if got := strings.Count(stderr.String(), "\n"); got != 1 || !strings.Contains(stderr.String(), "no space left on device") {
		t.Errorf("stderr: %q", stderr.String())
	}
	if len(stopped) != 0 || !to.closed || o.file.errors != 1 || strings.Contains(to.text.String(), `"end":true`) {
		t.Errorf("stopped again %d times, closed %t, %d errors, file %q", len(stopped), to.closed, o.file.errors, to.text.String())
	}
}

func TestAWriteThatFailsAtTheVeryEndIsAnError(t *testing.T) {
	to := &memory{}
	o, stderr, _ := start(t, to)
	to.fail(errors.New("no space left on device"))
	if err := o.file.finish(ending{}); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("%v", err)
	}
	if err := o.Stop(); err != nil || stderr.Len() != 0 || strings.Contains(to.text.String(), `"end":true`) {
		t.Errorf("%v, %q", err, stderr)
	}
}

func TestAFullDiskFailsAtTheStart(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("this system has no /dev/full")
	}
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "load"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/dev/full", filepath.Join(folder, "load", "local.ndjson")); err != nil {
		t.Fatal(err)
	}
	o, err := newOutput(k6output.Params{ConfigArgument: folder, StdErr: &bytes.Buffer{}}, openLoadFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Start(); err == nil || !strings.Contains(err.Error(), "no space left on device") {
		t.Errorf("Start: %v", err)
	}
}

func TestWhatCanNotBeWrittenIsRefusedBeforeAnyLoad(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	used := filepath.Join(folder, "used")
	for path, text := range map[string]string{file: "x", filepath.Join(used, "load", "local.ndjson"): "{}\n"} {
		_ = os.MkdirAll(filepath.Dir(path), 0o700)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for sentence, c := range map[string]struct{ folder, instance, want string }{
		"no folder":                {"", "", "--out headroom=<run folder>"},
		"a folder that is a file":  {file, "", "can't make the folder"},
		"a file of another run":    {used, "", "already holds a measurement"},
		"an instance with a slash": {folder, "../a", "HEADROOM_INSTANCE"},
		"an instance of dots":      {folder, "..", "HEADROOM_INSTANCE"},
	} {
		o, err := newOutput(k6output.Params{
			ConfigArgument: c.folder, Environment: map[string]string{"HEADROOM_INSTANCE": c.instance},
		}, openLoadFile)
		if err == nil {
			err = o.Start()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", sentence, err)
		}
	}
}

func TestTheHeaderSaysWhatRan(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "plan.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	segment, err := lib.NewExecutionSegmentFromString("0:1/2")
	if err != nil {
		t.Fatal(err)
	}
	o, err := newOutput(k6output.Params{
		ConfigArgument: folder,
		Environment: map[string]string{
			"HEADROOM_INSTANCE": "pod-1", "HEADROOM_SCRIPT_HASH": "abc",
			"HEADROOM_CLOCK": `{"source":"ntp","offsetMs":-3.5,"errorMs":1}`,
		},
		ScriptOptions: lib.Options{ExecutionSegment: segment},
	}, openLoadFile)
	if err != nil {
		t.Fatal(err)
	}
	const emptyObject = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a" // sha256 of {}
	got := o.first
	if got.Instance != "pod-1" || *got.ScriptHash != "abc" || *got.PlanHash != emptyObject || *got.Segment != "0:1/2" ||
		got.Clock != (clock{"ntp", -3.5, 1}) || !strings.HasPrefix(o.path, folder) {
		t.Errorf("%+v", got)
	}
	if err := o.Start(); err != nil {
		t.Fatal(err)
	}
	if err := o.Stop(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(folder, "load")); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder of the load file: %v, %v", info, err)
	}
}
