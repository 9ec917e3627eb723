package output

import (
	"sync"
	"time"

	"headroom/extensions/histogram"
)

// lagTick is the schedule that the timer-lag probe keeps. 100 wakes a second cost about 0.1 % of a core.
const lagTick = 10 * time.Millisecond

// lagTicksMax bounds the ticks that one late wake accounts for: beyond ten minutes the process was suspended.
const lagTicksMax = 60_000

// timerLag records how late a 10 ms timer fires: what a virtual user's own timers suffer. Every tick of the schedule
// is counted, also those that a late wake skipped, so that one stall of a second reads as a hundred late ticks.
type timerLag struct {
	mu   sync.Mutex
	lags histogram.Histogram // milliseconds
}

// run records until stop is closed.
func (l *timerLag) run(stop <-chan struct{}) {
	timer := time.NewTimer(lagTick)
	defer timer.Stop()
	due := time.Now().Add(lagTick)
	for {
		select {
		case <-stop:
			return
		case <-timer.C:
		}
		now := time.Now()
		due = l.record(due, now)
		timer.Reset(due.Sub(now))
	}
}

// record counts every tick from due to now and returns the next one.
func (l *timerLag) record(due, now time.Time) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	for ticks := 0; !due.After(now); ticks++ {
		if ticks == lagTicksMax {
			return now.Add(lagTick)
		}
		l.lags.Add(float64(now.Sub(due)) / float64(time.Millisecond))
		due = due.Add(lagTick)
	}
	return due
}

// drain moves what was recorded into a histogram.
func (l *timerLag) drain(into *histogram.Histogram) {
	l.mu.Lock()
	defer l.mu.Unlock()
	into.Merge(&l.lags)
	l.lags.Reset()
}
