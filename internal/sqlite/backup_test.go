package sqlite

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/need"
	"releve/internal/problem"
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
	want := []BackedUp{{Slug: "appels", Title: "Appels du printemps"}, {Slug: "s", Sheets: 40}}
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
		if int(m.Campaigns[1].Sheets) != len(ids) || len(ids) < len(before) || len(ids) > len(after) {
			t.Errorf("%d sheets, %d by the manifest, want between %d and %d", len(ids), m.Campaigns[1].Sheets, len(before), len(after))
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

// TestDamagedBackup changes single bytes all over a backup, the first and the last ones among them.
func TestDamagedBackup(t *testing.T) {
	data := backedUp(t)
	places := []int{0, 3, 4, 6, 8, 10, 12, 29, len(data) - 1, len(data) - sealLength, len(data) - sealLength - 1, len(data) - sealLength - 22}
	for range 60 {
		places = append(places, rand.IntN(len(data)))
	}
	for i := range 40 { // the directory at the end
		places = append(places, len(data)-sealLength-1-i*4)
	}
	for _, at := range places {
		changed := slices.Clone(data)
		changed[at] ^= 1 << rand.IntN(8)
		err := readBytes(t, changed)
		if key := problemKey(err); key != "backup.damaged" && key != "backup.foreign" && key != "backup.truncated" {
			t.Errorf("byte %d: %v, want a refusal", at, err)
		}
	}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"as it was":       {data, ""},
		"cut":             {data[:len(data)/2], "backup.truncated"},
		"one byte less":   {data[:len(data)-1], "backup.truncated"},
		"one byte more":   {append(slices.Clone(data), 0), "backup.damaged"},
		"start":           {data[:4], "backup.truncated"},
		"empty":           {nil, "backup.foreign"},
		"text":            {[]byte("Bonjour"), "backup.foreign"},
		"other zip":       {zipOf(t, map[string][]byte{"a.txt": []byte("b")}), "backup.foreign"},
		"the database":    {entriesOf(t, data)[fileName], "backup.foreign"},
		"packed again":    {zipOf(t, entriesOf(t, data)), "backup.damaged"},
		"one byte within": {slices.Concat(data[:500], []byte{0}, data[500:]), "backup.damaged"},
	} {
		if err := readBytes(t, c.data); problemKey(err) != c.want || c.want == "" && err != nil {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if _, err := ReadBackup(t.Context(), filepath.Join(t.TempDir(), "none.zip")); problemKey(err) != "backup.missing" {
		t.Errorf("no file: %v", err)
	}
}

// readBytes reads a backup of some bytes.
func readBytes(t *testing.T, data []byte) error {
	t.Helper()
	path := filepath.Join(t.TempDir(), "b.zip")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := ReadBackup(t.Context(), path)
	return err
}

func entriesOf(t *testing.T, data []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, e := range z.File {
		in, err := e.Open()
		if err != nil {
			t.Fatal(err)
		}
		if all[e.Name], err = io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func zipOf(t *testing.T, entries map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, data := range entries {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// forge writes a backup of its own making, sealed as a right one is.
func forge(t *testing.T, alter func(m map[string]any, entries map[string][]byte)) []byte {
	t.Helper()
	entries := entriesOf(t, backedUp(t))
	var m map[string]any
	if err := json.Unmarshal(entries[manifestName], &m); err != nil {
		t.Fatal(err)
	}
	alter(m, entries)
	if _, ok := entries[manifestName]; ok {
		data, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		entries[manifestName] = data
	}
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	for name, data := range entries {
		w, failure := z.Create(name)
		if failure == nil {
			_, failure = w.Write(data)
		}
		if failure != nil {
			t.Fatal(failure)
		}
	}
	_ = z.SetComment(sealWord + strings.Repeat("0", 64))
	if err = z.Close(); err == nil {
		err = sealBackup(f)
	}
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// A backup whose seal is right is looked into all the same.
func TestForgedBackup(t *testing.T) {
	need.Full(t)
	for name, c := range map[string]struct {
		alter func(m map[string]any, entries map[string][]byte)
		want  string
	}{
		"nothing":       {func(map[string]any, map[string][]byte) {}, ""},
		"newer":         {func(m map[string]any, _ map[string][]byte) { m["schema"] = 99 }, "backup.newer"},
		"other digest":  {func(m map[string]any, _ map[string][]byte) { m["sha256"] = strings.Repeat("0", 64) }, "backup.damaged"},
		"other size":    {func(m map[string]any, _ map[string][]byte) { m["size"] = 7 }, "backup.damaged"},
		"other counts":  {func(m map[string]any, _ map[string][]byte) { m["campaigns"] = []any{} }, "backup.inside"},
		"no manifest":   {func(_ map[string]any, e map[string][]byte) { delete(e, manifestName) }, "backup.foreign"},
		"no database":   {func(_ map[string]any, e map[string][]byte) { delete(e, fileName) }, "backup.foreign"},
		"a third entry": {func(_ map[string]any, e map[string][]byte) { e["../x"] = nil }, "backup.foreign"},
		"bomb": {func(m map[string]any, e map[string][]byte) {
			e[fileName] = make([]byte, leastRoom+1)
			m["size"] = leastRoom + 1
		}, "backup.large"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := readBytes(t, forge(t, c.alter)); problemKey(err) != c.want || c.want == "" && err != nil {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
	t.Run("damaged inside", func(t *testing.T) {
		data := forge(t, func(m map[string]any, e map[string][]byte) {
			at := bytes.Index(e[fileName], []byte("Une association"))
			e[fileName][at] ^= 1
			m["sha256"] = hexSum(e[fileName])
		})
		err := readBytes(t, data)
		if all := problem.All(err); problemKey(err) != "backup.inside" || all[0].Args["n"] != 1 {
			t.Errorf("%v, want backup.inside with one finding", err)
		}
	})
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

func hexSum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
