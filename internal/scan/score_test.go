package scan_test

import (
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/scan"
	"releve/internal/simulate"
)

// known finds the layouts that were made by hand.
func known(number string) (*paper.Layout, error) {
	for _, l := range simulate.Layouts() {
		if l.Number == number {
			return l, nil
		}
	}
	return nil, problem.New(problem.NotFound, "paper.layout.unknown", nil)
}

// run is a number of pages that are drawn and read.
type run struct {
	tier  simulate.Tier
	hand  simulate.Hand
	seed  uint64 // of the first page, the others follow
	pages int
	turn  int   // as in simulate.Spec
	cover []int // marks to cover, one on each page in turn; nil for none
	// sheets are what is filled in, in turn; nil for those of simulate.Layouts.
	sheets []*simulate.Print
}

// score is what came of a run.
type score struct {
	pages, boxes, fields int
	lost                 int            // pages that were not found, or found in the wrong place
	refused              int            // of them, those that the reader refused
	pale                 int            // of these, those whose print a black-and-white scanner lost
	silent               int            // fields that were accepted and are not what was meant
	erased               int            // fields whose mark is not in the image: a black-and-white scanner lost it
	review               int            // fields that wait for a person
	written              int            // places to write on that wait for one, as they should
	corrected            int            // fields where a wrong mark was blackened and another box crossed
	mended               int            // of them, those that were accepted
	whole                int            // pages all of whose fields wait for a person
	partly               int            // pages too poor to be read of which a field was accepted all the same
	why                  map[string]int // fields to review, by doubts and by what was done on them
	off                  float64        // of the box that was found farthest from where it is, millimetres
	told                 []string       // what went otherwise than meant, with what is needed to see it again
	lostTold             []string       // the same of pages that were lost
}

// add adds another score.
func (s *score) add(o score) {
	s.pages, s.boxes, s.fields = s.pages+o.pages, s.boxes+o.boxes, s.fields+o.fields
	s.pale += o.pale
	s.off = max(s.off, o.off)
	s.lost, s.refused, s.silent, s.erased = s.lost+o.lost, s.refused+o.refused, s.silent+o.silent, s.erased+o.erased
	s.review, s.written, s.whole, s.partly = s.review+o.review, s.written+o.written, s.whole+o.whole, s.partly+o.partly
	s.corrected, s.mended = s.corrected+o.corrected, s.mended+o.mended
	for k, n := range o.why {
		if s.why == nil {
			s.why = map[string]int{}
		}
		s.why[k] += n
	}
	s.told, s.lostTold = append(s.told, o.told...), append(s.lostTold, o.lostTold...)
}

// String returns the score as a line of a table.
func (s *score) String() string {
	return fmt.Sprintf("%4d pages %6d boxes %6d fields, lost %d, of them pale %d, silent wrong %d, not in the image %d, to review %d (%.2f %%), written %d, whole pages %d",
		s.pages, s.boxes, s.fields, s.lost, s.pale, s.silent, s.erased, s.review, 100*float64(s.review)/float64(max(s.fields, 1)), s.written, s.whole)
}

// prints keeps printed pages, which many sheets are drawn from.
type prints struct {
	mu   sync.Mutex
	kept map[string]*simulate.Print
}

func (p *prints) of(tb testing.TB, l *paper.Layout, dpi float64) *simulate.Print {
	tb.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	key := fmt.Sprint(l.Number, dpi)
	if p.kept[key] == nil {
		made, err := simulate.NewPrint(l, paper.Code{Layout: l.Number, Page: 1, Serial: 123}, dpi)
		if err != nil {
			tb.Error(err)
			return nil
		}
		p.kept[key] = made
	}
	return p.kept[key]
}

