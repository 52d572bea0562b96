package qr

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"releve/internal/problem"
)

const link = "https://releve.example/s/7Q4K-M0XA-93TD-HJ5W"

// texts are what codes may hold: links, figures, capitals, accents; from the smallest code to the largest.
func texts() map[string]string {
	return map[string]string{
		"link":         link,
		"one sign":     "a",
		"digits":       "0123456789",
		"capitals":     "HTTPS://RELEVE.EXAMPLE/S/7Q4K-M0XA",
		"accents":      "Relève à Liège – ŒÉÀ ç 中文",
		"markup":       `<svg onload="x">&amp;`,
		"one value":    strings.Repeat("a", 300),
		"most bytes":   strings.Repeat("largest~", 207) + "largest",
		"most figures": strings.Repeat("3141592653", 399) + "12",
	}
}

// grid holds the modules of a drawn code, true for dark.
type grid [][]bool

// pixels draws a grid, each module so many pixels wide.
func (g grid) pixels(scale int) image.Image {
	img := image.NewGray(image.Rect(0, 0, len(g)*scale, len(g)*scale))
	for y := range len(g) * scale {
		for x := range len(g) * scale {
			if !g[y/scale][x/scale] {
				img.SetGray(x, y, color.Gray{Y: 255})
			}
		}
	}
	return img
}

// decode reads a code as a telephone does.
func decode(t *testing.T, img image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_CHARACTER_SET: "UTF-8", gozxing.DecodeHintType_PURE_BARCODE: true}
	read, err := qrcode.NewQRCodeReader().Decode(bitmap, hints)
	if err != nil {
		t.Fatalf("no code found: %v", err)
	}
	if level := read.GetResultMetadata()[gozxing.ResultMetadataType_ERROR_CORRECTION_LEVEL]; level != "Q" {
		t.Errorf("error correction %v, want Q", level)
	}
	return read.GetText()
}

// drawnPNG returns a drawn image.
func drawnPNG(t *testing.T, text string, pixels int) image.Image {
	t.Helper()
	var file bytes.Buffer
	if err := PNG(&file, text, pixels); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(&file)
	if err != nil {
		t.Fatal(err)
	}
	if img.Bounds() != image.Rect(0, 0, pixels, pixels) {
		t.Fatalf("the image measures %v, want %d", img.Bounds(), pixels)
	}
	return img
}

// drawnSVG returns the title and the modules of a drawn SVG, read by its path.
func drawnSVG(t *testing.T, text, title string) (string, grid) {
	t.Helper()
	var file bytes.Buffer
	if err := SVG(&file, text, title); err != nil {
		t.Fatal(err)
	}
	var read struct {
		XMLName xml.Name `xml:"http://www.w3.org/2000/svg svg"`
		ViewBox string   `xml:"viewBox,attr"`
		Role    string   `xml:"role,attr"`
		Crisp   string   `xml:"shape-rendering,attr"`
		Title   string   `xml:"http://www.w3.org/2000/svg title"`
		Shapes  []struct {
			Fill string `xml:"fill,attr"`
			Path string `xml:"d,attr"`
		} `xml:"http://www.w3.org/2000/svg path"`
	}
	if err := xml.Unmarshal(file.Bytes(), &read); err != nil {
		t.Fatalf("%v in %s", err, file.Bytes())
	}
	if read.Role != "img" || read.Crisp != "crispEdges" || len(read.Shapes) != 2 {
		t.Fatalf("role %q, rendering %q, %d shapes", read.Role, read.Crisp, len(read.Shapes))
	}
	var side int
	if _, err := fmt.Sscanf(read.ViewBox, "0,0,%d", &side); err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("0,0,%d,%d", side, side); read.ViewBox != want {
		t.Fatalf("view box %s, want %s", read.ViewBox, want)
	}
	modules := make(grid, side)
	for y := range modules {
		modules[y] = slices.Repeat([]bool{true}, side)
	}
	for _, shape := range read.Shapes {
		fill(t, modules, shape.Path, map[string]bool{"#fff": false, "#000": true}[shape.Fill])
	}
	return read.Title, modules
}

