package xlsx_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"releve/internal/problem"
	"releve/internal/xlsx"
)

// made by hand, as a coordinator would.
func byHand(t *testing.T, fill func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func put(f *excelize.File, in, address string, value any) {
	if err := f.SetCellValue(in, address, value); err != nil {
		panic(err)
	}
}

// read returns the lines as text, or the key of the problem.
func read(data []byte) string {
	var b strings.Builder
	for line, err := range xlsx.Read(bytes.NewReader(data), int64(len(data))) {
		if err != nil {
			if all := problem.All(err); len(all) > 0 {
				return all[0].Key
			}
			return err.Error()
		}
		b.WriteString(strings.Join(line.Values, "|") + "\n")
	}
	return b.String()
}

func TestRead(t *testing.T) {
	cases := []struct {
		name string
		data []byte
		want string
	}{
		{"first sheet", byHand(t, func(f *excelize.File) { put(f, "Sheet1", "A1", "inst"); put(f, "Sheet1", "B2", 12) }), "inst\n|12\n"},
		{"Codes wins", byHand(t, func(f *excelize.File) {
			put(f, "Sheet1", "A1", "no")
			if _, err := f.NewSheet("Codes"); err != nil {
				t.Fatal(err)
			}
			put(f, "Codes", "A1", "yes")
		}), "yes\n"},
		{"short lines are filled up, empty ones kept", byHand(t, func(f *excelize.File) {
			put(f, "Sheet1", "A1", "a")
			put(f, "Sheet1", "C1", "c")
			put(f, "Sheet1", "A3", "x")
		}), "a||c\n||\nx||\n"},
		{"dates", byHand(t, func(f *excelize.File) {
			put(f, "Sheet1", "A1", "_date")
			put(f, "Sheet1", "A2", time.Date(2022, 11, 9, 0, 0, 0, 0, time.UTC))
			style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
			if err != nil {
				t.Fatal(err)
			}
			if err = f.SetCellStyle("Sheet1", "A2", "A2", style); err != nil {
				t.Fatal(err)
			}
		}), "_date\n2022-11-09\n"},
		{"no workbook", []byte("inst,proc\n"), "xlsx.unreadable"},
		{"empty", nil, "xlsx.unreadable"},
		{"an archive of something else", zipped(t, "a.txt", 10), "xlsx.unreadable"},
		{"unfolds too far", zipped(t, "xl/worksheets/sheet1.xml", 100<<20), "xlsx.large"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := read(c.data); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// zipped returns an archive with one part of zeros.
func zipped(t *testing.T, name string, size int64) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	w.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	part, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = io.CopyN(part, zeros{}, size); err != nil {
		t.Fatal(err)
	}
	if err = w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// A bomb is refused by what its directory says, before anything is unfolded; one whose directory lies is cut off at
// what it says.
func TestBomb(t *testing.T) {
	size := int64(600 << 20)
	if testing.Short() {
		size = 100 << 20
	}
	bomb := zipped(t, "xl/sharedStrings.xml", size)
	lying := bytes.Clone(bomb)
	for _, at := range []int{bytes.Index(lying, []byte("PK\x01\x02")) + 24, bytes.LastIndex(lying, []byte("PK\x07\x08")) + 12} {
		copy(lying[at:at+4], "\x00\x00\x10\x00")
	}
	for name, data := range map[string][]byte{"honest": bomb, "lying": lying} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		got := read(data)
		spent := time.Since(start)
		runtime.ReadMemStats(&after)
		if grown := after.TotalAlloc - before.TotalAlloc; !strings.HasPrefix(got, "xlsx.") || spent > time.Second || grown > 64<<20 {
			t.Errorf("%s, %d bytes: %s after %v and %d MiB", name, len(data), got, spent, grown>>20)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(_ *testing.T, data []byte) { read(data) })
}
