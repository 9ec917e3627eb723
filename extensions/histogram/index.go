// Package histogram holds base-2 exponential histograms of scale 8: how every latency is stored, merged and read.
//
// Bucket i holds the values in (2^(i/256), 2^((i+1)/256)]: OpenTelemetry's exponential histogram data model at scale 8,
// Prometheus' native histogram schema 8. Pure: no I/O, no clock, no k6 import. Its TypeScript twin is
// contract/histogram.ts; contract/golden/ holds both to the same answers.
package histogram

import (
	"math"
	"math/big"
	"math/bits"
)

// bucketsPerOctave is the number of buckets a power of two is cut into; moving it changes the file format.
const bucketsPerOctave = 256

// linearSlots is how many equal slots of the mantissa the index search starts from. 256 leaves at most three bounds
// per slot (a bucket is at least ln2/256 = 0.0027 wide and a slot 1/256 = 0.0039).
const linearSlots = 256

// lowestIndex and highestIndex are the buckets of the smallest and the largest positive float64.
const (
	lowestIndex  = -1074*bucketsPerOctave - 1
	highestIndex = 1024*bucketsPerOctave - 1
)

var (
	// bound[k] is the float64 nearest to 2^(k/256), k = 0..256: the value that counts as the bound, in TypeScript too.
	// The true bound is irrational unless 256 divides k, so that it lies between this float and a neighbour.
	bound [bucketsPerOctave + 1]float64
	// firstBucket[s] is the lowest bucket of the octave that a mantissa in linear slot s can lie in.
	firstBucket [linearSlots]int16
)

func init() {
	const precisionBits = 256
	step := new(big.Float).SetPrec(precisionBits).SetInt64(2)
	for range 8 { // 2^(1/256) is the eighth square root of two
		step.Sqrt(step)
	}
	value := new(big.Float).SetPrec(precisionBits).SetInt64(1)
	for k := range bound {
		bound[k], _ = value.Float64()
		value.Mul(value, step)
	}
	for slot := range firstBucket {
		low := 1 + float64(slot)/linearSlots
		k := 0
		for k < bucketsPerOctave-1 && low > bound[k+1] {
			k++
		}
		firstBucket[slot] = int16(k) //nolint:gosec // at most 255
	}
}

// BucketIndex returns the bucket of a positive finite value, exactly right at the edges: a value equal to an upper
// bound belongs to that bucket. The result is in [-274945, 262143].
func BucketIndex(value float64) int {
	raw := math.Float64bits(value)
	exponent := int(raw>>52) - 1023
	mantissa := raw & (1<<52 - 1)
	if exponent == -1023 { // subnormal: shift the leading one to where a normal number has it
		shift := bits.LeadingZeros64(mantissa) - 11
		mantissa = mantissa << shift & (1<<52 - 1)
		exponent = -1022 - shift
	}
	if mantissa == 0 { // an exact power of two is the upper bound of the octave below
		return exponent*bucketsPerOctave - 1
	}
	fraction := math.Float64frombits(mantissa | 1023<<52) // in (1, 2)
	k := int(firstBucket[mantissa>>44])
	for fraction > bound[k+1] {
		k++
	}
	return exponent*bucketsPerOctave + k
}

// Midpoint returns the value that stands for a bucket: the geometric mean of its bounds, 2^((index+0.5)/256).
func Midpoint(index int) float64 {
	return math.Exp2((float64(index) + 0.5) / bucketsPerOctave)
}

// NearestRank returns the smallest rank r (1-based) with r/n >= p, for p in (0, 1] and n >= 1. It corrects the
// product's rounding, so that p = 0.07 of 100 values is rank 7.
func NearestRank(p float64, n uint64) uint64 {
	rank := uint64(math.Ceil(p * float64(n)))
	rank = min(max(rank, 1), n)
	if rank > 1 && float64(rank-1)/float64(n) >= p {
		rank--
	}
	return rank
}
