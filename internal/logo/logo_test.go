package logo_test

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"

	"releve/internal/logo"
	"releve/internal/problem"
)

// drawn makes a picture of two halves, the left one red and the right one clear.
func drawn(width, height int) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width / 2 {
			m.Set(x, y, color.NRGBA{R: 200, A: 255})
		}
	}
	return m
}

// noise makes a picture that no encoder makes small.
func noise(width, height int) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	if _, err := rand.NewChaCha8([32]byte{}).Read(m.Pix); err != nil {
		panic(err)
	}
	return m
}

func asPNG(tb testing.TB, m image.Image) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(tb testing.TB, m image.Image) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func asGIF(tb testing.TB, m image.Image) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := gif.Encode(&b, m, nil); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// withComment puts a part into a PNG that says where it was made.
func withComment(data []byte) []byte {
	const at = 33 // after the signature and the header
	part := append([]byte{0, 0, 0, 14}, "tEXtCopyright\x00x????"...)
	return append(append(bytes.Clone(data[:at]), part...), data[at:]...)
}

func TestRead(t *testing.T) {
	for _, test := range []struct {
		name          string
		data          []byte
		width, height int
	}{
		{"small", asPNG(t, drawn(40, 20)), 40, 20},
		{"photograph", asJPEG(t, drawn(1600, 1200)), 800, 600},
		{"tall", asPNG(t, drawn(400, 2000)), 160, 800},
		{"as large as may be", asPNG(t, drawn(2500, 2500)), 800, 800},
		{"a line", asPNG(t, drawn(2500, 1)), 800, 1},
		{"a second file behind it", append(asPNG(t, drawn(40, 20)), "<script>PK\x03\x04"...), 40, 20},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := logo.Read(test.data)
			if err != nil {
				t.Fatal(err)
			}
			m, err := png.Decode(bytes.NewReader(got))
			if err != nil || m.Bounds().Dx() != test.width || m.Bounds().Dy() != test.height || len(got) > logo.MostBytes {
				t.Fatalf("%v, %d bytes, %v; want %d × %d", m.Bounds(), len(got), err, test.width, test.height)
			}
			if bytes.Contains(got, []byte("script")) {
				t.Error("what stood behind the picture is still there")
			}
			left, right := m.At(0, 0), m.At(test.width-1, 0)
			if r, g, _, _ := left.RGBA(); r>>8 < 190 || g>>8 > 10 {
				t.Errorf("the left half is %v", left)
			}
			if _, _, _, a := right.RGBA(); test.name != "photograph" && a != 0 {
				t.Errorf("the right half is %v, want it clear", right)
			}
		})
	}
}

// A picture that stays heavy however it is written gets smaller until it is light.
func TestReadHeavy(t *testing.T) {
	got, err := logo.Read(asJPEG(t, noise(700, 400)))
	if err != nil {
		t.Fatal(err)
	}
	size, err := png.DecodeConfig(bytes.NewReader(got))
	if err != nil || len(got) > logo.MostBytes || size.Width >= 700 || size.Width < 200 {
		t.Errorf("%d bytes, %d dots wide, %v", len(got), size.Width, err)
	}
}

func TestReadRefuses(t *testing.T) {
	whole := asPNG(t, drawn(40, 20))
	for _, test := range []struct {
		name string
		data []byte
		kind problem.Kind
		want string
	}{
		{"nothing", nil, problem.Invalid, "logo.unreadable"},
		{"no picture", []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), problem.Invalid, "logo.unreadable"},
		{"another kind", asGIF(t, drawn(40, 20)), problem.Invalid, "logo.unreadable"},
		{"half of it", whole[:len(whole)/2], problem.Invalid, "logo.unreadable"},
		{"a part with a wrong sum", withComment(whole), problem.Invalid, "logo.unreadable"},
		{"a bomb", asPNG(t, image.NewGray(image.Rect(0, 0, 2501, 2500))), problem.Invalid, "logo.wide"},
		{"too high", asPNG(t, image.NewGray(image.Rect(0, 0, 1, 2501))), problem.Invalid, "logo.wide"},
		{"too heavy", make([]byte, logo.MostBytes+1), problem.TooLarge, "logo.heavy"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := logo.Read(test.data)
			if all := problem.All(err); len(all) != 1 || all[0].Kind != test.kind || all[0].Key != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}
