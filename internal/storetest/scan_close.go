package storetest

import (
	"bytes"
	"reflect"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/problem"
	"releve/internal/scan"
	"releve/internal/sheet"
)

func closeTests() map[string]func(*suite) {
	return map[string]func(*suite){
		"a closed batch counts":                      (*suite).closes,
		"a batch closes whole or not at all":         (*suite).closesWhole,
		"a closed batch does not change":             (*suite).closedStays,
		"a reopened batch counts no more":            (*suite).reopens,
		"a reopened batch keeps what people changed": (*suite).reopensChanged,
		"a batch of the trial is closed anew":        (*suite).closesInTrial,
		"pictures of old batches go":                 (*suite).sweeps,
		"a withdrawn sheet takes its words along":    (*suite).withdrawsScanned,
	}
}

// scanned returns what a batch of some sheets gives; they stand on the lines 1, 2, 3… of a sheet of paper.
func (s *suite) scanned(sheets ...*sheet.Sheet) scan.Closing {
	c := scan.Closing{At: madeAt().Add(24 * time.Hour), Sheets: sheets, Sampled: 20, Wrong: 1}
	for i, sh := range sheets {
		sh.Channel, sh.Worker = sheet.Scan, ""
		c.Origins = append(c.Origins, campaign.Origin{Layout: "7H2KQ9", Serial: 1, Page: 1, Line: i + 1, Pile: batchID})
	}
	return c
}

func (s *suite) closes() {
	f := s.makeBatch()
	s.keepPage(f, 1, measured(1))
	s.keepPage(f, 2, scan.Page{Status: scan.Blank})
	aside := s.keepPage(f, 3, measured(3))
	s.must(s.Images.Set(s.ctx, slug, batchID, aside.ID, scan.Skip))
	posted := s.filled()
	s.save(posted)
	before := s.campaign()
	c := s.scanned(s.filled(), s.filled())
	s.must(s.Scans.Close(s.ctx, slug, batchID, c))
	found := s.again().view(before.Change)
	if len(found.changed) != 2 || found.campaign.Change != before.Change+1 || found.campaign.Config <= before.Config {
		s.Fatalf("kept %+v, change %d, config %d; want the two, one higher than %d, higher than %d",
			found.changed, found.campaign.Change, found.campaign.Config, before.Change, before.Config)
	}
	for i, k := range found.changed {
		s.wantSame(k.Sheet, c.Sheets[i])
		if k.Trial {
			s.Errorf("sheet %d is one of a trial", i)
		}
	}
	if want := (campaign.Scanned{Batches: 1, Pages: 1, Sampled: 20, Wrong: 1}); found.campaign.Scanned != want {
		s.Errorf("scanned %+v, want %+v", found.campaign.Scanned, want)
	}
	b := s.batch(batchID)
	if !b.Closed.Equal(c.At) || b.Closings != 1 || b.Sampled != 20 || b.Wrong != 1 {
		s.Errorf("batch %+v, want it closed once, 1 of 20 wrong", b)
	}
	if piles, err := s.Paper.Piles(s.ctx, slug); err != nil || len(piles) != 0 {
		s.Errorf("piles %+v (%v), want none: nothing was keyed", piles, err)
	}
	s.wantVerdicts([]*sheet.Sheet{c.Sheets[0]}, campaign.Duplicate)
	s.move(campaign.Closed)
	s.must(s.Scans.CreateBatch(s.ctx, scan.Batch{ID: otherID, Campaign: slug, Made: madeAt()}))
	s.must(s.Scans.Close(s.ctx, slug, otherID, s.scanned(s.filled()))) // people decide when paper comes in
}

