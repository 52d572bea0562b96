package transfer_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"hash/crc32"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"

	"releve/internal/need"
	"releve/internal/transfer"
)

// bombs are archives of at most 600 kB that a careless reader unfolds into gigabytes.
func bombs(tb testing.TB) map[string][]byte {
	tb.Helper()
	const sheet, strs, style, book = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
	const head = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	row := func(cells string) string { return head + "<row>" + cells }
	const million = 1 << 20
	return map[string][]byte{
		"zeros, told":        bomb(tb, part{sheet, "\x00", 100 * million, 0}),
		"zeros, not told":    bomb(tb, part{sheet, "\x00", 100 * million, 1000}),
		"rows, not told":     bomb(tb, part{sheet, "<row/>", 20 * million, 1000}),
		"cells":              bomb(tb, part{sheet, row("") + strings.Repeat("<c/>", 8*million), 1, 0}),
		"cells, far":         bomb(tb, part{sheet, row(`<c r="XFD1"/>`) + strings.Repeat(`</row><row><c r="XFD1"><v>1</v></c>`, million*9/10), 1, 0}),
		"rows, far":          bomb(tb, part{sheet, head + `<row r="1048576"><c r="A1048576"><v>1</v></c></row>`, 1, 0}),
		"rows":               bomb(tb, part{sheet, head + strings.Repeat("<row/>", 5*million), 1, 0}),
		"one text":           bomb(tb, part{sheet, row(`<c t="inlineStr"><is><t>`) + strings.Repeat("x", 34*million), 1, 0}),
		"deep":               bomb(tb, part{sheet, row("") + strings.Repeat("<a>", 10*million), 1, 0}),
		"attributes":         bomb(tb, part{sheet, head + "<row " + strings.Repeat(`a="" `, 6*million), 1, 0}),
		"one tag":            bomb(tb, part{sheet, head + `<row a="` + strings.Repeat(">", 34*million), 1, 0}),
		"shared texts":       bomb(tb, part{strs, "<sst>" + strings.Repeat("<si><t/></si>", 2*million), 1, 0}, part{sheet, row(`<c t="s"><v>0</v></c>`), 1, 0}),
		"shared texts, runs": bomb(tb, part{strs, "<sst><si>" + strings.Repeat("<r><t/></r>", 3*million), 1, 0}, part{sheet, row(`<c t="s"><v>0</v></c>`), 1, 0}),
		"styles":             bomb(tb, part{style, "<styleSheet><cellXfs>" + strings.Repeat("<xf/>", 6*million), 1, 0}, part{sheet, row(`<c s="1"><v>1</v></c>`), 1, 0}),
		"sheets":             bomb(tb, part{book, "<workbook><sheets>" + strings.Repeat("<sheet/>", 4*million), 1, 0}, part{sheet, head, 1, 0}),
		"entities":           bomb(tb, part{sheet, `<!DOCTYPE x [<!ENTITY a "` + strings.Repeat("x", 1000) + `">]>` + row(`<c t="inlineStr"><is><t>`+strings.Repeat("&a;", million)), 1, 0}),
		"parts":              many(tb, 400, ""),
		"parts, all read":    many(tb, 400, strings.Repeat("<xf/>", 10_000)),
		"types":              bomb(tb, part{"[Content_Types].xml", "<Types>" + strings.Repeat("<Override/>", 3*million), 1, 0}, part{sheet, head, 1, 0}),
		"relations":          bomb(tb, part{"xl/_rels/workbook.xml.rels", "<Relationships>" + strings.Repeat("<Relationship/>", 2*million), 1, 0}, part{sheet, head, 1, 0}),
	}
}

// part is a file of an archive: content, times over; told is the size that the archive's directory claims, 0 for the
// true one.
type part struct {
	name, content string
	times         int
	told          uint64
}

// frame is what a workbook needs besides its first sheet.
func frame() []part {
	return []part{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`, 1, 0},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`, 1, 0},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Codes" sheetId="1" r:id="rId1"/></sheets></workbook>`, 1, 0},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`, 1, 0},
	}
}

