package scan_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"releve/internal/locale"
	"releve/internal/need"
	"releve/internal/problem"
	"releve/internal/scan"
)

// mostAlloc is how many bytes a hostile file may ever ask for.
const mostAlloc = 512 << 20

// mostTime is how long a hostile file may be read on a busy machine; the race detector is some ten times slower.
func mostTime() time.Duration { return time.Duration(need.Size(60, 10, 10)) * time.Second }

// fault is a file of which nothing, or a page of which nothing, can be used.
type fault struct {
	name string
	file []byte
	want string // key
}

// claimed is a file that says it is larger than it may be.
type claimed struct{ io.ReaderAt }

// bomb is how many bytes a hostile stream unfolds to: more than any may.
const bomb = 20 << 20

// zeros is deflated, unfolds to a number of zeros, after some bytes.
func zeros(before string, n int) []byte {
	return deflated(append([]byte(before), make([]byte, n)...))
}

// pngOf writes the head of a PNG of a size that its bytes do not bear out.
func pngOf(width, height uint32) []byte {
	head := append([]byte("IHDR"), binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)...)
	head = append(head, 8, 0, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(head))
	body := append([]byte("IDAT"), zeros("", 1<<16)...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(body)-4)) //nolint:gosec // it is short
	return binary.BigEndian.AppendUint32(append(out, body...), crc32.ChecksumIEEE(body))
}

// manyPages writes a PDF whose pages are all the same object.
func manyPages(n int) []byte {
	b := &book{}
	page := b.add("<< /Type /Page /MediaBox [0 0 595 842] >>")
	return b.write(b.root(slices.Repeat([]int{page}, n)...))
}

// raw writes a PDF of objects as they are given; the last one is the catalogue.
func rawPDF(objects ...string) []byte {
	b := &book{objects: objects}
	return b.write(len(objects))
}

// looped writes a TIFF whose second directory is followed by its first.
func looped() []byte {
	f := tiffFile{order: binary.LittleEndian}
	tags := []tag{{256, []uint32{1}}, {257, []uint32{1}}}
	f.directory(tags)
	f.directory(tags)
	out := f.bytes()
	binary.LittleEndian.PutUint32(out[f.directories[1][1]:], f.directories[0][0])
	return out
}

func faultyFiles(t *testing.T) []fault {
	g := sketch(1)
	good := single(dims(g)+"/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /FlateDecode", deflated(bits(g)))
	many := tiffFile{order: binary.BigEndian}
	for range scan.MostPages + 1 {
		many.directory([]tag{{256, []uint32{1}}, {257, []uint32{1}}})
	}
	jpeg := asJPEG(t, g)
	const tree = "<< /Type /Catalog /Pages 1 0 R >>"
	huge := zeros("1 0 2 40 << /Type /Pages /Kids [] /Count 0 >> ", bomb)
	return []fault{
		{"nothing", nil, "scan.file.nothing"},
		{"text", []byte("Bonjour"), "scan.file.unknown"},
		{"HEIC", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), "scan.file.heic"},
		{"AVIF", []byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00"), "scan.file.heic"},
		{"WebP", []byte("RIFF\x00\x00\x00\x00WEBPVP8 "), "scan.file.picture"},
		{"GIF", []byte("GIF89a\x01\x00\x01\x00"), "scan.file.picture"},
		{"BMP", []byte("BM\x00\x00\x00\x00"), "scan.file.picture"},
		{"Word", []byte("PK\x03\x04\x14\x00\x00\x00\x00\x00[Content_Types].xml word/document.xml"), "scan.file.office"},
		{"old Word", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "scan.file.office"},
		{"ZIP", []byte("PK\x03\x04\x14\x00\x00\x00\x00\x00scan.pdf"), "scan.file.packed"},
		{"cut PDF", good[:len(good)*2/3], "scan.file.cut"},
		{"PDF cut in its table", good[:len(good)-60], "scan.file.cut"},
		{"encrypted PDF", bytes.Replace(good, []byte("trailer\n<< "), []byte("trailer\n<< /Encrypt 1 0 R "), 1), "scan.file.encrypted"},
		{"PDF without pages", rawPDF("<< /Type /Pages /Kids [] /Count 0 >>", tree), "scan.file.empty"},
		{"PDF of 10,000 pages", manyPages(10_000), "scan.file.pages"},
		{"PDF that claims a million pages", rawPDF("<< /Type /Pages /Kids [] /Count 1000000 >>", tree), "scan.file.pages"},
		{"PDF that holds itself", rawPDF("<< /Type /Pages /Kids [1 0 R] /Count 1 >>", tree), "scan.file.loop"},
		{"PDF that doubles itself", rawPDF(doubling(60)...), "scan.file.loop"},
		{"PDF with a huge table", hugeTable(), "scan.file.bomb"},
		{"PDF without a catalogue", rawPDF("<< /Type /Pages /Kids [] /Count 0 >>", "<< /Type /Nothing >>"), "scan.file.damaged"},
		{"PDF of brackets", []byte("%PDF-1.4\n1 0 obj " + strings.Repeat("[", 1<<20) + "\nstartxref\n9\n%%EOF"), "scan.file.damaged"},
		{"PDF of objects that hold no end", []byte("%PDF-1.4\n" + strings.Repeat("1 0 obj (", 100_000) + "\n%%EOF"), "scan.file.bomb"},
		{"PDF in an object stream that unfolds to much", packedBomb(huge), "scan.file.damaged"},
		{"damaged PNG", []byte("\x89PNG\r\n\x1a\nxxxxxxxxxxxxxxxxxxxxxxxxxxx"), "scan.file.damaged"},
		{"damaged JPEG", []byte("\xff\xd8\xff\xe0\x00\x10JFIFxxxxxxxxxx"), "scan.file.damaged"},
		{"cut JPEG", jpeg[:100], "scan.file.damaged"},
		{"cut TIFF", fixture(t, "fax4.tif")[:100], "scan.file.cut"},
		{"TIFF without pages", []byte("II*\x00\x00\x00\x00\x00"), "scan.file.empty"},
		{"TIFF in a loop", looped(), "scan.file.loop"},
		{"TIFF of 2,001 pages", many.bytes(), "scan.file.pages"},
	}
}