func (s *suite) closesWhole() {
	s.makeBatch()
	kept, gone := s.filled(), s.filled()
	s.save(kept, gone)
	s.must(s.Sheets.Withdraw(s.ctx, slug, gone.ID))
	before := s.view(0)
	self, stranger := s.filled(), s.filled()
	self.Follows, stranger.Participant = self.ID.String(), "nul"
	for name, c := range map[string]struct {
		bad  *sheet.Sheet
		want string
	}{
		"same":     {kept, "scan.sheet.kept"},
		"other":    {changed(kept), "scan.sheet.kept"},
		"erased":   {gone, "scan.sheet.kept"},
		"circle":   {self, "sheet.follows.cycle"},
		"stranger": {stranger, "campaign.participant.unknown"},
	} {
		bad := *c.bad
		err := s.Scans.Close(s.ctx, slug, batchID, s.scanned(s.filled(), &bad))
		if all := problem.All(err); len(all) != 1 || all[0].Key != c.want || all[0].Args["sheet"] != 1 {
			s.Errorf("%s: error %v, want %s of sheet 1", name, err, c.want)
		}
	}
	missing := s.scanned(s.filled())
	missing.Origins = nil
	if err := s.Scans.Close(s.ctx, slug, batchID, missing); err == nil {
		s.Error("closed without origins")
	}
	if after := s.view(0); !reflect.DeepEqual(after, before) || !s.batch(batchID).Closed.IsZero() {
		s.Errorf("a refused closing changed something:\n got %+v\nwant %+v", after, before)
	}
	s.must(s.Scans.Close(s.ctx, slug, batchID, scan.Closing{At: madeAt()})) // a batch may give nothing
}

func (s *suite) closedStays() {
	f := s.makeBatch()
	i := s.keepPage(f, 1, measured(1))
	s.decide(scan.Decision{Image: i.ID, Field: 0, By: "a"})
	s.must(s.Scans.Close(s.ctx, slug, batchID, s.scanned(s.filled())))
	_, add := s.Scans.AddFile(s.ctx, slug, batchID, scan.File{}, []byte("x"))
	_, page := s.Images.KeepImage(s.ctx, slug, batchID, i, nil)
	_, undo := s.Images.Undo(s.ctx, slug, batchID, "a")
	for name, err := range map[string]error{
		"add": add, "page": page, "undo": undo,
		"drop":   s.Scans.DropBatch(s.ctx, slug, batchID),
		"close":  s.Scans.Close(s.ctx, slug, batchID, s.scanned(s.filled())),
		"file":   s.Scans.KeepFile(s.ctx, f),
		"set":    s.Images.Set(s.ctx, slug, batchID, i.ID, scan.Skip),
		"decide": s.Images.Decide(s.ctx, slug, batchID, scan.Decision{Image: i.ID}),
	} {
		all := problem.All(err)
		if len(all) == 0 || all[0].Key != "scan.closed" || all[0].Kind != problem.Conflict {
			s.Errorf("%s: error %v, want scan.closed", name, err)
		}
	}
	_, _, _, _, err := s.Scans.NextFile(s.ctx)
	s.wantProblem(err, problem.NotFound, "scan.unknown")
	if len(s.view(0).byDate) != 1 || len(s.images()) != 1 {
		s.Error("a refused change changed something")
	}
}

