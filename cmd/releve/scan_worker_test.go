package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"releve/internal/need"
	"releve/internal/problem"
	"releve/internal/scan"
	"releve/internal/sqlite"
)

// blankPages writes a PDF of n pages with nothing on them.
func blankPages(n int) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", n, strings.Repeat("3 0 R ", n)),
		"<< /Type /Page /MediaBox [0 0 595 842] >>",
	}
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return out.Bytes()
}

// uploads is a store with a batch into which files can be put, and a clock.
type uploads struct {
	dir   string
	db    *sqlite.DB
	scans *sqlite.Scans
	work  *worker
	batch scan.Batch
	at    time.Time
}

func newUploads(t *testing.T) *uploads {
	t.Helper()
	w := trial(t)
	if got := releve(t, w, "campaign create --form appels --slug c --title C --from 2026-01-01"); got.code != exitSuccess {
		t.Fatal(got.err)
	}
	u := &uploads{at: w.now(), dir: w.getenv("RELEVE_DATA")}
	db, err := sqlite.Open(t.Context(), sqlite.Options{Dir: w.getenv("RELEVE_DATA"), Now: func() time.Time { return u.at }, Random: rand.Reader, Program: version})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	u.db = db
	u.scans = db.Scans()
	u.work = &worker{scans: u.scans, images: u.scans, papers: db, now: func() time.Time { return u.at }, log: slog.New(slog.DiscardHandler), renew: renewPause}
	u.batch = scan.Batch{ID: "0123456789ab", Campaign: "c", Period: "2026-11", Made: u.at.Truncate(time.Second)}
	if err = u.scans.CreateBatch(t.Context(), u.batch); err != nil {
		t.Fatal(err)
	}
	return u
}

func (u *uploads) add(t *testing.T, name string, data []byte) {
	t.Helper()
	if _, err := u.scans.AddFile(t.Context(), "c", u.batch.ID, scan.File{Name: name}, data); err != nil {
		t.Fatal(err)
	}
}

// numbers returns the numbers of the pages that are kept, in order.
func (u *uploads) numbers(t *testing.T) []int {
	t.Helper()
	var all []int
	for i, err := range u.scans.ImagesOf(t.Context(), "c", u.batch.ID) {
		if err != nil {
			t.Fatal(err)
		}
		if i.Page.Status != scan.Refused || i.Page.Reason != "compact" {
			t.Errorf("page %d: %s %s", i.Number, i.Page.Status, i.Page.Reason)
		}
		all = append(all, i.Number)
	}
	return all
}

// killed keeps some pages, and then its process is gone.
type killed struct {
	scan.Images

	left int
	kill func()
}

// KeepImage keeps a page.
func (k *killed) KeepImage(ctx context.Context, slug, batch string, i scan.Image, picture []byte) (scan.Image, error) {
	if k.left--; k.left < 0 {
		k.kill()
		return scan.Image{}, context.Canceled
	}
	return k.Images.KeepImage(ctx, slug, batch, i, picture)
}

// A file that somebody was at is read on from where that one was, by one worker at a time, and every page is kept once.
func TestUploadsAreReadOn(t *testing.T) {
	need.Full(t)
	const n, before = 12, 5
	u := newUploads(t)
	u.add(t, "pile.pdf", blankPages(n))
	ctx, kill := context.WithCancel(t.Context())
	defer kill()
	first := *u.work
	first.images = &killed{u.scans, before, kill}
	if _, err := first.next(ctx); err == nil {
		t.Fatal("a worker went on after it was killed")
	}
	if got := len(u.numbers(t)); got != before {
		t.Fatalf("%d pages are kept, want %d", got, before)
	}
	if found, err := u.work.next(t.Context()); found || err != nil {
		t.Fatalf("a second worker took the file of the first: %v", err)
	}
	u.at = u.at.Add(2 * time.Minute)
	if found, err := u.work.next(t.Context()); !found || err != nil {
		t.Fatalf("found %v, %v", found, err)
	}
	got := u.numbers(t)
	for i, number := range got {
		if number != i+1 {
			t.Errorf("page %d stands where %d should", number, i+1)
		}
	}
	if len(got) != n {
		t.Errorf("%d pages are kept, want %d", len(got), n)
	}
	if found, err := u.work.next(t.Context()); found || err != nil {
		t.Errorf("the file is read again: %v", err)
	}
}

