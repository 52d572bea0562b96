package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"releve/internal/need"
)

// copied is a backup made while sheets came in.
type copied struct {
	path         string
	before, sent []string // sheets that were acknowledged before it began, and sent before it ended
}

// load are clients that post sheets one after the other.
type load struct {
	mu          sync.Mutex
	acked, sent []string
	stop        context.CancelFunc
	group       sync.WaitGroup
}

// pressed starts to post sheets to a server.
func pressed(t *testing.T, s *server, link string, clients int) *load {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	l := &load{stop: stop}
	t.Cleanup(stop)
	for range clients {
		l.group.Go(func() {
			client := &http.Client{Transport: &http.Transport{}, Timeout: 30 * time.Second}
			defer client.CloseIdleConnections()
			for ctx.Err() == nil {
				next := randomSheet(t, rand.Reader)
				l.mu.Lock()
				l.sent = append(l.sent, next.ID)
				l.mu.Unlock()
				verdicts, err := post(context.WithoutCancel(ctx), client, s.url, link, next)
				if err != nil || verdicts[0].Status != "stored" {
					t.Errorf("posting: %v %v", verdicts, err)
					return
				}
				l.mu.Lock()
				l.acked = append(l.acked, next.ID)
				l.mu.Unlock()
			}
		})
	}
	return l
}

func (l *load) acknowledged() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.acked...)
}

func (l *load) posted() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.sent...)
}

// Backups by the command and by the page, while sheets come in, hold every sheet that was acknowledged before and none
// that was sent after, and are whole.
func TestBackupUnderLoad(t *testing.T) {
	need.Full(t)
	w := trial(t)
	dir := w.getenv("RELEVE_DATA")
	link := surveyed(t, dir, monitoring1030)
	drawFile(t, monitoringPlus, 31, need.Size(50, 300, 3000)).put(t, w) // so that there is something to copy
	s := started(t, dir, nil)
	admin := signedIn(t, w, s, "admin")
	l := pressed(t, s, link, 4)
	for len(l.acknowledged()) < 20 && !t.Failed() {
		time.Sleep(5 * time.Millisecond)
	}
	var copies []copied
	for i := range need.Size(2, 4, 20) {
		b := copied{path: filepath.Join(t.TempDir(), "backup.zip"), before: l.acknowledged()}
		if i%2 == 0 {
			invoke(t, dir, "backup", "-o", b.path)
		} else if err := os.WriteFile(b.path, []byte(admin.send(t, "/c/_backup", nil)), 0o600); err != nil {
			t.Fatal(err)
		}
		b.sent = l.posted()
		copies = append(copies, b)
	}
	l.stop()
	l.group.Wait()
	s.stop(t)
	grown := atomic.Int64{}
	for _, b := range copies {
		b.check(t)
		grown.Add(int64(len(b.sent) - len(b.before)))
	}
	if grown.Load() == 0 {
		t.Error("nothing was sent meanwhile: the test shows nothing")
	}
	refusedBackups(t, copies[0].path)
}

// check restores a backup elsewhere and looks at what it holds.
func (b copied) check(t *testing.T) {
	t.Helper()
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	invoke(t, elsewhere, "restore", b.path)
	if said := invoke(t, elsewhere, "verify"); !strings.Contains(said, "en ordre") {
		t.Errorf("verify: %s", said)
	}
	stored := storedIDs(t, elsewhere)
	for _, id := range b.before {
		if stored[id] != 1 {
			t.Errorf("sheet %s was acknowledged before the backup began, and is %d times in it", id, stored[id])
		}
	}
	possible := map[string]bool{}
	for _, id := range b.sent {
		possible[id] = true
	}
	for id := range stored {
		if !possible[id] {
			t.Errorf("sheet %s is in the backup, and was sent after it", id)
		}
	}
	t.Logf("acknowledged before %d, in the backup %d, sent until its end %d", len(b.before), len(stored), len(b.sent))
}

// refusedBackups asks that a backup which is not what was written is refused with the reason, and changes nothing.
func refusedBackups(t *testing.T, path string) {
	t.Helper()
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	flipped := func(at int) []byte {
		bad := bytes.Clone(good)
		bad[at] ^= 0x10
		return bad
	}
	for name, test := range map[string]struct {
		data []byte
		want string
	}{
		"one bit in the middle": {flipped(len(good) / 2), "abîmée"},
		"one bit near the end":  {flipped(len(good) - 100), "abîmée"},
		"cut short":             {good[:len(good)*2/3], "incomplète"},
		"newer":                 {newer(t, path), "version plus récente du programme"},
		"a workbook":            {[]byte("PK\x03\x04 and nothing more"), "incomplète"},
		"no zip at all":         {[]byte("inst,proc,dur,out\n"), "n'est pas une sauvegarde"},
	} {
		t.Run(name, func(t *testing.T) {
			w := trial(t)
			demonstration(t, w)
			before := succeed(t, w, "export", "--campaign", "a", "--format", "csv").out
			bad := filepath.Join(t.TempDir(), "bad.zip")
			if err := os.WriteFile(bad, test.data, 0o600); err != nil {
				t.Fatal(err)
			}
			got := releveArgs(t, w, "restore", bad)
			if got.code != exitFailure || !strings.Contains(got.err, test.want) {
				t.Errorf("got %+v, want %q", got, test.want)
			}
			if after := succeed(t, w, "export", "--campaign", "a", "--format", "csv").out; after != before {
				t.Error("the data changed")
			}
		})
	}
}

// newer writes a backup again as a program of the future would: with a schema that nobody knows yet, and sealed.
func newer(t *testing.T, path string) []byte {
	t.Helper()
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range archive.File {
		data := content(t, f)
		if f.Name == "manifest.json" {
			var m map[string]any
			if err = json.Unmarshal(data, &m); err != nil {
				t.Fatal(err)
			}
			m["schema"] = 1000
			if data, err = json.Marshal(m); err != nil {
				t.Fatal(err)
			}
		}
		add(t, z, f.Name, data)
	}
	seal := strings.Repeat("0", 2*sha256.Size)
	if err = errors.Join(z.SetComment(archive.Comment[:len(archive.Comment)-len(seal)]+seal), z.Close()); err != nil {
		t.Fatal(err)
	}
	data := out.Bytes()
	sum := sha256.Sum256(data[:len(data)-len(archive.Comment)])
	return append(data[:len(data)-len(seal)], hex.EncodeToString(sum[:])...)
}
