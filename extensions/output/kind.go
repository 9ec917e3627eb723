package output

import (
	"strings"

	"go.k6.io/k6/metrics"
)

// kind says how the samples of one second become one line.
type kind int

const (
	counter kind = iota
	gauge
	rate
	trend        // histogram
	trendNoShape // count, sum, minimum and maximum only
)

// name returns the kind as it stands in a series line.
func (k kind) name() string {
	return [...]string{"counter", "gauge", "rate", "trend", "trend"}[k]
}

// kindOf returns how a k6 metric is aggregated: a histogram for durations and for every trend that a script made.
// Other trends of k6's own (layout shift of a browser page, for one) are not times, and keep no shape.
func kindOf(metric *metrics.Metric) kind {
	switch metric.Type {
	case metrics.Counter:
		return counter
	case metrics.Gauge:
		return gauge
	case metrics.Rate:
		return rate
	case metrics.Trend:
		if metric.Contains != metrics.Time && isBuiltIn(metric.Name) {
			return trendNoShape
		}
	}
	return trend
}

// unitOf returns the unit of a k6 metric's values.
func unitOf(metric *metrics.Metric) string {
	switch {
	case metric.Contains == metrics.Time:
		return "ms"
	case metric.Contains == metrics.Data:
		return "bytes"
	case metric.Type == metrics.Rate:
		return "share"
	default:
		return "count"
	}
}

func isBuiltIn(name string) bool {
	for _, prefix := range []string{"browser_", "grpc_", "http_", "ws_"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
