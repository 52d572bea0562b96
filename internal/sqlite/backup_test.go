package sqlite

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/problem"
)

// sheetsIn returns the ids of the sheets of the campaign "s".
func sheetsIn(t *testing.T, db *DB) []string {
	t.Helper()
	var all []string
	err := db.View(t.Context(), "s", func(v campaign.View) error {
		for k, err := range v.Changed(0) {
			if err != nil {
				return err
			}
			all = append(all, k.Sheet.ID.String())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestBackup(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	db, err := Open(t.Context(), Options{Dir: dir, Now: noon, Random: strings.NewReader(strings.Repeat("random", 1000)), Program: "1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	furnish(t, db)
	a, err := db.Accounts().ByEmail(t.Context(), "a@example.org")
	if err != nil {
		t.Fatal(err)
	}
	if err = db.Accounts().StartSession(t.Context(), account.Session{Hash: account.Hash{7}, Created: noon(), Seen: noon()}, a); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(out, "b.zip")
	if err = os.WriteFile(path, []byte("an older one"), 0o644); err != nil {
		t.Fatal(err)
	}
	m, err := db.Backup(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	known, _ := migrations()
	want := []BackedUp{{Slug: "appels", Title: "Appels du printemps"}, {Slug: "papier", Title: "Sur papier", Sheets: 2}, {Slug: "s", Sheets: 40}}
	if !m.Made.Equal(noon()) || m.Program != "1.2.3" || m.Schema != len(known) || !slices.Equal(m.Campaigns, want) || len(m.SHA256) != 64 || m.Size < 4096 {
		t.Errorf("manifest %+v", m)
	}
	if read, failure := ReadBackup(t.Context(), path); failure != nil || read.SHA256 != m.SHA256 || !slices.Equal(read.Campaigns, want) || !read.Made.Equal(m.Made) {
		t.Errorf("read %+v (%v), want %+v", read, failure, m)
	}
	names, _ := filepath.Glob(filepath.Join(out, "*"))
	if info, failure := os.Stat(path); failure != nil || len(names) != 1 || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("files %v of mode %v; want the backup alone, with no rights for others", names, info.Mode())
	}
	other, done := restore(t, filepath.Join(t.TempDir(), "new"), path)
	if done.Aside != "" || done.Manifest.SHA256 != m.SHA256 {
		t.Errorf("restored %+v into a new folder", done)
	}
	if got := sheetsIn(t, other); !slices.Equal(got, sheetsIn(t, db)) {
		t.Errorf("%d sheets came back, or others", len(got))
	}
	if found, failure := other.Verify(t.Context()); failure != nil || len(found.Findings) > 0 {
		t.Errorf("restored: %v, %v", failure, found.Findings)
	}
	if _, _, err = other.Accounts().Session(t.Context(), account.Hash{7}); err == nil {
		t.Errorf("somebody is signed in after a restore")
	}
	if _, err = db.Backup(t.Context(), filepath.Join(out, "none", "b.zip")); problemKey(err) != "backup.folder" {
		t.Errorf("no such folder: %v", err)
	}
}

// Paths are those that a person typed.
func TestRelativePaths(t *testing.T) {
	t.Chdir(t.TempDir())
	db := openTest(t, "data", 0)
	furnish(t, db)
	if _, err := db.Backup(t.Context(), "b.zip"); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadBackup(t.Context(), "b.zip"); err != nil {
		t.Fatal(err)
	}
	if other, _ := restore(t, "other", "b.zip"); len(sheetsIn(t, other)) != 40 {
		t.Errorf("not all sheets came back")
	}
}

func problemKey(err error) string {
	if all := problem.All(err); len(all) > 0 {
		return all[0].Key
	}
	return ""
}

// TestBackupUnderLoad backs up while sheets are kept: each copy holds all that was acknowledged before, and nothing
// that had not been sent when it was done.
func TestBackupUnderLoad(t *testing.T) {
	db := openTest(t, t.TempDir(), 0)
	c := furnish(t, db)
	var mu sync.Mutex
	sent, acknowledged := map[string]bool{}, map[string]bool{}
	for _, id := range sheetsIn(t, db) {
		sent[id] = true
	}
	stop, running := make(chan struct{}), &sync.WaitGroup{}
	for range 4 {
		running.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				s := procedure(t, c, "a")
				mu.Lock()
				sent[s.ID.String()] = true
				mu.Unlock()
				if _, err := db.Save(context.Background(), post(c, s)); err != nil {
					t.Errorf("save: %v", err)
					return
				}
				mu.Lock()
				acknowledged[s.ID.String()] = true
				mu.Unlock()
			}
		})
	}
	snapshot := func(of map[string]bool) map[string]bool {
		mu.Lock()
		defer mu.Unlock()
		copied := map[string]bool{}
		for id := range of {
			copied[id] = true
		}
		return copied
	}
	defer func() {
		close(stop)
		running.Wait()
	}()
	for len(snapshot(acknowledged)) < 50 {
		time.Sleep(time.Millisecond)
	}
	for range 3 {
		before := snapshot(acknowledged)
		path := filepath.Join(t.TempDir(), "b.zip")
		m, err := db.Backup(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		after := snapshot(sent)
		other, _ := restore(t, t.TempDir(), path)
		ids := sheetsIn(t, other)
		if int(m.Campaigns[2].Sheets) != len(ids) || len(ids) < len(before) || len(ids) > len(after) {
			t.Errorf("%d sheets, %d by the manifest, want between %d and %d", len(ids), m.Campaigns[2].Sheets, len(before), len(after))
		}
		for _, id := range ids {
			if delete(before, id); !after[id] {
				t.Errorf("sheet %s was never sent", id)
			}
		}
		if len(before) > 0 {
			t.Errorf("%d acknowledged sheets are missing", len(before))
		}
	}
}

// backedUp returns the bytes of a backup.
func backedUp(t *testing.T) []byte {
	t.Helper()
	db := openTest(t, t.TempDir(), 0)
	furnish(t, db)
	path, _, err := db.BackupTo(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// A damaged database is not backed up, and the file of the last backup stays.
func TestBackupOfDamage(t *testing.T) {
	db := openTest(t, t.TempDir(), 0)
	furnish(t, db)
	path := filepath.Join(t.TempDir(), "b.zip")
	if err := os.WriteFile(path, []byte("the last one"), 0o600); err != nil {
		t.Fatal(err)
	}
	tell(t, db, `UPDATE participant SET name = 'Autre' WHERE code = 'asso'`)
	if _, err := db.Backup(t.Context(), path); problemKey(err) != "backup.source" {
		t.Errorf("%v, want backup.source", err)
	}
	names, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if data, err := os.ReadFile(path); err != nil || string(data) != "the last one" || len(names) != 1 {
		t.Errorf("the last backup reads %q (%v) among %v", data, err, names)
	}
}
