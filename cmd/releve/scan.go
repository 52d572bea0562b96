package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"releve/internal/config"
	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/scan"
)

// scanning is what a call of the command asks for.
type scanning struct {
	slug, layout, period, participant, name string
	again                                   string // id of a batch that is judged again
	json                                    bool
}

// scanSheets reads scanned sheets: into a batch that is reviewed, or as JSON for another program. Of a batch that is there it
// says what today's rules read otherwise.
func scanSheets(f *config.Flags) action {
	var o scanning
	f.Text(&o.slug, "campaign", "S")
	f.Text(&o.layout, "layout", "FILE")
	f.Text(&o.period, "period", "P")
	f.Text(&o.participant, "participant", "C")
	f.Text(&o.name, "name", "NAME")
	f.Text(&o.again, "again", "ID")
	f.Switch(&o.json, "json")
	f.Optional("FILE")
	return func(ctx context.Context, c *call) error {
		switch {
		case len(c.args) == 0 && o.again == "":
			return problem.New(problem.Usage, "usage.argument.missing", problem.Args{"argument": "FILE"})
		case len(c.args) > 0 && o.again != "":
			return problem.New(problem.Usage, "usage.argument.extra", problem.Args{"value": c.args[0]})
		case o.layout != "" && o.again == "":
			return c.scanForeign(ctx, o)
		case o.slug == "":
			return problem.New(problem.Usage, "usage.flag.missing", problem.Args{"flag": "--campaign", "value": "S"})
		case o.again != "":
			return c.withStore(ctx, func(s *store) error { return c.scanAgain(ctx, s, o) })
		case o.json:
			return c.withStore(ctx, func(s *store) error {
				if _, err := s.Campaign(ctx, o.slug); err != nil {
					return err
				}
				find := func(number string) (*paper.Layout, error) { return s.db.Layout(ctx, number) }
				return c.scanJSON(ctx, find, nil)
			})
		}
		return c.withStore(ctx, func(s *store) error { return c.scanBatch(ctx, s, o) })
	}
}

// measure measures the page of a file with a number.
type measure func(number int, p scan.Picture, find scan.Find) scan.Page

// scanForeign reads files by a layout file. Pages without a code are those of the layout in turn.
func (c *call) scanForeign(ctx context.Context, o scanning) error {
	file, err := os.Open(o.layout)
	if err != nil {
		return fileProblem(err, o.layout)
	}
	defer file.Close() //nolint:errcheck // it was only read
	l, err := paper.DecodeLayout(file)
	if err != nil {
		return err
	}
	find := func(number string) (*paper.Layout, error) {
		if number != l.Number {
			return nil, problem.New(problem.NotFound, "paper.layout.unknown", problem.Args{"value": number})
		}
		return l, nil
	}
	return c.scanJSON(ctx, find, func(number int, p scan.Picture, find scan.Find) scan.Page {
		page := (number-1)%len(l.Pages) + 1
		if l.Pages[page-1].Code.W > 0 {
			return scan.Measure(p, find)
		}
		return scan.MeasureAt(p, l, paper.Code{Layout: l.Number, Page: page}, nil)
	})
}

// scanned opens a file that was scanned; done is to be called when it is read.
func scanned(name string) (in scan.Input, done func(), err error) {
	f, err := os.Open(name) //nolint:gosec // the operator names it
	if err != nil {
		return in, nil, fileProblem(err, name)
	}
	info, err := f.Stat()
	if err != nil {
		err = fileProblem(err, name)
	} else {
		err = readable(f, name)
	}
	if err != nil {
		f.Close() //nolint:errcheck,gosec // the first error is told
		return in, nil, err
	}
	done = func() { f.Close() } //nolint:errcheck,gosec // it was only read
	return scan.Input{Name: filepath.Base(name), Data: f, Size: info.Size()}, done, nil
}

// pageSums counts pages by what became of them, and files.
type pageSums struct {
	pages map[scan.Status]int
	files int
	wrong int // files of which nothing could be used
}

