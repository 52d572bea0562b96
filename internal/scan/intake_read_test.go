package scan_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // pictures are kept as PNG too
	"math"
	"slices"
	"testing"

	"releve/internal/need"
	"releve/internal/paper"
	"releve/internal/scan"
	"releve/internal/simulate"
)

// slip draws a filled slip, its hand and paper by a seed, its noise by another.
func slip(tb testing.TB, tier simulate.Tier, seed uint64) *simulate.Filled {
	tb.Helper()
	l := simulate.Slip()
	p, err := simulate.NewPrint(l, paper.Code{Layout: l.Number, Page: 1, Serial: 1}, tier.DPI)
	if err != nil {
		tb.Fatal(err)
	}
	f, err := p.Draw(simulate.Spec{Hand: simulate.Clean, Tier: tier, Seed: seed, Turn: 0})
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

// pile writes a PDF of n scanned pages, each a grey JPEG, as a copier does. There are only a few different ones.
func pile(tb testing.TB, n int) []byte {
	tb.Helper()
	const different = 3
	b := &book{}
	var images []int
	for i := range min(n, different) {
		g := slip(tb, simulate.Copier200(), uint64(i+1)).Gray
		var out bytes.Buffer
		if err := jpeg.Encode(&out, g, &jpeg.Options{Quality: 80}); err != nil {
			tb.Fatal(err)
		}
		images = append(images, b.stream("/Type /XObject /Subtype /Image "+dims(g)+"/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode", out.Bytes()))
	}
	var pages []int
	for i := range n {
		pages = append(pages, b.page(len(images)+2*n+1, whole, fmt.Sprintf("/Im0 %d 0 R", images[i%len(images)])))
	}
	return b.bind(pages...)
}

// faint is a stand-in for Measure that is quick.
func faint(number int, p scan.Picture, _ scan.Find) scan.Page {
	return scan.Page{Rules: scan.Rules, Status: scan.Read, Boxes: []scan.Features{{Frac: float64(number), Ink: float64(p.Gray.Pix[0])}}}
}

// readings reads a whole file.
func readings(t *testing.T, file []byte, o scan.Options) []scan.Reading {
	t.Helper()
	_, pages, err := scan.ReadFile(t.Context(), scan.Input{Data: bytes.NewReader(file), Size: int64(len(file))}, known, o)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Collect(pages)
}

// drawings writes a PDF of pictures that are not grey, some of them broken.
func drawings(n int) []byte {
	b := &book{}
	var pages []int
	for i := range n {
		g := sketch(i)
		data := deflated(bits(g))
		if i%7 == 3 {
			data = data[:20]
		}
		im := b.stream("/Type /XObject /Subtype /Image "+dims(g)+"/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /FlateDecode", data)
		pages = append(pages, b.page(3*n+1, whole, fmt.Sprintf("/Im0 %d 0 R", im)))
	}
	return b.bind(pages...)
}

// The readings of a file come in order, all of them, the same byte for byte however many workers there are.
func TestReadFileIsInOrder(t *testing.T) {
	const n = 40
	file := drawings(n)
	var first []byte
	for _, workers := range []int{1, 2, 5} {
		got := readings(t, file, scan.Options{Workers: workers, Measure: faint})
		if len(got) != n {
			t.Fatalf("%d workers: %d pages, want %d", workers, len(got), n)
		}
		for i, r := range got {
			broken := i%7 == 3
			if r.Number != i+1 || (r.Page.Status == scan.Refused) != broken || (r.Picture == nil) != broken || broken && r.Page.Reason != "damaged" {
				t.Errorf("%d workers, page %d: %d %s %s", workers, i+1, r.Number, r.Page.Status, r.Page.Reason)
			}
		}
		text, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = text
		} else if !bytes.Equal(first, text) {
			t.Errorf("%d workers read otherwise than one", workers)
		}
	}
}

// A file can be read on from a page.
func TestReadFileGoesOn(t *testing.T) {
	file := drawings(10)
	all, rest := readings(t, file, scan.Options{Measure: faint}), readings(t, file, scan.Options{Measure: faint, From: 7})
	if a, b := fmt.Sprint(all[6:]), fmt.Sprint(rest); a != b {
		t.Errorf("got %d pages", len(rest))
	}
	if got := readings(t, file, scan.Options{Measure: faint, From: 11}); len(got) != 0 {
		t.Errorf("got %d pages behind the last one", len(got))
	}
}

// Whoever stops, or is stopped, gets no more pages, and nothing goes on in the background.
func TestReadFileCalledOff(t *testing.T) {
	file := drawings(30)
	in := scan.Input{Data: bytes.NewReader(file), Size: int64(len(file))}
	for _, c := range []struct {
		name string
		stop func(cancel func()) bool
	}{
		{"by the caller", func(func()) bool { return false }},
		{"by the context", func(cancel func()) bool { cancel(); return true }},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var running, n int
			_, pages, err := scan.ReadFile(ctx, in, known, scan.Options{Workers: 1, Measure: func(number int, p scan.Picture, find scan.Find) scan.Page {
				running++
				defer func() { running-- }()
				return faint(number, p, find)
			}})
			if err != nil {
				t.Fatal(err)
			}
			for range pages {
				if n++; n == 2 && !c.stop(cancel) {
					break
				}
			}
			if n != 2 || running != 0 {
				t.Errorf("%d pages came, %d are still measured", n, running)
			}
		})
	}
}

