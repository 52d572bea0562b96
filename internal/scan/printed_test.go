package scan_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"image"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"releve/forms"
	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/need"
	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/scan"
	"releve/internal/simulate"
)

// rasterDPI is how finely printed pages are turned into images.
const rasterDPI = 200

// job is what is printed of a questionnaire that comes with the program.
type job struct {
	form      *form.Form
	kind      paper.Kind
	languages []locale.Tag
}

func (j job) String() string { return fmt.Sprint(j.form.ID, " ", j.kind, " ", j.languages) }

// jobs returns all questionnaires that come with the program, as slip and tally, in every language and in two at once.
func jobs(t *testing.T) []job {
	t.Helper()
	library, err := form.Load(forms.FS)
	if err != nil {
		t.Fatal(err)
	}
	var all []job
	for _, f := range library.Forms() {
		for _, kind := range []paper.Kind{paper.Slip, paper.Tally} {
			for _, l := range append([][]locale.Tag{{"fr", "nl"}}, eachLanguage()...) {
				all = append(all, job{f, kind, l})
			}
		}
	}
	return all
}

func eachLanguage() [][]locale.Tag {
	var all [][]locale.Tag
	for _, tag := range locale.Languages() {
		all = append(all, []locale.Tag{tag})
	}
	return all
}

// print prints a master and turns its pages into images.
func (j job) print(t *testing.T) []*simulate.Print {
	t.Helper()
	pdftoppm := need.Program(t, "pdftoppm")
	words, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	c, err := campaign.New(j.form, campaign.Draft{Slug: "essai", Title: "Essai", From: "2026-11-16", To: "2026-11-29"}, rand.Reader, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	order := paper.Job{Campaign: c, Kind: j.kind, Languages: j.languages, Address: "https://releve.example/s/7Q4K", Copies: 1}
	printer := paper.NewPrinter(words)
	layout, err := printer.Layout(order)
	if err != nil {
		t.Fatal(problem.All(err))
	}
	var file bytes.Buffer
	if err = printer.PDF(&file, order); err != nil {
		t.Fatal(err)
	}
	stem := filepath.Join(t.TempDir(), "page")
	if err = os.WriteFile(stem+".pdf", file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, fault := exec.Command(pdftoppm, "-r", strconv.Itoa(rasterDPI), "-gray", stem+".pdf", stem).CombinedOutput(); fault != nil {
		t.Fatalf("%v: %s", fault, out)
	}
	names, err := filepath.Glob(stem + "*.pgm")
	if err != nil || len(names) != len(layout.Pages) {
		t.Fatalf("%d images of %d pages, %v", len(names), len(layout.Pages), err)
	}
	slices.Sort(names)
	pages := make([]*simulate.Print, len(names))
	for i, name := range names {
		code := paper.Code{Layout: layout.Number, Page: i + 1}
		pages[i] = &simulate.Print{Layout: layout, Page: &layout.Pages[i], Code: code, Gray: readPGM(t, name), PerMM: rasterDPI / 25.4}
	}
	return pages
}

// readPGM reads a grey image as pdftoppm writes it.
func readPGM(t *testing.T, name string) *image.Gray {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var w, h, most int
	if _, err = fmt.Sscanf(string(data[:40]), "P5\n%d %d\n%d\n", &w, &h, &most); err != nil || len(data) < w*h {
		t.Fatalf("%s: %v", name, err)
	}
	return &image.Gray{Pix: data[len(data)-w*h:], Stride: w, Rect: image.Rect(0, 0, w, h)}
}

// finder returns a Find that knows a layout.
func finder(l *paper.Layout) scan.Find {
	return func(number string) (*paper.Layout, error) {
		if number != l.Number {
			return nil, problem.New(problem.NotFound, "paper.layout.unknown", nil)
		}
		return l, nil
	}
}

// TestPrintedSheetsReadBlank reads sheets that nobody filled in. Every box is found within a tenth of a millimetre of
// where the layout has it, and nothing is on it.
func TestPrintedSheetsReadBlank(t *testing.T) {
	all := jobs(t)
	step := need.Size(len(all), 7, 1) // 7 goes round forms, kinds and languages
	for i := 0; i < len(all); i += step {
		t.Run(all[i].String(), func(t *testing.T) {
			for _, p := range all[i].print(t) {
				got := scan.Measure(scan.Picture{Gray: p.Gray}, finder(p.Layout))
				if got.Status != scan.Read || got.Code != p.Code {
					t.Fatalf("page %d is %s %s %v", p.Code.Page, got.Status, got.Reason, got.Code)
				}
				blank(t, p, got)
			}
		})
	}
}

// blank reports what was read on an unfilled page, and boxes that are not where they should be.
func blank(t *testing.T, p *simulate.Print, got scan.Page) {
	t.Helper()
	at := 0
	for i, f := range p.Page.Fields {
		for n, state := range got.Fields[i].States {
			b := got.Boxes[at]
			at++
			if state != scan.Empty {
				t.Errorf("page %d %s line %d box %d is %s: %+v", p.Code.Page, f.Question, f.Line, n+1, state, b)
			}
			if f.Fill == paper.Write {
				continue
			}
			g, x, y := got.Grid, f.Boxes[n].At.X+b.X, f.Boxes[n].At.Y+b.Y
			w := g[6]*x + g[7]*y + 1
			offX, offY := (g[0]*x+g[1]*y+g[2])/w/p.PerMM-f.Boxes[n].At.X, (g[3]*x+g[4]*y+g[5])/w/p.PerMM-f.Boxes[n].At.Y
			if off := math.Hypot(offX, offY); off > 0.1 {
				t.Errorf("page %d %s line %d box %d is %.2f mm off", p.Code.Page, f.Question, f.Line, n+1, off)
			}
		}
	}
}

// TestPrintedSheetsAreRead lets people fill in printed questionnaires, each time other people, and copiers scan them.
func TestPrintedSheetsAreRead(t *testing.T) {
	need.Full(t)
	all := jobs(t)
	step := need.Size(len(all), 11, 1)
	var odd score
	for i := 3 % len(all); i < len(all); i += step {
		t.Run(all[i].String(), func(t *testing.T) {
			pages := all[i].print(t)
			for _, hand := range []simulate.Hand{simulate.Clean, simulate.Odd} {
				r := run{tier: simulate.Copier200(), hand: hand, seed: judgingSeed + 100_000 + 1_000*uint64(i), pages: need.Size(1, 2, 20), turn: -1, sheets: pages} //nolint:gosec // G115: counted from 0
				got := r.score(t)
				t.Log(got.String())
				if hand == simulate.Odd {
					odd.add(got)
				}
				if got.silent > 0 && hand == simulate.Clean || got.lost > 0 {
					t.Errorf("%s: %d fields silently wrong, %d pages lost, want neither", hand, got.silent, got.lost)
					tellAll(t, got.told)
				}
			}
		})
	}
	if most := atMost(3.0/10_000, odd.fields); odd.silent > most {
		t.Errorf("%d of %d odd fields silently wrong, want at most %d", odd.silent, odd.fields, most)
		tellAll(t, odd.told)
	}
	t.Log(odd.String())
}
