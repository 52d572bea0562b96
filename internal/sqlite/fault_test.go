package sqlite

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"releve/internal/campaign"
	"releve/internal/need"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// tell runs a statement on the connection that writes, outside of a transaction.
func tell(t *testing.T, db *DB, statement string) {
	t.Helper()
	release := hold(t, db) // the job's transaction has nothing in it
	defer release()
	if _, err := db.writer.conn.ExecContext(t.Context(), `COMMIT`); err != nil {
		t.Fatal(err)
	}
	if _, err := db.writer.conn.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
	if _, err := db.writer.conn.ExecContext(t.Context(), `BEGIN`); err != nil {
		t.Fatal(err)
	}
}

func TestFullDisk(t *testing.T) {
	db := openTest(t, t.TempDir(), 0)
	c := survey(t, db)
	kept := 0
	save := func() error {
		_, err := db.Save(t.Context(), post(c, procedure(t, c, rand.Text())))
		if err == nil {
			kept++
		}
		return err
	}
	if err := save(); err != nil {
		t.Fatal(err)
	}
	tell(t, db, fmt.Sprintf(`PRAGMA max_page_count = %d`, ask(t, filepath.Dir(db.writer.path), fileName, `PRAGMA page_count`)))
	refused := 0
	for range 1000 { // pages that were freed before are used up first
		err := save()
		if err == nil {
			continue
		}
		refused++
		if all := problem.All(err); len(all) != 1 || all[0].Kind != problem.Unavailable || all[0].Key != "store.unavailable" {
			t.Fatalf("error %v, want store.unavailable", err)
		}
	}
	if refused == 0 {
		t.Fatal("the disk never was full: the test would see nothing")
	}
	tell(t, db, `PRAGMA max_page_count = 1000000`)
	for range 20 {
		if err := save(); err != nil {
			t.Fatalf("there is room again: %v", err)
		}
	}
	if n := ask(t, filepath.Dir(db.writer.path), fileName, `SELECT COUNT(*) FROM row`); n != kept {
		t.Errorf("%d sheets are kept, %d were acknowledged", n, kept)
	}
}

func TestBusyDatabase(t *testing.T) {
	db := openTest(t, t.TempDir(), 0)
	c := survey(t, db)
	tell(t, db, `PRAGMA busy_timeout = 50`)
	other, err := openSingle(db.writer.path, everywhere())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	tx, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Save(t.Context(), post(c, procedure(t, c, "a")))
	if problem.KindOf(err) != problem.Unavailable {
		t.Errorf("another process writes for too long: %v, want unavailable", err)
	}
	if err = tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if _, err = db.Save(t.Context(), post(c, procedure(t, c, "a"))); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// After an error that the connection may not have survived, a new one is opened and the file is looked at.
func TestDoubtIsChecked(t *testing.T) {
	db := openTest(t, t.TempDir(), 0)
	c := survey(t, db)
	doubt := func() {
		hold(t, db)()
		release := hold(t, db)
		db.writer.doubt = true
		release()
		hold(t, db)()
	}
	doubt()
	for range 50 {
		if _, err := db.Save(t.Context(), post(c, procedure(t, c, rand.Text()))); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.EmptyLog(t.Context()); err != nil {
		t.Fatal(err)
	}
	spoil(t, db.writer.path)
	release := hold(t, db)
	db.writer.doubt = true
	release()
	_, err := db.Save(t.Context(), post(c, procedure(t, c, "a")))
	if !errors.Is(err, errDamaged) {
		t.Errorf("a damaged file: %v, want errDamaged", err)
	}
}

// spoil overwrites a page of the table of links and whatever stands behind it, but the first pages.
func spoil(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	for at := info.Size() / page / 2; at < info.Size()/page; at++ {
		if _, err = f.WriteAt([]byte(strings.Repeat("spoilt", 100)), at*page); err != nil {
			t.Fatal(err)
		}
	}
	if err = f.Close(); err != nil {
		t.Fatal(err)
	}
}

// faultDir tells the test program that it is the one whose disk fails.
const faultDir = "RELEVE_TEST_FAULT_DIR"

// TestFailingDisk runs the test program under strace, which makes some of its calls to write out the disk's cache
// fail, and looks at what it acknowledged.
func TestFailingDisk(t *testing.T) {
	if dir := os.Getenv(faultDir); dir != "" {
		saveForever(t, dir)
		return
	}
	need.Full(t)
	strace := need.Program(t, "strace")
	dir := t.TempDir()
	cmd := exec.CommandContext(t.Context(), strace, "-f", "-qq", "-o", "/dev/null",
		"-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO:when=40..42",
		os.Args[0], "-test.run=^TestFailingDisk$", "-test.v")
	cmd.Env = append(os.Environ(), faultDir+"="+dir)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	acknowledged, failed, recovered, reopened := map[string]bool{}, 0, 0, 0
	failing := false
	for line := range strings.Lines(string(out)) {
		switch word, rest, _ := strings.Cut(strings.TrimSpace(line), " "); word {
		case "kept":
			acknowledged[rest] = true
			if failing {
				recovered++
			}
			failing = false
		case "reopened":
			reopened++
		case "failed":
			failed++
			failing = true
			if rest != "store.unavailable" {
				t.Errorf("error %s, want store.unavailable", rest)
			}
		}
	}
	if len(acknowledged) != 200 || failed == 0 || recovered == 0 || reopened != recovered {
		t.Errorf("%d were kept, %d failed, %d recoveries, %d on a new connection; want 200, some of each, all",
			len(acknowledged), failed, recovered, reopened)
	}
	db := openTest(t, dir, 0)
	err = db.View(t.Context(), "s", func(v campaign.View) error {
		for k, err := range v.Changed(0) {
			if err != nil {
				return err
			}
			delete(acknowledged, k.Sheet.ID.String())
		}
		return nil
	})
	if err != nil || len(acknowledged) > 0 {
		t.Errorf("%d acknowledged sheets are lost (%v)", len(acknowledged), err)
	}
	t.Logf("%d requests failed, %d recoveries", failed, recovered)
}

// saveForever keeps sheets until two hundred were kept, saying what became of each.
func saveForever(t *testing.T, dir string) {
	t.Helper()
	db, err := Open(context.Background(), Options{Dir: dir, Now: time.Now, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	c := survey(t, db)
	out := bufio.NewWriter(os.Stdout)
	var again *sheet.Sheet
	connection := db.writer.db
	for kept, tries := 0, 0; kept < 200 && tries < 2000; tries++ {
		s := again
		if s == nil {
			s = procedure(t, c, "a")
		}
		if _, err := db.Save(context.Background(), post(c, s)); err != nil {
			again = s
			fmt.Fprintln(out, "failed", problem.All(err)[0].Key)
			time.Sleep(pause / 20)
			continue
		}
		if again != nil && db.writer.db != connection {
			fmt.Fprintln(out, "reopened")
		}
		connection, again = db.writer.db, nil
		kept++
		fmt.Fprintln(out, "kept", s.ID)
	}
	_ = out.Flush()
}
