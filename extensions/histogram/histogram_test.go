package histogram

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// errorMax is the largest relative error a quantile may have, 2^(1/512) - 1, plus the rounding of two float64 results.
var errorMax = math.Exp2(1.0/512) - 1 + 1e-12

func TestBucketIndexAtEdges(t *testing.T) {
	cases := []struct {
		sentence string
		value    float64
		want     int
	}{
		{"one is the upper bound of the octave below", 1, -1},
		{"just above one begins bucket 0", math.Nextafter(1, 2), 0},
		{"just below one is still in bucket -1", math.Nextafter(1, 0), -1},
		{"two closes the octave", 2, 255},
		{"a half closes the octave below", 0.5, -257},
		{"the float nearest to the square root of two is the bound", math.Sqrt2, 127},
		{"the float above the square root of two is past the bound", math.Nextafter(math.Sqrt2, 2), 128},
		{"the largest float is in the last bucket", math.MaxFloat64, highestIndex},
		{"the smallest subnormal is in the first bucket", math.SmallestNonzeroFloat64, lowestIndex},
		{"a subnormal that is no power of two", 3 * math.SmallestNonzeroFloat64, -1073*256 + 149},
	}
	for _, c := range cases {
		if got := BucketIndex(c.value); got != c.want {
			t.Errorf("%s: BucketIndex(%g) = %d, want %d", c.sentence, c.value, got, c.want)
		}
	}
}

func TestEveryBoundOfAnOctaveBelongsToTheBucketBelowIt(t *testing.T) {
	for k := 1; k <= bucketsPerOctave; k++ {
		for _, exponent := range []int{-30, -1, 0, 9, 40} {
			upper := math.Ldexp(bound[k], exponent)
			base := exponent * bucketsPerOctave
			if got := BucketIndex(upper); got != base+k-1 {
				t.Fatalf("bound %d of octave %d: bucket %d, want %d", k, exponent, got, base+k-1)
			}
			if got := BucketIndex(math.Nextafter(upper, math.Inf(1))); got != base+k {
				t.Fatalf("above bound %d of octave %d: bucket %d, want %d", k, exponent, got, base+k)
			}
		}
	}
}

func TestQuantilesAreWithinTheErrorBoundOfTheExactNearestRank(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 11))
	shapes := map[string]func() float64{
		"random":       func() float64 { return random.Float64() * 2000 },
		"bimodal":      func() float64 { return []float64{12, 900}[random.IntN(2)] * (0.9 + 0.2*random.Float64()) },
		"constant":     func() float64 { return 87.31 },
		"heavy-tailed": func() float64 { return 5 / math.Pow(1-random.Float64(), 1/1.1) },
		"with zeros":   func() float64 { return math.Max(0, random.NormFloat64()*40) },
		"tiny":         func() float64 { return random.Float64() * 1e-6 },
	}
	for name, draw := range shapes {
		for _, n := range []int{1, 2, 3, 10, 99, 1000, 20000} {
			var h Histogram
			values := make([]float64, n)
			for k := range values {
				values[k] = draw()
				h.Add(values[k])
			}
			slices.Sort(values)
			for _, p := range []float64{0.001, 0.07, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1} {
				got, ok := h.Quantile(p)
				exact := values[NearestRank(p, uint64(n))-1]
				if !ok || math.Abs(got-exact) > exact*errorMax {
					t.Errorf("%s, n = %d, p = %g: got %g, exact %g", name, n, p, got, exact)
				}
			}
		}
	}
}

func TestNearestRankIsTheSmallestRankWithEnoughShare(t *testing.T) {
	for n := uint64(1); n <= 300; n++ {
		for percent := uint64(1); percent <= 100; percent++ {
			want := (percent*n + 99) / 100
			if got := NearestRank(float64(percent)/100, n); got != want {
				t.Fatalf("p = %d %%, n = %d: rank %d, want %d", percent, n, got, want)
			}
		}
	}
}

