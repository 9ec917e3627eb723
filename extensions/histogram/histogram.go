package histogram

import (
	"math"
)

// windowSlack is how many buckets a growing window takes beyond what it needs, so that a spreading distribution does
// not reallocate for each value: half an octave on either side.
const windowSlack = bucketsPerOctave / 2

// windowKept is the widest window (in buckets, 4 bytes each) that Reset keeps for the next second. 16 octaves, 1 ms to
// 65 s, are 16 KiB; a wider one came from an outlier and is given back.
const windowKept = 16 * bucketsPerOctave

// Histogram counts values in buckets. The zero value is empty and ready. Not safe for concurrent use.
type Histogram struct {
	n        uint64
	zero     uint64
	negative uint64
	sum      float64
	min      float64
	max      float64
	// window[k] counts bucket low+k; used spans [first, last] of the indexes that hold a count.
	window      []uint64
	low         int
	first, last int
	used        bool
}

// Add counts one value and reports whether it did: NaN and infinities are refused. A value below zero counts as zero
// and is counted in Negative: a clock that stepped back must not make a request look fast, nor disappear.
func (h *Histogram) Add(value float64) bool {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return false
	}
	if value < 0 {
		h.negative++
		value = 0
	}
	h.addTotals(1, value, value, value)
	if value == 0 {
		h.zero++
		return true
	}
	h.addBucket(BucketIndex(value), 1)
	return true
}

// Merge adds all of another histogram; the other stays as it is.
func (h *Histogram) Merge(other *Histogram) {
	if other.n == 0 {
		return
	}
	h.addTotals(other.n, other.sum, other.min, other.max)
	h.zero += other.zero
	h.negative += other.negative
	other.eachBucket(h.addBucket)
}

// Count returns how many values were added.
func (h *Histogram) Count() uint64 { return h.n }

// Sum returns the sum of the values (negative ones counted as zero).
func (h *Histogram) Sum() float64 { return h.sum }

// Min returns the smallest value; 0 without values.
func (h *Histogram) Min() float64 { return h.min }

// Max returns the largest value; 0 without values.
func (h *Histogram) Max() float64 { return h.max }

// Negative returns how many of the values were below zero.
func (h *Histogram) Negative() uint64 { return h.negative }

// Quantile returns the nearest-rank quantile, p in (0, 1], read as its bucket's geometric mean and clamped to
// [min, max]; ok is false without values. Its relative error is at most 2^(1/512) - 1 = 0.136 %.
func (h *Histogram) Quantile(p float64) (value float64, ok bool) {
	if h.n == 0 {
		return 0, false
	}
	rank := NearestRank(p, h.n)
	cumulative := h.zero
	current := 0.0
	if cumulative < rank {
		for index := h.first; index <= h.last && cumulative < rank; index++ {
			if count := h.window[index-h.low]; count > 0 {
				cumulative += count
				current = Midpoint(index)
			}
		}
	}
	return math.Min(h.max, math.Max(h.min, current)), true
}

// Reset empties the histogram and keeps its memory for the next second, unless an outlier made it unusually wide.
func (h *Histogram) Reset() {
	window := h.window
	switch {
	case len(window) > windowKept:
		window = nil
	case h.used:
		clear(window[h.first-h.low : h.last-h.low+1])
	}
	*h = Histogram{window: window, low: h.low}
}

func (h *Histogram) addTotals(n uint64, sum, smallest, largest float64) {
	if h.n == 0 || smallest < h.min {
		h.min = smallest
	}
	if h.n == 0 || largest > h.max {
		h.max = largest
	}
	h.n += n
	h.sum += sum
}

func (h *Histogram) addBucket(index int, count uint64) {
	if index < h.low || index >= h.low+len(h.window) {
		h.makeRoom(index)
	}
	h.window[index-h.low] += count
	if !h.used {
		h.first, h.last, h.used = index, index, true
		return
	}
	h.first = min(h.first, index)
	h.last = max(h.last, index)
}

// makeRoom moves the window so that it covers index and every bucket in use.
func (h *Histogram) makeRoom(index int) {
	low, high := index, index
	if h.used {
		low, high = min(index, h.first), max(index, h.last)
	}
	low -= windowSlack
	window := make([]uint64, high+windowSlack+1-low)
	if h.used {
		copy(window[h.first-low:], h.window[h.first-h.low:h.last-h.low+1])
	}
	h.window, h.low = window, low
}

func (h *Histogram) eachBucket(visit func(index int, count uint64)) {
	if !h.used {
		return
	}
	for index := h.first; index <= h.last; index++ {
		if count := h.window[index-h.low]; count > 0 {
			visit(index, count)
		}
	}
}
