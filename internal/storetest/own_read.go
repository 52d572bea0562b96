package storetest

import (
	"reflect"
	"time"

	"releve/internal/campaign"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// wantRead reads a sheet from its device and checks what it holds.
func (s *suite) wantRead(c campaign.Claim, want *sheet.Sheet) {
	s.Helper()
	k, err := s.again().Sheets.Own(s.ctx, slug, c)
	if err != nil {
		s.Errorf("read: %v", err)
		return
	}
	s.wantSame(k.Sheet, want)
}

// wantUnclaimed reads a sheet with a claim that does not hold.
func (s *suite) wantUnclaimed(in string, c campaign.Claim) {
	s.Helper()
	k, err := s.Sheets.Own(s.ctx, in, c)
	s.wantProblem(err, problem.NotFound, "sheet.unclaimed")
	if !reflect.DeepEqual(k, campaign.Kept{}) {
		s.Errorf("with the refusal came %+v", k)
	}
}

// ownRead: a device reads its sheet as it is kept now, whoever altered it, until the last day, and changes nothing by it.
func (s *suite) ownRead() {
	sh := s.sent()
	beside := *changed(sh)
	beside.ID = s.newID()
	s.send(&beside, secret(&beside))
	c := s.claim(sh)
	before := s.view(0)
	s.wantRead(c, sh)
	s.wantRead(s.claim(&beside), &beside)
	if after := s.view(0); !reflect.DeepEqual(after, before) {
		s.Errorf("reading changed something:\n got %+v\nwant %+v", after, before)
	}
	moved := *changed(sh)
	moved.Participant, moved.Status = "asso", sheet.Edited
	s.altered(&moved, campaign.Correcting)
	s.wantRead(s.claim(sh), &moved)

	c.At = time.Date(2026, 1, 29, 22, 59, 59, 0, time.UTC) // the last second, in Brussels
	s.wantRead(c, &moved)
	c.At = c.At.Add(time.Second)
	s.wantUnclaimed(slug, c)

	s.move(campaign.Closed)
	s.wantRead(s.claim(sh), &moved)
	s.must(s.Sheets.Withdraw(s.ctx, slug, sh.ID))
	s.wantUnclaimed(slug, s.claim(sh))
	s.wantRead(s.claim(&beside), &beside)
}
