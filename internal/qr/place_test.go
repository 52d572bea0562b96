package qr

import (
	"image"
	"math"
	"testing"

	"releve/internal/problem"
)

// blotted draws the printed code, 25 modules of six pixels, and blots of ink over parts of it, in modules. It also returns
// the corner of the code.
func blotted(t *testing.T, blots ...image.Rectangle) (*image.Gray, Point) {
	t.Helper()
	const scale = 6
	img := placed(t, printed, scale, 0, 7, 12)
	corner := image.Pt(7+quiet*scale, 12+quiet*scale)
	for _, b := range blots {
		ink := image.Rectangle{Min: b.Min.Mul(scale).Add(corner), Max: b.Max.Mul(scale).Add(corner)}
		for y := ink.Min.Y; y < ink.Max.Y; y++ {
			for x := ink.Min.X; x < ink.Max.X; x++ {
				img.Pix[img.PixOffset(x, y)] = 45
			}
		}
	}
	return img, Point{float64(corner.X), float64(corner.Y)}
}

func TestDecodeAt(t *testing.T) {
	topLeft, topRight, bottomLeft := image.Rect(0, 0, 7, 7), image.Rect(18, 0, 25, 7), image.Rect(0, 18, 7, 25)
	for _, tt := range []struct {
		name  string
		blots []image.Rectangle
		found bool // by Decode too
		want  string
	}{
		{"clean", nil, true, printed},
		{"an eye blotted out", []image.Rectangle{topRight}, false, printed},
		{"two eyes blotted out", []image.Rectangle{topLeft, bottomLeft}, false, printed},
		{"all eyes blotted out", []image.Rectangle{topLeft, topRight, bottomLeft}, false, printed},
		{"a stroke through two eyes", []image.Rectangle{image.Rect(0, 3, 25, 5)}, false, printed},
		{"half the code blotted", []image.Rectangle{image.Rect(12, 0, 25, 25)}, false, ""},
		{"all of it blotted", []image.Rectangle{image.Rect(0, 0, 25, 25)}, false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			img, corner := blotted(t, tt.blots...)
			if _, err := Decode(img); (err == nil) != tt.found {
				t.Errorf("by its eyes: %v", err)
			}
			const away = 20
			at := Place{150, Point{corner.X - away, corner.Y - away + 7}, Point{corner.X + away, corner.Y + away}}
			got, err := DecodeAt(img, at)
			if got.Text != tt.want {
				t.Fatalf("%q %v, want %q", got.Text, err, tt.want)
			}
			if told := problem.All(err); tt.want == "" {
				if len(told) != 1 || told[0].Key != "qr.none" {
					t.Errorf("%v", err)
				}
				return
			}
			for i, want := range []Point{{21, 21}, {129, 21}, {21, 129}} {
				if off := math.Hypot(got.Corners[i].X-corner.X-want.X, got.Corners[i].Y-corner.Y-want.Y); off > 2 {
					t.Errorf("corner %d is %.1f pixels off", i, off)
				}
			}
		})
	}
}

func TestDecodeAtSizes(t *testing.T) {
	for text, want := range map[string]int{"R1:7H2KQ9": 21, printed: 25, printed + "/" + printed: 29} {
		img := placed(t, text, 5, 0, 0, 0)
		at := Point{quiet * 5, quiet * 5}
		got, err := DecodeAt(img, Place{float64(5 * want), Point{at.X - 9, at.Y - 9}, Point{at.X + 9, at.Y + 9}})
		if got.Text != text || got.Modules != want {
			t.Errorf("%q of %d modules, %v, want %d", got.Text, got.Modules, err, want)
		}
	}
}

func TestDecodeAtInTheShade(t *testing.T) {
	img, corner := blotted(t, image.Rect(18, 0, 25, 7))
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() { // print in the light is lighter than paper in the shade
			light := max(0, min(1, 1.05-0.7*(float64(x)-corner.X)/150))
			v := &img.Pix[img.PixOffset(x, y)]
			*v = uint8(light * (80 + 0.6*float64(*v)))
		}
	}
	if got, err := DecodeAt(img, around(corner)); got.Text != printed {
		t.Errorf("%q %v", got.Text, err)
	}
}

// TestDecodeAtFaded reads a code that was printed with the last of the toner, and struck through with a black pen.
func TestDecodeAtFaded(t *testing.T) {
	img, corner := blotted(t)
	for i, v := range img.Pix {
		img.Pix[i] = 215 - (215-v)/3
	}
	for y := range 170 { // down through the square at the top right
		for x := range 6 {
			img.Pix[img.PixOffset(int(corner.X)+21*6+x-y/30, int(corner.Y)+y-10)] = 10
		}
	}
	if got, err := DecodeAt(img, around(corner)); got.Text != printed {
		t.Errorf("%q %v", got.Text, err)
	}
}

func around(corner Point) Place {
	return Place{150, Point{corner.X - 9, corner.Y - 9}, Point{corner.X + 9, corner.Y + 9}}
}

// TestDecodeAtAskew reads a code on paper that has curled: a little smaller than it should be, and turned by some degrees.
func TestDecodeAtAskew(t *testing.T) {
	img, corner := blotted(t, image.Rect(0, 0, 7, 7))
	turned := image.NewGray(img.Rect)
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			u, v := float64(x)-corner.X, float64(y)-corner.Y
			from := image.Pt(int(corner.X+1.04*u+0.05*v), int(corner.Y-0.05*u+1.04*v))
			turned.Pix[turned.PixOffset(x, y)] = 215
			if from.In(img.Rect) {
				turned.Pix[turned.PixOffset(x, y)] = img.Pix[img.PixOffset(from.X, from.Y)]
			}
		}
	}
	if got, err := DecodeAt(turned, around(corner)); got.Text != printed {
		t.Errorf("%q %v", got.Text, err)
	}
}

func TestDecodeAtNothing(t *testing.T) {
	grey := image.NewGray(image.Rect(0, 0, 200, 200))
	for name, tt := range map[string]struct {
		img *image.Gray
		at  Place
	}{
		"no pixel":      {image.NewGray(image.Rectangle{}), Place{Side: 150}},
		"no contrast":   {grey, Place{Side: 150, To: Point{30, 30}}},
		"no place":      {grey, Place{Side: 150, From: Point{9, 9}}},
		"outside":       {grey, Place{150, Point{-400, 300}, Point{-390, 310}}},
		"far too small": {grey, Place{Side: 3}},
		"no size":       {grey, Place{Side: math.NaN(), To: Point{math.NaN(), math.Inf(1)}}},
	} {
		if got, err := DecodeAt(tt.img, tt.at); len(problem.All(err)) != 1 || got.Text != "" {
			t.Errorf("%s: %v %v", name, got, err)
		}
	}
}
