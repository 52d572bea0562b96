package scan_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"releve/internal/need"
	"releve/internal/problem"
	"releve/internal/scan"
)

// stands reads any bytes as a file: it is refused with one problem, or every page comes out once, with a picture or a
// problem of its own.
func stands(t *testing.T, file []byte) {
	t.Helper()
	n, pages, err := scan.Pages(t.Context(), scan.Input{Data: bytes.NewReader(file), Size: int64(len(file))})
	if err != nil {
		if all := problem.All(err); len(all) != 1 || !strings.HasPrefix(all[0].Key, "scan.file.") || n != 0 || pages != nil {
			t.Fatalf("%d pages, %v", n, err)
		}
		return
	}
	came := 0
	for p := range pages {
		if came++; p.Number != came {
			t.Fatalf("page %d came as the %dth", p.Number, came)
		}
		all := problem.All(p.Err)
		if p.Err == nil && (p.Page.Gray == nil || p.Page.Gray.Rect.Empty()) || p.Err != nil && (len(all) != 1 || !strings.HasPrefix(all[0].Key, "scan.reason.")) {
			t.Fatalf("page %d: %v", p.Number, p.Err)
		}
		if came == 50 { // a file may well claim more
			n = came
			break
		}
	}
	if came != n || n == 0 {
		t.Fatalf("%d pages came of %d", came, n)
	}
}

// seeds are files of every kind, good and bad.
func seeds(t *testing.T) [][]byte {
	g := sketch(5)
	var all [][]byte
	for _, k := range slices.Concat(pictures(t, g), embedded(t, g), drawnOtherwise(g)) {
		all = append(all, k.file)
	}
	for _, f := range slices.Concat(faultyFiles(t), faultyPages(t)) {
		if len(f.file) < 1<<16 {
			all = append(all, f.file)
		}
	}
	return append(all, drawings(3), manyPages(5))
}

// mangled changes a file as chance will have it: some bytes, a piece left out, doubled or of another file, a number.
func mangled(r *rand.Rand, all [][]byte) []byte {
	file := bytes.Clone(all[r.IntN(len(all))])
	for range 1 + r.IntN(4) {
		if len(file) < 8 {
			return file
		}
		at := r.IntN(len(file))
		end := at + min(len(file)-at, 1+r.IntN(200))
		switch r.IntN(6) {
		case 0:
			file[at] ^= 1 << r.IntN(8)
		case 1:
			file[at] = byte(r.IntN(256)) //nolint:gosec // it fits
		case 2:
			file = slices.Delete(file, at, end)
		case 3:
			file = slices.Insert(file, at, bytes.Clone(file[at:end])...)
		case 4:
			other := all[r.IntN(len(all))]
			file = append(file[:at], other[min(at, len(other)):]...)
		case 5:
			if i := bytes.IndexAny(file[at:], "0123456789"); i >= 0 {
				file = slices.Insert(file, at+i, []byte("9999")[:1+r.IntN(4)]...)
			}
		}
	}
	return file
}

// Files that were mangled on their way are read or refused, and no page of them is lost without a word.
func TestMangledFiles(t *testing.T) {
	need.Full(t)
	all := seeds(t)
	r := rand.New(rand.NewPCG(2026, 5))
	for i := range need.Size(15, 150, 50_000) {
		file := mangled(r, all)
		ok := t.Run("", func(t *testing.T) { stands(t, file) })
		if !ok {
			path := filepath.Join(os.TempDir(), "mangled")
			t.Fatalf("file %d, kept as %s: %v", i, path, os.WriteFile(path, file, 0o600))
		}
	}
}

// FuzzPages reads any bytes as a file of scanned pages.
func FuzzPages(f *testing.F) {
	for _, file := range [][]byte{drawings(2), manyPages(2), []byte("II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00"), []byte("\x89PNG\r\n\x1a\n"), []byte("\xff\xd8\xff"), pngOf(3, 3), hugeTIFF(), looped()} {
		f.Add(file)
	}
	f.Fuzz(stands)
}
