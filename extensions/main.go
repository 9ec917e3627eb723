// Command k6 is Grafana k6 with two extensions of Headroom: the module k6/x/stream and the output headroom.
//
// Our sources are under the Apache License 2.0. The binary built from them contains k6, which is under the GNU Affero
// General Public License 3.0, and is therefore as a whole under AGPL-3.0: see LICENSE-k6.txt beside it. No binary is
// part of this repository.
package main

import (
	"go.k6.io/k6/cmd"

	"headroom/extensions/output"
	"headroom/extensions/stream"
)

// The output takes a stream's gaps as the run of values that they are.
var _ output.ValueRun = (*stream.Samples)(nil)

func main() { cmd.Execute() }