func TestMergeIsAssociativeAndCommutative(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	part := func(n int) *Histogram {
		h := &Histogram{}
		for range n {
			h.Add(math.Floor(random.ExpFloat64() * 300)) // whole numbers: their sums are exact in any order
		}
		return h
	}
	merged := func(parts ...*Histogram) string {
		h := &Histogram{}
		for _, p := range parts {
			h.Merge(p)
		}
		return string(h.AppendLine(nil))
	}
	a, b, c, empty := part(500), part(3), part(2000), &Histogram{}
	ab, bc := &Histogram{}, &Histogram{}
	ab.Merge(a)
	ab.Merge(b)
	bc.Merge(b)
	bc.Merge(c)
	want := merged(a, b, c)
	for sentence, got := range map[string]string{
		"another order":         merged(c, a, b),
		"grouped left":          merged(ab, c),
		"grouped right":         merged(a, bc),
		"with an empty one":     merged(empty, a, b, c, empty),
		"decoded from its line": func() string { d, _ := Decode([]byte("{" + want + "}")); return merged(d) }(),
	} {
		if got != want {
			t.Errorf("%s:\n got %s\nwant %s", sentence, got, want)
		}
	}
}

func TestInvalidAndUnusualValues(t *testing.T) {
	var h Histogram
	if _, ok := h.Quantile(0.5); ok {
		t.Error("an empty histogram has no quantile")
	}
	for _, value := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if h.Add(value) || h.Count() != 0 {
			t.Errorf("%g was accepted", value)
		}
	}
	h.Add(-3)
	h.Add(0)
	h.Add(10)
	if h.Negative() != 1 || h.Min() != 0 || h.Sum() != 10 || h.Count() != 3 {
		t.Errorf("negative values must count as zero: %+v", h)
	}
	h.Reset()
	h.Add(4)
	if got := string(h.AppendLine(nil)); got != `"n":1,"sum":4,"min":4,"max":4,"zero":0,"i":[511],"c":[1]` {
		t.Errorf("after Reset: %s", got)
	}
}

func TestAnOutlierDoesNotKeepItsMemory(t *testing.T) {
	var h Histogram
	h.Add(1e-300)
	h.Add(1e300)
	h.Reset()
	if len(h.window) != 0 {
		t.Errorf("a window of %d buckets was kept", len(h.window))
	}
}

func TestDecodeRefusesLinesThatDoNotAddUp(t *testing.T) {
	for sentence, line := range map[string]string{
		"no JSON":              `{"n":`,
		"lengths differ":       `{"n":1,"min":1,"max":1,"i":[1,2],"c":[1]}`,
		"n is not the total":   `{"n":3,"min":1,"max":1,"i":[1],"c":[1]}`,
		"a gap of zero":        `{"n":2,"min":1,"max":1,"i":[1,0],"c":[1,1]}`,
		"a count of zero":      `{"n":0,"i":[1],"c":[0]}`,
		"an impossible bucket": `{"n":1,"min":1,"max":1,"i":[99999999],"c":[1]}`,
		"min above max":        `{"n":1,"min":2,"max":1,"i":[1],"c":[1]}`,
	} {
		if _, err := Decode([]byte(line)); err == nil {
			t.Errorf("%s: accepted %s", sentence, line)
		}
	}
}

func FuzzLineRoundTrip(f *testing.F) {
	f.Add(1.5, 0.0, 1e300, int16(3))
	f.Add(-1.0, 1e-320, 17.25, int16(1))
	f.Fuzz(func(t *testing.T, a, b, c float64, times int16) {
		var h Histogram
		for k := range int(times)&31 + 1 {
			for _, value := range []float64{a, b * float64(k), c} {
				if h.Add(value) && value > 0 {
					index := BucketIndex(value)
					if relative := value / Midpoint(index); value > 1e-300 && (relative > 1+errorMax || relative < 1-errorMax) {
						t.Fatalf("%g is not within bucket %d", value, index)
					}
				}
			}
		}
		if math.IsInf(h.Sum(), 0) || h.Count() == 0 {
			t.Skip("a sum beyond float64, or nothing added")
		}
		line := append(h.AppendLine([]byte("{")), '}')
		if !json.Valid(line) {
			t.Fatalf("no JSON: %s", line)
		}
		decoded, err := Decode(line)
		if err != nil {
			t.Fatal(err)
		}
		if again := append(decoded.AppendLine([]byte("{")), '}'); string(again) != string(line) {
			t.Fatalf("round trip:\n%s\n%s", line, again)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"n":2,"sum":3,"min":1,"max":2,"zero":0,"i":[-1,256],"c":[1,1]}`))
	f.Fuzz(func(_ *testing.T, line []byte) {
		if h, err := Decode(line); err == nil {
			h.Quantile(0.5) // must not panic
		}
	})
}

func BenchmarkAdd(b *testing.B) {
	var h Histogram
	for k := 0; b.Loop(); k++ {
		h.Add(float64(k%1000) + 0.37)
	}
}
