package stream

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.k6.io/k6/lib"
)

// say writes an event and sends it at once.
func say(w http.ResponseWriter, text string) {
	_, _ = io.WriteString(w, text)
	_ = http.NewResponseController(w).Flush()
}

func delta(text string) string {
	return fmt.Sprintf("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":%q}}]}\n\n", text)
}

// tokens answers like OpenAI: a role, then tokens, each after the server was asked to go on.
func tokens(w http.ResponseWriter, texts ...string) {
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	say(w, "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}\n\n")
	for _, text := range texts {
		time.Sleep(5 * time.Millisecond)
		say(w, delta(text))
	}
}

const openAI = `tags: {name: 'POST /chat'}, textPath: 'choices.0.delta.content', done: '[DONE]'`

func TestAStreamIsReadTokenByToken(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		u := newUser(t, func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			tokens(w, "He", "llo ", string(body), " 😀")
			say(w, "data: [DONE]\n\n")
		}, userOptions{http2: http2})
		u.want(`
			const r = stream.post(url + '/chat', 'you', {`+openAI+`});
			[r.status, r.ended, r.text, r.events, r.textBytes, r.error, r.errorCode, r.textTruncated,
			 r.firstByteMs > 0 && r.firstByteMs <= r.firstEventMs && r.firstEventMs < r.firstTokenMs && r.firstTokenMs < r.durationMs,
			 r.maxGapMs > 0, r.headers['Content-Type'], r.timings.blocked >= 0, r.timings.waiting >= 0 && r.timings.waiting !== null, r.timings.lookingUp].join('|')`,
			"200|done|Hello you 😀|6|14|||false|true|true|text/event-stream; charset=utf-8|true|true|")
		u.want("r.proto", map[bool]string{false: "HTTP/1.1", true: "HTTP/2.0"}[http2])
		u.want("r.timings.connecting > 0", "true")
		u.want("String(r.timings.tlsHandshaking !== null)", fmt.Sprint(http2))

		got := u.measured()
		for name, count := range map[string]int{
			"sse_reqs": 1, "sse_events": 1, "sse_chunks": 1, "sse_text_bytes": 1, "sse_failed": 1, "sse_first_byte": 1,
			"sse_first_event": 1, "sse_first_token": 1, "sse_gap": 3, "sse_max_gap": 1, "sse_duration": 1, "sse_blocked": 1,
			"sse_connecting": 1, "sse_sending": 1, "sse_waiting": 1, "sse_looking_up": 0,
			"http_reqs": 0, "http_req_duration": 0,
		} {
			if len(got[name]) != count {
				t.Errorf("HTTP/2 %t: %d samples of %s, want %d", http2, len(got[name]), name, count)
			}
		}
		want := map[string]string{
			"scenario": "test", "phase": "measure", "name": "POST /chat", "method": "POST", "status": "200", "outcome": "ok",
		}
		if tags := got["sse_first_token"][0].Tags.Map(); fmt.Sprint(tags) != fmt.Sprint(want) {
			t.Errorf("tags %v", tags)
		}
		if got["sse_failed"][0].Value != 0 {
			t.Error("a whole stream did not fail")
		}
	}
}

