package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"maps"
	mrand "math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"releve/internal/need"
)

// wire stands between devices and a server: a network that is there, is not, or fails those who trust it. The server may
// stop and start again behind it.
type wire struct {
	url    string // of the end that devices see
	target string // address of the server, without a path
	out    http.RoundTripper
	late   sync.WaitGroup // deliveries that nobody waits for

	mu     sync.Mutex
	down   bool
	ends   map[net.Conn]bool
	random *mrand.Rand // nil: the wire does no harm
	share  float64     // of the requests that are harmed
	harmed map[harm]int
	asked  atomic.Int64 // requests that came in

	renamed [2]string // a name in all that the server says, and the one that devices see instead

	seen func(r *http.Request, body []byte) // told of every request before it is carried, nil for nobody
}

// harm is what the wire does to a request.
type harm string

// The harms.
const (
	unharmed    harm = ""
	dropReply   harm = "reply dropped after the server has answered"
	repeated    harm = "request sent twice"
	arriveLate  harm = "reply dropped, and the request arrives again behind others"
	delayed     harm = "request behind others"
	cutRequest  harm = "half of the request"
	cutReply    harm = "half of the reply"
	longestWait      = 120 * time.Millisecond
)

// newWire puts a wire in front of a server.
func newWire(tb testing.TB, target string) *wire {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	w := &wire{
		url: "http://" + l.Addr().String(), target: target, ends: map[net.Conn]bool{}, harmed: map[harm]int{},
		out: &http.Transport{DisableCompression: true, DisableKeepAlives: true},
	}
	server := &http.Server{Handler: w, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(&wireListener{l, w}) }()
	tb.Cleanup(func() {
		_ = server.Close()
		w.late.Wait()
	})
	return w
}

// cut takes the network away, for those who are connected too, or gives it back.
func (w *wire) cut(down bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = down
	if !down {
		return
	}
	for end := range w.ends {
		_ = end.Close()
	}
	clear(w.ends)
}

// harm has the wire harm a share of what devices send to the server's interface for them; the seed says which.
func (w *wire) harm(seed uint64, share float64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.random, w.share = mrand.New(mrand.NewPCG(seed, seed)), share
}

// spare ends the harm.
func (w *wire) spare() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.random = nil
}

// fate says what becomes of a request, and how long it takes.
func (w *wire) fate(r *http.Request) (harm, time.Duration) {
	w.asked.Add(1)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.random == nil || r.Method == http.MethodGet || !strings.HasPrefix(r.URL.Path, "/api/") {
		return unharmed, 0
	}
	wait := time.Duration(w.random.Int64N(int64(longestWait)))
	if w.random.Float64() > w.share {
		return unharmed, wait / 10
	}
	all := []harm{dropReply, repeated, arriveLate, delayed, cutRequest, cutReply}
	h := all[w.random.IntN(len(all))]
	w.harmed[h]++
	return h, wait
}

// ServeHTTP carries one request to the server and its reply back, or fails to.
func (w *wire) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if w.seen != nil {
		w.seen(r, body)
	}
	head := r.Clone(r.Context())
	harm, wait := w.fate(r)
	time.Sleep(wait)
	switch harm {
	case cutRequest:
		w.half(head, body)
		panic(http.ErrAbortHandler)
	case repeated:
		w.behind(head, body, 0)
	case arriveLate:
		w.behind(head, body, 3*wait)
	case unharmed, delayed, dropReply, cutReply: // so far like any other
	}
	status, header, reply, err := w.carry(head, body)
	if err != nil || harm == dropReply || harm == arriveLate {
		panic(http.ErrAbortHandler)
	}
	maps.Copy(rw.Header(), header)
	if reply != nil && r.Method != http.MethodHead {
		rw.Header().Set("Content-Length", strconv.Itoa(len(reply)))
	}
	rw.WriteHeader(status)
	if harm == cutReply {
		_, _ = rw.Write(reply[:len(reply)/2]) //nolint:gosec // G705: the server's own reply
		rw.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	_, _ = rw.Write(reply) //nolint:gosec // G705: the server's own reply
}

