package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"releve/internal/sheet"
)

// built builds the program once for all tests that drive it from outside.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "releve-test-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "releve")
	out, err := exec.Command("go", "build", "-tags", "releve_fault", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w: %s", err, out)
	}
	return path, nil
})

// removeBuilt deletes the program that built made; TestMain calls it.
func removeBuilt() {
	if path, err := built(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
}

// binary returns the path of the built program. It carries routes that fail on purpose.
func binary(tb testing.TB) string {
	tb.Helper()
	path, err := built()
	if err != nil {
		tb.Fatal(err)
	}
	return path
}

// invoke runs the program once against a data folder and returns what it printed.
func invoke(tb testing.TB, dir string, args ...string) string {
	tb.Helper()
	cmd := exec.Command(binary(tb), append(args, "--data", dir, "--lang", "fr")...)
	var out, bad bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &bad
	if err := cmd.Run(); err != nil {
		tb.Fatalf("releve %s: %v\n%s%s", strings.Join(args, " "), err, out.String(), bad.String())
	}
	return out.String()
}

// surveyed makes a data folder with an open campaign of a shipped form and one service, and returns the
// service's link code.
func surveyed(tb testing.TB, dir, form string) string {
	tb.Helper()
	invoke(tb, dir, "campaign", "create", "--form", form, "--slug", "c", "--title", "Campagne", "--from", "2026-01-01")
	invoke(tb, dir, "participant", "add", "--campaign", "c", "--code", "asso", "--name", "Association")
	invoke(tb, dir, "campaign", "open", "c")
	return linkOf(tb, dir, "c", "asso")
}

// linkOf returns the link code of a participant.
func linkOf(tb testing.TB, dir, slug, code string) string {
	tb.Helper()
	var list []struct{ Code, Link string }
	if err := json.Unmarshal([]byte(invoke(tb, dir, "participant", "list", "--campaign", slug, "--json")), &list); err != nil {
		tb.Fatal(err)
	}
	for _, p := range list {
		if p.Code == code {
			return p.Link[strings.LastIndex(p.Link, "/")+1:]
		}
	}
	tb.Fatalf("no participant %s", code)
	return ""
}

// server is the program serving.
type server struct {
	url string
	dir string
	out *safeBuffer
	cmd *exec.Cmd

	dark atomic.Bool // the power is off: what the program still says, nobody would hear
}

// safeBuffer is written by the program while the test reads it.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// freeAddress returns an address of this machine that nobody listens on.
func freeAddress(tb testing.TB) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// started starts the program on a data folder, behind the words of wrap (strace and its flags), and waits until it
// is ready.
func started(tb testing.TB, dir string, wrap []string, args ...string) *server {
	tb.Helper()
	return startedAt(tb, freeAddress(tb), dir, wrap, args...)
}

// startedAt starts the program at an address.
func startedAt(tb testing.TB, address, dir string, wrap []string, args ...string) *server {
	tb.Helper()
	line := append(append([]string{}, wrap...), binary(tb), "serve", "--data", dir, "--listen", address)
	line = append(line, args...)
	s := &server{url: "http://" + address, dir: dir, out: &safeBuffer{}}
	s.cmd = exec.Command(line[0], line[1:]...)
	s.cmd.Stdout, s.cmd.Stderr = s.out, s.out
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := s.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(s.kill)
	for range 400 {
		if res, err := http.Get(s.url + "/healthz"); err == nil {
			res.Body.Close()
			return s
		}
		time.Sleep(25 * time.Millisecond)
	}
	tb.Fatalf("server did not start:\n%s", s.out)
	return nil
}

// kill ends the program at once, as a crash does.
func (s *server) kill() {
	if s.cmd.ProcessState == nil {
		_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
		_ = s.cmd.Wait()
	}
}

// stop asks the program to end and waits for it.
func (s *server) stop(tb testing.TB) {
	tb.Helper()
	_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGTERM)
	done := make(chan error, 1)
	go func() { done <- s.cmd.Wait() }()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		tb.Fatalf("server did not stop:\n%s", s.out)
	}
}

// apiSheet is a sheet as a device posts it.
type apiSheet struct {
	ID       string         `json:"id"`
	Date     string         `json:"date"`
	Language string         `json:"language"`
	Channel  string         `json:"channel,omitempty"`
	Worker   string         `json:"worker,omitempty"`
	Follows  string         `json:"follows,omitempty"`
	Answers  map[string]any `json:"answers"`
}

// randomSheet returns a sheet of monitoring-1030 with an id of its own.
func randomSheet(tb testing.TB, random io.Reader) apiSheet {
	tb.Helper()
	id, err := sheet.NewID(random)
	if err != nil {
		tb.Fatal(err)
	}
	return apiSheet{
		ID: id.String(), Date: "2026-03-02", Language: "fr",
		Answers: map[string]any{"inst": "com-pop", "proc": "rdv", "dur": "d10", "out": "ok", "com": "Sans nom."},
	}
}

// verdict is what the server said of one sheet.
type verdict struct {
	ID       string
	Status   string
	Receipt  string
	Problems []struct{ Code, Key, Field, Message string }
}

// errStatus says that the server answered with another status than 200.
var errStatus = errors.New("status")

// post posts sheets on a link and returns the verdicts.
func post(ctx context.Context, client *http.Client, url, link string, sheets ...apiSheet) ([]verdict, error) {
	body, err := json.Marshal(map[string]any{"sheets": sheets})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/api/v1/links/"+link+"/sheets", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%w %d: %s", errStatus, res.StatusCode, data)
	}
	var answer struct{ Sheets []verdict }
	if err := json.Unmarshal(data, &answer); err != nil {
		return nil, err
	}
	return answer.Sheets, nil
}

// storedIDs returns how often each sheet id stands in the export of the campaign c.
func storedIDs(tb testing.TB, dir string) map[string]int {
	tb.Helper()
	var rows []struct {
		ID string `json:"_id"`
	}
	if err := json.Unmarshal([]byte(invoke(tb, dir, "export", "--campaign", "c", "--format", "json")), &rows); err != nil {
		tb.Fatal(err)
	}
	found := map[string]int{}
	for _, row := range rows {
		found[row.ID]++
	}
	return found
}

// TestBinarySaysItsVersion shows that the built program runs.
func TestBinarySaysItsVersion(t *testing.T) {
	if out := invoke(t, t.TempDir(), "version"); !strings.Contains(out, "releve") {
		t.Errorf("got %q", out)
	}
}