// scanBatch keeps files in a new batch, reads them and says where the batch is.
func (c *call) scanBatch(ctx context.Context, s *store, o scanning) error {
	b, err := c.newBatch(ctx, s, o)
	if err != nil {
		return err
	}
	address, err := c.address()
	if err != nil {
		return err
	}
	w := c.worker(s)
	if err = w.scans.CreateBatch(ctx, b); err != nil {
		return err
	}
	sums := pageSums{files: len(c.args)}
	for _, name := range c.args {
		if err = c.addFile(ctx, w, b, name); problem.KindOf(err) == problem.Internal && err != nil {
			return err
		}
		if err != nil {
			c.notRead(name, err)
			sums.wrong++
		}
	}
	if sums.wrong == sums.files {
		_ = w.scans.DropBatch(ctx, b.Campaign, b.ID) // an empty one does no harm
		return problem.New(problem.Invalid, "cli.scan.none", nil)
	}
	done, err := c.readBatch(ctx, w, b)
	if err != nil {
		return err
	}
	for _, f := range done.Files {
		if f.Fault != "" {
			c.notRead(f.Name, unfault(f.Fault))
			sums.wrong++
		}
	}
	if sums.pages = done.Pages; sums.wrong == sums.files {
		_ = w.scans.DropBatch(ctx, b.Campaign, b.ID) // an empty one does no harm
		return c.saySums(sums)
	}
	c.pair("batch", address.String()+"/c/"+b.Campaign+"/batches/"+b.ID)
	return c.saySums(sums)
}

// newBatch describes the batch that files go into.
func (c *call) newBatch(ctx context.Context, s *store, o scanning) (scan.Batch, error) {
	k, err := s.Campaign(ctx, o.slug)
	if err != nil {
		return scan.Batch{}, err
	}
	if _, known := k.Participant(o.participant); o.participant != "" && !known {
		return scan.Batch{}, problem.New(problem.NotFound, "campaign.participant.unknown", problem.Args{"value": o.participant, "slug": k.Slug})
	}
	zone, err := k.Location()
	if err != nil {
		return scan.Batch{}, err
	}
	if o.period == "" {
		o.period = c.now().In(zone).Format("2006-01")
	}
	if _, _, refused := scan.ParsePeriod(o.period); refused != nil {
		return scan.Batch{}, refused
	}
	if o.name == "" {
		o.name = filepath.Base(c.args[0])
	}
	id, err := scan.NewID(c.random)
	return scan.Batch{
		ID: id, Campaign: k.Slug, Name: o.name, Period: o.period, Participant: o.participant, Made: c.now().UTC().Truncate(time.Second),
	}, err
}

// addFile keeps a file in a batch.
func (c *call) addFile(ctx context.Context, w *worker, b scan.Batch, name string) error {
	in, done, err := scanned(name)
	if err != nil {
		return err
	}
	defer done()
	if in.Size > scan.MostBytes {
		return problem.New(problem.TooLarge, "scan.file.large", problem.Args{"most": scan.MostBytes >> 20})
	}
	data, err := io.ReadAll(io.NewSectionReader(in.Data, 0, in.Size))
	if err != nil {
		return fileProblem(err, name)
	}
	if len(data) == 0 {
		return problem.New(problem.Invalid, "scan.file.nothing", nil)
	}
	_, err = w.scans.AddFile(ctx, b.Campaign, b.ID, scan.File{Name: in.Name}, data)
	return err
}

// readBatch reads files until all of a batch are read, by this process or by a server that is faster.
func (c *call) readBatch(ctx context.Context, w *worker, b scan.Batch) (scan.Batch, error) {
	show, full := c.pageBar()
	defer full()
	reading, stop := context.WithCancel(ctx)
	var busy sync.WaitGroup
	defer busy.Wait()
	defer stop()
	failed := make(chan error, 1)
	busy.Go(func() { failed <- w.drain(reading) })
	for {
		now, err := w.scans.Batch(ctx, b.Campaign, b.ID)
		if err != nil {
			return now, err
		}
		done, all, left := 0, 0, 0
		for _, f := range now.Files {
			done, all = done+f.Done, all+f.Pages
			if f.Fault == "" && (f.Pages == 0 || f.Done < f.Pages) {
				left++
			}
		}
		show(int64(done), int64(all))
		if left == 0 {
			return now, nil
		}
		select {
		case err = <-failed:
			if err != nil {
				return now, err
			}
			failed = nil // what is left, another process has taken
		case <-ctx.Done():
			return now, ctx.Err() //nolint:wrapcheck // run says it
		case <-time.After(barPause):
		}
	}
}