// What goes wrong with one page is told of that page.
func TestReadFileContainsPanics(t *testing.T) {
	got := readings(t, drawings(3), scan.Options{Measure: func(number int, p scan.Picture, find scan.Find) scan.Page {
		if number == 2 {
			panic("unforeseen")
		}
		return faint(number, p, find)
	}})
	if len(got) != 3 || got[1].Page.Status != scan.Refused || got[1].Page.Reason != "damaged" || got[2].Page.Status != scan.Read {
		t.Errorf("got %+v", got)
	}
}

// A page that has to be drawn is drawn, and refused when that fails.
func TestReadFileDraws(t *testing.T) {
	blank := bytes.Replace(drawings(2), []byte(whole), []byte("0 0 9 9 re f"+string(bytes.Repeat([]byte(" "), len(whole)-12))), 1)
	pgm := func(text string) scan.Render {
		return func(_ context.Context, in scan.Input, page int) ([]byte, error) {
			if page != 1 || in.Size != int64(len(blank)) {
				t.Errorf("page %d of %d bytes is drawn", page, in.Size)
			}
			return []byte(text), nil
		}
	}
	good := "P5\n60 80\n255\n" + string(bytes.Repeat([]byte{200}, 60*80))
	for _, c := range []struct {
		name   string
		render scan.Render
		status scan.Status
		reason string
	}{
		{"drawn", pgm(good), scan.Read, ""},
		{"too short", pgm(good[:1000]), scan.Refused, "compact"},
		{"no picture", pgm("Syntax Error"), scan.Refused, "compact"},
		{"too large", pgm("P5\n60000 80000\n255\n"), scan.Refused, "large"},
		{"failed", func(context.Context, scan.Input, int) ([]byte, error) { return nil, context.DeadlineExceeded }, scan.Refused, "compact"},
		{"by nobody", nil, scan.Refused, "compact"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readings(t, blank, scan.Options{Measure: faint, Render: c.render})
			if len(got) != 2 || got[0].Page.Status != c.status || got[0].Page.Reason != c.reason || got[1].Page.Status != scan.Read {
				t.Errorf("got %v %v", got[0].Page, got[1].Page)
			}
		})
	}
}

// Nothing of a file but its pixels is kept.
func TestPicturesSayNothingElse(t *testing.T) {
	need.Full(t)
	g := slip(t, simulate.PhoneGood(), 3).Gray
	photo := asJPEG(t, g)
	exif := append([]byte("\xff\xd8\xff\xe1\x00\x20Exif\x00\x00GPS 50.84 4.35 secret  \x00\x00"), photo[2:]...)
	for _, c := range []struct {
		name string
		file []byte
		kind string
	}{
		{"JPEG", exif, "\xff\xd8\xff"},
		{"PNG in black and white", encoded(t, sketch(1)), "\x89PNG"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := readings(t, c.file, scan.Options{Measure: faint})[0]
			if bytes.Contains(r.Picture, []byte("Exif")) || bytes.Contains(r.Picture, []byte("GPS")) || !bytes.HasPrefix(r.Picture, []byte(c.kind)) {
				t.Errorf("got %q…", r.Picture[:min(40, len(r.Picture))])
			}
			m, _, err := image.Decode(bytes.NewReader(r.Picture))
			if err != nil {
				t.Fatal(err)
			}
			if long := max(m.Bounds().Dx(), m.Bounds().Dy()); long > 2400 {
				t.Errorf("%d pixels are more than 200 dpi", long)
			}
		})
	}
}

// What is found on a page is found at the same place of the picture that is kept, which may be smaller.
func TestGridFitsTheKeptPicture(t *testing.T) {
	need.Full(t)
	tiers := []simulate.Tier{simulate.Copier300(), simulate.Copier200()}
	for _, tier := range tiers[:need.Size(1, 2, 2)] {
		f := slip(t, tier, 11)
		r := readings(t, asJPEG(t, f.Gray), scan.Options{})[0]
		if r.Page.Status != scan.Read {
			t.Fatalf("%s: %s %s", tier.Name, r.Page.Status, r.Page.Reason)
		}
		m, err := jpeg.Decode(bytes.NewReader(r.Picture))
		if err != nil {
			t.Fatal(err)
		}
		scale := float64(m.Bounds().Dx()) / float64(f.Gray.Rect.Dx())
		g := r.Page.Grid
		for _, mark := range simulate.Slip().Pages[0].Marks {
			w := g[6]*mark.X + g[7]*mark.Y + 1
			x, y := (g[0]*mark.X+g[1]*mark.Y+g[2])/w, (g[3]*mark.X+g[4]*mark.Y+g[5])/w
			at := f.Where(mark)
			if d := math.Hypot(x-at.X*scale, y-at.Y*scale); d > 2 {
				t.Errorf("%s: a mark is found %.1f pixels away", tier.Name, d)
			}
		}
	}
}