func TestHowAStreamEndsIsTold(t *testing.T) {
	hang := func(r *http.Request) { <-r.Context().Done() }
	cases := []struct {
		sentence string
		handler  http.HandlerFunc
		params   string
		want     string // status|ended|errorCode|text|outcome
	}{
		{"an HTTP error keeps its body", func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "slow down", http.StatusTooManyRequests)
		}, openAI, "429|eof|1429|slow down\n|failed"},
		{"an error's body is bounded", func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, strings.Repeat("x", 100_000), http.StatusInternalServerError)
		}, openAI + ", maxTextBytes: 5", "500|eof|1500|xxxxx|failed"},
		{"an answer that is no stream", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			say(w, "<p>hello")
		}, openAI, "200|error|1901|<p>hello|failed"},
		{"no content at all is no stream", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNoContent)
		}, openAI, "204|error|1901||failed"},
		{"a compressed stream is not read", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			w.Header().Set("Content-Encoding", "gzip")
			say(w, "?")
		}, openAI, "200|error|1908|?|failed"},
		{"an end without the done marker", func(w http.ResponseWriter, _ *http.Request) {
			tokens(w, "a")
		}, openAI, "200|eof|1902|a|failed"},
		{"an end where no marker was asked for", func(w http.ResponseWriter, _ *http.Request) {
			tokens(w, "a", "b")
		}, `tags: {name: 'n'}, textPath: 'choices.0.delta.content'`, "200|eof||ab|ok"},
		{"a reset in mid-stream", func(w http.ResponseWriter, _ *http.Request) {
			tokens(w, "a")
			connection, _, _ := http.NewResponseController(w).Hijack()
			_ = connection.(*net.TCPConn).SetLinger(0)
			_ = connection.Close()
		}, openAI, "200|error|1220|a|failed"},
		{"a connection closed in mid-stream", func(w http.ResponseWriter, _ *http.Request) {
			tokens(w, "a")
			panic(http.ErrAbortHandler)
		}, openAI, "200|error|1905|a|failed"},
		{"a stall", func(w http.ResponseWriter, r *http.Request) {
			tokens(w, "a")
			hang(r)
		}, openAI + ", stallMs: 1000", "200|stall|1903|a|failed"},
		{"a time-out in mid-stream", func(w http.ResponseWriter, r *http.Request) {
			tokens(w, "a")
			hang(r)
		}, openAI + ", timeoutMs: 1500", "200|timeout|1050|a|failed"},
		{"a time-out before any answer", func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			hang(r)
		}, openAI + ", timeoutMs: 60", "0|timeout|1050||failed"},
		{"a planned abort is no failure", func(w http.ResponseWriter, r *http.Request) {
			tokens(w, "a")
			hang(r)
		}, openAI + ", abortAfterMs: 30", "200|abort||a|abort"},
		{"lines of JSON", func(w http.ResponseWriter, _ *http.Request) {
			say(w, "{\"response\":\"a\"}\n{\"done\":true}\n{\"response\":\"b\"}")
		}, `tags: {name: 'n'}, format: 'ndjson', textPath: 'response'`, "200|eof||ab|ok"},
		{"plain text", func(w http.ResponseWriter, _ *http.Request) {
			say(w, "gr\xc3")
			time.Sleep(20 * time.Millisecond)
			say(w, "\xbcn")
		}, `tags: {name: 'n'}, format: 'text'`, "200|eof||grün|ok"},
		{"a text limit does not cut a character in two", func(w http.ResponseWriter, _ *http.Request) {
			say(w, "grün")
		}, `tags: {name: 'n'}, format: 'text', maxTextBytes: 3`, "200|eof||gr|ok"},
		{"a redirect beyond the limit is the answer", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/again", http.StatusTemporaryRedirect)
		}, openAI + ", redirects: 2", "307|eof|1907||failed"},
	}
	for _, c := range cases {
		t.Run(c.sentence, func(t *testing.T) {
			t.Parallel()
			u := newUser(t, c.handler, userOptions{})
			got := u.run(`const r = stream.post(url, '{}', {` + c.params + `}); [r.status, r.ended, r.errorCode, r.text].join('|')`)
			measured := u.measured()
			outcome, _ := measured["sse_reqs"][0].Tags.Get("outcome")
			if got += "|" + outcome; got != c.want {
				t.Errorf("got %q, want %q (%s)", got, c.want, u.run("String(r.error)"))
			}
			if failed := measured["sse_failed"][0].Value == 1; failed != (outcome == "failed") {
				t.Errorf("sse_failed is %t", failed)
			}
		})
	}
}

func TestAnAbortEndsTheRequestAtTheServer(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		left := make(chan error, 1)
		u := newUser(t, func(w http.ResponseWriter, r *http.Request) {
			tokens(w, "a")
			select {
			case <-r.Context().Done():
				left <- r.Context().Err()
			case <-time.After(20 * time.Second):
				left <- nil
			}
		}, userOptions{http2: http2})
		u.want(`stream.post(url, '{}', {`+openAI+`, abortAfterMs: 10}).ended`, "abort")
		if err := <-left; err == nil {
			t.Errorf("HTTP/2 %t: the server never saw the end", http2)
		}
		if http2 { // a reset stream leaves the connection to others
			u.want(`stream.post(url, '{}', {`+openAI+`, abortAfterMs: 10}).timings.connecting`, "null")
			<-left
		}
	}
}

func TestAnAbortCountsFromTheFirstTokenAndNeverWithoutOne(t *testing.T) {
	u := newUser(t, func(w http.ResponseWriter, r *http.Request) {
		tokens(w)
		<-r.Context().Done()
	}, userOptions{})
	u.want(`const r = stream.post(url, '{}', {`+openAI+`, abortAfterMs: 1, timeoutMs: 150}); r.ended + r.firstTokenMs`, "timeoutnull")
}

func TestACanceledContextStillLeavesItsSample(t *testing.T) {
	arrived := make(chan struct{})
	u := newUser(t, func(w http.ResponseWriter, r *http.Request) {
		tokens(w, "a")
		close(arrived)
		<-r.Context().Done()
	}, userOptions{})
	go func() {
		<-arrived
		u.CancelContext()
	}()
	u.want(`const r = stream.post(url, '{}', {`+openAI+`}); r.ended + r.errorCode`, "error1904")
	got := u.measured()
	if len(got["sse_reqs"]) != 1 || len(got["sse_duration"]) != 1 || got["sse_failed"][0].Value != 1 {
		t.Errorf("the samples of an interrupted stream were lost: %v", got)
	}
}