// score goes through a run on all cores. Slips and tallies take turns.
func (r run) score(tb testing.TB) score {
	tb.Helper()
	made := &prints{kept: map[string]*simulate.Print{}}
	scores := make([]score, r.pages)
	next := make(chan int)
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := range next {
				scores[i] = r.page(tb, made, i)
			}
		})
	}
	for i := range r.pages {
		next <- i
	}
	close(next)
	wait.Wait()
	var sum score
	for _, s := range scores {
		sum.add(s)
	}
	return sum
}

// sheet returns what is filled in for a seed.
func (r run) sheet(tb testing.TB, made *prints, seed uint64) *simulate.Print {
	tb.Helper()
	if len(r.sheets) > 0 {
		return r.sheets[seed%uint64(len(r.sheets))]
	}
	return made.of(tb, simulate.Layouts()[(seed+seed/1000)%2], r.tier.DPI)
}

// page draws and reads one page.
func (r run) page(tb testing.TB, made *prints, i int) score {
	tb.Helper()
	spec := simulate.Spec{Hand: r.hand, Tier: r.tier, Seed: r.seed + uint64(i), Turn: r.turn} //nolint:gosec // G115: pages are counted from 0
	p := r.sheet(tb, made, spec.Seed)
	if len(r.cover) > 0 {
		spec.Cover = r.cover[i/2%len(r.cover):][:1]
	}
	f, err := p.Draw(spec)
	if err != nil {
		tb.Error(err)
		return score{}
	}
	got := scan.Measure(scan.Picture{Gray: f.Gray, Bilevel: f.Bilevel}, finder(p.Layout))
	j := judged{t: tb, run: r, seed: spec.Seed, print: p, filled: f, page: got}
	j.judge()
	return j.score
}

// judged is a page whose reading is held against what was meant.
type judged struct {
	t      testing.TB
	run    run
	seed   uint64
	print  *simulate.Print
	filled *simulate.Filled
	page   scan.Page
	score  score
}

func (j *judged) judge() {
	j.score.pages = 1
	if j.page.Status != scan.Read {
		j.score.lost, j.score.refused = 1, 1
		if j.page.Reason == scan.ReasonPale && j.filled.Bilevel {
			j.score.pale = 1
		}
		j.tell("page", "%s %s", j.page.Status, j.page.Reason)
		return
	}
	j.score.off = j.off()
	if j.score.off > 1.2 || j.page.Code != j.print.Code {
		j.score.lost = 1
		j.tell("page", "found %.2f mm off, code %v", j.score.off, j.page.Code)
	}
	if len(j.page.Fields) != len(j.print.Page.Fields) {
		j.score.lost = 1
		j.tell("page", "%d fields, want %d", len(j.page.Fields), len(j.print.Page.Fields))
		return
	}
	at := 0
	doubted := map[int]bool{}
	for i, f := range j.print.Page.Fields {
		if len(j.page.Fields[i].Doubts) > 0 && f.Fill != paper.Write {
			doubted[f.Line] = true
		}
	}
	all, poor := true, 0
	void, asked := j.cancelled(), map[int]bool{}
	for i, f := range j.print.Page.Fields {
		asked[f.Line] = asked[f.Line] || f.Question == paper.FieldVoid && len(j.page.Fields[i].Doubts) > 0
	}
	for i, f := range j.print.Page.Fields {
		n := max(len(f.Boxes), 1)
		gone := void[f.Line] || asked[f.Line] && j.filled.Intents[i].Struck
		if f.Question == paper.FieldVoid || !gone {
			j.field(i, f, j.page.Boxes[at:at+n], doubted[f.Line])
		}
		at += n
		all = all && (len(j.page.Fields[i].Doubts) > 0)
		if slices.Contains(j.page.Fields[i].Doubts, "poor") {
			poor++
		}
	}
	if all {
		j.score.whole = 1
	} else if poor > len(j.page.Fields)/50 { // more than a box or two that a stain hides
		j.score.partly = 1
		j.tell("page", "poor, and partly accepted")
	}
}

