package stream

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Why a stream was ended from our side.
var (
	errAborted  = errors.New("aborted as planned")
	errTimedOut = errors.New("request timeout")
	errStalled  = errors.New("the stream stalled")
	errDrained  = errors.New("the rest of the body took too long")
)

// watchdog cancels a request when one of its dates comes: time-out, stall, abort. It keeps one timer for all of them
// and moves it only when it fires, so that a chunk costs no timer operation.
type watchdog struct {
	cancel context.CancelCauseFunc

	mu       sync.Mutex
	timer    *time.Timer
	stall    time.Duration // 0: none
	deadline time.Time
	stallAt  time.Time // zero until the response's headers came
	abortAt  time.Time // zero until the first token came
	drainAt  time.Time // zero until the stream was complete
	ended    bool
}

// watch begins the time-out; stop must be called.
func watch(start time.Time, timeout, stall time.Duration, cancel context.CancelCauseFunc) *watchdog {
	w := &watchdog{cancel: cancel, stall: stall, deadline: start.Add(timeout)}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.timer = time.AfterFunc(timeout, w.fire)
	return w
}

// alive says that bytes came: the stall time begins anew.
func (w *watchdog) alive(now time.Time) {
	if w.stall == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	first := w.stallAt.IsZero()
	w.stallAt = now.Add(w.stall)
	if first {
		w.rearm(now)
	}
}

// abortIn plans the abort.
func (w *watchdog) abortIn(now time.Time, after time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.abortAt = now.Add(after)
	w.rearm(now)
}

// drainIn gives the rest of a complete stream a moment; the other dates no longer count.
func (w *watchdog) drainIn(now time.Time, after time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stallAt, w.abortAt, w.drainAt = time.Time{}, time.Time{}, now.Add(after)
	w.rearm(now)
}

// stop ends the watch.
func (w *watchdog) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
	w.timer.Stop()
}

func (w *watchdog) fire() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return
	}
	now := time.Now()
	if at, cause := w.next(); !now.Before(at) {
		w.ended = true
		w.cancel(cause)
		return
	}
	w.rearm(now)
}

func (w *watchdog) rearm(now time.Time) {
	if !w.ended {
		at, _ := w.next()
		w.timer.Reset(max(at.Sub(now), 0))
	}
}

// next returns the earliest date and what it means.
func (w *watchdog) next() (time.Time, error) {
	at, cause := w.deadline, errTimedOut
	for _, other := range []struct {
		at    time.Time
		cause error
	}{{w.stallAt, errStalled}, {w.abortAt, errAborted}, {w.drainAt, errDrained}} {
		if !other.at.IsZero() && other.at.Before(at) {
			at, cause = other.at, other.cause
		}
	}
	return at, cause
}
