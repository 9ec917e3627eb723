package inflight

import (
	"math"
	"sync"
	"testing"
	"time"
)

func TestTheMeanIsWeightedByTimeAndTheMaximumIsOfThePeriod(t *testing.T) {
	start := time.Unix(1000, 0)
	at := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	c := &Counter{}
	c.Read(at(0))
	c.Open(at(0))
	c.Open(at(500))
	c.Close(at(750))
	// 1 for 500 ms, 2 for 250 ms, 1 for 250 ms
	if got := c.Read(at(1000)); got.Current != 1 || got.Max != 2 || math.Abs(got.Mean-1.25) > 1e-9 {
		t.Errorf("first second: %+v", got)
	}
	if got := c.Read(at(2000)); got.Current != 1 || got.Max != 1 || math.Abs(got.Mean-1) > 1e-9 {
		t.Errorf("a second without a change: %+v", got)
	}
	if got := c.Read(at(2000)); got.Mean != 1 {
		t.Errorf("an empty period has the current value as its mean: %+v", got)
	}
	c.Close(at(1900)) // a clock that stepped back
	if got := c.Read(at(3000)); got.Current != 0 || got.Mean < 0 || got.Mean > 1 {
		t.Errorf("after a step back: %+v", got)
	}
}

func TestItCountsConcurrentlyWithoutLosingOne(t *testing.T) {
	c := &Counter{}
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			for range 100 {
				c.Open(time.Now())
				c.Close(time.Now())
			}
			c.Open(time.Now())
		})
	}
	group.Wait()
	if got := c.Read(time.Now()); got.Current != 50 || got.Max < 50 {
		t.Errorf("%+v", got)
	}
}
