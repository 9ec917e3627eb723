package output

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
)

// headerSource is where the first line's facts come from.
type headerSource struct {
	folder     string
	scriptHash string  // as given by whoever bundled the script; empty: the script file is hashed
	clock      string  // JSON of clock; empty: this machine's clock is the collectors' own
	script     string  // path, or empty when k6 was not given a file
	segment    *string // k6's execution segment, nil when it has the whole
}

func newHeader(instance string, from headerSource) (header, error) {
	made := header{
		Headroom: "load/1",
		Instance: instance,
		Segment:  from.segment,
		K6:       k6Version(),
		PlanHash: fileHash(filepath.Join(from.folder, "plan.json")),
		Clock:    clock{Source: "local"},
	}
	if from.clock != "" {
		if err := json.Unmarshal([]byte(from.clock), &made.Clock); err != nil {
			return header{}, fmt.Errorf(`HEADROOM_CLOCK: wanted {"source","offsetMs","errorMs"}: %w`, err)
		}
	}
	switch {
	case from.scriptHash != "":
		made.ScriptHash = &from.scriptHash
	case from.script != "":
		made.ScriptHash = fileHash(from.script)
	}
	return made, nil
}

// fileHash returns the SHA-256 of a file in hexadecimal, or nil when there is none.
func fileHash(path string) *string {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	sum := sha256.Sum256(content)
	text := hex.EncodeToString(sum[:])
	return &text
}

// k6Version returns the version of k6 that this binary was built with, such as "v1.8.1".
func k6Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, dependency := range info.Deps {
		if dependency.Path == "go.k6.io/k6" {
			return dependency.Version
		}
	}
	return "unknown"
}
