package histogram

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// goldenFolder holds what Go and TypeScript prove their agreement with.
const goldenFolder = "../../contract/golden"

var update = flag.Bool("update", false, "write the golden files anew")

// goldenCase is one distribution: its values, the line they make and the quantiles read from it.
type goldenCase struct {
	Name      string             `json:"name"`
	Values    []float64          `json:"values"`
	Line      Encoded            `json:"line"`
	Quantiles map[string]float64 `json:"quantiles"`
}

func goldenValues() map[string][]float64 {
	random := rand.New(rand.NewPCG(2025, 11))
	draw := func(n int, one func() float64) []float64 {
		values := make([]float64, n)
		for k := range values {
			values[k] = one()
		}
		return values
	}
	edges := []float64{}
	for k := range bound { // each bound, which belongs to the bucket below it, and the float above it
		edges = append(edges, bound[k], math.Nextafter(bound[k], 4))
	}
	return map[string][]float64{
		"one value":             {12.5},
		"constant":              {87.31, 87.31, 87.31, 87.31},
		"zeros only":            {0, 0, 0},
		"zeros and values":      {0, 0, 3, 0, 8},
		"powers of two":         {0.25, 0.5, 1, 2, 4, 1024},
		"edges of one octave":   edges,
		"from tiny to enormous": {5e-324, 1e-300, 1e-9, 1, 1e9, 1e300},
		"random":                draw(200, func() float64 { return random.Float64() * 2000 }),
		"bimodal":               draw(200, func() float64 { return []float64{12, 900}[random.IntN(2)] * (0.9 + 0.2*random.Float64()) }),
		"heavy-tailed":          draw(200, func() float64 { return 5 / math.Pow(1-random.Float64(), 1/1.1) }),
	}
}

func TestGoldenHistograms(t *testing.T) {
	values := goldenValues()
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	cases := []goldenCase{}
	for _, name := range names {
		var h Histogram
		for _, value := range values[name] {
			h.Add(value)
		}
		one := goldenCase{Name: name, Values: values[name], Quantiles: map[string]float64{}}
		if err := json.Unmarshal(append(h.AppendLine([]byte("{")), '}'), &one.Line); err != nil {
			t.Fatal(err)
		}
		for text, p := range map[string]float64{"0.5": 0.5, "0.95": 0.95, "0.99": 0.99} {
			one.Quantiles[text], _ = h.Quantile(p)
		}
		cases = append(cases, one)
	}
	var want bytes.Buffer
	encoder := json.NewEncoder(&want)
	if err := encoder.Encode(map[string]any{"cases": cases}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(goldenFolder, "histogram.json")
	if *update {
		if err := os.WriteFile(path, want.Bytes(), 0o644); err != nil { //nolint:gosec // a source file
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Errorf("%s is not what Go makes today; look at the difference, then: go test ./histogram -run Golden -update", path)
	}
}

func TestGoldenLinesFromTypeScriptAreReadHere(t *testing.T) {
	file, err := os.Open(filepath.Join(goldenFolder, "from-typescript.ndjson"))
	if err != nil {
		t.Fatalf("TypeScript's golden file is part of the contract: %v", err)
	}
	defer func() { _ = file.Close() }()
	lines := bufio.NewScanner(file)
	count := 0
	for ; lines.Scan(); count++ {
		var one struct {
			Name   string
			Values []float64
			Line   json.RawMessage
		}
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			t.Fatal(err)
		}
		read, err := Decode(one.Line)
		if err != nil {
			t.Errorf("%s: %v", one.Name, err)
			continue
		}
		var made Histogram
		for _, value := range one.Values {
			made.Add(value)
		}
		if got, want := string(read.AppendLine(nil)), string(made.AppendLine(nil)); got != want {
			t.Errorf("%s:\nTypeScript %s\nGo         %s", one.Name, got, want)
		}
	}
	if count < 3 {
		t.Errorf("only %d lines", count)
	}
}
