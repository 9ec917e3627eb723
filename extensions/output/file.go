package output

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"syscall"
)

// sink is the load file as this package uses it.
type sink interface {
	io.WriteCloser
	Sync() error
}

// opener makes the load file at a path; tests inject others.
type opener func(path string) (sink, error)

// header is the first line.
type header struct {
	Headroom    string  `json:"headroom"`
	Instance    string  `json:"instance"`
	Segment     *string `json:"segment"`
	ScriptHash  *string `json:"scriptHash"`
	PlanHash    *string `json:"planHash"`
	K6          string  `json:"k6"`
	StartedAtMs int64   `json:"startedAtMs"`
	Clock       clock   `json:"clock"`
}

// clock relates this process's clock to the one of the machine that collects: the same one, unless told otherwise.
type clock struct {
	Source   string  `json:"source"`
	OffsetMs float64 `json:"offsetMs"`
	ErrorMs  float64 `json:"errorMs"`
}

// ending is the last line; a file without it is partial.
type ending struct {
	End            bool   `json:"end"`
	AtMs           int64  `json:"atMs"`
	Started        uint64 `json:"started"`
	Finished       uint64 `json:"finished"`
	Dropped        uint64 `json:"dropped"`
	SeriesDropped  int    `json:"seriesDropped"`
	SamplesDropped uint64 `json:"samplesDropped"`
	WriteErrors    int    `json:"writeErrors"`
	Unnamed        uint64 `json:"unnamed"`
	Negative       uint64 `json:"negative"`
	NotFinite      uint64 `json:"notFinite"`
}

// notice is something the output says of itself.
type notice struct {
	Notice string `json:"notice"`
	AtMs   int64  `json:"atMs"`
}

var instanceName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`)

// loadPath returns where an instance's load file lies, or why the name can't be a file's.
func loadPath(folder, instance string) (string, error) {
	if folder == "" {
		return "", errors.New("no run folder: use --out headroom=<run folder>")
	}
	if !instanceName.MatchString(instance) {
		return "", fmt.Errorf("HEADROOM_INSTANCE %q: wanted 1 to 100 letters, digits, '.', '_' or '-'", instance)
	}
	return filepath.Join(folder, "load", instance+".ndjson"), nil
}

// openLoadFile creates the file and its folder; a file that already holds something is refused, so that two k6
// processes, or two runs, never mix their lines.
func openLoadFile(path string) (sink, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("can't make the folder of the load file: %w", err)
	}
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Size() > 0 {
		return nil, fmt.Errorf("%s already holds a measurement: use another run folder or HEADROOM_INSTANCE", path)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("can't write the load file: %w", err)
	}
	return file, nil
}

// writer appends whole lines, one write call at a time, and stops for good at the first failure: what stands in the
// file is then a measurement up to a known point, and it has no last line.
type writer struct {
	to     sink
	path   string
	failed error
	errors int
}

// write appends lines; after a failure it does nothing and returns that failure again.
func (w *writer) write(lines []byte) error {
	if w.failed != nil || len(lines) == 0 {
		return w.failed
	}
	if n, err := w.to.Write(lines); err != nil {
		w.fail(err)
	} else if n < len(lines) {
		w.fail(io.ErrShortWrite)
	}
	return w.failed
}

// finish appends the last line and makes the file durable. After a failure it only closes.
func (w *writer) finish(last ending) error {
	if w.failed == nil {
		_ = w.write(appendJSON(nil, last))
	}
	if w.failed == nil {
		// A device or a pipe can't be synced, which says so with EINVAL: nothing is lost.
		if err := w.to.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) {
			w.fail(err)
		}
	}
	if err := w.to.Close(); err != nil && w.failed == nil {
		w.fail(err)
	}
	return w.failed
}

func (w *writer) fail(err error) {
	w.errors++
	w.failed = fmt.Errorf("headroom: writing %s failed, the measurement ends here: %w", w.path, err)
}

func appendJSON(line []byte, value any) []byte {
	encoded, err := json.Marshal(value)
	if err != nil { // only strings and finite numbers are given
		panic(err)
	}
	return append(append(line, encoded...), '\n')
}
