package storetest

import (
	"reflect"
	"strings"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/problem"
	"releve/internal/sheet"
)

func eraseTests() map[string]func(*suite) {
	return map[string]func(*suite){
		"a withdrawn sheet leaves nothing but its id": (*suite).withdraw,
		"opening deletes the trial":                   (*suite).open,
		"a token stays as long as a sheet has it":     (*suite).tokens,
	}
}

// marked returns a sheet whose texts are found nowhere else.
func (s *suite) marked(mark string) *sheet.Sheet {
	s.Helper()
	sh := s.filled()
	sh.Worker = sheet.Token(mark)
	sh.Reason = mark + "-reason"
	sh.Answers = form.Answers{
		"comment":  {Text: mark + "-comment " + strings.Repeat("très long ", 250)}, // longer than a page holds
		"longtext": {Text: mark + "-text"}, "choice": {Codes: []string{"oth"}, Text: mark + "-other"},
	}
	return sh
}

// marks are the texts of a marked sheet, as they stand on disk.
func marks(mark string) [][]byte {
	r := receipt(mark)
	return [][]byte{[]byte(mark), []byte(sheet.Token(mark)), r[8:]}
}

func (s *suite) withdraw() {
	s.create(s.plain(usualVersion))
	a, b := s.marked("kanari"), s.filled()
	s.must(s.resend(a, "kanari"))
	s.save(b)
	s.must(s.resend(a, "kanari"))
	if !strings.Contains(string(s.Bytes(s.T)), "kanari-comment") {
		s.Fatalf("the comment is not found on disk before it is erased: the test would see nothing")
	}
	s.must(s.Sheets.Withdraw(s.ctx, slug, a.ID))
	s.wantProblem(s.Sheets.Withdraw(s.ctx, slug, a.ID), problem.Gone, "sheet.withdrawn")
	s.wantProblem(s.Sheets.Withdraw(s.ctx, slug, s.newID()), problem.NotFound, "sheet.unknown")
	s.wantVerdicts([]*sheet.Sheet{a, changed(a), b}, campaign.Withdrawn, campaign.Withdrawn, campaign.Duplicate)
	s.move(campaign.Closed)
	s.wantVerdicts([]*sheet.Sheet{a}, campaign.Withdrawn)
	_, err := s.Sheets.ByReceipt(s.ctx, slug, receipt("kanari"))
	s.wantProblem(err, problem.NotFound, "receipt.unknown")
	found := s.view(0)
	want := campaign.Kept{Sheet: &sheet.Sheet{ID: a.ID}, Place: 0, Rows: 1, Change: 3, Erased: true}
	if len(found.changed) != 2 || !reflect.DeepEqual(found.changed[0], want) || len(found.byDate) != 1 {
		s.Errorf("kept %+v, want %+v and the other", found.changed, want)
	}
	s.wantGone(marks("kanari")...)
}

func (s *suite) open() {
	s.create(s.repeated())
	s.move(campaign.Trial)
	first, second := s.calls(3), s.calls(0)
	first.Reason, second.Worker = "kanari", sheet.Token("kanari")
	s.must(s.resend(first, "kanari"))
	s.save(second)
	refused, err := s.Store.Open(s.ctx, slug, func(c *campaign.Campaign) error { return c.Move(campaign.Trial) })
	s.wantProblem(err, problem.Conflict, "campaign.state.same")
	if refused != 0 || len(s.view(0).changed) != 2 {
		s.Fatalf("a refused opening deleted %d", refused)
	}
	before := s.campaign()
	n, err := s.Store.Open(s.ctx, slug, func(c *campaign.Campaign) error { return c.Move(campaign.Open) })
	s.must(err)
	after := s.campaign()
	if n != 2 || after.State != campaign.Open || after.Config <= before.Config || after.Change != before.Change+1 {
		s.Errorf("%d deleted, campaign %s, config %d, change %d; want 2, open, and both higher", n, after.State, after.Config, after.Change)
	}
	s.wantVerdicts([]*sheet.Sheet{first, second, s.calls(1)}, campaign.Withdrawn, campaign.Withdrawn, campaign.Stored)
	found := s.view(0)
	if len(found.changed) != 3 || !found.changed[0].Erased || found.changed[0].Rows != 3 || found.changed[2].Place != 4 || found.changed[2].Trial {
		s.Errorf("kept %+v, want two tombstones of 3 and 1 places and a sheet at place 4", found.changed)
	}
	if n, err = s.Store.Open(s.ctx, slug, func(*campaign.Campaign) error { return nil }); err != nil || n != 0 {
		s.Errorf("opened again: %d deleted (%v), want 0", n, err)
	}
	s.wantGone(marks("kanari")...)
}

func (s *suite) tokens() {
	s.create(s.plain(usualVersion))
	var all []*sheet.Sheet
	for range 3 {
		sh := s.filled()
		sh.Worker = sheet.Token("kanari")
		all = append(all, sh)
	}
	s.save(all...)
	s.must(s.Sheets.Withdraw(s.ctx, slug, all[0].ID))
	for i, k := range s.view(1).changed[1:] {
		s.wantSame(k.Sheet, all[i+1])
	}
	s.must(s.Sheets.Withdraw(s.ctx, slug, all[1].ID))
	s.must(s.Sheets.Withdraw(s.ctx, slug, all[2].ID))
	s.wantGone([]byte(sheet.Token("kanari")))
	again := s.filled()
	again.Worker = sheet.Token("kanari")
	s.save(again)
	s.wantSame(s.again().view(4).changed[0].Sheet, again) // another process remembers nothing
}
