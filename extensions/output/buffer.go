package output

import (
	"sync"

	"go.k6.io/k6/metrics"
)

// buffer is where samples wait to be aggregated. k6's own SampleBuffer does not tell how many wait.
type buffer struct {
	mu      sync.Mutex
	samples []metrics.SampleContainer
	spare   []metrics.SampleContainer
}

// AddMetricSamples appends and returns at once.
func (b *buffer) AddMetricSamples(samples []metrics.SampleContainer) {
	if len(samples) == 0 {
		return
	}
	b.mu.Lock()
	b.samples = append(b.samples, samples...)
	b.mu.Unlock()
}

// take returns everything that waits; give it back with recycle.
func (b *buffer) take() []metrics.SampleContainer {
	b.mu.Lock()
	defer b.mu.Unlock()
	taken := b.samples
	b.samples, b.spare = b.spare, nil
	return taken
}

// recycle keeps the memory of a slice from take for samples to come, and lets go of what it pointed to.
func (b *buffer) recycle(taken []metrics.SampleContainer) {
	clear(taken)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.spare = taken[:0]
}

// waiting returns how many sample containers wait.
func (b *buffer) waiting() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.samples)
}
