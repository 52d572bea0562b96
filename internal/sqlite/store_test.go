package sqlite_test

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"testing"
	"time"

	"releve/forms"
	"releve/internal/form"
	"releve/internal/sqlite"
	"releve/internal/storetest"
)

// open opens the database of a folder until the test ends.
func open(tb testing.TB, dir string) *sqlite.DB {
	tb.Helper()
	db, err := sqlite.Open(tb.Context(), options(dir))
	if err != nil {
		tb.Fatalf("open: %v", err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Errorf("close: %v", err)
		}
	})
	return db
}

func options(dir string) sqlite.Options {
	return sqlite.Options{Dir: dir, Now: time.Now, Random: rand.Reader}
}

func TestStore(t *testing.T) {
	lib, err := form.Load(forms.FS)
	if err != nil {
		t.Fatal(err)
	}
	first := t.TempDir()
	db, err := sqlite.Open(t.Context(), options(first))
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	empty, err := os.ReadFile(filepath.Join(first, "releve.db")) // each test begins with a copy: making one takes its time
	if err != nil {
		t.Fatal(err)
	}
	storetest.Run(t, func(t *testing.T) storetest.Stores {
		t.Helper()
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "releve.db"), empty, 0o600); err != nil {
			t.Fatal(err)
		}
		db := open(t, dir)
		t.Cleanup(func() { wantSound(t, db) })
		return stores(db, dir, lib.Forms())
	})
}

func stores(db *sqlite.DB, dir string, shipped []*form.Form) storetest.Stores {
	return storetest.Stores{
		Store: db, Sheets: db, Accounts: db.Accounts(), Paper: db, Scans: db.Scans(), Images: db.Scans(), Forms: shipped,
		Again: func(t *testing.T) storetest.Stores {
			t.Helper()
			return stores(open(t, dir), dir, shipped)
		},
		Bytes: func(t *testing.T) []byte {
			t.Helper()
			return settled(t, db, dir)
		},
	}
}

// wantSound checks that whatever a test did left nothing that a verification finds.
func wantSound(t *testing.T, db *sqlite.DB) {
	t.Helper()
	found, err := db.Verify(context.Background())
	if err != nil {
		t.Errorf("verify: %v", err)
	}
	for _, f := range found.Findings {
		t.Errorf("verify: %s %v", f.Key, f.Args)
	}
}

// settled returns all files of a folder after the log was copied into the database.
func settled(t *testing.T, db *sqlite.DB, dir string) []byte {
	t.Helper()
	if err := db.EmptyLog(t.Context()); err != nil {
		t.Fatalf("empty log: %v", err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data...)
	}
	return all
}
