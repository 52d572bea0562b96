package pdf_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"releve/internal/pdf"
)

// pixels is how many a millimetre has in these tests.
const pixels = 10

// raster returns the first page of a document as an image of 10 pixels a millimetre.
func raster(tb testing.TB, data []byte) image.Image {
	tb.Helper()
	file := kept(tb, data)
	to := strings.TrimSuffix(file, filepath.Ext(file))
	ran(tb, "pdftoppm", "-r", "254", "-png", "-singlefile", file, to)
	page, err := os.ReadFile(to + ".png")
	if err != nil {
		tb.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(page))
	if err != nil {
		tb.Fatal(err)
	}
	return img
}

// centre returns the centre of what is dark within a rectangle and how large it is, in millimetres.
func centre(img image.Image, at image.Rectangle) (x, y, w, h float64) {
	var dark image.Rectangle
	for py := at.Min.Y * pixels; py < at.Max.Y*pixels; py++ {
		for px := at.Min.X * pixels; px < at.Max.X*pixels; px++ {
			if grey(img.At(px, py)) < 128 {
				dark = dark.Union(image.Rect(px, py, px+1, py+1))
			}
		}
	}
	mid := dark.Min.Add(dark.Max)
	return float64(mid.X) / 2 / pixels, float64(mid.Y) / 2 / pixels, float64(dark.Dx()) / pixels, float64(dark.Dy()) / pixels
}

func grey(c color.Color) uint8 { return color.GrayModel.Convert(c).(color.Gray).Y } //nolint:forcetypeassert // it is

func TestPlaces(t *testing.T) {
	d := pdf.New(pdf.Info{Lang: "fr", Title: "Places"})
	d.AddPage(210, 297)
	d.Fill(9, 9, 6, 6, 0)
	d.Fill(195, 282, 6, 6, 0)
	d.Outline(20.25, 50.25, 4.5, 4.5, 0.25)
	d.Line(30, 100, 90, 100, 0.5, 0)
	d.Text(100, 150, pdf.Face{Size: 72 / 25.4 * 10}, "I")
	d.TextUp(150, 250, pdf.Face{Size: 72 / 25.4 * 10}, "I")
	img := raster(t, finished(t, d))
	cases := []struct {
		name string
		at   image.Rectangle
		want [4]float64 // centre, width, height
	}{
		{"mark top left", image.Rect(5, 5, 19, 19), [4]float64{12, 12, 6, 6}},
		{"mark bottom right", image.Rect(190, 278, 208, 295), [4]float64{198, 285, 6, 6}},
		{"box", image.Rect(18, 48, 28, 58), [4]float64{22.5, 52.5, 4.75, 4.75}},
		{"line", image.Rect(25, 95, 95, 105), [4]float64{60, 100, 60, 0.5}},
		{"letter on its baseline", image.Rect(95, 135, 115, 155), [4]float64{101.3, 150 - 7.29/2, 0.9, 7.29}},
		{"letter upwards", image.Rect(135, 235, 155, 255), [4]float64{150 - 7.29/2, 248.63, 7.29, 0.9}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			x, y, w, h := centre(img, c.at)
			for i, got := range []float64{x, y, w, h} {
				if math.Abs(got-c.want[i]) > 0.11 {
					t.Fatalf("got %.2f %.2f, %.2f by %.2f; want %v", x, y, w, h, c.want)
				}
			}
		})
	}
}

