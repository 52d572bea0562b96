package sqlite

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"releve/internal/problem"
)

func noon() time.Time { return time.Date(2026, 3, 1, 12, 30, 5, 0, time.UTC) }

// bring migrates a folder with a list of migrations.
func bring(t *testing.T, dir string, known ...string) error {
	t.Helper()
	m := migrator{path: filepath.Join(dir, fileName), known: known, now: noon}
	return m.bring(t.Context(), false)
}

// ask reads one number from a database of a folder.
func ask(t *testing.T, dir, name, query string) int {
	t.Helper()
	db, err := openSingle(filepath.Join(dir, name), everywhere())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	n := 0
	if err := db.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestMigrations(t *testing.T) {
	first := `CREATE TABLE a (n INTEGER) STRICT; INSERT INTO a VALUES (1);`
	second := `INSERT INTO a VALUES (2);`
	third := `INSERT INTO a VALUES (3); CREATE TABLE b (n INTEGER) STRICT;`
	dir := filepath.Join(t.TempDir(), "new", "folder")
	if err := bring(t, dir, first); err != nil {
		t.Fatal(err)
	}
	if found := copies(t, dir); len(found) != 0 {
		t.Errorf("copies %v of an empty database, want none", found)
	}
	if err := bring(t, dir, first, second, third); err != nil {
		t.Fatal(err)
	}
	want := []string{"releve-before-2-20260301-123005.db", "releve-before-3-20260301-123005.db"}
	if found := copies(t, dir); !slices.Equal(found, want) {
		t.Fatalf("copies %v, want %v", found, want)
	}
	for name, want := range map[string]int{want[0]: 1, want[1]: 2, fileName: 3} {
		if got := ask(t, dir, name, `SELECT COUNT(*) FROM a`); got != want {
			t.Errorf("%s: %d records, want %d", name, got, want)
		}
		if got := ask(t, dir, name, `PRAGMA user_version`); got != want {
			t.Errorf("%s: version %d, want %d", name, got, want)
		}
	}
	if err := bring(t, dir, first, second, third); err != nil || len(copies(t, dir)) != 2 {
		t.Errorf("nothing to do: %v, copies %v", err, copies(t, dir))
	}
}

func copies(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "releve-before-*"))
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range paths {
		if info, err := os.Stat(p); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v; want no rights for others", p, info.Mode(), err)
		}
		paths[i] = filepath.Base(p)
	}
	return paths
}

func TestMigrationFails(t *testing.T) {
	dir := t.TempDir()
	first := `CREATE TABLE a (n INTEGER) STRICT`
	if err := bring(t, dir, first); err != nil {
		t.Fatal(err)
	}
	if err := bring(t, dir, first, `CREATE TABLE b (n INTEGER) STRICT; INSERT INTO nowhere VALUES (1);`); err == nil {
		t.Fatal("a wrong migration went through")
	}
	if got := ask(t, dir, fileName, `PRAGMA user_version`); got != 1 {
		t.Errorf("version %d, want 1", got)
	}
	if got := ask(t, dir, fileName, `SELECT COUNT(*) FROM sqlite_schema WHERE name = 'b'`); got != 0 {
		t.Errorf("half a migration was kept")
	}
}

func TestNewerSchema(t *testing.T) {
	dir := t.TempDir()
	if err := bring(t, dir, `CREATE TABLE a (n INTEGER) STRICT`, `CREATE TABLE b (n INTEGER) STRICT`); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	err = bring(t, dir, `CREATE TABLE a (n INTEGER) STRICT`)
	if all := problem.All(err); len(all) != 1 || all[0].Key != "store.newer" || all[0].Args["have"] != 2 || all[0].Args["known"] != 1 {
		t.Errorf("error %v, want store.newer", err)
	}
	after, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil || !slices.Equal(before, after) {
		t.Errorf("the newer database changed (%v)", err)
	}
}

func TestMigrationWaitsForLock(t *testing.T) {
	dir := t.TempDir()
	first := `CREATE TABLE a (n INTEGER) STRICT`
	if err := bring(t, dir, first); err != nil {
		t.Fatal(err)
	}
	release, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err = bring(t, dir, first); err != nil {
		t.Errorf("nothing to migrate: %v, want no need of the lock", err)
	}
	err = bring(t, dir, first, `CREATE TABLE b (n INTEGER) STRICT`)
	if all := problem.All(err); len(all) != 1 || all[0].Key != "store.locked" {
		t.Errorf("error %v, want store.locked", err)
	}
	go func() {
		time.Sleep(10 * migrationLook)
		_ = release()
	}()
	if err = bring(t, dir, first, `CREATE TABLE b (n INTEGER) STRICT`); err != nil {
		t.Errorf("the lock was released: %v", err)
	}
}

func TestManyOpenNewFolder(t *testing.T) {
	dir := t.TempDir()
	failures := make(chan error)
	for range 8 {
		go func() {
			db, err := Open(context.Background(), Options{Dir: dir, Now: time.Now, Random: strings.NewReader("")})
			if err == nil {
				err = db.Close()
			}
			failures <- err
		}()
	}
	for range 8 {
		if err := <-failures; err != nil {
			t.Error(err)
		}
	}
}

// Settings are in force on the connections themselves, and a reader cannot write.
func TestSettings(t *testing.T) {
	db := openTest(t, t.TempDir(), 0)
	for _, c := range []struct {
		pragma      string
		write, read string
	}{
		{"journal_mode", "wal", "wal"},
		{"synchronous", "2", ""},
		{"foreign_keys", "1", "1"},
		{"secure_delete", "1", ""},
		{"trusted_schema", "0", "0"},
		{"busy_timeout", "10000", "10000"},
		{"cache_size", "-8192", ""},
		{"temp_store", "", "2"},
		{"query_only", "0", "1"},
	} {
		check := func(side, want string, q querier) error {
			got := ""
			err := q.QueryRowContext(t.Context(), `PRAGMA `+c.pragma).Scan(&got)
			if want != "" && got != want {
				t.Errorf("%s %s: %s, want %s", side, c.pragma, got, want)
			}
			return err
		}
		err := db.writer.write(t.Context(), func(_ context.Context, q querier) error { return check("writer", c.write, q) })
		if err == nil {
			err = db.read(t.Context(), func(q querier) error { return check("reader", c.read, q) })
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	err := db.read(t.Context(), func(q querier) error {
		_, err := q.ExecContext(t.Context(), `DELETE FROM probe`)
		return err
	})
	if err == nil {
		t.Errorf("a reader wrote")
	}
	info, err := os.Stat(db.writer.path)
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("database: %v, %v; want no rights for others", info.Mode(), err)
	}
}
