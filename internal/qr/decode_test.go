package qr

import (
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"releve/internal/problem"
)

// placed draws a code into a grey image: so many pixels to a module, turned by quarters, at a place of its quiet zone.
func placed(t *testing.T, text string, scale, turn, x, y int) *image.Gray {
	t.Helper()
	c, err := encode(text)
	if err != nil {
		t.Fatal(err)
	}
	side := c.side() * scale
	img := image.NewGray(image.Rect(0, 0, side+60, side+60))
	for i := range img.Pix {
		img.Pix[i] = 215
	}
	for v := range side {
		for u := range side {
			a, b := u/scale, v/scale
			for range turn {
				a, b = b, c.side()-1-a
			}
			if c.dark(a, b) {
				img.Pix[img.PixOffset(x+u, y+v)] = 40
			}
		}
	}
	return img
}

const printed = "R1:7H2KQ9:1:000123:X"

func TestDecode(t *testing.T) {
	for _, tt := range []struct {
		name        string
		scale, turn int
		want        string
	}{
		{"small modules", 3, 0, printed},
		{"large modules", 9, 0, printed},
		{"turned by a quarter", 5, 1, printed},
		{"upside down", 5, 2, printed},
		{"an address", 4, 3, link},
	} {
		t.Run(tt.name, func(t *testing.T) {
			img := placed(t, tt.want, tt.scale, tt.turn, 11, 23)
			got, err := Decode(img)
			if err != nil || got.Text != tt.want {
				t.Fatalf("%q %v, want %q", got.Text, err, tt.want)
			}
			// The middles of the large squares lie 3.5 modules inside of a code, whichever way it is turned.
			near, far := (quiet+Inset)*float64(tt.scale), (quiet+float64(got.Modules)-Inset)*float64(tt.scale)
			all := []Point{{11 + near, 23 + near}, {11 + far, 23 + near}, {11 + far, 23 + far}, {11 + near, 23 + far}}
			for i, at := range []int{tt.turn, tt.turn + 1, tt.turn + 3} {
				want := all[at%4]
				if math.Hypot(got.Corners[i].X-want.X, got.Corners[i].Y-want.Y) > 1 {
					t.Errorf("corner %d at %v, want %v", i, got.Corners[i], want)
				}
			}
		})
	}
}

func TestDecodePartOfAnImage(t *testing.T) {
	img := placed(t, printed, 4, 0, 20, 20)
	part := img.SubImage(image.Rect(10, 10, img.Rect.Dx()-10, img.Rect.Dy()-10)).(*image.Gray)
	got, err := Decode(part)
	if err != nil || got.Text != printed || math.Abs(got.Corners[0].X-(10+7.5*4)) > 1 {
		t.Errorf("%v %v, want its corners as of the part", got, err)
	}
}

func TestDecodeDirtyCode(t *testing.T) {
	img := placed(t, printed, 6, 0, 10, 10)
	for y := 100; y < 130; y++ { // a stroke of a pen through it
		for x := 90; x < 96; x++ {
			img.Pix[img.PixOffset(x, y)] = 60
		}
	}
	for y := range img.Rect.Dy() { // a shadow over a half of it
		for x := range img.Rect.Dx() / 2 {
			img.Pix[img.PixOffset(x, y)] /= 2
		}
	}
	if got, err := Decode(img); err != nil || got.Text != printed {
		t.Errorf("%q %v", got.Text, err)
	}
}

func TestDecodeNothing(t *testing.T) {
	noise := image.NewGray(image.Rect(0, 0, 300, 300))
	r := rand.New(rand.NewPCG(1, 1))
	for i := range noise.Pix {
		noise.Pix[i] = byte(r.Uint32() & 255)
	}
	for name, img := range map[string]*image.Gray{
		"no pixel": image.NewGray(image.Rectangle{}), "a few": image.NewGray(image.Rect(0, 0, 20, 300)),
		"black": image.NewGray(image.Rect(0, 0, 200, 200)), "noise": noise,
	} {
		got, err := Decode(img)
		if told := problem.All(err); len(told) != 1 || told[0].Key != "qr.none" || got.Text != "" {
			t.Errorf("%s: %v %v", name, got, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(uint64(1), 60, 60, 3)
	f.Add(uint64(2), 21, 400, 1)
	f.Add(uint64(9), 200, 150, 9)
	f.Fuzz(func(t *testing.T, seed uint64, w, h, grain int) {
		w, h, grain = min(max(w, 0), 400), min(max(h, 0), 400), min(max(grain, 1), 50)
		r := rand.New(rand.NewPCG(seed, 7))
		img := image.NewGray(image.Rect(0, 0, w, h))
		cells := make([]uint8, 401*401)
		for i := range cells {
			cells[i] = -byte(r.Uint32() & 1)
		}
		for y := range h {
			for x := range w {
				img.Pix[y*img.Stride+x] = cells[y/grain*401+x/grain]
			}
		}
		if _, err := Decode(img); err != nil && len(problem.All(err)) != 1 {
			t.Errorf("%v", err)
		}
	})
}
