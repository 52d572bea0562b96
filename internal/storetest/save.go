package storetest

import (
	"errors"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/problem"
	"releve/internal/sheet"
)

func sheetTests() map[string]func(*suite) {
	return map[string]func(*suite){
		"the same again is a duplicate, other content a conflict": (*suite).duplicates,
		"verdicts by state and channel":                           (*suite).states,
		"an identical resend succeeds after closing":              (*suite).afterClosing,
		"a campaign that changed is stale":                        (*suite).stale,
		"a sheet with rows resent without is a conflict":          (*suite).fewerRows,
		"no sheet follows itself, at any distance":                (*suite).circles,
		"long chains are quick":                                   (*suite).longChain,
		"receipts":                                                (*suite).receipts,
		"receipts of long ago":                                    (*suite).oldReceipts,
		"a version that was never published":                      (*suite).unpublished,
	}
}

func (s *suite) duplicates() {
	s.create(s.plain(usualVersion))
	a, b := s.filled(), s.filled()
	s.wantVerdicts([]*sheet.Sheet{a, b, a, changed(b)}, campaign.Stored, campaign.Stored, campaign.Duplicate, campaign.Conflicting)
	s.wantVerdicts([]*sheet.Sheet{b, changed(a)}, campaign.Duplicate, campaign.Conflicting)
	other := *a
	other.Channel, other.ReceivedAt, other.Status = sheet.Offline, a.ReceivedAt.Add(time.Hour), sheet.Issues
	s.wantVerdicts([]*sheet.Sheet{&other}, campaign.Duplicate)
	for name, alter := range map[string]func(*sheet.Sheet){
		"date":        func(sh *sheet.Sheet) { sh.Date = "2026-01-16" },
		"worker":      func(sh *sheet.Sheet) { sh.Worker = "" },
		"participant": func(sh *sheet.Sheet) { sh.Participant = "asso" },
		"follows":     func(sh *sheet.Sheet) { sh.Follows = sheet.Unknown },
		"shared":      func(sh *sheet.Sheet) { sh.Shared = 3 },
	} {
		n := *a
		alter(&n)
		if got := s.save(&n)[0]; got != campaign.Conflicting {
			s.Errorf("other %s: verdict %v, want a conflict", name, got)
		}
	}
	found := s.view(0)
	if len(found.changed) != 2 || found.campaign.Change != 1 {
		s.Fatalf("%d sheets after change %d, want 2 after 1", len(found.changed), found.campaign.Change)
	}
	s.wantSame(found.changed[0].Sheet, a)
	s.wantSame(found.changed[1].Sheet, b)
}

func (s *suite) states() {
	s.create(s.plain(usualVersion))
	for _, state := range campaign.States() {
		s.move(state)
		for _, channel := range sheet.Channels() {
			sh := s.filled()
			sh.Channel = channel
			want := campaign.Stored
			if state == campaign.Closed && channel.Posted() {
				want = campaign.ClosedFor
			}
			since := s.campaign().Change
			if got := s.save(sh)[0]; got != want {
				s.Errorf("%s, %s: verdict %v, want %v", state, channel, got, want)
			}
			for _, k := range s.view(since).changed {
				if want := state == campaign.Trial && channel != sheet.Import; k.Trial != want {
					s.Errorf("%s, %s: trial %v, want %v", state, channel, k.Trial, want)
				}
			}
		}
	}
}

func (s *suite) afterClosing() {
	s.create(s.plain(usualVersion))
	a := s.filled()
	s.save(a)
	s.move(campaign.Closed)
	s.wantVerdicts([]*sheet.Sheet{a, changed(a), s.filled()}, campaign.Duplicate, campaign.Conflicting, campaign.ClosedFor)
}

