package sqlite

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"releve/internal/need"
	"releve/internal/problem"
)

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

func hexSum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
