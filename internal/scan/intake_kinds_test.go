package scan_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/filter"
	"golang.org/x/image/tiff"

	"releve/internal/need"
	"releve/internal/scan"
)

// taken takes all pages out of a file.
func taken(t *testing.T, file []byte) []scan.Sheetful {
	t.Helper()
	n, pages, err := scan.Pages(t.Context(), scan.Input{Name: "x", Data: bytes.NewReader(file), Size: int64(len(file))})
	if err != nil {
		t.Fatalf("Pages: %v", err)
	}
	all := slices.Collect(pages)
	if len(all) != n {
		t.Fatalf("%d pages came out of %d", len(all), n)
	}
	for i, p := range all {
		if p.Number != i+1 || (p.Page.Gray == nil) == (p.Err == nil) {
			t.Fatalf("page %d: number %d, error %v", i+1, p.Number, p.Err)
		}
	}
	return all
}

// kind is a way in which one and the same picture can be stored.
type kind struct {
	name    string
	file    []byte
	bilevel bool // as nothing but black and white was kept
}

// fixture reads a file that another program wrote of sketch(5).
func fixture(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// strip returns the only strip of a little-endian TIFF file.
func strip(file []byte) []byte {
	at := binary.LittleEndian.Uint32(file[4:])
	var offset, length uint32
	for i := range int(binary.LittleEndian.Uint16(file[at:])) {
		e := file[int(at)+2+12*i:]
		switch binary.LittleEndian.Uint16(e) {
		case 273:
			offset = binary.LittleEndian.Uint32(e[8:])
		case 279:
			length = binary.LittleEndian.Uint32(e[8:])
		}
	}
	return file[offset : offset+length]
}

func encoded(t *testing.T, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func encodedTIFF(t *testing.T, m image.Image, c tiff.CompressionType) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := tiff.Encode(&out, m, &tiff.Options{Compression: c, Predictor: c == tiff.Deflate}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// pictures are files that hold the picture alone.
func pictures(t *testing.T, g *image.Gray) []kind {
	r := g.Rect
	rgba, nrgba, deep, ycc := image.NewRGBA(r), image.NewNRGBA(r), image.NewGray16(r), image.NewYCbCr(r, image.YCbCrSubsampleRatio420)
	deeper := image.NewNRGBA64(r)
	coloured(g, func(x, y int, c color.Gray) {
		rgba.Set(x, y, c)
		nrgba.Set(x, y, color.NRGBA{0, 0, 0, 255 - c.Y}) // what is white is transparent
		deep.Set(x, y, c)
		deeper.Set(x, y, c)
		ycc.Y[ycc.YOffset(x, y)] = c.Y
		ycc.Cb[ycc.COffset(x, y)], ycc.Cr[ycc.COffset(x, y)] = 90, 170
	})
	few := image.NewPaletted(r, color.Palette{color.RGBA{255, 255, 240, 255}, color.RGBA{0, 0, 60, 255}})
	coloured(g, func(x, y int, c color.Gray) { few.SetColorIndex(x, y, 1-c.Y>>7) })
	return []kind{
		{"JPEG, grey", asJPEG(t, g), false},
		{"JPEG, colours", asJPEG(t, ycc), false},
		{"PNG, grey", encoded(t, g), true},
		{"PNG, 16 bits", encoded(t, deep), true},
		{"PNG, colours", encoded(t, rgba), true},
		{"PNG, 16 bits with alpha", encoded(t, deeper), true},
		{"PNG, transparent", encoded(t, nrgba), true},
		{"PNG, palette", encoded(t, few), true},
		{"TIFF, grey", encodedTIFF(t, g, tiff.Uncompressed), true},
		{"TIFF, deflate", encodedTIFF(t, rgba, tiff.Deflate), true},
		{"TIFF, 16 bits", encodedTIFF(t, deep, tiff.Deflate), true},
		{"TIFF, palette", encodedTIFF(t, few, tiff.Deflate), true},
		{"TIFF, group 4", fixture(t, "fax4.tif"), true},
		{"TIFF, group 3", fixture(t, "fax3.tif"), true},
		{"TIFF, LZW", fixture(t, "lzw.tif"), true},
		{"TIFF, PackBits", fixture(t, "packbits.tif"), true},
		{"TIFF, JPEG", jpegTIFF(t, g, binary.BigEndian, 1), false},
		{"TIFF, JPEG in strips", jpegTIFF(t, g, binary.LittleEndian, 4), false},
	}
}

// jpegTIFF writes a TIFF file whose strips are JPEGs.
func jpegTIFF(t *testing.T, g *image.Gray, order binary.AppendByteOrder, strips int) []byte {
	t.Helper()
	rows := (g.Rect.Dy()/strips + 8) &^ 7
	if strips == 1 {
		rows = g.Rect.Dy()
	}
	f := tiffFile{order: order}
	var offsets, counts []uint32
	for top := 0; top < g.Rect.Dy(); top += rows {
		data := asJPEG(t, g.SubImage(image.Rect(0, top, g.Rect.Dx(), min(top+rows, g.Rect.Dy()))))
		offsets, counts = append(offsets, f.data(data)), append(counts, uint32(len(data))) //nolint:gosec // it is small
	}
	w, h, each := uint32(g.Rect.Dx()), uint32(g.Rect.Dy()), uint32(rows) //nolint:gosec // they are small
	f.directory([]tag{
		{256, []uint32{w}},
		{257, []uint32{h}},
		{258, []uint32{8}},
		{259, []uint32{7}},
		{262, []uint32{1}},
		{273, offsets},
		{277, []uint32{1}},
		{278, []uint32{each}},
		{279, counts},
	})
	return f.bytes()
}

// tiffFile is a TIFF file that a test writes by hand.
type tiffFile struct {
	order       binary.AppendByteOrder
	body        []byte      // behind the 8 bytes at the beginning
	directories [][2]uint32 // where they begin, and where each says where the next one does
}

// tag is an entry of a directory, of whole numbers of 32 bits.
type tag struct {
	name   uint16
	values []uint32
}

// data adds bytes and returns where they stand.
func (f *tiffFile) data(b []byte) uint32 {
	if len(f.body)%2 == 1 {
		f.body = append(f.body, 0)
	}
	at := 8 + len(f.body)
	f.body = append(f.body, b...)
	return uint32(at) //nolint:gosec // G115: small files
}

// directory adds a directory.
func (f *tiffFile) directory(tags []tag) {
	var d []byte
	d = f.order.AppendUint16(d, uint16(len(tags))) //nolint:gosec // a dozen
	for _, e := range tags {
		d = f.order.AppendUint16(d, e.name)
		d = f.order.AppendUint16(d, 4)
		d = f.order.AppendUint32(d, uint32(len(e.values))) //nolint:gosec // G115: a dozen
		v := e.values[0]
		if len(e.values) > 1 {
			var all []byte
			for _, value := range e.values {
				all = f.order.AppendUint32(all, value)
			}
			v = f.data(all)
		}
		d = f.order.AppendUint32(d, v)
	}
	at := f.data(append(d, 0, 0, 0, 0))
	f.directories = append(f.directories, [2]uint32{at, at + uint32(len(d))}) //nolint:gosec // G115: small files
}

// bytes returns the file, its directories one behind the other.
func (f *tiffFile) bytes() []byte {
	head := []byte("II*\x00")
	if f.order.String() == "BigEndian" {
		head = []byte("MM\x00*")
	}
	out := append(f.order.AppendUint32(head, 0), f.body...)
	link := uint32(4)
	for _, d := range f.directories {
		f.order.AppendUint32(out[:link], d[0])
		link = d[1]
	}
	return out
}

// predicted writes rows with a predictor of PNG before each.
func predicted(rows []byte, width, unit int) []byte {
	var out []byte
	for y := 0; y*width < len(rows); y++ {
		kind := byte(y % 5)
		out = append(out, kind)
		for x := range width {
			var left, above, corner int
			if y > 0 {
				above = int(rows[(y-1)*width+x])
			}
			if x >= unit {
				left = int(rows[y*width+x-unit])
				if y > 0 {
					corner = int(rows[(y-1)*width+x-unit])
				}
			}
			guess := []int{0, left, above, (left + above) / 2, paeth(left, above, corner)}[kind]
			out = append(out, rows[y*width+x]-byte(guess)) //nolint:gosec // of bytes
		}
	}
	return out
}

func paeth(a, b, c int) int {
	best, at := 1<<20, 0
	for _, v := range []int{a, b, c} {
		if d := max(a+b-c-v, v-a-b+c); d < best {
			best, at = d, v
		}
	}
	return at
}

// embedded are PDF files that hold the picture in one piece.
func embedded(t *testing.T, g *image.Gray) []kind {
	const gray8, bit = "/ColorSpace /DeviceGray /BitsPerComponent 8 ", "/ColorSpace /DeviceGray /BitsPerComponent 1 "
	d := dims(g)
	inverted := slices.Clone(bits(g))
	for i := range inverted {
		inverted[i] = ^inverted[i]
	}
	cmyk := make([]byte, 0, 4*len(g.Pix))
	for _, v := range g.Pix {
		cmyk = append(cmyk, 0, 0, 0, 255-v)
	}
	indexed := make([]byte, len(g.Pix))
	for i, v := range g.Pix {
		indexed[i] = 1 - v>>7
	}
	four, three := strip(fixture(t, "fax4.tif")), strip(fixture(t, "fax3.tif"))
	fax := fmt.Sprintf("/Columns %d /Rows %d", sketchWidth, sketchHeight)
	packed := &book{}
	im := packed.stream("/Type /XObject /Subtype /Image "+d+bit+"/Filter /FlateDecode", deflated(bits(g)))
	packedRoot := packed.root(packed.page(im+3, whole, fmt.Sprintf("/Im0 %d 0 R", im)))
	flateBit := single(d+bit+"/Filter /FlateDecode", deflated(bits(g)))
	return []kind{
		{"JPEG", single(d+gray8+"/Filter /DCTDecode", asJPEG(t, g)), false},
		{"JPEG, unfolded first", single(d+gray8+"/Filter [/FlateDecode /DCTDecode]", deflated(asJPEG(t, g))), false},
		{"flate, 1 bit", flateBit, true},
		{"raw, 1 bit", single(d+bit, bits(g)), true},
		{"flate, decoded the other way", single(d+bit+"/Decode [1 0] /Filter /FlateDecode", deflated(inverted)), true},
		{"stencil", single(d+"/ImageMask true /BitsPerComponent 1 /Filter /FlateDecode", deflated(bits(g))), true},
		{"flate, 8 bits", single(d+gray8+"/Filter /FlateDecode", deflated(g.Pix)), true},
		{"flate, 16 bits", single(d+"/ColorSpace /DeviceGray /BitsPerComponent 16 /Filter /FlateDecode", deflated(samples(g, 2))), true},
		{"flate with predictors", single(d+"/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors 3 /Columns 723 >>",
			deflated(predicted(samples(g, 3), 3*sketchWidth, 3))), true},
		{"CMYK", single(d+"/ColorSpace /DeviceCMYK /BitsPerComponent 8 /Filter /FlateDecode", deflated(cmyk)), true},
		{"palette", single(d+"/ColorSpace [/Indexed /DeviceRGB 1 <FFFFF0 00003C>] /BitsPerComponent 8 /Filter /FlateDecode", deflated(indexed)), true},
		{"hexadecimal", single(d+bit+"/Filter /ASCIIHexDecode", []byte(hex.EncodeToString(bits(g))+">")), true},
		{"base 85", single(d+bit+"/Filter [/ASCII85Decode /FlateDecode]", filtered(t, filter.ASCII85, deflated(bits(g)))), true},
		{"run lengths", single(d+bit+"/Filter /RunLengthDecode", filtered(t, filter.RunLength, bits(g))), true},
		{"LZW", single(d+bit+"/Filter /LZWDecode", filtered(t, filter.LZW, bits(g))), true},
		{"group 4", single(d+bit+"/Filter /CCITTFaxDecode /DecodeParms << /K -1 "+fax+" >>", four), true},
		{"group 4, black is 1", single(d+bit+"/Decode [1 0] /Filter [/CCITTFaxDecode] /DecodeParms [<< /K -1 /BlackIs1 true "+fax+" >>]", four), true},
		{"group 4, stencil", single(d+"/ImageMask true /Filter /CCITTFaxDecode /DecodeParms << /K -1 "+fax+" >>", four), true},
		{"group 3", single(d+bit+"/Filter /CCITTFaxDecode /DecodeParms << /K 0 /EndOfLine true "+fax+" >>", three), true},
		{"object streams", packed.writePacked(packedRoot), true},
		{"lines before it", append([]byte("HTTP/1.1 200 OK\r\n\r\n"), flateBit...), true},
		{"wrong table", bytes.Replace(flateBit, []byte("startxref\n"), []byte("startxref\n1"), 1), true},
		{"wrong places", bytes.Replace(flateBit, []byte("\n4 0 obj"), []byte("\n\n\n4 0 obj"), 1), true},
		{"wrong length", bytes.Replace(flateBit, []byte("/Length "), []byte("/Length 1"), 1), true},
	}
}

func filtered(t *testing.T, name string, data []byte) []byte {
	t.Helper()
	f, err := filter.NewFilter(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Encode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err = out.ReadFrom(r); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// drawnOtherwise are PDF files that put the picture together, or on the page, in other ways.
func drawnOtherwise(g *image.Gray) []kind {
	const top = 400
	upper := g.SubImage(image.Rect(0, 0, sketchWidth, top)).(*image.Gray)
	lower := image.NewGray(image.Rect(0, 0, sketchWidth, sketchHeight-top))
	copy(lower.Pix, g.Pix[top*g.Stride:])
	const looks = "/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /FlateDecode "
	strips := &book{}
	a, b := strips.stream(looks+dims(lower), deflated(bits(lower))), strips.stream(looks+dims(upper), deflated(bits(upper)))
	high := 842.0 * top / sketchHeight
	contents := fmt.Sprintf("q 595 0 0 %.4f 0 0 cm /A Do Q q 595 0 0 %.4f 0 %.4f cm /B Do Q", 842-high, high, 842-high)
	strips.objects[0], strips.objects[1] = strips.objects[a-1], strips.objects[b-1]
	page := strips.page(b+3, contents, fmt.Sprintf("/A %d 0 R /B %d 0 R", a, b))

	upside := image.NewGray(g.Rect)
	for y := range sketchHeight {
		copy(upside.Pix[y*g.Stride:], g.Pix[(sketchHeight-1-y)*g.Stride:][:g.Stride])
	}
	plain := func(contents string) []byte {
		f := &book{}
		im := f.stream(looks+dims(g), deflated(bits(g)))
		return f.bind(f.page(im+3, contents, fmt.Sprintf("/Im0 %d 0 R", im)))
	}
	flipped := &book{}
	im := flipped.stream(looks+dims(g), deflated(bits(upside)))
	down := flipped.page(im+3, "q 595 0 0 -842 0 842 cm /Im0 Do Q", fmt.Sprintf("/Im0 %d 0 R", im))

	formed := &book{}
	im = formed.stream(looks+dims(g), deflated(bits(g)))
	form := formed.stream(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Matrix [595 0 0 842 0 0] /Resources << /XObject << /Im0 %d 0 R >> >>", im), []byte("/Im0 Do"))
	inner := formed.page(form+3, "/F Do", fmt.Sprintf("/F %d 0 R", form))
	return []kind{
		{"strips", strips.bind(page), true},
		{"upside down", flipped.bind(down), true},
		{"within a form", formed.bind(inner), true},
		{"white paper below, hidden text above", plain("1 1 1 rg 0 0 595 842 re f " + whole + " BT 3 Tr (seen by a program) Tj ET"), true},
		{"turned", bytes.Replace(plain(whole), []byte("/MediaBox"), []byte("/Rotate 90 /MediaBox"), 1), true},
		{"the size of the page above", bytes.Replace(bytes.Replace(plain(whole), []byte("/MediaBox [0 0 595 842]"), []byte("                       "), 1),
			[]byte("/Type /Pages"), []byte("/Type /Pages /MediaBox [0 0 595 842]"), 1), true},
	}
}

// The same picture comes out of every kind of file, in black and white where that is all there was.
func TestPagesOfEveryKind(t *testing.T) {
	need.Full(t)
	g := sketch(5)
	for _, k := range slices.Concat(pictures(t, g), embedded(t, g), drawnOtherwise(g)) {
		t.Run(k.name, func(t *testing.T) {
			all := taken(t, k.file)
			if len(all) != 1 || all[0].Err != nil {
				t.Fatalf("got %d pages, the first with %v", len(all), all[0].Err)
			}
			p := all[0].Page
			if n := differs(p.Gray, g); n < 0 || n > 40 {
				t.Errorf("size %v, %d pixels differ", p.Gray.Rect, n)
			}
			if p.Bilevel != k.bilevel {
				t.Errorf("bilevel is %v, want %v", p.Bilevel, k.bilevel)
			}
			if p.Gray.Stride != p.Gray.Rect.Dx() || p.Gray.Rect.Min != (image.Point{}) {
				t.Errorf("rows lie %d apart, from %v", p.Gray.Stride, p.Gray.Rect.Min)
			}
		})
	}
}