// bomb returns a workbook with these parts, of about 600 kB: what the parts leave is filled with noise, which would
// let them unfold further.
func bomb(tb testing.TB, parts ...part) []byte {
	tb.Helper()
	have := map[string]bool{}
	for _, p := range parts {
		have[p.name] = true
	}
	for _, p := range frame() {
		if !have[p.name] {
			parts = append(parts, p)
		}
	}
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, p := range parts {
		add(tb, archive, p)
	}
	const size = 600_000
	if out.Len() > size {
		tb.Fatalf("%s unfolds from %d bytes, more than %d", parts[0].name, out.Len(), size)
	}
	noise, state := make([]byte, size-out.Len()), uint64(1)
	for i := range noise {
		state = state*6364136223846793005 + 1442695040888963407
		noise[i] = byte(state >> 56)
	}
	w, err := archive.CreateHeader(&zip.FileHeader{Name: "noise", Method: zip.Store})
	if err == nil {
		_, err = w.Write(noise)
	}
	if err = errors.Join(err, archive.Close()); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func add(tb testing.TB, archive *zip.Writer, p part) {
	tb.Helper()
	var packed bytes.Buffer
	to, err := flate.NewWriter(&packed, flate.BestCompression)
	sum, size := crc32.NewIEEE(), uint64(0)
	content := []byte(p.content)
	if p.times > 1 {
		content = bytes.Repeat(content, 1<<20)
		p.times >>= 20
	}
	for range p.times {
		_, failed := to.Write(content)
		err = errors.Join(err, failed)
		sum.Write(content)
		size += uint64(len(content))
	}
	err = errors.Join(err, to.Close())
	h := &zip.FileHeader{Name: p.name, Method: zip.Deflate, CRC32: sum.Sum32(), CompressedSize64: uint64(packed.Len()), UncompressedSize64: size} //nolint:gosec // a length
	if p.told > 0 {
		h.UncompressedSize64 = p.told
	}
	w, failed := archive.CreateRaw(h)
	err = errors.Join(err, failed)
	if err == nil {
		_, err = packed.WriteTo(w)
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// many returns an archive of many parts.
func many(tb testing.TB, n int, content string) []byte {
	tb.Helper()
	var parts []part
	for i := range n {
		parts = append(parts, part{fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), content, 1, 0})
	}
	return bomb(tb, parts...)
}

// A small workbook that unfolds into a huge one is refused in under a second and takes less than 64 MiB.
func TestBombs(t *testing.T) {
	need.Full(t)
	db := surveyed(t, "monitoring-1030")
	for name, data := range bombs(t) {
		t.Run(name, func(t *testing.T) {
			if len(data) > 640_000 {
				t.Fatalf("%d bytes", len(data))
			}
			debug.FreeOSMemory()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			stop := make(chan struct{})
			peak := watch(stop, before.HeapInuse+before.StackInuse)
			start := worked(t)
			got, err := take(t, db, transfer.File{Data: bytes.NewReader(data), Size: int64(len(data)), Most: transfer.MostPosted}, transfer.ImportOptions{Rehearsal: true})
			took := worked(t) - start
			close(stop)
			runtime.ReadMemStats(&after)
			grown := <-peak
			if err == nil || len(transfer.Refusals(err)) == 0 {
				t.Errorf("got %+v, %v, want a refusal", got, err)
			}
			if took > time.Second || grown > 64<<20 {
				t.Errorf("took %v and %d MiB (%d MiB in all)", took, grown>>20, (after.TotalAlloc-before.TotalAlloc)>>20)
			}
			t.Logf("%v, %d MiB, %.80s", took, grown>>20, told(err))
		})
	}
}

// worked returns for how long this process has worked: on a busy machine a clock would tell of the others.
func worked(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// watch returns by how much memory grew at most until stop.
func watch(stop chan struct{}, before uint64) chan uint64 {
	peak := make(chan uint64, 1)
	go func() {
		most := uint64(0)
		var now runtime.MemStats
		for {
			select {
			case <-stop:
				peak <- most
				return
			case <-time.After(2 * time.Millisecond):
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapInuse+now.StackInuse-min(before, now.HeapInuse+now.StackInuse))
			}
		}
	}()
	return peak
}