// carry carries a request to the server and returns its reply.
func (w *wire) carry(r *http.Request, body []byte) (status int, header http.Header, reply []byte, err error) {
	was, is := w.names()
	//nolint:gosec // G704: the target is the test's own server
	out, err := http.NewRequest(r.Method, w.target+strings.ReplaceAll(r.URL.RequestURI(), is, was), bytes.NewReader(body))
	if err != nil {
		return 0, nil, nil, err
	}
	out.Header, out.Host = r.Header.Clone(), r.Host
	out.Header.Del("Connection")
	if is != was {
		out.Header.Del("Accept-Encoding")
	}
	res, err := w.out.RoundTrip(out)
	if err != nil {
		return 0, nil, nil, err
	}
	defer res.Body.Close()
	reply, err = io.ReadAll(res.Body)
	res.Header.Del("Connection")
	return res.StatusCode, res.Header, bytes.ReplaceAll(reply, []byte(was), []byte(is)), err
}

// rename has devices see another name in all that the server says, as if it were another version of it.
func (w *wire) rename(was, is string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.renamed = [2]string{was, is}
}

// names returns the two names; a wire that renames nothing has two equal ones.
func (w *wire) names() (was, is string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.renamed[0] == "" {
		return "\x00", "\x00"
	}
	return w.renamed[0], w.renamed[1]
}

// behind carries a request a second time, later, and forgets the reply.
func (w *wire) behind(r *http.Request, body []byte, wait time.Duration) {
	w.late.Go(func() {
		time.Sleep(wait)
		_, _, _, _ = w.carry(r, body)
	})
}

// half sends the server the head of a request and half of its body, and hangs up.
func (w *wire) half(r *http.Request, body []byte) {
	end, err := net.Dial("tcp", strings.TrimPrefix(w.target, "http://"))
	if err != nil {
		return
	}
	defer end.Close()
	b := bufio.NewWriter(end)
	fmt.Fprintf(b, "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n",
		r.Method, r.URL.RequestURI(), r.Host, len(body))
	_, _ = b.Write(body[:len(body)/2])
	_ = b.Flush()
}

// wireListener takes no connection while the network is away.
type wireListener struct {
	net.Listener

	wire *wire
}

// Accept waits for a connection.
func (l *wireListener) Accept() (net.Conn, error) {
	for {
		end, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if l.wire.takes(end) {
			return &wireEnd{end, l.wire}, nil
		}
		if tcp, ok := end.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = end.Close()
	}
}

func (w *wire) takes(end net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.down {
		w.ends[end] = true
	}
	return !w.down
}

// wireEnd is a connection that the wire forgets once it is closed.
type wireEnd struct {
	net.Conn

	wire *wire
}

// Close closes the connection.
func (e *wireEnd) Close() error {
	e.wire.mu.Lock()
	delete(e.wire.ends, e.Conn)
	e.wire.mu.Unlock()
	return e.Conn.Close()
}

// TestWire shows that the wire carries, cuts and harms.
func TestWire(t *testing.T) {
	need.Full(t)
	var mu sync.Mutex
	got := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			got["cut"]++
			return
		}
		got[string(body)]++
		_, _ = rw.Write([]byte("to " + string(body)))
	}))
	t.Cleanup(server.Close)
	w := newWire(t, server.URL)
	send := func(text string) string {
		res, err := http.Post(w.url+"/api/x", "text/plain", strings.NewReader(text))
		if err != nil {
			return "error"
		}
		defer res.Body.Close()
		reply, err := io.ReadAll(res.Body)
		if err != nil {
			return "half"
		}
		return string(reply)
	}
	if reply := send("one"); reply != "to one" {
		t.Errorf("carried: %q", reply)
	}
	w.cut(true)
	if reply := send("two"); reply != "error" || got["two"] != 0 {
		t.Errorf("cut: %q, %v", reply, got)
	}
	w.cut(false)
	if reply := send("three"); reply != "to three" {
		t.Errorf("given back: %q", reply)
	}
	w.harm(1, 1)
	said := map[string]int{}
	for range 60 {
		said[send("many")]++
	}
	w.late.Wait()
	if len(w.harmed) != 6 || said["error"] == 0 || said["half"] == 0 || said["to many"] == 0 {
		t.Errorf("harmed %v, said %v, received %v", w.harmed, said, got)
	}
	if want := 60 + w.harmed[repeated] + w.harmed[arriveLate] - w.harmed[cutRequest]; got["many"] != want || got["cut"] == 0 {
		t.Errorf("received %v, want %d", got, want)
	}
}
