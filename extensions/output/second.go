package output

import (
	"math"
	"strconv"
	"time"

	"go.k6.io/k6/metrics"

	"headroom/extensions/histogram"
)

// second holds what one series measured in one second.
type second struct {
	unix     int64
	n        uint64
	value    float64 // sum of a counter, last value of a gauge, non-zero samples of a rate, sum of a trend
	min, max float64 // of a trend without shape
	shape    histogram.Histogram
}

// ValueRun is a container of many values of one time series, each at a time of its own: a stream's gaps. It saves a
// k6 sample per value; other outputs see ordinary samples through GetSamples.
type ValueRun interface {
	metrics.SampleContainer
	// Single returns the samples that are not part of the run.
	Single() []metrics.Sample
	// Run calls add for each value, in order of time; it may be empty.
	Run() (of metrics.TimeSeries, each func(add func(at time.Time, value float64)))
}

// add counts every sample of a container.
func (t *table) add(container metrics.SampleContainer) {
	run, ok := container.(ValueRun)
	if !ok {
		t.addSamples(container.GetSamples())
		return
	}
	t.addSamples(run.Single())
	of, each := run.Run()
	var to target
	known := false // an empty run declares no series
	each(func(at time.Time, value float64) {
		if !known {
			to, known = t.target(of), true
		}
		t.addValue(to, at, value)
	})
}

func (t *table) addSamples(samples []metrics.Sample) {
	for k := range samples {
		t.addValue(t.target(samples[k].TimeSeries), samples[k].Time, samples[k].Value)
	}
}

func (t *table) addValue(to target, at time.Time, value float64) {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		t.totals.notFinite++
		return
	}
	if to.tally != nil {
		*to.tally += value
	}
	if to.series == nil {
		t.totals.samplesRefused++
		return
	}
	if value < 0 && (to.series.kind == trend) {
		t.totals.negative++
	}
	to.series.add(at.Unix(), value)
}

func (s *series) add(unix int64, value float64) {
	at := s.at(unix)
	at.n++
	switch s.kind {
	case counter:
		at.value += value
	case gauge:
		at.value = value
	case rate:
		if value != 0 {
			at.value++
		}
	case trend:
		at.shape.Add(value)
	case trendNoShape:
		if at.n == 1 {
			at.min, at.max = value, value
		}
		at.value += value
		at.min, at.max = min(at.min, value), max(at.max, value)
	}
}

// at returns the second of a Unix time, opening it if need be.
func (s *series) at(unix int64) *second {
	place := len(s.open)
	for place > 0 && s.open[place-1].unix >= unix {
		if s.open[place-1].unix == unix {
			return s.open[place-1]
		}
		place--
	}
	made := s.spare
	s.spare = nil
	if made == nil {
		made = &second{}
	}
	made.unix = unix
	s.open = append(s.open, nil)
	copy(s.open[place+1:], s.open[place:])
	s.open[place] = made
	return made
}

// release forgets a written second and keeps its memory for the next one.
func (s *series) release(done *second) {
	done.shape.Reset()
	*done = second{shape: done.shape}
	s.spare = done
}

// appendLines appends the lines of every second before the given Unix time and releases them: memory stays flat.
func (t *table) appendLines(lines []byte, before int64) []byte {
	for _, s := range t.all {
		written := 0
		for written < len(s.open) && s.open[written].unix < before {
			if !s.declared {
				lines = s.appendDeclaration(lines)
				s.declared = true
			}
			lines = s.appendSecond(lines, s.open[written])
			s.release(s.open[written])
			written++
		}
		if written > 0 {
			s.open = s.open[:copy(s.open, s.open[written:])]
		}
	}
	return lines
}

func (s *series) appendSecond(line []byte, at *second) []byte {
	line = append(line, `{"s":`...)
	line = strconv.AppendInt(line, int64(s.id), 10)
	line = append(line, `,"t":`...)
	line = strconv.AppendInt(line, at.unix, 10)
	line = append(line, ',')
	switch s.kind {
	case trend:
		line = at.shape.AppendLine(line)
	case trendNoShape:
		line = histogram.AppendTotals(line, at.n, at.value, at.min, at.max)
	case rate:
		line = append(line, `"n":`...)
		line = strconv.AppendUint(line, at.n, 10)
		line = append(line, ',')
		fallthrough
	default:
		line = append(line, `"v":`...)
		line = strconv.AppendFloat(line, at.value, 'g', -1, 64)
	}
	return append(line, '}', '\n')
}