func (s *suite) reopens() {
	s.makeBatch()
	s.must(s.Scans.CreateBatch(s.ctx, scan.Batch{ID: otherID, Campaign: slug, Made: madeAt()}))
	s.wantProblem(s.Scans.Reopen(s.ctx, slug, batchID, true), problem.Conflict, "scan.open")
	stays, keyed := s.filled(), s.keyed("1", 1)
	keyed.Origin.Pile = batchID // as somebody may call a pile
	s.save(stays)
	s.keep(campaign.Stored, keyed)
	c := s.scanned(s.filled(), s.filled())
	c.Sheets[1].Answers = form.Answers{"comment": {Text: "kanari-comment"}}
	s.must(s.Scans.Close(s.ctx, slug, batchID, c))
	s.must(s.Scans.Close(s.ctx, slug, otherID, s.scanned(s.filled())))
	before := s.campaign()
	s.must(s.Scans.Reopen(s.ctx, slug, batchID, false))
	found := s.view(before.Change)
	if len(found.changed) != 2 || !found.changed[0].Erased || !found.changed[1].Erased || len(found.byDate) != 3 ||
		found.campaign.Config <= before.Config || found.changed[0].Sheet.ID != c.Sheets[0].ID {
		s.Errorf("changed %+v, %d sheets, want the two of the batch erased and the other three", found.changed, len(found.byDate))
	}
	if want := (campaign.Scanned{Batches: 1, Sampled: 20, Wrong: 1}); found.campaign.Scanned != want {
		s.Errorf("scanned %+v, want %+v", found.campaign.Scanned, want)
	}
	b := s.batch(batchID)
	if !b.Closed.IsZero() || b.Closings != 1 || b.Sampled != 0 || b.Wrong != 0 {
		s.Errorf("batch %+v, want it open, with its closing counted", b)
	}
	s.wantGone([]byte("kanari-comment"))
	err := s.Scans.Close(s.ctx, slug, batchID, c)
	s.wantProblem(err, problem.Conflict, "scan.sheet.kept")
	s.must(s.Scans.Close(s.ctx, slug, batchID, s.scanned(s.filled())))
	if b = s.batch(batchID); b.Closings != 2 || b.Closed.IsZero() {
		s.Errorf("batch %+v, want it closed for the second time", b)
	}
}

func (s *suite) reopensChanged() {
	s.makeBatch()
	c := s.scanned(s.filled(), s.filled(), s.filled())
	s.must(s.Scans.Close(s.ctx, slug, batchID, c))
	for _, sh := range c.Sheets[:2] {
		for range 2 {
			kept, _, err := s.Sheets.Sheet(s.ctx, slug, sh.ID)
			s.must(err)
			excluded := *kept.Sheet
			excluded.Status = sheet.Excluded
			_, err = s.Sheets.Alter(s.ctx, slug, campaign.Alteration{Sheet: &excluded, Since: kept.Change, By: "a", What: campaign.Excluding})
			s.must(err)
		}
	}
	s.must(s.Sheets.Withdraw(s.ctx, slug, c.Sheets[0].ID))
	before := s.view(0)
	err := s.Scans.Reopen(s.ctx, slug, batchID, false)
	s.wantProblem(err, problem.Conflict, "scan.reopen.changed")
	if n := problem.All(err)[0].Args["n"]; n != 1 {
		s.Errorf("%v sheets were altered, want the 1 that is still kept", n)
	}
	if after := s.view(0); !reflect.DeepEqual(after, before) {
		s.Error("a refused reopening changed something")
	}
	s.must(s.Scans.Reopen(s.ctx, slug, batchID, true))
	if after := s.view(0); len(after.byDate) != 0 {
		s.Errorf("%d sheets stay, want none", len(after.byDate))
	}
	_, _, err = s.Sheets.Sheet(s.ctx, slug, c.Sheets[1].ID)
	s.wantProblem(err, problem.Gone, "sheet.withdrawn")
}