// encoded returns an image as PNG.
func encoded(tb testing.TB, img image.Image) []byte {
	tb.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func TestImage(t *testing.T) {
	at := image.Rect(0, 0, 4, 2)
	half := image.NewNRGBA(at)
	half.SetNRGBA(0, 0, color.NRGBA{0, 0, 0, 128})
	half.SetNRGBA(1, 0, color.NRGBA{255, 0, 0, 255})
	table := image.NewPaletted(at, color.Palette{color.NRGBA{0, 0, 0, 0}, color.NRGBA{0, 0, 255, 255}, color.NRGBA{0, 0, 0, 128}})
	table.Pix = []uint8{2, 1, 0, 0, 0, 0, 0, 0}
	deep := image.NewNRGBA64(at)
	deep.SetNRGBA64(0, 0, color.NRGBA64{0, 0, 0, 0x8000})
	flat := image.NewGray(at)
	flat.Pix = []uint8{127, 20, 255, 255, 255, 255, 255, 255}
	cases := []struct {
		name string
		img  image.Image
		want []color.RGBA // of the first three pixels
	}{
		{"half transparent", half, []color.RGBA{{127, 127, 127, 255}, {255, 0, 0, 255}, {255, 255, 255, 255}}},
		{"palette with transparency", table, []color.RGBA{{127, 127, 127, 255}, {0, 0, 255, 255}, {255, 255, 255, 255}}},
		{"16 bits", deep, []color.RGBA{{127, 127, 127, 255}, {255, 255, 255, 255}, {255, 255, 255, 255}}},
		{"grey", flat, []color.RGBA{{127, 127, 127, 255}, {20, 20, 20, 255}, {255, 255, 255, 255}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := pdf.New(pdf.Info{Lang: "fr", Title: "Image"})
			d.AddPage(210, 297)
			d.Fill(0, 0, 210, 297, 0.5)
			d.Image(encoded(t, c.img), 40, 40, 40, 20)
			d.Image(encoded(t, c.img), 100, 40, 40, 20)
			page := raster(t, finished(t, d))
			for i, want := range c.want {
				for _, left := range []int{45, 105} {
					if got := page.At((left+10*i)*pixels, 45*pixels); !near(got, want) {
						t.Errorf("pixel %d is %v, want %v", i, got, want)
					}
				}
			}
		})
	}
}

// near says whether two colours differ by rounding at most.
func near(a color.Color, b color.RGBA) bool {
	got := color.RGBAModel.Convert(a).(color.RGBA) //nolint:forcetypeassert // it is
	for i, v := range []uint8{got.R, got.G, got.B} {
		if math.Abs(float64(v)-float64([]uint8{b.R, b.G, b.B}[i])) > 2 {
			return false
		}
	}
	return true
}

func TestLines(t *testing.T) {
	face := pdf.Face{Size: 10}
	word := pdf.Width(face, "administration")
	cases := []struct {
		name  string
		text  string
		width float64
		want  []string
	}{
		{"nothing", " ", 10, nil},
		{"one line", "a  b\tc", 100, []string{"a b c"}},
		{"words", "administration guichet x", word + 0.1, []string{"administration", "guichet x"}},
		{"paragraphs", "a\nb", 100, []string{"a", "b"}},
		{"a space that does not break", "administration 5\u00a0€", word + 1, []string{"administration", "5\u00a0€"}},
		{"a word too wide", "a administration-guichet b", word + 2, []string{"a", "administration-", "guichet b"}},
		{"a word without a hyphen", "mmmmmmmm", 4.1 * pdf.Width(face, "m"), []string{"mmmm", "mmmm"}},
		{"no room at all", "ab é", 0.1, []string{"a", "b", "é"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := pdf.Lines(face, c.text, c.width); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestSigns writes what no font has, and what is no text.
func TestSigns(t *testing.T) {
	d := pdf.New(pdf.Info{Lang: "fr", Title: "\U0001F600 \xff"})
	d.AddPage(210, 297)
	d.Text(10, 10, small, "a\U0001F600b\xffc\U00010000\U0010FFFFd\uFFFFe\u00ADf\ng\x00h漢i")
	d.Text(10, 20, small, "\u00AD")
	file := kept(t, finished(t, d))
	ran(t, "qpdf", "--check", file)
	got := strings.TrimSpace(ran(t, "pdftotext", file, "-"))
	if want := "a\uFFFDb\uFFFDc\uFFFD\uFFFDd\uFFFDef g h漢i"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