func (s *suite) stale() {
	c := s.create(s.plain(usualVersion))
	s.move(campaign.Closing)
	a := s.filled()
	batch := campaign.Batch{Slug: slug, Config: c.Config, Submissions: []campaign.Submission{{Sheet: a}}}
	verdicts, err := s.Sheets.Save(s.ctx, batch)
	if !errors.Is(err, campaign.ErrStale) || verdicts != nil {
		s.Errorf("verdicts %v, error %v; want ErrStale", verdicts, err)
	}
	if got := len(s.view(0).changed); got != 0 {
		s.Errorf("%d sheets are kept, want 0", got)
	}
}

// calls returns a sheet of the form with a repeat, with so many rows.
func (s *suite) calls(rows int) *sheet.Sheet {
	s.Helper()
	sh := s.filled()
	sh.Answers = form.Answers{"s-choice": {Codes: []string{"oth"}, Text: "autre"}, "s-date": {Text: "2026-01-02"}}
	sh.Rows = []form.Answers{}
	for i := range rows {
		sh.Rows = append(sh.Rows, form.Answers{"r-institution": {Codes: []string{"a"}}, "r-integer": {Number: int64(i), Numbered: true}})
	}
	return sh
}

func (s *suite) fewerRows() {
	s.create(s.repeated())
	a, b := s.calls(2), s.calls(0)
	s.wantVerdicts([]*sheet.Sheet{a, b}, campaign.Stored, campaign.Stored)
	fewer, more := *a, *b
	fewer.Rows, more.Rows = b.Rows, a.Rows
	s.wantVerdicts([]*sheet.Sheet{&fewer, &more, a, b}, campaign.Conflicting, campaign.Conflicting, campaign.Duplicate, campaign.Duplicate)
	found := s.view(0).changed
	if len(found) != 2 || found[0].Place != 0 || found[0].Rows != 2 || found[1].Place != 2 || found[1].Rows != 1 {
		s.Errorf("kept %+v, want places 0 with 2 rows and 2 with 1", found)
	}
}

// following returns a new sheet that follows another.
func (s *suite) following(id sheet.ID) *sheet.Sheet {
	s.Helper()
	sh := s.filled()
	sh.Follows = id.String()
	return sh
}

func (s *suite) circles() {
	s.create(s.plain(usualVersion))
	first := s.newID()
	a := s.following(first)
	b := s.following(a.ID)
	c := s.following(b.ID)
	beside := s.following(a.ID)
	s.wantVerdicts([]*sheet.Sheet{c, b, a, beside}, campaign.Stored, campaign.Stored, campaign.Stored, campaign.Stored)
	closing := s.following(c.ID)
	closing.ID = first
	self := s.following(first)
	self.Follows = self.ID.String()
	unknown := s.filled()
	unknown.Follows = sheet.Unknown
	s.wantVerdicts([]*sheet.Sheet{closing, self, unknown}, campaign.CycleRefused, campaign.CycleRefused, campaign.Stored)
	open := s.following(s.newID())
	open.ID = first
	s.wantVerdicts([]*sheet.Sheet{open, open}, campaign.Stored, campaign.Duplicate)
}

// longChain would take a hundred times as long as unchained sheets if each link walked the whole chain.
func (s *suite) longChain() {
	s.create(s.plain(usualVersion))
	const links = 3000
	apart, chain := []*sheet.Sheet{s.filled()}, []*sheet.Sheet{s.filled()}
	for range links {
		apart = append(apart, s.filled())
		chain = append(chain, s.following(chain[len(chain)-1].ID))
	}
	usual, took := s.timed(apart), s.timed(chain)
	if took > 15*usual+time.Second/2 {
		s.Errorf("%d sheets took %v, in a chain %v", links, usual, took)
	}
}

// timed saves sheets, all of which must be stored, and returns how long it took.
func (s *suite) timed(sheets []*sheet.Sheet) time.Duration {
	s.Helper()
	began := time.Now() //nolint:forbidigo // how long it takes is what is looked at
	for i, verdict := range s.save(sheets...) {
		if verdict != campaign.Stored {
			s.Fatalf("sheet %d: verdict %v", i, verdict)
		}
	}
	return time.Since(began)
}