func (s *suite) closesInTrial() {
	f := s.makeBatch()
	i := s.keepPage(f, 1, measured(1))
	s.decide(scan.Decision{Image: i.ID, Field: 0, Values: []string{"a"}, By: "a"})
	s.must(s.Scans.CreateBatch(s.ctx, scan.Batch{ID: otherID, Campaign: slug, Made: madeAt()}))
	s.move(campaign.Trial)
	c, adopted := s.scanned(s.filled()), s.scanned(s.filled())
	s.must(s.Scans.Close(s.ctx, slug, batchID, c))
	s.must(s.Scans.Close(s.ctx, slug, otherID, adopted))
	if found := s.view(0); len(found.changed) != 2 || !found.changed[0].Trial || found.campaign.Scanned.Batches != 2 {
		s.Fatalf("kept %+v, want two sheets of the trial", found.changed)
	}
	_, err := s.bring(adopted.Sheets[0]) // it counts from now on
	s.must(err)
	s.move(campaign.Closed) // the trial is over, its sheets are still there
	n, err := s.Store.Open(s.ctx, slug, func(c *campaign.Campaign) error { return c.Move(campaign.Open) })
	s.must(err)
	if got := s.campaign().Scanned; n != 1 || got.Batches != 1 || got.Sampled != 20 {
		s.Errorf("%d deleted, scanned %+v; want 1, and only the batch of which a sheet counts", n, got)
	}
	b := s.batch(batchID)
	if !b.Closed.IsZero() || b.Closings != 1 || s.batch(otherID).Closed.IsZero() {
		s.Errorf("batch %+v, want it open, and the other one closed", b)
	}
	if all, err := s.Images.Decisions(s.ctx, slug, batchID); err != nil || len(all) != 1 {
		s.Errorf("decisions %+v (%v), want them to stay", all, err)
	}
	s.wantProblem(s.Scans.Close(s.ctx, slug, batchID, c), problem.Conflict, "scan.sheet.kept")
	s.must(s.Scans.Close(s.ctx, slug, batchID, s.scanned(s.filled())))
	if found := s.view(0).byDate; len(found) != 2 {
		s.Errorf("%d sheets count, want the adopted and the new one", len(found))
	}
}

func (s *suite) sweeps() {
	f := s.makeBatch()
	i := s.keepPage(f, 1, measured(1))
	for n := range 17 {
		s.keepPage(f, n+2, measured(n+2))
	}
	word := scan.Decision{Image: i.ID, Field: 1, Values: []string{"kanari-word"}, By: "a"}
	number := scan.Decision{Image: i.ID, Field: 2, Values: []string{"3"}, By: "a"}
	named := scan.Decision{Image: i.ID + 1, Field: 1, Values: []string{scan.Named("a")}, By: "a"}
	s.decide(word, number, named)
	c := s.scanned(s.filled())
	s.must(s.Scans.Close(s.ctx, slug, batchID, c))
	for _, before := range []time.Time{c.At.Add(-time.Second), c.At} {
		if n, err := s.Scans.Sweep(s.ctx, before); err != nil || n != 0 {
			s.Errorf("swept %d (%v), want none: it was not closed before", n, err)
		}
	}
	if n, err := s.Scans.Sweep(s.ctx, c.At.Add(time.Second)); err != nil || n != 18 {
		s.Errorf("swept %d (%v), want 18", n, err)
	}
	_, err := s.Images.Picture(s.ctx, slug, batchID, i.ID)
	s.wantProblem(err, problem.Gone, "scan.picture.gone")
	if got := s.images(); len(got) != 18 || !reflect.DeepEqual(got[0], i) {
		s.Errorf("pages %+v, want them to stay", got)
	}
	if got, err := s.Images.Decisions(s.ctx, slug, batchID); err != nil || !reflect.DeepEqual(got, []scan.Decision{number, named}) {
		s.Errorf("decisions %+v (%v), want only what is no free text", got, err)
	}
	s.wantGone([]byte("kanari-picture"), []byte("kanari-word"))
	if len(s.view(0).byDate) != 1 {
		s.Error("the sheet went with its picture")
	}
}

func (s *suite) withdrawsScanned() {
	f := s.makeBatch()
	first, second := s.keepPage(f, 1, measured(1)), s.keepPage(f, 2, measured(2))
	s.decide(
		scan.Decision{Image: first.ID, Field: 1, Values: []string{"kanari-word"}, By: "a"},
		scan.Decision{Image: second.ID, Field: 1, Values: []string{"autre-word"}, By: "a"},
	)
	c := s.scanned(s.filled())
	s.must(s.Scans.Close(s.ctx, slug, batchID, c))
	s.must(s.Sheets.Withdraw(s.ctx, slug, c.Sheets[0].ID))
	s.wantGone([]byte("kanari-word"))
	if !bytes.Contains(s.Bytes(s.T), []byte("autre-word")) {
		s.Error("the words of another sheet of paper went too")
	}
	s.must(s.Scans.Reopen(s.ctx, slug, batchID, false))
}