// doubling returns nodes of a tree each of which holds the next one twice: 2^n pages in n objects.
func doubling(n int) []string {
	objects := []string{}
	for i := range n {
		objects = append(objects, fmt.Sprintf("<< /Type /Pages /Kids [%d 0 R %d 0 R] /Count 2 >>", i+2, i+2))
	}
	return append(objects, "<< /Type /Page >>", "<< /Type /Catalog /Pages 1 0 R >>")
}

// hugeTable writes a PDF whose table is a stream that unfolds to much.
func hugeTable() []byte {
	body := zeros("", bomb)
	return fmt.Appendf(nil, "%%PDF-1.5\n1 0 obj\n<< /Type /XRef /W [1 4 1] /Size 44739242 /Root 2 0 R /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\nstartxref\n9\n%%%%EOF\n", len(body), body)
}

// packedBomb writes a PDF whose catalogue is in an object stream.
func packedBomb(body []byte) []byte {
	head := fmt.Appendf(nil, "%%PDF-1.5\n3 0 obj\n<< /Type /ObjStm /N 2 /First 10 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n", len(body), body)
	rows := []byte{0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 3, 0, 2, 0, 0, 0, 3, 1, 1, 0, 0, 0, 9, 0}
	return fmt.Appendf(head, "4 0 obj\n<< /Type /XRef /W [1 4 1] /Size 4 /Root 2 0 R /Length %d >>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", len(rows), rows, len(head))
}

// cheaply fails the test when a call takes more than it may.
func cheaply(t *testing.T, call func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	begun := time.Now()
	call()
	took := time.Since(begun)
	runtime.ReadMemStats(&after)
	if most := mostTime(); took > most {
		t.Errorf("it took %v, want at most %v", took, most)
	}
	if asked := after.TotalAlloc - before.TotalAlloc; asked > mostAlloc {
		t.Errorf("%d MB were asked for, want at most %d", asked>>20, mostAlloc>>20)
	}
}

// messages are read once for all tests.
var messages = sync.OnceValues(locale.Load)

