package output

import (
	"bytes"
	"flag"
	"os"
	"testing"
	"time"

	"go.k6.io/k6/metrics"
)

const goldenFile = "../../contract/golden/load.ndjson"

var update = flag.Bool("update", false, "write the golden file anew")

// TestGoldenLoadFile writes a small load file with every kind of line; TypeScript reads the same bytes.
func TestGoldenLoadFile(t *testing.T) {
	m, table := newMaker(), newTable()
	hash := "0000000000000000000000000000000000000000000000000000000000000000"
	text := appendJSON(nil, header{
		Headroom: "load/1", Instance: "local", ScriptHash: &hash, K6: "v1.8.1",
		StartedAtMs: 1_763_870_400_000, Clock: clock{Source: "local"},
	})
	tags := []string{"journey", "copilot", "name", "POST /api/copilot", "outcome", "ok", "phase", "measure"}
	for second := range 3 {
		m.at = time.Unix(1_763_870_400+int64(second), 0)
		table.add(m.sample("journey_started", metrics.Counter, metrics.Default, 4, "journey", "copilot"))
		table.add(m.sample("journey_finished", metrics.Counter, metrics.Default, 3, "journey", "copilot", "outcome", "ok"))
		table.add(m.sample("checks", metrics.Rate, metrics.Default, float64(second%2), "check", `holds "quotes" and <tags>`))
		table.add(m.sample("vus", metrics.Gauge, metrics.Default, float64(10+second)))
		table.add(m.sample("data_received", metrics.Counter, metrics.Data, 1e7))
		table.add(m.sample("browser_web_vital_cls", metrics.Trend, metrics.Default, 0.125))
		table.add(m.sample("http_reqs", metrics.Counter, metrics.Default, 1, "name", "http://127.0.0.1/a?b"))
		for k := range 20 {
			table.add(m.sample("sse_first_token", metrics.Trend, metrics.Time, 200.5+float64(k*k)*3.7+float64(second), tags...))
		}
		table.add(m.sample("sse_gap", metrics.Trend, metrics.Time, 0, tags...))
	}
	text = table.appendLines(text, 1_763_870_402)
	text = appendJSON(text, notice{"series_cap", 1_763_870_402_000})
	m.at = time.Unix(1_763_870_401, 0) // a late sample: a second line for a series and second
	table.add(m.sample("sse_first_token", metrics.Trend, metrics.Time, 999.25, tags...))
	text = table.appendLines(text, 1<<62)
	text = appendJSON(text, ending{
		End: true, AtMs: 1_763_870_403_000, Started: uint64(table.totals.started), Finished: uint64(table.totals.finished),
		SeriesDropped: 1, SamplesDropped: 2, Unnamed: uint64(table.totals.unnamed),
	})
	if *update {
		if err := os.WriteFile(goldenFile, text, 0o644); err != nil { //nolint:gosec // a source file
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, text) {
		t.Errorf("%s is not what Go writes today; look at the difference, then: go test ./output -run Golden -update", goldenFile)
	}
}