// cancelled returns the lines whose box for cancelling them was crossed on purpose: nothing else of them is used.
func (j *judged) cancelled() map[int]bool {
	void := map[int]bool{}
	for i, f := range j.print.Page.Fields {
		meant := j.filled.Intents[i]
		void[f.Line] = void[f.Line] || f.Question == paper.FieldVoid && len(meant.Values) > 0 && !meant.Unclear
	}
	return void
}

// off returns how far the box is off that was found farthest from where it is, in millimetres.
func (j *judged) off() float64 {
	g, most, at := j.page.Grid, 0.0, 0
	per := j.run.tier.DPI / 25.4
	for _, f := range j.print.Page.Fields {
		if f.Fill == paper.Write {
			at++
			continue
		}
		for _, b := range f.Boxes {
			x, y := b.At.X+j.page.Boxes[at].X, b.At.Y+j.page.Boxes[at].Y
			w := g[6]*x + g[7]*y + 1
			is := j.filled.Where(b.At)
			most = max(most, math.Hypot((g[0]*x+g[1]*y+g[2])/w-is.X, (g[3]*x+g[4]*y+g[5])/w-is.Y)/per)
			at++
		}
	}
	return most
}

// silently marks what was accepted and is wrong.
const silently = "SILENTLY WRONG"

// field holds a field against what was meant. In a line that was struck through, one doubt is enough: a person sees it. A field that
// must be filled in and is blank on a line that waits for a person, its form asks for, as TestAssembleTally shows: that is one more
// to review.
func (j *judged) field(i int, f paper.Field, boxes []scan.Features, doubted bool) {
	meant, got := j.filled.Intents[i], j.page.Fields[i]
	doubt := len(got.Doubts) > 0
	name := fmt.Sprintf("%s line %d", f.Question, f.Line)
	if f.Fill == paper.Write {
		j.written(name, f, meant.Written, got, boxes)
		return
	}
	j.score.fields++
	j.score.boxes += len(f.Boxes)
	if slices.Equal(meant.Odd, []string{"correction"}) && !meant.Unclear {
		j.score.corrected++
		if !doubt {
			j.score.mended++
		}
	}
	right := slices.Equal(got.Values, meant.Values) && !meant.Unclear && !meant.Struck
	switch {
	case doubt:
		j.score.review++
		j.score.add(score{why: map[string]int{fmt.Sprint(got.Doubts, meant.Odd): 1}})
		if j.run.hand == simulate.Clean {
			j.tell(name, "to review: %v, read %v, meant %v %v: %s", got.Doubts, got.Values, meant.Values, meant.Odd, shown(boxes))
		}
	case right || meant.Struck && doubted:
	case doubted && len(got.Values) == 0 && f.Required && f.Fill == paper.One:
		j.score.review++
	case j.erased(f, meant, got):
		j.score.erased++
	default:
		j.score.silent++
		j.tell(name, silently+": read %v, meant %v %v unclear %v struck %v: %s", got.Values, meant.Values, meant.Odd, meant.Unclear, meant.Struck, shown(boxes))
	}
	if !right && !doubt && !meant.Struck || doubt && j.run.hand == simulate.Clean {
		j.picture(name, f.Area)
	}
}

// written holds a place to write on against what was meant.
func (j *judged) written(name string, f paper.Field, meant bool, got scan.Field, boxes []scan.Features) {
	doubt := len(got.Doubts) > 0
	switch {
	case meant && doubt:
		j.score.written++
	case meant && j.filled.Bilevel && j.white(f.Area):
		j.score.erased++
	case meant:
		j.score.silent++
		j.tell(name, silently+": writing not seen: %s", shown(boxes))
	case doubt:
		j.score.review++
		j.score.add(score{why: map[string]int{"empty place": 1}})
		j.tell(name, "doubt about an empty place: %v %s", got.Doubts, shown(boxes))
		j.picture(name, f.Area)
	}
}

