package scan_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"testing"
)

// book is a PDF file that a test writes by hand.
type book struct {
	objects []string
}

// add adds an object and returns its number.
func (b *book) add(format string, args ...any) int {
	b.objects = append(b.objects, fmt.Sprintf(format, args...))
	return len(b.objects)
}

// stream adds a stream.
func (b *book) stream(dict string, data []byte) int {
	return b.add("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

// page adds a page that draws with one picture, /Im0, under the number that the tree of pages will have.
func (b *book) page(tree int, contents string, xobjects string) int {
	c := b.stream("", []byte(contents))
	return b.add("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /XObject << %s >> >> >>", tree, c, xobjects)
}

// whole is how a scanner draws a picture that is the page.
const whole = "q 595 0 0 842 0 0 cm /Im0 Do Q"

// bind adds the tree of pages and the catalogue, and writes the file with a table of lines.
func (b *book) bind(pages ...int) []byte {
	return b.write(b.root(pages...))
}

// root adds the tree of pages and the catalogue.
func (b *book) root(pages ...int) int {
	var kids strings.Builder
	for _, p := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", p)
	}
	tree := b.add("<< /Type /Pages /Kids [%s] /Count %d >>", kids.String(), len(pages))
	return b.add("<< /Type /Catalog /Pages %d 0 R >>", tree)
}

// write writes the file with a table of lines.
func (b *book) write(root int) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(b.objects))
	for i, o := range b.objects {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, root, at)
	return out.Bytes()
}

// writePacked writes the file with what is no stream in an object stream, and a table that is a stream.
func (b *book) writePacked(root int) []byte {
	var out, packed, heads bytes.Buffer
	out.WriteString("%PDF-1.5\n")
	holder, table := len(b.objects)+1, len(b.objects)+2
	rows := make([][3]int, table+1)
	n := 0
	for i, o := range b.objects {
		if strings.Contains(o, "\nstream\n") {
			rows[i+1] = [3]int{1, out.Len(), 0}
			fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
			continue
		}
		rows[i+1] = [3]int{2, holder, n}
		fmt.Fprintf(&heads, "%d %d ", i+1, packed.Len())
		fmt.Fprintf(&packed, "%s ", o)
		n++
	}
	rows[holder] = [3]int{1, out.Len(), 0}
	body := deflated(append(heads.Bytes(), packed.Bytes()...))
	fmt.Fprintf(&out, "%d 0 obj\n<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n", holder, n, heads.Len(), len(body), body)
	at := out.Len()
	rows[table] = [3]int{1, at, 0}
	var lines bytes.Buffer
	for _, r := range rows {
		for _, v := range []byte{byte(r[0]), byte(r[1] >> 24), byte(r[1] >> 16), byte(r[1] >> 8), byte(r[1]), byte(r[2])} { //nolint:gosec // small files
			lines.WriteByte(v)
		}
	}
	body = deflated(lines.Bytes())
	fmt.Fprintf(&out, "%d 0 obj\n<< /Type /XRef /W [1 4 1] /Size %d /Root %d 0 R /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n",
		table, len(rows), root, len(body), body, at)
	return out.Bytes()
}

// single writes a file of one page whose picture is a stream.
func single(dict string, data []byte) []byte {
	b := &book{}
	im := b.stream("/Type /XObject /Subtype /Image "+dict, data)
	return b.bind(b.page(im+3, whole, fmt.Sprintf("/Im0 %d 0 R", im)))
}

// sized writes the size of a picture into its dictionary.
func dims(g image.Image) string {
	return fmt.Sprintf("/Width %d /Height %d ", g.Bounds().Dx(), g.Bounds().Dy())
}

func deflated(data []byte) []byte {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	w.Write(data)
	w.Close()
	return out.Bytes()
}

// The size of the pictures of these tests: just enough to be taken for a page, and no multiple of 8.
const (
	sketchWidth  = 723
	sketchHeight = 1021
)

// sketch returns a picture in black and white that looks different from each side. n makes it another one.
func sketch(n int) *image.Gray {
	g := image.NewGray(image.Rect(0, 0, sketchWidth, sketchHeight))
	for i := range g.Pix {
		g.Pix[i] = 255
	}
	fill(g, image.Rect(30, 30, 130, 130))
	fill(g, image.Rect(500, 60, 700, 90))
	fill(g, image.Rect(60, 800, 90, 1000))
	for i := range 8 {
		if n>>i&1 == 1 {
			fill(g, image.Rect(200+40*i, 400, 230+40*i, 460))
		}
	}
	for y := 500; y < 700; y++ {
		for x := 200; x < 200+(y-500); x++ {
			g.Pix[y*g.Stride+x] = 0
		}
	}
	return g
}

func fill(g *image.Gray, r image.Rectangle) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			g.Pix[y*g.Stride+x] = 0
		}
	}
}

// bits returns the pixels of a picture as bits, white as 1.
func bits(g *image.Gray) []byte {
	row := (g.Rect.Dx() + 7) / 8
	out := make([]byte, row*g.Rect.Dy())
	for y := range g.Rect.Dy() {
		for x := range g.Rect.Dx() {
			if g.Pix[y*g.Stride+x] > 127 {
				out[y*row+x/8] |= 0x80 >> (x % 8)
			}
		}
	}
	return out
}

// asJPEG returns a picture as JPEG.
func asJPEG(tb testing.TB, m image.Image) []byte {
	tb.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: 90}); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// coloured returns a picture in another model of colours.
func coloured(g *image.Gray, set func(x, y int, c color.Gray)) {
	for y := range g.Rect.Dy() {
		for x := range g.Rect.Dx() {
			set(x, y, g.GrayAt(x, y))
		}
	}
}

// samples returns n bytes for each pixel.
func samples(g *image.Gray, n int) []byte {
	out := make([]byte, 0, n*len(g.Pix))
	for _, v := range g.Pix {
		for range n {
			out = append(out, v)
		}
	}
	return out
}

// differs returns how many pixels of two pictures are on different sides of the middle, -1 for different sizes.
func differs(a, b *image.Gray) int {
	if a.Rect.Size() != b.Rect.Size() {
		return -1
	}
	n := 0
	for y := range a.Rect.Dy() {
		for x := range a.Rect.Dx() {
			if a.Pix[y*a.Stride+x] > 127 != (b.Pix[y*b.Stride+x] > 127) {
				n++
			}
		}
	}
	return n
}
