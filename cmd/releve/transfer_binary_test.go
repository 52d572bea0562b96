package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"releve/internal/need"
)

// A file that is imported while the server runs and sheets come in: the coordinator's page shows all of them at its
// next load, and nothing that was acknowledged is lost.
func TestImportWhileServing(t *testing.T) {
	dir := t.TempDir()
	link := surveyed(t, dir, "monitoring-1030")
	_, rest, _ := strings.Cut(invoke(t, dir, "user", "add", "--email", "ana@exemple.be", "--role", "admin"), "password: ")
	password, _, _ := strings.Cut(rest, "\n")
	s := started(t, dir, nil)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	desk := &http.Client{Jar: jar}
	res, err := desk.PostForm(s.url+"/c/_signin", url.Values{"email": {"ana@exemple.be"}, "password": {password}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	verdicts, err := post(t.Context(), desk, s.url, link, randomSheet(t, rand.Reader))
	if err != nil || verdicts[0].Status != "stored" {
		t.Fatal(verdicts, err)
	}
	if got := shownRows(t, desk, s); got != "1" {
		t.Fatalf("the page shows %q rows before the import, want 1", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var acked map[string]bool
	var posting sync.WaitGroup
	posting.Go(func() { acked, _ = hammer(ctx, t, s, link, 2) })
	invoke(t, dir, "import", "--campaign", "c", "demo/monitoring-1030.csv")
	cancel()
	posting.Wait()
	var rows []struct {
		ID string `json:"_id"`
	}
	if err = json.Unmarshal([]byte(invoke(t, dir, "export", "--campaign", "c", "--format", "json")), &rows); err != nil {
		t.Fatal(err)
	}
	stored := map[string]int{}
	for _, row := range rows {
		stored[row.ID]++
	}
	for id := range acked {
		if stored[id] != 1 {
			t.Errorf("acknowledged sheet %s is stored %d times", id, stored[id])
		}
	}
	if got, want := shownRows(t, desk, s), strconv.Itoa(len(rows)); got != want || len(rows) <= 416+len(acked) {
		t.Errorf("the page shows %q rows, want %s; %d were acknowledged", got, want, len(acked))
	}
}

// shownRows returns the first figure of the campaign's page: the number of procedures.
func shownRows(t *testing.T, desk *http.Client, s *server) string {
	t.Helper()
	res, err := desk.Get(s.url + "/c/c")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %v\n%.2000s", res.Status, err, page)
	}
	found := regexp.MustCompile(`<div class="tile"><b>(?:<data[^>]*>)?([^<]*)<`).FindSubmatch(page)
	if found == nil {
		t.Fatalf("no figure in\n%s", page)
	}
	return regexp.MustCompile(`\D`).ReplaceAllString(string(found[1]), "") // thousands stand apart
}

// A workbook of 600 kB that unfolds into gigabytes is refused in less than a second, within 64 MiB more than a file
// that is refused at once.
func TestBombRefused(t *testing.T) {
	need.Full(t)
	dir := t.TempDir()
	surveyed(t, dir, "monitoring-1030")
	files := map[string]string{}
	for name, times := range map[string]int{"small": 1, "bomb": 600, "lying": 600} {
		files[name] = filepath.Join(t.TempDir(), name+".xlsx")
		data := unfolding(t, times)
		if name == "lying" {
			at := bytes.LastIndex(data, []byte("PK\x01\x02")) + 24 // the size that the directory tells
			copy(data[at:at+4], "\x00\x00\x10\x00")
		}
		if name != "small" && (len(data) < 400_000 || len(data) > 700_000) {
			t.Fatalf("%s has %d bytes", name, len(data))
		}
		if err := os.WriteFile(files[name], data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, least := refusedBy(t, dir, files["small"])
	for _, name := range []string{"bomb", "lying"} {
		took, memory := refusedBy(t, dir, files[name])
		if took > time.Second || memory-least > 64<<10 {
			t.Errorf("%s: refused after %v, with %d KiB more", name, took, memory-least)
		}
	}
}

// unfolding returns an archive with a sheet of that many MiB.
func unfolding(t *testing.T, times int) []byte {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	part, err := archive.Create("xl/worksheets/sheet1.xml")
	row := bytes.Repeat([]byte{0}, 1<<20)
	for range times {
		if err == nil {
			_, err = part.Write(row)
		}
	}
	if err = errors.Join(err, archive.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// refusedBy imports a file, which must be refused, and returns how long the program took and the most memory that it
// held, in KiB.
func refusedBy(t *testing.T, dir, file string) (took time.Duration, memory int64) {
	t.Helper()
	cmd := exec.Command(binary(t), "import", "--campaign", "c", "--data", dir, "--lang", "fr", file)
	var bad bytes.Buffer
	cmd.Stderr = &bad
	start := time.Now()
	err := cmd.Run()
	took = time.Since(start)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitFailure || !strings.Contains(bad.String(), "classeur") {
		t.Fatalf("%s: %v\n%s", file, err, bad.String())
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		t.Fatal("no account of memory")
	}
	return took, usage.Maxrss
}