// fill draws a path of rectangles.
func fill(t *testing.T, modules grid, path string, dark bool) {
	t.Helper()
	for part := range strings.SplitSeq(strings.TrimSuffix(path, "z"), "z") {
		var x, y, width, height, back int
		if _, err := fmt.Sscanf(part, "M%d,%dh%dv%dh%d", &x, &y, &width, &height, &back); err != nil || back != -width {
			t.Fatalf("path %q: %v", part, err)
		}
		for row := y; row < y+height; row++ {
			for column := x; column < x+width; column++ {
				modules[row][column] = dark
			}
		}
	}
}

// drawnTerminal returns the modules of a code drawn with half blocks.
func drawnTerminal(t *testing.T, text string) grid {
	t.Helper()
	var file strings.Builder
	if err := Terminal(&file, text); err != nil {
		t.Fatal(err)
	}
	var modules grid
	for line := range strings.Lines(file.String()) {
		var upper, lower []bool
		for _, r := range strings.TrimSuffix(line, "\n") {
			i := strings.IndexRune(" ▀▄█", r)
			if i < 0 {
				t.Fatalf("%q in a line", r)
			}
			upper = append(upper, r == ' ' || r == '▄')
			lower = append(lower, r == ' ' || r == '▀')
		}
		modules = append(modules, upper, lower)
	}
	side := len(modules[0])
	if len(modules) != side+1 {
		t.Fatalf("%d rows, %d columns", len(modules), side)
	}
	return modules[:side]
}

func TestEveryDrawingReads(t *testing.T) {
	for name, text := range texts() {
		t.Run(name, func(t *testing.T) {
			title, svg := drawnSVG(t, text, "Lien <du> \"service\" & suite")
			if title != "Lien <du> \"service\" & suite" {
				t.Errorf("title %q", title)
			}
			side := len(svg)
			if got := decode(t, svg.pixels(4)); got != text {
				t.Errorf("the SVG reads %q, want %q", got, text)
			}
			if got := decode(t, drawnTerminal(t, text).pixels(4)); got != text {
				t.Errorf("the console reads %q, want %q", got, text)
			}
			for _, pixels := range []int{side, 3*side + 2, 4*side - 1} {
				if got := decode(t, drawnPNG(t, text, pixels)); got != text {
					t.Errorf("the PNG of %d pixels reads %q, want %q", pixels, got, text)
				}
			}
		})
	}
}

// TestEverySize reads a code of each of the forty sizes.
func TestEverySize(t *testing.T) {
	sizes := map[int]bool{}
	for n := 1; n <= 1663; n++ {
		text := strings.Repeat("size/", n)[:n]
		c, err := encode(text)
		if err != nil {
			t.Fatalf("%d bytes: %v", n, err)
		}
		if sizes[c.side()] {
			continue
		}
		sizes[c.side()] = true
		if got := decode(t, drawnPNG(t, text, c.side())); got != text {
			t.Errorf("%d bytes read %q", n, got)
		}
	}
	if len(sizes) != 40 {
		t.Errorf("%d sizes, want 40", len(sizes))
	}
}

// TestDrawingsAgree compares the modules that the three drawings show.
func TestDrawingsAgree(t *testing.T) {
	_, svg := drawnSVG(t, link, "")
	terminal := drawnTerminal(t, link)
	side := len(svg)
	img := drawnPNG(t, link, side)
	for y := range side {
		for x := range side {
			dark := color.GrayModel.Convert(img.At(x, y)) == color.Gray{}
			if svg[y][x] != dark || terminal[y][x] != dark {
				t.Fatalf("module %d, %d: SVG %v, console %v, PNG %v", x, y, svg[y][x], terminal[y][x], dark)
			}
			margin := x < 4 || y < 4 || x >= side-4 || y >= side-4
			if margin && dark {
				t.Fatalf("module %d, %d of the quiet zone is dark", x, y)
			}
		}
	}
	if !svg[4][4] || !svg[4][side-5] || !svg[side-5][4] {
		t.Error("a corner of the code is not where the quiet zone ends")
	}
}

