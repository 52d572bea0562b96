package main

import (
	"context"
	"crypto/rand"
	"maps"
	mrand "math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"releve/internal/need"
)

// hammer posts sheets from several clients until ctx ends and returns the ids that were acknowledged and those
// that were sent. Each client sends a sheet again when it got no answer, as a device does.
func hammer(ctx context.Context, t *testing.T, s *server, link string, clients int) (acked, sent map[string]bool) {
	t.Helper()
	acked, sent = map[string]bool{}, map[string]bool{}
	var mu sync.Mutex
	var group sync.WaitGroup
	for range clients {
		group.Go(func() {
			client := &http.Client{Transport: &http.Transport{}, Timeout: 20 * time.Second}
			defer client.CloseIdleConnections()
			for ctx.Err() == nil {
				next := randomSheet(t, rand.Reader)
				mu.Lock()
				sent[next.ID] = true
				mu.Unlock()
				verdicts, err := post(context.WithoutCancel(ctx), client, s.url, link, next)
				if err != nil || s.dark.Load() {
					time.Sleep(2 * time.Millisecond)
					continue
				}
				if st := verdicts[0].Status; st != "stored" && st != "duplicate" {
					t.Errorf("status %s", st)
				}
				mu.Lock()
				acked[next.ID] = true
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return acked, sent
}

// TestKilledUnderLoad kills the server at random moments while clients post: every acknowledged sheet is there
// afterwards, none twice, and none that nobody sent.
func TestKilledUnderLoad(t *testing.T) {
	need.Full(t)
	dir := t.TempDir()
	link := surveyed(t, dir, "monitoring-1030")
	acked, sent := map[string]bool{}, map[string]bool{}
	moments := mrand.New(mrand.NewPCG(7, 11))
	for range need.Size(3, 20, 60) {
		s := started(t, dir, nil)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Duration(100+moments.IntN(400))*time.Millisecond, func() {
			s.kill()
			cancel()
		})
		a, all := hammer(ctx, t, s, link, 16)
		cancel()
		maps.Copy(acked, a)
		maps.Copy(sent, all)
	}
	judge(t, dir, acked, sent)
}

// judge compares what was acknowledged and sent with what is stored.
func judge(t *testing.T, dir string, acked, sent map[string]bool) {
	t.Helper()
	stored := storedIDs(t, dir)
	if len(acked) == 0 {
		t.Error("nothing was acknowledged: the test shows nothing")
	}
	for id := range acked {
		if stored[id] == 0 {
			t.Errorf("acknowledged sheet %s is lost", id)
		}
	}
	for id, times := range stored {
		if times > 1 {
			t.Errorf("sheet %s is stored %d times", id, times)
		}
		if !sent[id] {
			t.Errorf("sheet %s was never sent", id)
		}
	}
	t.Logf("sent %d, acknowledged %d, stored %d", len(sent), len(acked), len(stored))
}

// TestEveryAnswerIsSynced counts the calls that make data durable: with one client, who waits for each answer,
// there is at least one for every acknowledged sheet.
func TestEveryAnswerIsSynced(t *testing.T) {
	need.Full(t)
	strace := need.Program(t, "strace")
	dir := t.TempDir()
	link := surveyed(t, dir, "monitoring-1030")
	trace := filepath.Join(t.TempDir(), "trace")
	s := started(t, dir, []string{strace, "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", trace})
	count := func() int {
		data, err := os.ReadFile(trace)
		if err != nil {
			t.Fatal(err)
		}
		return len(regexp.MustCompile(`f(data)?sync\(\d+\)\s+= 0|<\.\.\. f(data)?sync resumed>\)\s+= 0`).FindAll(data, -1))
	}
	before := count()
	rounds := need.Size(20, 100, 1000)
	for range rounds {
		verdicts, err := post(t.Context(), http.DefaultClient, s.url, link, randomSheet(t, rand.Reader))
		if err != nil || verdicts[0].Status != "stored" {
			t.Fatalf("%v %v", verdicts, err)
		}
	}
	if synced := count() - before; synced < rounds {
		t.Errorf("%d syncs for %d acknowledged sheets", synced, rounds)
	}
	s.stop(t)
}

// TestDiskErrors makes fsync fail: the sheets concerned are refused with 503 and Retry-After, none that was
// acknowledged is lost, and the server takes sheets again without being restarted.
func TestDiskErrors(t *testing.T) {
	need.Full(t)
	strace := need.Program(t, "strace")
	dir := t.TempDir()
	link := surveyed(t, dir, "monitoring-1030")
	s := started(t, dir, []string{
		strace, "-f", "-qq", "-o", os.DevNull,
		"-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO:when=9..20",
	})
	acked, sent, refused := steadily(t, s, link, need.Size(60, 120, 400))
	if refused == 0 {
		t.Error("no sheet was refused: the fault did not reach the server")
	}
	again := recovers(t, s, link)
	acked[again], sent[again] = true, true
	s.stop(t)
	judge(t, dir, acked, sent)
}

// recovers posts one sheet again and again, as a device does that is told to come back, until the server takes it. strace
// counts the calls that it breaks for each thread: the server, which tries once a second, may meet all of several threads'.
func recovers(t *testing.T, s *server, link string) string {
	t.Helper()
	next := randomSheet(t, rand.Reader)
	var err error
	for range 360 {
		var verdicts []verdict
		verdicts, err = post(t.Context(), http.DefaultClient, s.url, link, next)
		if err == nil && verdicts[0].Status == "stored" {
			return next.ID
		}
		time.Sleep(250 * time.Millisecond)
	}
	t.Fatalf("the server takes no sheet any more: %v\n%s", err, s.out)
	return ""
}

// notReady asks whether the store can write, and wants a no with the time after which to ask again.
func notReady(t *testing.T, s *server) {
	t.Helper()
	res, err := http.Get(s.url + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	after, err := strconv.Atoi(res.Header.Get("Retry-After"))
	if res.StatusCode != http.StatusServiceUnavailable || err != nil || after < 1 {
		t.Errorf("readyz on a full disk: %d, Retry-After %q", res.StatusCode, res.Header.Get("Retry-After"))
	}
}

// steadily posts sheets one after the other and counts those that were refused with 503 and Retry-After; any
// other failure is an error.
func steadily(t *testing.T, s *server, link string, rounds int) (acked, sent map[string]bool, refused int) {
	t.Helper()
	acked, sent = map[string]bool{}, map[string]bool{}
	for range rounds {
		next := randomSheet(t, rand.Reader)
		sent[next.ID] = true
		verdicts, err := post(t.Context(), http.DefaultClient, s.url, link, next)
		switch {
		case err == nil && verdicts[0].Status == "stored":
			acked[next.ID] = true
		case err != nil && strings.Contains(err.Error(), "status 503"):
			refused++
		default:
			t.Fatalf("got %v %v\n%s", verdicts, err, s.out)
		}
	}
	return acked, sent, refused
}

// TestDiskFull fills a small disk: sheets are refused with 503, those acknowledged stay, and once there is room
// the server takes sheets again.
func TestDiskFull(t *testing.T) {
	need.Full(t)
	mount := need.Program(t, "mount")
	dir := t.TempDir()
	if out, err := exec.Command(mount, "-t", "tmpfs", "-o", "size=3m", "tmpfs", dir).CombinedOutput(); err != nil {
		need.MayLack(t, "no right to mount a small disk: "+string(out))
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", dir).Run() })
	link := surveyed(t, dir, "monitoring-1030")
	ballast := filepath.Join(dir, "ballast")
	s := started(t, dir, nil)
	if _, _, refused := steadily(t, s, link, 3); refused > 0 {
		t.Fatal("refused before the disk is full")
	}
	_ = os.WriteFile(ballast, make([]byte, 3<<20), 0o600) // fails half-way: the disk is full then
	acked, sent, refused := steadily(t, s, link, need.Size(40, 80, 300))
	if refused == 0 {
		t.Error("no sheet was refused on a full disk")
	}
	notReady(t, s)
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	more, moreSent, _ := steadily(t, s, link, 5)
	if len(more) == 0 {
		t.Errorf("nothing stored after there was room again\n%s", s.out)
	}
	maps.Copy(acked, more)
	maps.Copy(sent, moreSent)
	s.stop(t)
	stored := storedIDs(t, dir)
	for _, id := range slices.Sorted(maps.Keys(acked)) {
		if stored[id] != 1 {
			t.Errorf("acknowledged sheet %s is stored %d times", id, stored[id])
		}
	}
}