// told fails the test unless an error is a problem with a key that says something in every language.
func told(t *testing.T, err error, want string) {
	t.Helper()
	all := problem.All(err)
	if len(all) != 1 || all[0].Key != want {
		t.Fatalf("got %v, want %s", err, want)
	}
	catalogue, err := messages()
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range locale.Languages() {
		if got := catalogue.Printer(tag).Text(all[0].Key, all[0].Args); got == want || strings.ContainsAny(got, "{}") || len(got) < 20 {
			t.Errorf("%s: %q", tag, got)
		}
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	need.Full(t)
	for _, c := range faultyFiles(t) {
		t.Run(c.name, func(t *testing.T) {
			cheaply(t, func() {
				n, pages, err := scan.Pages(t.Context(), scan.Input{Data: bytes.NewReader(c.file), Size: int64(len(c.file))})
				if n != 0 || pages != nil {
					t.Errorf("got %d pages", n)
				}
				told(t, err, c.want)
			})
		})
	}
	t.Run("too large", func(t *testing.T) {
		_, _, err := scan.Pages(t.Context(), scan.Input{Data: claimed{bytes.NewReader([]byte("%PDF-"))}, Size: scan.MostBytes + 1})
		told(t, err, "scan.file.large")
	})
}

// faultyPages are files of one page that cannot be used.
func faultyPages(t *testing.T) []fault {
	g := sketch(1)
	const bit = "/ColorSpace /DeviceGray /BitsPerComponent 1 "
	flate := deflated(bits(g))
	good := single(dims(g)+bit+"/Filter /FlateDecode", flate)
	draws := func(contents string) []byte {
		return bytes.Replace(good, []byte(whole), []byte(contents+strings.Repeat(" ", max(0, len(whole)-len(contents)))), 1)
	}
	jpeg := asJPEG(t, g)
	wide := bytes.Clone(jpeg)
	at := bytes.Index(wide, []byte("\xff\xc0"))
	copy(wide[at+5:], "\xff\x00\xff\x00")
	passes := append(bytes.Clone(jpeg[:len(jpeg)-2]), bytes.Repeat([]byte("\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"), 1000)...)
	contents := &book{}
	c := contents.stream("/Filter /FlateDecode", zeros("q ", bomb))
	page := contents.add("<< /Type /Page /Contents %d 0 R >>", c)
	twice := &book{}
	im := twice.stream("/Subtype /Image "+dims(g)+bit+"/Filter /FlateDecode", flate)
	layers := twice.page(im+3, "q 595 0 0 842 0 0 cm /Im0 Do Q q 300 0 0 300 50 50 cm /Im0 Do Q", fmt.Sprintf("/Im0 %d 0 R", im))
	selfish := &book{}
	form := selfish.stream("/Subtype /Form /Resources << /XObject << /F 1 0 R >> >>", []byte("/F Do /F Do"))
	inner := selfish.page(form+3, "/F Do", fmt.Sprintf("/F %d 0 R", form))
	return []fault{
		{"a page that is not there", rawPDF("<< /Type /Pages /Kids [9 0 R] /Count 1 >>", "<< /Type /Catalog /Pages 1 0 R >>"), "scan.reason.missing"},
		{"a page that is only counted", rawPDF("<< /Type /Pages /Kids [] /Count 1 >>", "<< /Type /Catalog /Pages 1 0 R >>"), "scan.reason.missing"},
		{"a blank page", draws("q Q"), "scan.reason.compact"},
		{"a drawing above", draws(whole + " 0 0 9 9 re f"), "scan.reason.compact"},
		{"letters above", draws(whole + " BT (x) Tj ET"), "scan.reason.compact"},
		{"two pictures", twice.bind(layers), "scan.reason.compact"},
		{"a note above", bytes.Replace(good, []byte("/MediaBox [0 0 595 842]"), []byte("/MediaBox [0 0 595 842] /Annots [<< /Subtype /Ink /AP << >> >>]"), 1), "scan.reason.compact"},
		{"JBIG2", single(dims(g)+bit+"/Filter /JBIG2Decode", []byte("x")), "scan.reason.compact"},
		{"JPEG 2000", single(dims(g)+"/Filter /JPXDecode", []byte("x")), "scan.reason.compact"},
		{"a mask", single(dims(g)+bit+"/SMask 1 0 R /Filter /FlateDecode", flate), "scan.reason.compact"},
		{"a mixed fax", single(dims(g)+bit+fmt.Sprintf("/Filter /CCITTFaxDecode /DecodeParms << /K 4 /Columns %d >>", sketchWidth), []byte("x")), "scan.reason.compact"},
		{"a logo", single("/Width 200 /Height 80 "+bit, make([]byte, 25*80)), "scan.reason.small"},
		{"a picture without end", single("/Width 10000 /Height 10000 "+bit+"/Filter /FlateDecode", zeros("", 1<<20)), "scan.reason.large"},
		{"a picture without colours", single("/Width 5000 /Height 5000 /ColorSpace /DeviceCMYK /BitsPerComponent 16 /Filter [/FlateDecode /ASCIIHexDecode]", zeros("", 1<<20)), "scan.reason.large"},
		{"missing rows", single(dims(g)+bit+"/Filter /FlateDecode", deflated(bits(g)[:1000])), "scan.reason.damaged"},
		{"no data", single(dims(g)+bit+"/Filter /FlateDecode", []byte("no zlib")), "scan.reason.damaged"},
		{"a broken fax", single(dims(g)+bit+fmt.Sprintf("/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns %d >>", sketchWidth), []byte("\xff\x00\xff\x00\x01\x02")), "scan.reason.damaged"},
		{"a cut JPEG in a PDF", single(dims(g)+"/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode", jpeg[:len(jpeg)/2]), "scan.reason.damaged"},
		{"much to draw", contents.bind(page), "scan.reason.damaged"},
		{"a drawing that holds itself", selfish.bind(inner), "scan.reason.damaged"},
		{"a cut JPEG", jpeg[:len(jpeg)*2/3], "scan.reason.damaged"},
		{"a huge JPEG", wide, "scan.reason.large"},
		{"a JPEG of many passes", passes, "scan.reason.large"},
		{"a huge PNG", pngOf(10_000, 10_000), "scan.reason.large"},
		{"a PNG of zeros", pngOf(3_000, 3_000), "scan.reason.damaged"},
		{"a mixed fax as TIFF", fixture(t, "fax3mixed.tif"), "scan.reason.format"},
		{"a cut TIFF", fixture(t, "lzw.tif")[:3000], "scan.reason.damaged"},
		{"a huge TIFF", hugeTIFF(), "scan.reason.large"},
	}
}

// hugeTIFF writes a TIFF file of 65,000 × 65,000 pixels.
func hugeTIFF() []byte {
	f := tiffFile{order: binary.LittleEndian}
	f.directory([]tag{{256, []uint32{65_000}}, {257, []uint32{65_000}}, {273, []uint32{8}}, {279, []uint32{8}}})
	return f.bytes()
}

func TestPagesThatAreRefused(t *testing.T) {
	need.Full(t)
	for _, c := range faultyPages(t) {
		t.Run(c.name, func(t *testing.T) {
			cheaply(t, func() {
				all := taken(t, c.file)
				if len(all) != 1 {
					t.Fatalf("got %d pages", len(all))
				}
				told(t, all[0].Err, c.want)
			})
		})
	}
}

// A page that cannot be used does not take the others with it, nor their numbers.
func TestOnePageOfMany(t *testing.T) {
	b := &book{}
	var pages []int
	const n = 5
	tree := 3*n + 2 - 1 // a page has three objects, the second one only one
	for i := range n {
		if i == 1 {
			pages = append(pages, b.add("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] >>", tree))
			continue
		}
		g := sketch(i)
		im := b.stream("/Type /XObject /Subtype /Image "+dims(g)+"/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /FlateDecode", deflated(bits(g)))
		pages = append(pages, b.page(tree, whole, fmt.Sprintf("/Im0 %d 0 R", im)))
	}
	all := taken(t, b.bind(pages...))
	if len(all) != n {
		t.Fatalf("got %d pages", len(all))
	}
	for i, p := range all {
		if i == 1 {
			told(t, p.Err, "scan.reason.compact")
		} else if p.Err != nil || differs(p.Page.Gray, sketch(i)) != 0 {
			t.Errorf("page %d: %v", i+1, p.Err)
		}
	}
}

// A TIFF of several pages gives them all; a small copy of a page is none.
func TestPagesOfTIFF(t *testing.T) {
	f := tiffFile{order: binary.BigEndian}
	const n = 4
	for i := range n {
		g := sketch(i)
		data := f.data(bits(g))
		f.directory(bilevelTags(g, data, 0))
		small := image.NewGray(image.Rect(0, 0, 8, 8))
		f.directory(bilevelTags(small, data, 1))
	}
	all := taken(t, f.bytes())
	if len(all) != n {
		t.Fatalf("got %d pages, want %d", len(all), n)
	}
	for i, p := range all {
		if p.Err != nil || differs(p.Page.Gray, sketch(i)) != 0 || !p.Page.Bilevel {
			t.Errorf("page %d: %v", i+1, p.Err)
		}
	}
}

func bilevelTags(g *image.Gray, data, kind uint32) []tag {
	w, h := uint32(g.Rect.Dx()), uint32(g.Rect.Dy()) //nolint:gosec // it is small
	return []tag{
		{254, []uint32{kind}},
		{256, []uint32{w}},
		{257, []uint32{h}},
		{258, []uint32{1}},
		{259, []uint32{1}},
		{262, []uint32{1}},
		{273, []uint32{data}},
		{277, []uint32{1}},
		{278, []uint32{h}},
		{279, []uint32{(w + 7) / 8 * h}},
	}
}

// Whoever calls it off gets no more pages, and at once.
func TestPagesCalledOff(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	file := manyPages(500)
	_, pages, err := scan.Pages(ctx, scan.Input{Data: bytes.NewReader(file), Size: int64(len(file))})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for range pages {
		if n++; n == 3 {
			stop()
		}
	}
	if n != 3 {
		t.Errorf("%d pages came out", n)
	}
}
