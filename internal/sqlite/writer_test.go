package sqlite

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"releve/forms"
	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/need"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// openTest opens a database until the test ends.
func openTest(tb testing.TB, dir string, limit int) *DB {
	tb.Helper()
	db, err := Open(tb.Context(), Options{Dir: dir, Now: time.Now, Random: rand.Reader, BatchLimit: limit})
	if err != nil {
		tb.Fatalf("open: %v", err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	return db
}

// survey makes a campaign of the shipped form of one procedure per sheet, named "s".
func survey(tb testing.TB, db *DB) *campaign.Campaign {
	tb.Helper()
	lib, err := form.Load(forms.FS)
	if err != nil {
		tb.Fatal(err)
	}
	f, _ := lib.Form("monitoring-1030")
	c := &campaign.Campaign{Slug: "s", From: "2026-01-01", Zone: "Europe/Brussels", Language: "fr", State: campaign.Open}
	if err = db.Create(tb.Context(), c, f); err != nil {
		tb.Fatal(err)
	}
	if c, err = db.Campaign(tb.Context(), "s"); err != nil {
		tb.Fatal(err)
	}
	return c
}

// procedure returns a new sheet as it usually comes in.
func procedure(tb testing.TB, c *campaign.Campaign, device string) *sheet.Sheet {
	tb.Helper()
	id, err := sheet.NewID(rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	return &sheet.Sheet{
		ID: id, Participant: "cpas-1030", Version: c.Version, Worker: sheet.Token(device), Date: "2026-01-15", Precision: sheet.Day,
		ReceivedAt: time.Unix(1_768_000_000, 0).UTC(), Channel: sheet.Web, Language: "fr", Status: sheet.Received,
		Answers: form.Answers{
			"inst": {Codes: []string{"com-pop"}}, "proc": {Codes: []string{"rdv"}}, "dur": {Codes: []string{"d10"}},
			"out": {Codes: []string{"ok"}}, "com": {Text: "Le site ne répond pas, il a fallu rappeler."},
		},
	}
}

// post returns the batch of one sheet with a receipt and a proof.
func post(c *campaign.Campaign, s *sheet.Sheet) campaign.Batch {
	sub := campaign.Submission{Sheet: s, Proof: campaign.NewProof(s.ID, s.Participant, [32]byte{1})}
	copy(sub.Receipt[:], s.ID[:])
	return campaign.Batch{Slug: c.Slug, Config: c.Config, Submissions: []campaign.Submission{sub}}
}

// hold keeps the writer busy until the function it returns is called.
func hold(t *testing.T, db *DB) (release func()) {
	t.Helper()
	let, busy := make(chan struct{}), make(chan struct{})
	go func() {
		_ = db.writer.write(context.Background(), func(context.Context, querier) error {
			close(busy)
			<-let
			return nil
		})
	}()
	<-busy
	return func() { close(let) }
}

// await waits until so many requests wait.
func await(t *testing.T, db *DB, n int) {
	t.Helper()
	for range 1000 {
		if len(db.writer.requests) == n {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("%d requests wait, want %d", len(db.writer.requests), n)
}

func TestGroupCommit(t *testing.T) {
	for _, want := range []struct {
		name           string
		limit, commits int
	}{{"usual", 0, 1}, {"at most ten", 10, 3}, {"each alone", 1, 30}} {
		t.Run(want.name, func(t *testing.T) {
			db := openTest(t, t.TempDir(), want.limit)
			c := survey(t, db)
			release := hold(t, db)
			answers := make(chan error)
			for range 30 {
				go func() {
					_, err := db.Save(context.Background(), post(c, procedure(t, c, "a")))
					answers <- err
				}()
			}
			await(t, db, 30)
			release()
			for range 30 {
				if err := <-answers; err != nil {
					t.Error(err)
				}
			}
			c, err := db.Campaign(t.Context(), "s")
			if err != nil || c.Change != int64(want.commits) {
				t.Errorf("%d commits (%v), want %d", c.Change, err, want.commits)
			}
		})
	}
}

func TestCloseCarriesOutWhatWaits(t *testing.T) {
	dir := t.TempDir()
	db := openTest(t, dir, 0)
	c := survey(t, db)
	release := hold(t, db)
	answers := make(chan error)
	for range 20 {
		go func() {
			_, err := db.Save(context.Background(), post(c, procedure(t, c, "a")))
			answers <- err
		}()
	}
	await(t, db, 20)
	closed := make(chan error)
	go func() { closed <- db.Close() }()
	release()
	for range 20 {
		if err := <-answers; err != nil {
			t.Error(err)
		}
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
	_, err := db.Save(t.Context(), post(c, procedure(t, c, "a")))
	if problem.KindOf(err) != problem.Unavailable {
		t.Errorf("after closing: %v, want unavailable", err)
	}
	if _, err = os.Stat(filepath.Join(dir, fileName+"-wal")); err == nil {
		t.Errorf("the log is still there after closing")
	}
	if n := ask(t, dir, fileName, `SELECT COUNT(*) FROM row`); n != 20 {
		t.Errorf("%d sheets are kept, want 20", n)
	}
}

func TestWhoLeftIsSkipped(t *testing.T) {
	db := openTest(t, t.TempDir(), 0)
	c := survey(t, db)
	release := hold(t, db)
	ctx, leave := context.WithCancel(t.Context())
	answers := make(chan error)
	go func() {
		_, err := db.Save(ctx, post(c, procedure(t, c, "a")))
		answers <- err
	}()
	await(t, db, 1)
	leave()
	if err := <-answers; !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the caller's", err)
	}
	release()
	if _, err := db.Save(t.Context(), post(c, procedure(t, c, "a"))); err != nil {
		t.Fatal(err)
	}
	if n := ask(t, filepath.Dir(db.writer.path), fileName, `SELECT COUNT(*) FROM row`); n != 1 {
		t.Errorf("%d sheets are kept, want only the one whose caller waited", n)
	}
}

// A record that SQLite refuses, whatever the reason, takes nobody with it.
func TestRefusedRecordFailsAlone(t *testing.T) {
	db := openTest(t, t.TempDir(), 0)
	c := survey(t, db)
	release := hold(t, db)
	answers := make([]chan error, 9)
	for i := range answers {
		s, err := db.pack(t.Context(), post(c, procedure(t, c, "a")))
		if err != nil {
			t.Fatal(err)
		}
		if i%3 == 1 {
			s.sheets[0].records[0][colVersion] = "no number"
		}
		answers[i] = make(chan error, 1)
		go func() { answers[i] <- db.writer.ask(context.Background(), &request{save: s}) }()
	}
	await(t, db, len(answers))
	release()
	for i := range answers {
		if err := <-answers[i]; (err != nil) != (i%3 == 1) {
			t.Errorf("request %d: %v", i, err)
		}
	}
	if n := ask(t, filepath.Dir(db.writer.path), fileName, `SELECT COUNT(*) FROM row`); n != 6 {
		t.Errorf("%d sheets are kept, want 6", n)
	}
}

func TestPanickingJob(t *testing.T) {
	db := openTest(t, t.TempDir(), 0)
	c := survey(t, db)
	_, err := db.Update(t.Context(), "s", func(*campaign.Campaign) error { panic("a mistake") })
	if err == nil || !strings.Contains(err.Error(), "a mistake") {
		t.Errorf("error %v, want the panic", err)
	}
	if _, err = db.Save(t.Context(), post(c, procedure(t, c, "a"))); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// What was withdrawn or replaced leaves the log by itself, also when a reader was in the way at first.
func TestErasedLeavesLog(t *testing.T) {
	need.Full(t)
	t.Run("withdrawn", func(t *testing.T) {
		leavesLog(t, func(db *DB, s *sheet.Sheet) error { return db.Withdraw(t.Context(), "s", s.ID) })
	})
	t.Run("altered", func(t *testing.T) {
		leavesLog(t, func(db *DB, s *sheet.Sheet) error {
			n := *s
			n.Participant, n.Answers = "", form.Answers{}
			_, err := db.Alter(t.Context(), "s", campaign.Alteration{Sheet: &n, Since: 1, What: campaign.Correcting})
			return err
		})
	})
}

// leavesLog checks that the text of a sheet leaves the disk after something was done to it.
func leavesLog(t *testing.T, do func(*DB, *sheet.Sheet) error) {
	t.Helper()
	db := openTest(t, t.TempDir(), 0)
	c := survey(t, db)
	s := procedure(t, c, "a")
	s.Answers["com"] = form.Answer{Text: "kanari"}
	if _, err := db.Save(t.Context(), post(c, s)); err != nil {
		t.Fatal(err)
	}
	wal := db.writer.path + "-wal"
	if data, err := os.ReadFile(wal); err != nil || !bytes.Contains(data, []byte("kanari")) {
		t.Fatalf("the comment is not in the log (%v): the test would see nothing", err)
	}
	err := db.View(t.Context(), "s", func(campaign.View) error { return do(db, s) })
	if err != nil {
		t.Fatal(err)
	}
	var data []byte
	for range 100 {
		if data, err = os.ReadFile(wal); err != nil {
			t.Fatal(err)
		}
		file, err := os.ReadFile(db.writer.path)
		if err != nil {
			t.Fatal(err)
		}
		if data = slices.Concat(data, file); !bytes.Contains(data, []byte("kanari")) {
			return
		}
		time.Sleep(pause / 20)
	}
	t.Errorf("the erased comment is still on disk after %v", 5*pause)
}

func TestReadyAsksOnceASecond(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	db, err := Open(t.Context(), Options{Dir: t.TempDir(), Now: func() time.Time { return now }, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for i, want := range []int{1, 1, 2} {
		if i == 2 {
			now = now.Add(pause)
		}
		if err := db.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := ask(t, filepath.Dir(db.writer.path), fileName, `SELECT times FROM probe`); got != want {
			t.Errorf("call %d: written %d times, want %d", i, got, want)
		}
	}
}

func TestLock(t *testing.T) {
	dir := t.TempDir()
	release, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	db, err := Open(t.Context(), Options{Dir: dir, Now: time.Now, Random: rand.Reader, Locked: true})
	if err != nil {
		t.Fatalf("a server that holds the lock: %v", err)
	}
	defer func() { _ = db.Close() }()
	_, err = Lock(dir)
	if all := problem.All(err); len(all) != 1 || all[0].Key != "store.locked" || all[0].Kind != problem.Unavailable {
		t.Errorf("a second server: %v, want store.locked", err)
	}
	openTest(t, dir, 0) // a command beside the server
	if err = release(); err != nil {
		t.Error(err)
	}
	if release, err = Lock(dir); err != nil {
		t.Fatalf("after the release: %v", err)
	}
	_ = release()
}