// TestPixelsAreWhole looks for a module whose pixels differ, and for a code that is not in the middle.
func TestPixelsAreWhole(t *testing.T) {
	_, svg := drawnSVG(t, link, "")
	side := len(svg)
	for pixels := side; pixels < 4*side; pixels += 7 {
		img := drawnPNG(t, link, pixels)
		scale := pixels / side
		margin := (pixels - scale*side) / 2
		for y := range pixels {
			for x := range pixels {
				row, column := (y-margin)/scale, (x-margin)/scale
				inside := x >= margin && y >= margin && row < side && column < side
				dark := color.GrayModel.Convert(img.At(x, y)) == color.Gray{}
				if dark != (inside && svg[row][column]) {
					t.Fatalf("%d pixels: pixel %d, %d is dark %v", pixels, x, y, dark)
				}
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	_, svg := drawnSVG(t, link, "")
	long := strings.Repeat("a", 1664)
	tests := []struct {
		name string
		draw func(io.Writer) error
		kind problem.Kind
		want string
	}{
		{"SVG of nothing", func(w io.Writer) error { return SVG(w, "", "x") }, problem.Invalid, "qr.empty"},
		{"PNG of nothing", func(w io.Writer) error { return PNG(w, "", 400) }, problem.Invalid, "qr.empty"},
		{"console, nothing", func(w io.Writer) error { return Terminal(w, "") }, problem.Invalid, "qr.empty"},
		{"long SVG", func(w io.Writer) error { return SVG(w, long, "x") }, problem.TooLarge, "qr.long"},
		{"long PNG", func(w io.Writer) error { return PNG(w, long, 400) }, problem.TooLarge, "qr.long"},
		{"console, long", func(w io.Writer) error { return Terminal(w, long) }, problem.TooLarge, "qr.long"},
		{"fewer pixels than modules", func(w io.Writer) error { return PNG(w, link, len(svg)-1) }, problem.Invalid, "qr.pixels"},
		{"no pixels", func(w io.Writer) error { return PNG(w, link, 0) }, problem.Invalid, "qr.pixels"},
		{"negative pixels", func(w io.Writer) error { return PNG(w, link, -400) }, problem.Invalid, "qr.pixels"},
		{"too many pixels", func(w io.Writer) error { return PNG(w, link, 4097) }, problem.Invalid, "qr.pixels"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var file bytes.Buffer
			told := problem.All(tt.draw(&file))
			if len(told) != 1 || told[0].Kind != tt.kind || told[0].Key != tt.want || file.Len() != 0 {
				t.Errorf("%v and %d bytes, want %s and none", told, file.Len(), tt.want)
			}
		})
	}
}

// full is a disk without room.
type full struct{}

var errFull = errors.New("full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriteErrorsAreTold(t *testing.T) {
	for name, err := range map[string]error{
		"SVG": SVG(full{}, link, "x"), "PNG": PNG(full{}, link, 400), "console": Terminal(full{}, link),
	} {
		if !errors.Is(err, errFull) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFilesAreSmall(t *testing.T) {
	var svg, image bytes.Buffer
	if err := SVG(&svg, link, "x"); err != nil {
		t.Fatal(err)
	}
	if err := PNG(&image, link, 800); err != nil {
		t.Fatal(err)
	}
	if svg.Len() > 8<<10 || image.Len() > 4<<10 {
		t.Errorf("SVG %d bytes, PNG %d bytes, want at most 8 and 4 kB", svg.Len(), image.Len())
	}
}

func FuzzDraw(f *testing.F) {
	for _, text := range texts() {
		f.Add(text, "titre")
	}
	f.Add("x", "</title><script>\x00\xff]]>")
	f.Fuzz(func(t *testing.T, text, title string) {
		var file bytes.Buffer
		if err := SVG(&file, text, title); err != nil {
			if len(problem.All(err)) != 1 {
				t.Fatalf("SVG: %v", err)
			}
			return
		}
		read, svg := drawnSVG(t, text, title)
		if utf8.ValidString(title) && !strings.ContainsFunc(title, notXML) && read != title {
			t.Errorf("title %q reads %q", title, read)
		}
		if utf8.ValidString(text) && decode(t, svg.pixels(1)) != text {
			t.Errorf("the code of %q reads otherwise", text)
		}
		if !equal(svg, drawnTerminal(t, text)) {
			t.Error("the console shows another code")
		}
	})
}

// notXML says which signs no XML file can hold (XML 1.0, 2.2), or which it reads as others.
func notXML(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' || r == '\uFFFE' || r == '\uFFFF'
}

func equal(a, b grid) bool {
	return slices.EqualFunc(a, b, func(a, b []bool) bool { return slices.Equal(a, b) })
}
