package histogram

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// Encoded is the file form of a histogram, the part of a value line that follows "s" and "t".
type Encoded struct {
	N    uint64  `json:"n"`
	Sum  float64 `json:"sum"`
	Min  float64 `json:"min"`
	Max  float64 `json:"max"`
	Zero uint64  `json:"zero"`
	// I holds bucket indexes: the first as it is, each further one as its distance (>= 1) from the one before.
	I []int `json:"i"`
	// C holds counts (>= 1), parallel to I.
	C []uint64 `json:"c"`
}

// errInconsistent says that a line's counts and indexes do not fit each other.
var errInconsistent = errors.New("histogram line does not add up")

// AppendLine appends `"n":…,"sum":…,"min":…,"max":…,"zero":…,"i":[…],"c":[…]` to line and returns the longer slice:
// the members of a JSON object without its braces. It allocates nothing beyond line's own growth.
func (h *Histogram) AppendLine(line []byte) []byte {
	line = AppendTotals(line, h.n, h.sum, h.min, h.max)
	line = append(line, `,"zero":`...)
	line = strconv.AppendUint(line, h.zero, 10)
	line = append(line, `,"i":[`...)
	previous, started := 0, false
	h.eachBucket(func(index int, _ uint64) {
		if started {
			line = append(line, ',')
		}
		line = strconv.AppendInt(line, int64(index-previous), 10)
		previous, started = index, true
	})
	line = append(line, `],"c":[`...)
	started = false
	h.eachBucket(func(_ int, count uint64) {
		if started {
			line = append(line, ',')
		}
		line = strconv.AppendUint(line, count, 10)
		started = true
	})
	return append(line, ']')
}

// AppendTotals appends `"n":…,"sum":…,"min":…,"max":…`; the numbers must be finite.
func AppendTotals(line []byte, n uint64, sum, smallest, largest float64) []byte {
	line = append(line, `"n":`...)
	line = strconv.AppendUint(line, n, 10)
	line = append(line, `,"sum":`...)
	line = strconv.AppendFloat(line, sum, 'g', -1, 64)
	line = append(line, `,"min":`...)
	line = strconv.AppendFloat(line, smallest, 'g', -1, 64)
	line = append(line, `,"max":`...)
	return strconv.AppendFloat(line, largest, 'g', -1, 64)
}

// Decode reads a value line (unknown members are passed over) into a histogram of its own.
func Decode(line []byte) (*Histogram, error) {
	var encoded Encoded
	if err := json.Unmarshal(line, &encoded); err != nil {
		return nil, fmt.Errorf("histogram line: %w", err)
	}
	return encoded.Histogram()
}

// Histogram builds the histogram that the file form describes, or says why it describes none.
func (e Encoded) Histogram() (*Histogram, error) {
	if len(e.I) != len(e.C) {
		return nil, fmt.Errorf("%w: %d indexes and %d counts", errInconsistent, len(e.I), len(e.C))
	}
	if e.N > 0 && e.Min > e.Max {
		return nil, fmt.Errorf("%w: min %g above max %g", errInconsistent, e.Min, e.Max)
	}
	h := &Histogram{}
	total, index := e.Zero, 0
	for k, gap := range e.I {
		if k > 0 && gap < 1 {
			return nil, fmt.Errorf("%w: index gap %d at %d", errInconsistent, gap, k)
		}
		index += gap
		if index < lowestIndex || index > highestIndex {
			return nil, fmt.Errorf("%w: index %d is no float64's", errInconsistent, index)
		}
		if e.C[k] == 0 || total+e.C[k] < total {
			return nil, fmt.Errorf("%w: count %d at %d", errInconsistent, e.C[k], k)
		}
		total += e.C[k]
		h.addBucket(index, e.C[k])
	}
	if total != e.N {
		return nil, fmt.Errorf("%w: n is %d, the buckets hold %d", errInconsistent, e.N, total)
	}
	h.zero = e.Zero
	if e.N > 0 {
		h.addTotals(e.N, e.Sum, e.Min, e.Max)
	}
	return h, nil
}