// drain reads files until there are none.
func (w *worker) drain(ctx context.Context) error {
	for {
		if found, err := w.next(ctx); err != nil || !found {
			return err
		}
	}
}

// pageBar returns what draws how many pages are read on a terminal; full takes the bar away.
func (c *call) pageBar() (show func(done, all int64), full func()) {
	if !c.terminal(c.err) {
		return func(int64, int64) {}, func() {}
	}
	var bar *progressbar.ProgressBar
	show = func(done, all int64) {
		if all == 0 {
			return
		}
		if bar == nil {
			bar = c.bar(all, progressbar.OptionShowCount())
		}
		bar.ChangeMax64(all)
		_ = bar.Set64(done) // a bar that cannot be drawn is no reason to stop
	}
	return show, func() {
		if bar != nil {
			_ = bar.Finish()
		}
	}
}

// unfault reads what fault wrote.
func unfault(s string) error {
	key, rest, _ := strings.Cut(s, " ")
	args := problem.Args{}
	if rest != "" {
		_ = json.Unmarshal([]byte(rest), &args) // without values the sentence still helps
	}
	return problem.New(problem.Invalid, key, args)
}

// notRead says of a file why nothing of it was used.
func (c *call) notRead(name string, err error) {
	for _, p := range problem.All(err) {
		c.note("cli.scan.refused", problem.Args{"name": filepath.Base(name), "why": p})
	}
}

// saySums says what became of all pages, and fails when a file was of no use.
func (c *call) saySums(s pageSums) error {
	args := problem.Args{"n": 0}
	total := 0
	for _, status := range []scan.Status{scan.Read, scan.Blank, scan.Refused, scan.Foreign} {
		args[string(status)] = s.pages[status]
		total += s.pages[status]
	}
	if args["n"] = total; total > 0 {
		c.note("cli.scan.sums", args)
	}
	switch s.wrong {
	case 0:
		return nil
	case s.files:
		return problem.New(problem.Invalid, "cli.scan.none", nil)
	}
	return problem.New(problem.Invalid, "cli.scan.some", nil)
}

// scanJSON reads files and writes every box of every page as JSON, page by page.
func (c *call) scanJSON(ctx context.Context, find scan.Find, m measure) error {
	sums := pageSums{files: len(c.args), pages: map[scan.Status]int{}}
	fmt.Fprintf(c.out, "{\"rules\": %d, \"pages\": [", scan.Rules) //words:ok for programs
	first := true
	for _, name := range c.args {
		err := c.scanFile(ctx, name, scan.Options{Render: render(), Measure: m, Bare: true}, find, func(p pageRecord) error {
			sums.pages[scan.Status(p.Status)]++
			line, err := json.Marshal(p)
			if err != nil {
				return err //nolint:wrapcheck // numbers and texts
			}
			if !first {
				fmt.Fprint(c.out, ",")
			}
			first = false
			fmt.Fprintf(c.out, "\n%s", line)
			return nil
		})
		if ctx.Err() != nil {
			return ctx.Err() //nolint:wrapcheck // run says it
		}
		if err != nil && problem.KindOf(err) == problem.Internal {
			return err
		}
		if err != nil {
			c.notRead(name, err)
			sums.wrong++
		}
	}
	fmt.Fprintln(c.out, "\n]}")
	return c.saySums(sums)
}

// scanFile reads one file.
func (c *call) scanFile(ctx context.Context, name string, o scan.Options, find scan.Find, each func(pageRecord) error) error {
	in, done, err := scanned(name)
	if err != nil {
		return err
	}
	defer done()
	n, pages, err := scan.ReadFile(ctx, in, find, o)
	if err != nil {
		return err
	}
	show, full := c.pageBar()
	defer full()
	for r := range pages {
		show(int64(r.Number), int64(n))
		if err = each(recordOf(in.Name, r, find)); err != nil {
			return err
		}
	}
	return nil
}
