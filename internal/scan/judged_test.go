package scan_test

import (
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"releve/internal/paper"
	"releve/internal/scan"
	"releve/internal/simulate"
)

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
