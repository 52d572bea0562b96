package sqlite

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// restore restores a backup into a folder and opens it.
func restore(t *testing.T, dir, path string) (*DB, Restored) {
	t.Helper()
	done, err := Restore(t.Context(), Restoring{Dir: dir, Path: path, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	return openTest(t, dir, 0), done
}

func TestRestoreKeepsWhatWasThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "b.zip")
	if err := os.WriteFile(path, backedUp(t), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	db := openTest(t, dir, 0)
	c := survey(t, db)
	if _, err := db.Save(t.Context(), post(c, procedure(t, c, "a"))); err != nil {
		t.Fatal(err)
	}
	again := func() (Restored, error) { return Restore(t.Context(), Restoring{Dir: dir, Path: path, Now: noon}) }
	if _, err := again(); problemKey(err) != "store.locked" {
		t.Errorf("while the database is open: %v, want store.locked", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	release, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = again(); problemKey(err) != "store.locked" {
		t.Errorf("while a server runs: %v, want store.locked", err)
	}
	if err = release(); err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(dir, "bad.zip")
	if err = os.WriteFile(bad, []byte("PK\x03\x04 and more"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err = Restore(t.Context(), Restoring{Dir: dir, Path: bad, Now: noon}); problemKey(err) != "backup.truncated" {
		t.Errorf("a bad backup: %v", err)
	}
	if got := ask(t, dir, fileName, `SELECT COUNT(*) FROM row`); got != 1 {
		t.Fatalf("refused restores left %d sheets, want the one that was there", got)
	}
	done, err := again()
	if err != nil || done.Aside != filepath.Join(dir, "releve-before-restore-20260301-123005.db") {
		t.Fatalf("restored %+v (%v)", done, err)
	}
	if got := ask(t, dir, filepath.Base(done.Aside), `SELECT COUNT(*) FROM row`); got != 1 {
		t.Errorf("beside stand %d sheets, want 1", got)
	}
	if _, err = again(); err == nil {
		t.Errorf("a second database was set aside under the same name")
	}
	if got := len(sheetsIn(t, openTest(t, dir, 0))); got != 40 {
		t.Errorf("%d sheets, want 40", got)
	}
	left, _ := filepath.Glob(filepath.Join(dir, "releve-restore-*"))
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A database that cannot be opened any more is set aside all the same.
func TestRestoreOverDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "b.zip")
	if err := os.WriteFile(path, backedUp(t), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{fileName, fileName + "-wal", fileName + "-shm"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.Repeat("nothing of a database ", 500)+name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, err := Open(t.Context(), Options{Dir: dir, Now: noon, Random: strings.NewReader("")})
	if problemKey(err) != "store.damaged" {
		t.Errorf("opened damage: %v, want store.damaged", err)
	}
	db, done := restore(t, dir, path)
	if got := len(sheetsIn(t, db)); got != 40 {
		t.Errorf("%d sheets, want 40", got)
	}
	if data, err := os.ReadFile(done.Aside); err != nil || !strings.HasSuffix(string(data), fileName) {
		t.Errorf("aside stands %q (%v)", data, err)
	}
}
