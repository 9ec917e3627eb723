package output

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// host reads what the kernel says about this process, below a root that tests replace by a folder of fixtures.
type host struct {
	root  string // "/" in production
	cores int    // cores this process may run on
}

// cpuLimit returns how many cores this process may use: its cgroup's quota (version 2 or 1, the tightest of the
// group and all above it), or the number of cores when no quota is set or none can be read.
func (h host) cpuLimit() float64 {
	limit := float64(h.cores)
	for _, line := range strings.Split(h.read("proc/self/cgroup"), "\n") {
		hierarchy, rest, ok := strings.Cut(line, ":")
		controllers, path, ok2 := strings.Cut(rest, ":")
		if !ok || !ok2 {
			continue
		}
		if hierarchy == "0" && controllers == "" {
			limit = min(limit, h.tightest("sys/fs/cgroup", path, h.quotaV2))
			continue
		}
		for _, controller := range strings.Split(controllers, ",") {
			if controller == "cpu" {
				for _, mount := range []string{controllers, "cpu"} {
					limit = min(limit, h.tightest(filepath.Join("sys/fs/cgroup", mount), path, h.quotaV1))
				}
			}
		}
	}
	return limit
}

// rssBytes returns the resident memory of this process.
func (h host) rssBytes() (float64, error) {
	fields := strings.Fields(h.read("proc/self/statm"))
	if len(fields) < 2 {
		return 0, errors.New("no /proc/self/statm")
	}
	pages, err := strconv.ParseFloat(fields[1], 64)
	if err != nil {
		return 0, fmt.Errorf("/proc/self/statm: %w", err)
	}
	return pages * float64(os.Getpagesize()), nil
}

// tightest returns the lowest quota from a group's folder up to its hierarchy's mount. Inside a container the path may
// be the host's and exist nowhere here; the mount itself is then the container's own group.
func (h host) tightest(mount, path string, quota func(folder string) (float64, bool)) float64 {
	limit := float64(h.cores)
	for group := filepath.Clean("/" + path); ; group = filepath.Dir(group) {
		if cores, ok := quota(filepath.Join(mount, group)); ok {
			limit = min(limit, cores)
		}
		if group == "/" {
			return limit
		}
	}
}

// quotaV2 reads cpu.max: "200000 100000" is two cores, "max 100000" no limit.
func (h host) quotaV2(folder string) (float64, bool) {
	fields := strings.Fields(h.read(filepath.Join(folder, "cpu.max")))
	if len(fields) != 2 {
		return 0, false
	}
	return cores(fields[0], fields[1])
}

// quotaV1 reads cpu.cfs_quota_us and cpu.cfs_period_us; a quota of -1 is no limit.
func (h host) quotaV1(folder string) (float64, bool) {
	quota := strings.TrimSpace(h.read(filepath.Join(folder, "cpu.cfs_quota_us")))
	period := strings.TrimSpace(h.read(filepath.Join(folder, "cpu.cfs_period_us")))
	return cores(quota, period)
}

func cores(quotaUs, periodUs string) (float64, bool) {
	quota, err := strconv.ParseFloat(quotaUs, 64)
	period, err2 := strconv.ParseFloat(periodUs, 64)
	if err != nil || err2 != nil || quota <= 0 || period <= 0 {
		return 0, false
	}
	return quota / period, true
}

// read returns a small file below the root; an unreadable one is as good as an empty one here.
func (h host) read(name string) string {
	text, err := os.ReadFile(filepath.Join(h.root, name))
	if err != nil {
		return ""
	}
	return string(text)
}
