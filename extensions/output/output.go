// Package output is k6's output `headroom`: it writes what one k6 process measured as per-second histograms.
//
// `--out headroom=<run folder>` writes <run folder>/load/<HEADROOM_INSTANCE, or "local">.ndjson, one JSON line each
// for the header, a series, a series' second, a notice, and the end (DESIGN.md, the record). It keeps no sample longer
// than a second, never holds a virtual user up, and never leaves a last line on a file it could not write completely.
package output

import (
	"fmt"
	"io"
	"net/url"
	"runtime"
	"sync"
	"time"

	k6output "go.k6.io/k6/output"

	"headroom/extensions/inflight"
)

// drainPeriod is how often waiting samples are aggregated: short enough to keep few of them alive (at 2,000 requests a
// second about 5 MB wait after a whole second), long enough to cost nothing by itself.
const drainPeriod = 250 * time.Millisecond

func init() { //nolint:gochecknoinits // how k6 extensions announce themselves
	k6output.RegisterExtension("headroom", func(params k6output.Params) (k6output.Output, error) {
		return newOutput(params, openLoadFile)
	})
}

// Output aggregates samples in one goroutine; AddMetricSamples only appends.
type Output struct {
	buffer

	path   string
	first  header
	host   host
	stderr io.Writer
	open   opener
	now    func() time.Time
	stopIt func(error)

	file    *writer
	table   *table
	health  *health
	lag     timerLag
	lines   []byte
	capSaid bool

	stop    chan struct{}
	stopped sync.WaitGroup
}

var _ k6output.WithTestRunStop = &Output{}

func newOutput(params k6output.Params, open opener) (*Output, error) {
	instance := params.Environment["HEADROOM_INSTANCE"]
	if instance == "" {
		instance = "local"
	}
	path, err := loadPath(params.ConfigArgument, instance)
	if err != nil {
		return nil, err
	}
	source := headerSource{
		folder:     params.ConfigArgument,
		scriptHash: params.Environment["HEADROOM_SCRIPT_HASH"],
		clock:      params.Environment["HEADROOM_CLOCK"],
		script:     localPath(params.ScriptPath),
	}
	if segment := params.ScriptOptions.ExecutionSegment; segment != nil {
		text := segment.String()
		source.segment = &text
	}
	first, err := newHeader(instance, source)
	if err != nil {
		return nil, err
	}
	return &Output{
		path: path, first: first, stderr: params.StdErr, open: open, now: time.Now,
		host: host{root: "/", cores: runtime.NumCPU()},
		stop: make(chan struct{}), stopIt: func(error) {},
	}, nil
}

// Description returns what `k6 run` shows of the output.
func (o *Output) Description() string { return "headroom (" + o.path + ")" }

// SetTestRunStopCallback takes the function that ends the test when the file can't be written.
func (o *Output) SetTestRunStopCallback(stop func(error)) { o.stopIt = stop }

// Start opens the file and writes its first line: a folder that can't be written fails here, before any load.
func (o *Output) Start() error {
	to, err := o.open(o.path)
	if err != nil {
		return fmt.Errorf("headroom: %w", err)
	}
	o.file = &writer{to: to, path: o.path}
	now := o.now()
	o.first.StartedAtMs = now.UnixMilli()
	if err := o.file.write(appendJSON(nil, o.first)); err != nil {
		_ = to.Close()
		return err
	}
	o.table = newTable()
	o.health = newHealth(o.table, o.host, &o.lag, inflight.Streams, now)
	o.stopped.Go(func() { o.lag.run(o.stop) })
	o.stopped.Go(o.run)
	return nil
}

// Stop aggregates and writes what still waits, then the last line, and makes the file durable. A failure that was said
// and stopped the test is not returned again.
func (o *Output) Stop() error {
	close(o.stop)
	o.stopped.Wait()
	o.drain()
	o.health.addLag(o.now().Unix())
	o.flush(1 << 62)
	totals := o.table.totals
	failedBefore := o.file.failed != nil
	err := o.file.finish(ending{
		End: true, AtMs: o.now().UnixMilli(),
		Started: uint64(totals.started), Finished: uint64(totals.finished), Dropped: uint64(totals.dropped),
		SeriesDropped: len(o.table.refused), SamplesDropped: totals.samplesRefused, WriteErrors: o.file.errors,
		Unnamed: uint64(totals.unnamed), Negative: totals.negative, NotFinite: totals.notFinite,
	})
	if err == nil || failedBefore {
		return nil
	}
	o.say(err)
	return err
}

// run aggregates four times a second; at each full second it samples the generator's health, and a quarter of a second
// later it writes the seconds that have ended, so that k6's 50 ms of buffering rarely cost a second line.
func (o *Output) run() {
	boundary := o.now().Truncate(time.Second).Add(time.Second)
	wake := boundary
	timer := time.NewTimer(wake.Sub(o.now()))
	defer timer.Stop()
	for {
		select {
		case <-o.stop:
			return
		case <-timer.C:
		}
		o.drain()
		now := o.now()
		if !now.Before(boundary) {
			second := now.Truncate(time.Second)
			// What waits now came while the rest was aggregated: about nothing, unless the output can't keep up.
			o.notice(o.health.sample(second.Unix()-1, now, o.waiting()))
			boundary = second.Add(time.Second)
		} else if now.Sub(boundary.Add(-time.Second)) < 2*drainPeriod {
			o.flush(now.Unix())
		}
		wake = now.Truncate(drainPeriod).Add(drainPeriod)
		timer.Reset(wake.Sub(o.now()))
	}
}

// drain aggregates every sample that waits.
func (o *Output) drain() {
	taken := o.take()
	for _, container := range taken {
		o.table.add(container)
	}
	o.recycle(taken)
}

func (o *Output) flush(before int64) {
	if !o.capSaid && len(o.table.refused) > 0 {
		o.capSaid = true
		o.notice([]string{"series_cap"})
	}
	o.lines = o.table.appendLines(o.lines, before)
	failedBefore := o.file.failed != nil
	err := o.file.write(o.lines)
	o.lines = o.lines[:0]
	if err != nil && !failedBefore {
		o.say(err)
		o.stopIt(err)
	}
}

func (o *Output) notice(texts []string) {
	for _, text := range texts {
		o.lines = appendJSON(o.lines, notice{Notice: text, AtMs: o.now().UnixMilli()})
	}
}

func (o *Output) say(err error) {
	_, _ = fmt.Fprintln(o.stderr, err)
}

func localPath(script *url.URL) string {
	if script == nil || script.Scheme != "file" {
		return ""
	}
	return script.Path
}
