package scan

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"strings"
	"sync"

	"releve/internal/paper"
	"releve/internal/problem"
)

// Options say how a file is read. The zero value reads all of it with Measure on all cores.
type Options struct {
	From    int    // number of the first page that is wanted, to go on after an interruption; 0: all
	Workers int    // pages that are decoded and measured at the same time; 0: one for each core
	Render  Render // nil: pages that have to be drawn are refused
	// Measure stands in for Measure, nil for itself. It is told the number of the page in its file.
	Measure func(number int, p Picture, find Find) Page
	Bare    bool // Picture and Sum are left away
}

// Reading is one page of a file as it was read.
type Reading struct {
	Number  int    // of the page in its file, from 1
	Page    Page   // Grid maps to the pixels of Picture
	Picture []byte // grey PNG or JPEG of at most 200 dpi without any metadata; nil where the page cannot be taken out
	Sum     uint64 // of what is seen: see Distance
}

// ReadFile takes the pages out of a file, measures them on several cores and returns them in their order. n is how many
// pages the file has; the error is as that of Pages. A page that cannot be taken out is Refused with its reason. The same
// file and Rules give the same readings, byte for byte. When ctx ends, so do the pages, and the caller looks at ctx.
func ReadFile(ctx context.Context, in Input, find Find, o Options) (n int, pages iter.Seq[Reading], err error) {
	s, err := open(ctx, in, o.Render)
	if err != nil {
		return 0, nil, err
	}
	if o.Workers < 1 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Measure == nil {
		o.Measure = func(_ int, p Picture, find Find) Page { return Measure(p, find) }
	}
	r := &passage{source: s, find: patientFind(find), options: o}
	return s.pages, func(yield func(Reading) bool) { r.all(ctx, yield) }, nil
}

// passage reads one file.
type passage struct {
	*source

	find    Find
	options Options
}

// job is a page on its way.
type job struct {
	number int
	take   take
	done   chan Reading
}

// all hands pages to the workers and their readings on, in order. What is between is never more than two pages a worker.
func (r *passage) all(ctx context.Context, yield func(Reading) bool) {
	ctx, stop := context.WithCancel(ctx)
	work, order := make(chan job), make(chan job, r.options.Workers)
	var busy sync.WaitGroup
	defer busy.Wait()
	defer stop()
	for range r.options.Workers {
		busy.Go(func() {
			for j := range work {
				j.done <- r.read(ctx, j)
			}
		})
	}
	busy.Go(func() {
		defer close(order)
		defer close(work)
		r.hand(ctx, work, order)
	})
	for j := range order {
		select {
		case reading := <-j.done:
			if ctx.Err() != nil || !yield(reading) {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// hand finds the pages one after the other.
func (r *passage) hand(ctx context.Context, work, order chan<- job) {
	for number := max(1, r.options.From); number <= r.pages; number++ {
		j := job{number, r.page(ctx, number), make(chan Reading, 1)}
		select {
		case order <- j:
		case <-ctx.Done():
			return
		}
		select {
		case work <- j:
		case <-ctx.Done():
			return
		}
	}
}

// read decodes a page, measures it and makes what is kept of it.
func (r *passage) read(ctx context.Context, j job) (reading Reading) {
	reading.Number = j.number
	defer func() {
		if v := recover(); v != nil { // a page that nobody foresaw must not take the others with it
			reading = Reading{Number: j.number, Page: refusedPage("damaged")}
		}
	}()
	p, err := j.take(ctx)
	if err != nil {
		reading.Page = refusedPage(reasonOf(err))
		return reading
	}
	reading.Page = r.options.Measure(j.number, p, r.find)
	if !r.options.Bare {
		reading.Sum = r.sum(p, &reading.Page)
		if reading.Picture, err = keep(p, &reading.Page); err != nil {
			reading = Reading{Number: j.number, Page: refusedPage("damaged")}
		}
	}
	return reading
}

// sum returns the sum of a page.
func (r *passage) sum(p Picture, page *Page) uint64 {
	if page.Code.Layout != "" && page.Grid != [8]float64{} {
		if l, err := r.find(page.Code.Layout); err == nil && page.Code.Page <= len(l.Pages) {
			return sumMarks(p.Gray, page, &l.Pages[page.Code.Page-1])
		}
	}
	return sumWhole(p.Gray)
}

// refusedPage is what is known of a page that cannot be used.
func refusedPage(reason string) Page { return Page{Rules: Rules, Status: Refused, Reason: reason} }

// reasonOf returns the reason of an error of a page.
func reasonOf(err error) string {
	for _, p := range problem.All(err) {
		if reason, ok := strings.CutPrefix(p.Key, below); ok {
			return reason
		}
	}
	return "damaged"
}

// patientFind remembers layouts that were found, so that they are looked up once for each file.
func patientFind(find Find) Find {
	var mu sync.Mutex
	known := map[string]*paper.Layout{}
	return func(number string) (*paper.Layout, error) {
		mu.Lock()
		defer mu.Unlock()
		if l := known[number]; l != nil {
			return l, nil
		}
		l, err := find(number)
		if err != nil {
			return nil, fmt.Errorf("find layout: %w", err)
		}
		known[number] = l
		return l, nil
	}
}
