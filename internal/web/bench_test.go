package web_test

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"releve/internal/need"
	"releve/internal/sheet"
)

// round is how long each load lasts.
const round = 3 * time.Second

// load sends requests from so many clients, each over one connection, until the time is over, and returns how
// many were answered as wanted per second and the server's CPU time for each.
func load(b *testing.B, s benchServer, clients int, request func() []byte, want int) (perSecond float64, cpu time.Duration) {
	b.Helper()
	warm(b, s, request())
	var answered atomic.Int64
	var group sync.WaitGroup
	before, start := s.cpu(b), time.Now()
	deadline := start.Add(round)
	for range clients {
		group.Go(func() {
			c, err := net.Dial("tcp", s.address)
			if err != nil {
				b.Error(err)
				return
			}
			defer c.Close()
			r := bufio.NewReader(c)
			for time.Now().Before(deadline) {
				if _, err := c.Write(request()); err != nil {
					b.Error(err)
					return
				}
				res, err := http.ReadResponse(r, nil)
				if err != nil {
					b.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, res.Body)
				_ = res.Body.Close()
				if res.StatusCode != want {
					b.Errorf("status %d", res.StatusCode)
					return
				}
				answered.Add(1)
			}
		})
	}
	group.Wait()
	n := answered.Load()
	if n == 0 {
		b.Fatal("nothing was answered")
	}
	return float64(n) / time.Since(start).Seconds(), (s.cpu(b) - before) / time.Duration(n)
}

// warm sends one request, so that what a server does once is not counted.
func warm(b *testing.B, s benchServer, request []byte) {
	b.Helper()
	c, err := net.Dial("tcp", s.address)
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	if _, err = c.Write(request); err != nil {
		b.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		b.Fatal(err)
	}
	_ = res.Body.Close()
}

func hello() []byte { return []byte("GET / HTTP/1.1\r\nHost: bench\r\n\r\n") }

// submission returns a filled form, with an id of its own, as a browser posts it.
func submission() []byte {
	id, err := sheet.NewID(rand.Reader)
	if err != nil {
		panic(err)
	}
	body := "_id=" + id.String() + "&_version=2026112203&_language=fr&_date=2026-03-02&inst=com-pop&inst.text=" +
		"&proc=rdv&proc.text=&dur=d10&dur.minutes=&out=ok&fn=as&fn.text=&com=Guichet+ferm%C3%A9%2C+rappel+demain."
	return fmt.Appendf(nil, "POST /s/%s HTTP/1.1\r\nHost: bench\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		benchLink, len(body), body)
}

// syncsPerSecond returns how often this disk makes 12 KiB durable.
func syncsPerSecond(b *testing.B, dir string) float64 {
	b.Helper()
	f, err := os.Create(filepath.Join(dir, "raw"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	block := make([]byte, 12<<10)
	start, n := time.Now(), 0
	for time.Since(start) < time.Second {
		if _, err := f.WriteAt(block, 0); err != nil {
			b.Fatal(err)
		}
		if err := syscall.Fdatasync(int(f.Fd())); err != nil {
			b.Fatal(err)
		}
		n++
	}
	return float64(n) / time.Since(start).Seconds()
}

// BenchmarkSubmit measures durable submissions through HTTP, as ratios to raw fdatasync of the same disk and to the
// same server with one commit for each sheet.
func BenchmarkSubmit(b *testing.B) {
	for _, clients := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			for range b.N {
				dir := b.TempDir()
				raw := syncsPerSecond(b, dir)
				single := startBench(b, fmt.Sprintf("submit %s 1 0", b.TempDir()))
				alone, _ := load(b, single, clients, submission, http.StatusSeeOther)
				group := startBench(b, fmt.Sprintf("submit %s 0 0", dir))
				together, cpu := load(b, group, clients, submission, http.StatusSeeOther)
				b.ReportMetric(together, "sheets/s")
				b.ReportMetric(together/raw, "×fdatasync")
				b.ReportMetric(together/alone, "×limit1")
				b.ReportMetric(float64(cpu.Microseconds()), "µs-CPU/sheet")
			}
		})
	}
}

// BenchmarkSubmitCPU measures the CPU time of a submission as a ratio to an Echo server that says hello.
func BenchmarkSubmitCPU(b *testing.B) {
	for range b.N {
		_, greet := load(b, startBench(b, "hello"), 64, hello, http.StatusOK)
		_, submit := load(b, startBench(b, fmt.Sprintf("submit %s 0 0", b.TempDir())), 64, submission, http.StatusSeeOther)
		b.ReportMetric(float64(greet.Nanoseconds())/1000, "µs-CPU/hello")
		b.ReportMetric(float64(submit.Nanoseconds())/1000, "µs-CPU/sheet")
		b.ReportMetric(float64(submit)/float64(greet), "×hello")
	}
}

// BenchmarkSubmitStored measures the CPU time of a submission with many sheets stored as a ratio to few.
func BenchmarkSubmitStored(b *testing.B) {
	few, many := 10_000, need.Size(50_000, 1_000_000, 1_000_000)
	for range b.N {
		small := startBench(b, fmt.Sprintf("submit %s 0 %d", b.TempDir(), few))
		large := startBench(b, fmt.Sprintf("submit %s 0 %d", b.TempDir(), many))
		_, little := load(b, small, 64, submission, http.StatusSeeOther)
		_, much := load(b, large, 64, submission, http.StatusSeeOther)
		b.ReportMetric(float64(little.Nanoseconds())/1000, "µs-CPU/few")
		b.ReportMetric(float64(much.Nanoseconds())/1000, "µs-CPU/many")
		b.ReportMetric(float64(much)/float64(little), "×few")
	}
}
