package paper

import (
	"bytes"
	"fmt"
	"image"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/need"
	"releve/internal/qr"
)

// raster is how finely printed pages are drawn, in dots per inch; dots is how many dots a millimetre has.
const (
	raster = 300
	dots   = raster / 25.4
)

// drawn draws the pages of a PDF file in grey.
func drawn(t *testing.T, file []byte) []*image.Gray {
	t.Helper()
	dir := t.TempDir()
	name := filepath.Join(dir, "in.pdf")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "pdftoppm", "-gray", "-r", strconv.Itoa(raster), name, filepath.Join(dir, "page"))
	names, err := filepath.Glob(filepath.Join(dir, "*.pgm"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	var all []*image.Gray
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var w, h, most int
		if _, err := fmt.Fscanf(bytes.NewReader(data), "P5\n%d %d\n%d\n", &w, &h, &most); err != nil {
			t.Fatal(err)
		}
		all = append(all, &image.Gray{Pix: data[len(data)-w*h:], Stride: w, Rect: image.Rect(0, 0, w, h)})
	}
	return all
}

// run runs a program and returns what it says.
func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), need.Program(t, name), args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

// area returns a part of a page as the raster has it.
func area(img *image.Gray, r Rect) *image.Gray {
	at := image.Rect(int(r.X*dots), int(r.Y*dots), int(math.Ceil((r.X+r.W)*dots)), int(math.Ceil((r.Y+r.H)*dots)))
	out := image.NewGray(image.Rect(0, 0, at.Dx(), at.Dy()))
	for y := range at.Dy() {
		for x := range at.Dx() {
			out.SetGray(x, y, img.GrayAt(at.Min.X+x, at.Min.Y+y))
		}
	}
	return out
}

// weight returns where the ink of an area has its middle, in millimetres of the page, and how much ink it is in square
// millimetres.
func weight(img *image.Gray, r Rect) (Point, float64) {
	var sum, x, y float64
	for row := int(r.Y * dots); row < int((r.Y+r.H)*dots)+1; row++ {
		for col := int(r.X * dots); col < int((r.X+r.W)*dots)+1; col++ {
			ink := float64(255-img.GrayAt(col, row).Y) / 255
			if ink < 0.1 {
				continue // the grey of every second line
			}
			sum, x, y = sum+ink, x+ink*(float64(col)+0.5), y+ink*(float64(row)+0.5)
		}
	}
	return Point{x / sum / dots, y / sum / dots}, sum / dots / dots
}

// lines returns where the middle of a box is by the middles of its four lines, of which a raster may make one thicker than
// another; false where one of them is missing.
func lines(img *image.Gray, b Box) (Point, bool) {
	half, reach, length := b.Side/2, 0.3+Line/2, b.Side*0.6
	upright := func(x float64) (Point, float64) {
		return weight(img, Rect{x - reach, b.At.Y - length/2, 2 * reach, length})
	}
	flat := func(y float64) (Point, float64) {
		return weight(img, Rect{b.At.X - length/2, y - reach, length, 2 * reach})
	}
	left, a := upright(b.At.X - half)
	right, c := upright(b.At.X + half)
	top, d := flat(b.At.Y - half)
	low, e := flat(b.At.Y + half)
	return Point{(left.X + right.X) / 2, (top.Y + low.Y) / 2}, min(a, c, d, e) > length*Line/2
}

// TestPrintedBoxes holds that boxes, marks and codes are printed where the layout says, to a tenth of a millimetre, and
// that nothing is in or near a box.
func TestPrintedBoxes(t *testing.T) {
	need.Full(t)
	for _, f := range shipped(t) {
		for _, kind := range sheets() {
			t.Run(f.ID+"-"+string(kind), func(t *testing.T) {
				j := job(survey(f), kind, "fr", "nl")
				j.First, j.Copies = 4711, 1
				l := laid(t, j)
				pages := drawn(t, printed(t, j))
				if len(pages) != len(l.Pages) {
					t.Fatalf("%d pages printed, %d laid out", len(pages), len(l.Pages))
				}
				for i, p := range l.Pages {
					checkRaster(t, pages[i], p)
					checkCode(t, pages[i], p, Code{Layout: l.Number, Page: i + 1, Serial: 4711})
				}
			})
		}
	}
}

// TestCopies holds that copies are numbered one after the other on all of their pages, that a master has the number 0, and
// that the same job gives the same bytes.
func TestCopies(t *testing.T) {
	need.Full(t)
	c := survey(shippedForm(t, "monitoring-plus"))
	j := job(c, Slip, "fr")
	for _, tt := range []struct {
		name          string
		first, copies int
		want          []int
	}{
		{"a master", 0, 1, []int{0, 0}},
		{"three copies", 998, 3, []int{998, 998, 999, 999, 1000, 1000}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			j.First, j.Copies = tt.first, tt.copies
			l, file := laid(t, j), printed(t, j)
			pages := drawn(t, file)
			if len(pages) != len(tt.want) {
				t.Fatalf("%d pages, want %d", len(pages), len(tt.want))
			}
			for i, serial := range tt.want {
				page := i % len(l.Pages)
				checkCode(t, pages[i], l.Pages[page], Code{Layout: l.Number, Page: page + 1, Serial: serial})
			}
			if !bytes.Equal(file, printed(t, j)) {
				t.Error("the same job gives other bytes")
			}
		})
	}
}