func (s *suite) receipts() {
	c := s.create(s.plain(usualVersion))
	a, b := s.filled(), s.filled()
	s.save(a, b)
	again := campaign.Batch{Slug: slug, Config: c.Config, Submissions: []campaign.Submission{{Sheet: a, Receipt: receipt("fresh")}}}
	_, err := s.Sheets.Save(s.ctx, again)
	s.must(err)
	again.Submissions[0] = campaign.Submission{Sheet: changed(a), Receipt: receipt("conflict")}
	_, err = s.Sheets.Save(s.ctx, again)
	s.must(err)
	again.Submissions[0] = campaign.Submission{Sheet: s.filled()}
	_, err = s.Sheets.Save(s.ctx, again)
	s.must(err)
	for name, want := range map[string]*sheet.Sheet{a.ID.String(): a, b.ID.String(): b, "fresh": a} {
		k, wrong := s.Sheets.ByReceipt(s.ctx, slug, receipt(name))
		s.must(wrong)
		s.wantSame(k.Sheet, want)
	}
	almost := receipt("fresh")
	almost[31] ^= 1
	for _, unknown := range [][32]byte{receipt("conflict"), almost, {}} {
		_, err = s.Sheets.ByReceipt(s.ctx, slug, unknown)
		s.wantProblem(err, problem.NotFound, "receipt.unknown")
	}
	f := s.plain(usualVersion)
	other := newCampaign(f)
	other.Slug, other.Link, other.Participants = "deux", "", nil
	s.must(s.Store.Create(s.ctx, other, f))
	_, err = s.Sheets.ByReceipt(s.ctx, "deux", receipt("fresh"))
	s.wantProblem(err, problem.NotFound, "receipt.unknown")
}

func (s *suite) oldReceipts() {
	s.create(s.plain(usualVersion))
	a := s.filled()
	s.save(a)
	var many []*sheet.Sheet
	for range 5000 {
		many = append(many, s.filled())
	}
	_, err := s.Sheets.Import(s.ctx, slug, campaign.Importation{Sheets: many})
	s.must(err)
	b := s.filled()
	s.save(b)
	s.must(s.resend(a, "much later"))
	for name, want := range map[string]*sheet.Sheet{a.ID.String(): a, b.ID.String(): b, "much later": a} {
		k, err := s.Sheets.ByReceipt(s.ctx, slug, receipt(name))
		s.must(err)
		s.wantSame(k.Sheet, want)
	}
	s.must(s.Sheets.Withdraw(s.ctx, slug, a.ID))
	for _, name := range []string{a.ID.String(), "much later"} {
		_, err := s.Sheets.ByReceipt(s.ctx, slug, receipt(name))
		s.wantProblem(err, problem.NotFound, "receipt.unknown")
	}
}

// resend posts a sheet with a receipt of some name.
func (s *suite) resend(sh *sheet.Sheet, name string) error {
	_, err := s.Sheets.Save(s.ctx, campaign.Batch{
		Slug: slug, Config: s.campaign().Config, Submissions: []campaign.Submission{{Sheet: sh, Receipt: receipt(name)}},
	})
	return err
}

func (s *suite) unpublished() {
	s.create(s.plain(usualVersion))
	s.must(s.Store.AddForm(s.ctx, s.plain(usualVersion+1)))
	for _, version := range []int64{usualVersion + 1, usualVersion + 2} {
		sh := s.filled()
		sh.Version = version
		_, err := s.trySave(sh)
		s.wantProblem(err, problem.Invalid, "sheet.version")
		_, err = s.Sheets.Import(s.ctx, slug, campaign.Importation{Sheets: []*sheet.Sheet{sh}})
		s.wantProblem(err, problem.Invalid, "sheet.version")
	}
}