// A worker says that it is still at a file also while one page takes long.
func TestUploadsAreHeld(t *testing.T) {
	u := newUploads(t)
	u.add(t, "pile.pdf", blankPages(2))
	slow := *u.work
	said := &beats{Store: u.scans, more: make(chan struct{}, 100)}
	slow.scans, slow.renew = said, time.Millisecond
	slow.images = &killed{u.scans, 1, func() {
		for len(said.more) > 0 {
			<-said.more
		}
		for range 2 {
			select {
			case <-said.more:
			case <-time.After(10 * time.Second):
				t.Error("nothing is said of the file while a page takes long")
			}
		}
	}}
	if found, err := slow.next(t.Context()); !found || err == nil {
		t.Errorf("found %v, %v", found, err)
	}
}

// beats tells of every KeepFile.
type beats struct {
	scan.Store

	more chan struct{}
}

// KeepFile keeps what is known of a file.
func (b *beats) KeepFile(ctx context.Context, f scan.File) error {
	defer func() {
		select {
		case b.more <- struct{}{}:
		default:
		}
	}()
	return b.Store.KeepFile(ctx, f)
}

// A file of no use is told as such, with its numbers, and the next one is read.
func TestUploadsThatAreRefused(t *testing.T) {
	need.Full(t)
	u := newUploads(t)
	u.add(t, "many.pdf", blankPages(scan.MostPages+1))
	u.add(t, "text.txt", []byte("Bonjour"))
	u.add(t, "good.pdf", blankPages(2))
	if err := u.work.drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	b, err := u.scans.Batch(t.Context(), "c", u.batch.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`scan.file.pages {"most":2000,"n":2001}`, "scan.file.unknown", ""}
	for i, f := range b.Files {
		if f.Fault != want[i] {
			t.Errorf("%s: %q, want %q", f.Name, f.Fault, want[i])
		}
	}
	if p := problem.All(unfault(want[0])); p[0].Key != "scan.file.pages" || fmt.Sprint(p[0].Args["n"]) != "2001" {
		t.Errorf("got %v", p[0])
	}
	if got := b.Pages[scan.Refused]; got != 2 {
		t.Errorf("%d pages, want 2", got)
	}
}

// The batch that is dropped while its file is read stops nothing else.
func TestUploadsOfADroppedBatch(t *testing.T) {
	need.Full(t)
	u := newUploads(t)
	u.add(t, "pile.pdf", blankPages(4))
	dropping := *u.work
	dropping.images = &killed{u.scans, 2, func() {
		if err := u.scans.DropBatch(t.Context(), "c", u.batch.ID); err != nil {
			t.Error(err)
		}
	}}
	if found, err := dropping.next(t.Context()); !found || err == nil {
		t.Errorf("found %v, %v", found, err)
	}
	if found, err := u.work.next(t.Context()); found || err != nil {
		t.Errorf("found %v, %v", found, err)
	}
}

// Once an hour, pictures of batches that were closed 30 days ago are deleted.
func TestWorkerSweeps(t *testing.T) {
	need.Full(t)
	u := newUploads(t)
	s := &sweeps{Store: u.scans}
	w := *u.work
	ctx, stop := context.WithCancel(t.Context())
	s.swept = func(before time.Time) {
		if want := u.at.AddDate(0, 0, -30); !before.Equal(want) {
			t.Errorf("swept before %v, want %v", before, want)
		}
		stop()
	}
	w.scans = s
	w.run(ctx)
	if s.n != 1 {
		t.Errorf("swept %d times", s.n)
	}
}

// sweeps counts how often a store is swept.
type sweeps struct {
	scan.Store

	n     int
	swept func(before time.Time)
}

// Sweep counts.
func (s *sweeps) Sweep(_ context.Context, before time.Time) (int, error) {
	s.n++
	s.swept(before)
	return 0, nil
}