// erased tells whether everything that was read is right but for boxes that are white in a black-and-white image.
func (j *judged) erased(f paper.Field, meant simulate.Intent, got scan.Field) bool {
	if !j.filled.Bilevel || slices.ContainsFunc(got.Values, func(v string) bool { return !slices.Contains(meant.Values, v) }) {
		return false
	}
	for n, b := range f.Boxes {
		if meant.Marked[n] && !slices.Contains(got.Values, b.Value) && !j.white(paper.Rect{X: b.At.X - b.Side/2, Y: b.At.Y - b.Side/2, W: b.Side, H: b.Side}) {
			return false
		}
	}
	return true
}

// white tells whether next to nothing in an area is black.
func (j *judged) white(r paper.Rect) bool {
	const steps, inset = 40, 0.6
	dark := 0
	for y := range steps {
		for x := range steps {
			at := paper.Point{X: r.X + inset + (r.W-2*inset)*float64(x)/(steps-1), Y: r.Y + inset + (r.H-2*inset)*float64(y)/(steps-1)}
			if p := j.filled.Where(at); j.filled.Gray.GrayAt(int(p.X), int(p.Y)).Y == 0 {
				dark++
			}
		}
	}
	return dark < steps*steps/50
}

// shown tells what was measured of the boxes that are not clearly empty.
func shown(boxes []scan.Features) string {
	var told strings.Builder
	for i, b := range boxes {
		if b.Frac > 0.004 || b.Ring > 0.1 || b.Cells > 0 {
			fmt.Fprintf(&told, " %d: frac %.3f solid %.3f ink %.3f wide %.2f high %.2f thick %.2f ring %.3f sides %d cells %d edge %.2f,",
				i+1, b.Frac, b.Solid, b.Ink, b.Wide, b.High, b.Thick, b.Ring, b.Sides, b.Cells, b.Edge)
		}
	}
	return told.String()
}

// tell keeps what was seen, with what is needed to see it again.
func (j *judged) tell(what, format string, args ...any) {
	head := fmt.Sprintf("%s %s %s seed %d soiled %v, %s: ", j.run.tier.Name, j.run.hand, j.print.Layout.Kind, j.seed, j.filled.Soiled, what)
	j.score.told = append(j.score.told, head+fmt.Sprintf(format, args...))
	if what == "page" {
		j.score.lostTold = j.score.told
		page := j.print.Page
		j.picture(what, paper.Rect{W: page.Width, H: page.Height})
	}
}

// picture writes an area of the page as PNG into the folder that RELEVE_TEST_PICTURES names, three times as large if small.
func (j *judged) picture(what string, area paper.Rect) {
	folder := os.Getenv("RELEVE_TEST_PICTURES")
	if folder == "" {
		return
	}
	var part image.Rectangle
	for _, p := range []paper.Point{{X: area.X, Y: area.Y}, {X: area.X + area.W, Y: area.Y}, {X: area.X + area.W, Y: area.Y + area.H}, {X: area.X, Y: area.Y + area.H}} {
		at := j.filled.Where(p)
		part = part.Union(image.Rect(int(at.X), int(at.Y), int(at.X)+1, int(at.Y)+1))
	}
	part = part.Inset(-20).Intersect(j.filled.Gray.Rect)
	times := 1
	if part.Dx() < 1000 {
		times = 3
	}
	img := image.NewGray(image.Rect(0, 0, part.Dx()*times, part.Dy()*times))
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			img.SetGray(x, y, j.filled.Gray.GrayAt(part.Min.X+x/times, part.Min.Y+y/times))
		}
	}
	file, err := os.Create(filepath.Join(folder, fmt.Sprintf("%s-%s-%s-%d-%s.png", j.run.tier.Name, j.run.hand, j.print.Layout.Kind, j.seed, what)))
	if err != nil {
		j.t.Error(err)
		return
	}
	if err = png.Encode(file, img); err != nil {
		j.t.Error(err)
	}
	if err = file.Close(); err != nil {
		j.t.Error(err)
	}
}
