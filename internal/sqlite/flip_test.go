package sqlite

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"releve/internal/need"
)

// compact returns the bytes of a database's only file, without a log and without free room.
func compact(t *testing.T, db *DB) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), fileName)
	if _, err := os.Create(path); err != nil {
		t.Fatal(err)
	}
	if _, err := db.copyInto(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// verifyBytes verifies a database of some bytes, and says whether anything was found or it could not be read.
func verifyBytes(t *testing.T, data []byte) (found bool, what string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), fileName)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	v, err := verifyFile(t.Context(), path)
	return err != nil || len(v.Findings) > 0, fmt.Sprint(err, v.Findings)
}

// TestFlippedBits flips single bits of stored text, in every table and index, each in a fresh copy of the file.
func TestFlippedBits(t *testing.T) {
	need.Full(t)
	db := openTest(t, t.TempDir(), 0)
	furnish(t, db)
	data := compact(t, db)
	if found, what := verifyBytes(t, data); found {
		t.Fatalf("before any flip: %s", what)
	}
	trees := textsIn(t, data)
	names := slices.Sorted(maps.Keys(trees))
	for _, table := range []string{
		"account", "again", "batch", "batch_file", "batch_page", "campaign", "coordination", "decision", "form", "layout", "link", "origin", "participant", "pile", "revision",
		"row", "run", "sqlite_schema", "worker",
	} {
		if len(trees[table]) == 0 {
			t.Errorf("no text of table %s was found in the file: the test would not see it", table)
		}
	}
	flips := need.Size(40, 200, 200)
	count := map[string]int{}
	for i := range flips {
		name := names[i%len(names)]
		spans := trees[name]
		s := spans[rand.IntN(len(spans))]
		at := s.from + rand.IntN(s.to-s.from)
		flipped := slices.Clone(data)
		flipped[at] ^= 1 << rand.IntN(8)
		count[name]++
		if found, _ := verifyBytes(t, flipped); !found {
			t.Errorf("%s: byte %d, %q for %q: not found", name, at, flipped[s.from:s.to], data[s.from:s.to])
		}
	}
	t.Logf("flips: %v", count)
}

// span is where a text stands in the file.
type span struct{ from, to int }

// textsIn walks all trees of a database file and returns where their texts stand, by the name of the table or index.
// See https://www.sqlite.org/fileformat2.html. What overflows a page is left out.
func textsIn(t *testing.T, data []byte) map[string][]span {
	t.Helper()
	w := walker{data: data, size: int(binary.BigEndian.Uint16(data[16:]))}
	roots := map[string]int{"sqlite_schema": 1}
	path := filepath.Join(t.TempDir(), fileName)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := openSingle(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	v := verifier{q: file}
	_ = v.each(context.Background(), "", `SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0`, func(values []any) {
		roots[text(values[0])] = int(values[1].(int64))
	})
	out := map[string][]span{}
	for name, root := range roots {
		w.found = nil
		w.page(root)
		if len(w.found) > 0 {
			out[name] = w.found
		}
	}
	return out
}

type walker struct {
	data  []byte
	size  int // of a page
	found []span
}

// page reads a page of a tree and those below it.
func (w *walker) page(n int) {
	base := (n - 1) * w.size
	head := base
	if n == 1 {
		head += 100
	}
	kind := w.data[head]
	cells := int(binary.BigEndian.Uint16(w.data[head+3:]))
	list := head + 8
	if kind == 0x02 || kind == 0x05 {
		list += 4
		w.page(int(binary.BigEndian.Uint32(w.data[head+8:])))
	}
	for i := range cells {
		at := base + int(binary.BigEndian.Uint16(w.data[list+2*i:]))
		if kind == 0x02 || kind == 0x05 {
			w.page(int(binary.BigEndian.Uint32(w.data[at:])))
			at += 4
		}
		if kind == 0x05 {
			continue // only numbers of records
		}
		length, n := varint(w.data[at:])
		at += n
		most := (w.size-12)*64/255 - 23 // of an index
		if kind == 0x0d {
			_, n = varint(w.data[at:])
			at += n
			most = w.size - 35
		}
		w.record(at, min(length, most))
	}
}

// record notes the texts of a record whose first bytes stand in the page.
func (w *walker) record(at, local int) {
	header, n := varint(w.data[at:])
	end, value := at+local, at+header
	for p := at + n; p < at+header; {
		serial, n := varint(w.data[p:])
		p += n
		length := []int{0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0}[min(serial, 11)]
		if serial >= 12 {
			length = (serial - 12) / 2
		}
		if serial >= 13 && serial%2 == 1 && length > 0 && value < end {
			w.found = append(w.found, span{value, min(value+length, end)})
		}
		value += length
	}
}

func varint(b []byte) (value, length int) {
	for i := range 8 {
		value = value<<7 | int(b[i]&0x7f)
		if b[i] < 0x80 {
			return value, i + 1
		}
	}
	return value<<8 | int(b[8]), 9
}
