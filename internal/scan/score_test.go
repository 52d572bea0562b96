package scan_test

import (
	"fmt"
	"runtime"
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