// near is how far from its place something may be printed, in millimetres.
const near = 0.1

func checkRaster(t *testing.T, img *image.Gray, p Page) {
	t.Helper()
	for i, m := range p.Marks {
		at, ink := weight(img, Rect{m.X - 5, m.Y - 5, 10, 10})
		if math.Hypot(at.X-m.X, at.Y-m.Y) > near || math.Abs(ink-p.Mark*p.Mark) > 1 {
			t.Errorf("mark %d is at %.2f with %.1f mm² of ink, want %.2f with 36", i, at, ink, m)
		}
	}
	for _, f := range p.Fields {
		for _, b := range f.Boxes {
			outer := frameOf(b.At, b.Side)
			at, found := lines(img, b)
			if !found || math.Hypot(at.X-b.At.X, at.Y-b.At.Y) > near {
				t.Errorf("line %d %s %s: box at %.3f (%t), want %.3f", f.Line, f.Question, b.Value, at, found, b.At)
			}
			if _, ink := weight(img, outer.grown(-0.5)); ink > 0 {
				t.Errorf("line %d %s %s: %.2f mm² of ink inside of the box", f.Line, f.Question, b.Value, ink)
			}
		}
	}
}

func checkCode(t *testing.T, img *image.Gray, p Page, want Code) {
	t.Helper()
	found, err := qr.Decode(area(img, p.Code.grown(quiet)))
	if err != nil {
		t.Fatalf("page %d: code not read: %v", want.Page, err)
	}
	if found.Text != want.String() {
		t.Errorf("code says %s, want %s", found.Text, want)
	}
	if got, err := ParseCode(found.Text); err != nil || got != want {
		t.Errorf("code read as %v (%v), want %v", got, err, want)
	}
}

// TestPrintedFile holds what other programs find in the files: fonts, tags, title, language, texts.
func TestPrintedFile(t *testing.T) {
	need.Full(t)
	for _, f := range shipped(t) {
		for _, kind := range sheets() {
			for _, tags := range [][]locale.Tag{{"de"}, {"fr", "nl"}} {
				if len(tags) == 1 && f.ID != "monitoring-1030" {
					continue // the words of one are like those of the others
				}
				t.Run(fmt.Sprint(f.ID, kind, tags), func(t *testing.T) {
					j := job(survey(f), kind, tags...)
					name := filepath.Join(t.TempDir(), "in.pdf")
					if err := os.WriteFile(name, printed(t, j), 0o600); err != nil {
						t.Fatal(err)
					}
					checkFile(t, name, j)
				})
			}
		}
	}
}

func checkFile(t *testing.T, name string, j Job) {
	t.Helper()
	run(t, "qpdf", "--check", name)
	for _, line := range strings.Split(strings.TrimSpace(run(t, "pdffonts", name)), "\n")[2:] {
		if !strings.Contains(line, " yes ") {
			t.Errorf("font not embedded: %s", line)
		}
	}
	about := strings.Join(strings.Fields(run(t, "pdfinfo", name)), " ")
	for _, want := range []string{"Tagged: yes", "Title: " + j.Campaign.Title} {
		if !strings.Contains(about, want) {
			t.Errorf("pdfinfo does not say %q: %s", want, about)
		}
	}
	if plain := run(t, "qpdf", "--qdf", "--object-streams=disable", name, "-"); !strings.Contains(plain, "/Lang ("+string(j.Languages[0])+")") {
		t.Errorf("no /Lang %s", j.Languages[0])
	}
	if spoken := run(t, "pdfinfo", "-struct-text", name); !strings.Contains(spoken, "H1 (block)") || twoInOne(spoken, j) {
		t.Errorf("a screen reader hears words that are one: %s", spoken)
	}
	text := strings.Join(strings.Fields(run(t, "pdftotext", "-raw", name, "-")), " ")
	for _, want := range told(j) {
		if !strings.Contains(text, strings.Join(strings.Fields(want), " ")) {
			t.Errorf("pdftotext does not find %q", want)
		}
	}
}

// twoInOne says whether a text that stands on several lines lost the space between two of them.
func twoInOne(spoken string, j Job) bool {
	said := strings.Join(strings.Fields(j.Campaign.ProcedureText.In(j.Languages[0])), " ")
	return !strings.Contains(strings.Join(strings.Fields(spoken), " "), said)
}

// told returns texts that a sheet says, with their accents: what its questions are called.
func told(j Job) []string {
	all := []string{j.Campaign.Title}
	f := j.Campaign.Form()
	for _, tag := range j.Languages {
		if j.Kind == Slip {
			for q := range f.All() {
				all = append(all, q.Label.In(tag))
			}
			continue
		}
		for _, r := range []form.Role{form.RoleMinutes, form.RoleOutcome} {
			if q := f.Role(r); q != nil {
				all = append(all, q.Short.In(tag))
			}
		}
	}
	return all
}
