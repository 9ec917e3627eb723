package stream

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"go.k6.io/k6/js/modulestest"
	"go.k6.io/k6/lib"
	"go.k6.io/k6/lib/netext"
	k6types "go.k6.io/k6/lib/types"
	"go.k6.io/k6/metrics"
)

// user is one virtual user whose script can use the module as `stream`, and a server for it to talk to.
type user struct {
	*modulestest.Runtime
	t       *testing.T
	state   *lib.State
	samples chan metrics.SampleContainer
	dialer  *netext.Dialer
	server  *httptest.Server
}

type userOptions struct {
	http2   bool
	localIP string
}

func newUser(t *testing.T, handler http.HandlerFunc, options userOptions) *user {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.EnableHTTP2 = options.http2
	server.Config.ErrorLog = nil
	if options.http2 {
		server.StartTLS()
	} else {
		server.Start()
	}
	t.Cleanup(server.Close)

	runtime := modulestest.NewRuntime(t)
	made, ok := new(rootModule).NewModuleInstance(runtime.VU).(*instance)
	if !ok {
		t.Fatal("not our instance")
	}
	stream := runtime.VU.Runtime().NewObject()
	for name, function := range made.Exports().Named {
		if err := stream.Set(name, function); err != nil {
			t.Fatal(err)
		}
	}
	for name, value := range map[string]any{"stream": stream, "url": server.URL} {
		if err := runtime.VU.Runtime().Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	registry := runtime.VU.InitEnvField.Registry
	dialer := netext.NewDialer(net.Dialer{Timeout: 5 * time.Second}, netext.NewResolver(net.LookupIP, 0, k6types.DNSfirst, k6types.DNSany))
	if options.localIP != "" {
		dialer.LocalAddr = &net.TCPAddr{IP: net.ParseIP(options.localIP)}
	}
	transport := &http.Transport{
		DialContext: dialer.DialContext, DisableCompression: true, ForceAttemptHTTP2: true,
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // the test server's own certificate
	}
	t.Cleanup(transport.CloseIdleConnections)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	logger := logrus.New()
	logger.SetOutput(io.Discard)
	u := &user{Runtime: runtime, t: t, samples: make(chan metrics.SampleContainer, 1000), dialer: dialer, server: server}
	u.state = &lib.State{
		Logger: logger, Transport: transport, Dialer: dialer, CookieJar: jar, Samples: u.samples,
		Tags:           lib.NewVUStateTags(registry.RootTagSet().With("scenario", "test").With("phase", "measure")),
		BuiltinMetrics: runtime.BuiltinMetrics,
	}
	runtime.MoveToVUContext(u.state)
	return u
}

// run runs a script and returns what its last expression is, as text.
func (u *user) run(script string) string {
	u.t.Helper()
	value, err := u.RunOnEventLoop(script)
	if err != nil {
		u.t.Fatal(err)
	}
	return value.String()
}

// want runs a script and compares.
func (u *user) want(script, want string) {
	u.t.Helper()
	if got := u.run(script); got != want {
		u.t.Errorf("%s:\n got %s\nwant %s", script, got, want)
	}
}

// measured returns the samples so far by metric name, and forgets them.
func (u *user) measured() map[string][]metrics.Sample {
	found := map[string][]metrics.Sample{}
	for {
		select {
		case container := <-u.samples:
			for _, sample := range container.GetSamples() {
				found[sample.Metric.Name] = append(found[sample.Metric.Name], sample)
			}
		default:
			return found
		}
	}
}
