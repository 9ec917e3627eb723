// Package inflight counts what is open right now, with the most and the mean over a period.
//
// The stream client counts its streams here and the output reads them each second, so that neither imports the other.
// Pure but for the shared instance Streams: the clock comes in as an argument.
package inflight

import (
	"sync"
	"time"
)

// Streams counts the streaming requests of this process, from the moment they are handed to the transport until they
// ended.
var Streams = &Counter{} //nolint:gochecknoglobals // one process, one set of open streams

// Counter is a gauge that remembers its maximum and its time-weighted mean since the last Read. The zero value counts
// from the first call on. Safe for concurrent use.
type Counter struct {
	mu       sync.Mutex
	current  int
	max      int
	integral float64 // open × seconds since readAt
	changed  time.Time
	readAt   time.Time
}

// Reading is what was open over the period since the reading before.
type Reading struct {
	Current int     // open now
	Max     int     // most open at once
	Mean    float64 // time-weighted mean; Current when no time has passed
}

// Open counts one more.
func (c *Counter) Open(now time.Time) { c.add(1, now) }

// Close counts one less.
func (c *Counter) Close(now time.Time) { c.add(-1, now) }

// Read returns the figures since the last Read and begins the next period.
func (c *Counter) Read(now time.Time) Reading {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.advance(now)
	reading := Reading{Current: c.current, Max: c.max, Mean: float64(c.current)}
	if elapsed := now.Sub(c.readAt).Seconds(); elapsed > 0 {
		reading.Mean = c.integral / elapsed
	}
	c.max, c.integral, c.readAt = c.current, 0, now
	return reading
}

func (c *Counter) add(step int, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.advance(now)
	c.current += step
	c.max = max(c.max, c.current)
}

// advance accounts for the time since the last change; a clock that steps back accounts for nothing.
func (c *Counter) advance(now time.Time) {
	if c.readAt.IsZero() {
		c.readAt, c.changed = now, now
	}
	if elapsed := now.Sub(c.changed).Seconds(); elapsed > 0 {
		c.integral += float64(c.current) * elapsed
		c.changed = now
	}
}