func TestRedirectsKeepWhatTheyMust(t *testing.T) {
	var seen []string
	u := newUser(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		seen = append(seen, r.Method+" "+r.URL.Path+" "+string(body))
		var status int
		if _, err := fmt.Sscanf(r.URL.Path, "/%d", &status); err == nil {
			http.Redirect(w, r, "/end", status)
			return
		}
		tokens(w, "a")
		say(w, "data: [DONE]\n\n")
	}, userOptions{})
	for status, want := range map[int]string{
		307: "POST /end body", 308: "POST /end body", 301: "GET /end ", 302: "GET /end ", 303: "GET /end ",
	} {
		u.want(fmt.Sprintf(`stream.post(url + '/%d', 'body', {%s}).ended`, status, openAI), "done")
		if got := seen[len(seen)-1]; got != want {
			t.Errorf("after %d: %q, want %q", status, got, want)
		}
	}
}

func TestCookiesAndHeadersTravelThroughTheUsersJar(t *testing.T) {
	u := newUser(t, func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "abc"})
		cookie, _ := r.Cookie("session")
		w.Header().Set("Content-Type", "text/event-stream")
		say(w, fmt.Sprintf("data: %v %s %s\n\n", cookie, r.Header.Get("Authorization"), r.Header.Get("Accept")))
	}, userOptions{})
	const script = `stream.get(url, {tags: {name: 'n'}, headers: {Authorization: 'Bearer x'}}).text`
	u.want(script, " Bearer x text/event-stream")
	u.want(script, "session=abc Bearer x text/event-stream")
}

func TestAConnectionIsUsedAgainAfterAStreamThatEnded(t *testing.T) {
	addresses := map[string]bool{}
	u := newUser(t, func(w http.ResponseWriter, r *http.Request) {
		addresses[r.RemoteAddr] = true
		tokens(w, "a")
		say(w, "data: [DONE]\n\n")
		time.Sleep(5 * time.Millisecond) // the end of the body comes after its marker
	}, userOptions{})
	for k := range 5 {
		u.want(`stream.post(url, '{}', {`+openAI+`}).timings.connecting === null`, fmt.Sprint(k > 0))
	}
	if len(addresses) != 1 {
		t.Errorf("five streams took %d connections", len(addresses))
	}
	if u.dialer.BytesRead == 0 || u.dialer.BytesWritten == 0 {
		t.Error("the bytes of a stream must count in data_received and data_sent")
	}
}

func TestTheUsersOwnAddressAndDenyListApply(t *testing.T) {
	var from string
	u := newUser(t, func(w http.ResponseWriter, r *http.Request) {
		from, _, _ = net.SplitHostPort(r.RemoteAddr)
		tokens(w, "a")
	}, userOptions{localIP: "127.1.0.7"})
	const script = `const r%d = stream.post(url, '{}', {tags: {name: 'n'}}); r%d.ended + r%d.errorCode`
	u.want(fmt.Sprintf(script, 1, 1, 1), "eofnull")
	if from != "127.1.0.7" {
		t.Errorf("the request came from %s", from)
	}
	_, everything, err := net.ParseCIDR("127.0.0.0/8")
	if err != nil {
		t.Fatal(err)
	}
	denied := lib.IPNet{IPNet: *everything}
	u.dialer.Blacklist = []*lib.IPNet{&denied}
	u.state.Transport.(*http.Transport).CloseIdleConnections()
	u.want(fmt.Sprintf(script, 2, 2, 2), "error1110")
	u.dialer.Blacklist = nil
	u.server.Close()
	u.want(fmt.Sprintf(script, 3, 3, 3), "error1212")
}

func TestAWrongCallThrowsAndSaysWhy(t *testing.T) {
	u := newUser(t, func(http.ResponseWriter, *http.Request) { t.Error("nothing may be sent") }, userOptions{})
	for sentence, c := range map[string]struct{ call, want string }{
		"no params":                {`stream.post(url, '')`, "tags.name is required"},
		"no name":                  {`stream.post(url, '', {tags: {a: 'b'}})`, "tags.name is required"},
		"a URL as the name":        {`stream.get(url, {tags: {name: url}})`, "a series of its own"},
		"a misspelt parameter":     {`stream.post(url, '', {tags: {name: 'n'}, timeoutMS: 5})`, "timeoutMS"},
		"a time-out of zero":       {`stream.post(url, '', {tags: {name: 'n'}, timeoutMs: 0})`, "timeoutMs"},
		"a time-out that is none":  {`stream.post(url, '', {tags: {name: 'n'}, timeoutMs: 'soon'})`, "timeoutMs"},
		"an unknown format":        {`stream.post(url, '', {tags: {name: 'n'}, format: 'xml'})`, "xml"},
		"an object as the body":    {`stream.post(url, {a: 1}, {tags: {name: 'n'}})`, "JSON.stringify"},
		"a URL that can't be read": {`stream.post('http://[', '', {tags: {name: 'n'}})`, "missing ']'"},
	} {
		_, err := u.RunOnEventLoop(c.call)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", sentence, err)
		}
	}
	if got := u.measured(); len(got) != 0 {
		t.Errorf("a wrong call is no request: %v", got)
	}
}
