package storetest

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"reflect"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// ownTests tests what a device may do with the sheets that it sent.
func ownTests() map[string]func(*suite) {
	return map[string]func(*suite){
		"a device corrects its sheet":                               (*suite).ownCorrected,
		"a device reads its sheet":                                  (*suite).ownRead,
		"a device withdraws its sheet":                              (*suite).ownWithdrawn,
		"only the device that sent a sheet changes it":              (*suite).ownOnly,
		"a proof comes with a sheet's first record and stays":       (*suite).ownProofStays,
		"a device corrects until the last day, by the zone":         (*suite).ownLastDay,
		"a device corrects while closing, not when it is closed":    (*suite).ownStates,
		"what does not count is withdrawn, but not brought back":    (*suite).ownUncounted,
		"a device corrects a sheet of the trial":                    (*suite).ownTrial,
		"a claim on a campaign that changed is stale":               (*suite).ownStale,
		"a proof follows a sheet that moves":                        (*suite).ownRows,
		"a correction that cannot stand leaves nothing":             (*suite).ownRefused,
		"the same correction sent many times at once is one change": (*suite).ownTogether,
	}
}

// secret returns the proof of the device that posts a sheet by the link of its service.
func secret(sh *sheet.Sheet) campaign.Proof {
	return campaign.NewProof(sh.ID, sh.Participant, sha256.Sum256([]byte("device")))
}

// send posts a sheet with the proof of its device.
func (s *suite) send(sh *sheet.Sheet, proof campaign.Proof) campaign.Verdict {
	s.Helper()
	verdicts, err := s.Sheets.Save(s.ctx, campaign.Batch{
		Slug: slug, Config: s.campaign().Config, Submissions: []campaign.Submission{{Sheet: sh, Receipt: receipt(sh.ID.String()), Proof: proof}},
	})
	s.must(err)
	return verdicts[0]
}

// sent creates the usual campaign with a sheet that came from a device.
func (s *suite) sent() *sheet.Sheet {
	s.Helper()
	s.create(s.plain(usualVersion))
	sh := s.filled()
	if got := s.send(sh, secret(sh)); got != campaign.Stored {
		s.Fatalf("verdict %v", got)
	}
	return sh
}

// claim is what the device of a sheet shows, a day after it was sent.
func (s *suite) claim(sh *sheet.Sheet) campaign.Claim {
	s.Helper()
	return campaign.Claim{ID: sh.ID, Proof: secret(sh), Config: s.campaign().Config, At: sh.ReceivedAt.Add(24 * time.Hour)}
}

// wantOwn corrects a sheet from its device and checks what became of it.
func (s *suite) wantOwn(sh *sheet.Sheet, want campaign.Verdict) {
	s.Helper()
	got, err := s.Sheets.CorrectOwn(s.ctx, slug, s.claim(sh), sh)
	if err != nil || got != want {
		s.Errorf("corrected: verdict %v (%v), want %v", got, err, want)
	}
}

// wantErased withdraws a sheet from its device and checks what became of it.
func (s *suite) wantErased(sh *sheet.Sheet, want campaign.Verdict) {
	s.Helper()
	got, err := s.Sheets.WithdrawOwn(s.ctx, slug, s.claim(sh))
	if err != nil || got != want {
		s.Errorf("withdrawn: verdict %v (%v), want %v", got, err, want)
	}
}

// one returns a sheet and its history.
func (s *suite) one(sh *sheet.Sheet) (campaign.Kept, []campaign.Revision) {
	s.Helper()
	k, history, err := s.Sheets.Sheet(s.ctx, slug, sh.ID)
	s.must(err)
	return k, history
}

func (s *suite) ownCorrected() {
	sh := s.sent()
	next := *changed(sh)
	next.Date, next.Language, next.Follows, next.Shared, next.Precision = "2026-01-14", "de", sheet.Unknown, 3, sheet.Week
	next.Worker, next.Channel, next.ReceivedAt, next.Reason = "", sheet.API, time.Time{}, "essai"
	s.wantOwn(&next, campaign.Stored)
	before := s.campaign().Change
	s.wantOwn(&next, campaign.Duplicate)
	if after := s.campaign().Change; before != 2 || after != 2 {
		s.Errorf("change %d, then %d; want one change", before, after)
	}
	want := next
	want.Worker, want.Channel, want.ReceivedAt, want.Reason, want.Status = sh.Worker, sh.Channel, sh.ReceivedAt, "", sheet.Edited
	k, history := s.again().one(sh)
	s.wantSame(k.Sheet, &want)
	if len(history) != 1 || history[0].By != "" || history[0].What != campaign.Correcting || history[0].Before.Status != sheet.Received {
		s.Errorf("history %+v, want one correction by nobody's account", history)
	}
	if found := s.view(1).changed; len(found) != 1 || !reflect.DeepEqual(found[0], k) {
		s.Errorf("the view has %+v, want %+v", found, k)
	}
	// Late resends of either content are known.
	s.wantVerdicts([]*sheet.Sheet{sh, &want}, campaign.Duplicate, campaign.Duplicate)

	doubtful := *sh
	doubtful.Status, doubtful.Date = sheet.Issues, ""
	s.wantOwn(&doubtful, campaign.Stored)
	if k, _ = s.one(sh); k.Sheet.Status != sheet.Issues || k.Sheet.Date != "2026-01-14" || k.Sheet.Precision != sheet.Week {
		s.Errorf("status %s, date %s (%s), want one that is looked at, on its date", k.Sheet.Status, k.Sheet.Date, k.Sheet.Precision)
	}
}

func (s *suite) ownWithdrawn() {
	sh := s.sent()
	marked := s.marked("kanari")
	marked.Reason = ""
	s.send(marked, secret(marked))
	s.wantErased(marked, campaign.Withdrawn)
	before := s.campaign().Change
	s.wantErased(marked, campaign.Withdrawn) // its answer was lost
	s.wantOwn(marked, campaign.Withdrawn)
	if after := s.campaign().Change; after != before {
		s.Errorf("change %d after %d: an erased sheet changed", after, before)
	}
	if got := s.send(marked, secret(marked)); got != campaign.Withdrawn {
		s.Errorf("a late resend is %v, want withdrawn", got)
	}
	s.wantGone(marks("kanari")...)
	_, err := s.Sheets.ByReceipt(s.ctx, slug, receipt(marked.ID.String()))
	s.wantProblem(err, problem.NotFound, "receipt.unknown")
	if k, _ := s.one(sh); k.Change != 1 {
		s.Errorf("the other sheet changed: %+v", k)
	}
}

// ownOnly: whoever is not the device finds always the same.
func (s *suite) ownOnly() {
	f := s.plain(usualVersion)
	sh := s.sent()
	without := s.filled()
	s.save(without)
	other := newCampaign(f)
	other.Slug, other.Link, other.Participants = "deux", "", nil
	s.must(s.Store.Create(s.ctx, other, f))
	before := s.view(0)
	usual := s.claim(sh)
	_, err := s.Sheets.CorrectOwn(s.ctx, "rien", usual, sh)
	s.wantProblem(err, problem.NotFound, "campaign.unknown")
	_, err = s.Sheets.WithdrawOwn(s.ctx, "rien", usual)
	s.wantProblem(err, problem.NotFound, "campaign.unknown")
	_, err = s.Sheets.Own(s.ctx, "rien", usual)
	s.wantProblem(err, problem.NotFound, "campaign.unknown")
	for name, spoil := range map[string]func(*campaign.Claim) string{
		"secret": func(c *campaign.Claim) string { c.Proof[31] ^= 1; return slug },
		"none":   func(c *campaign.Claim) string { c.Proof = campaign.Proof{}; return slug },
		"link": func(c *campaign.Claim) string {
			c.Proof = campaign.NewProof(sh.ID, "asso", sha256.Sum256([]byte("device")))
			return slug
		},
		"campaign": func(c *campaign.Claim) string { c.Config = 1; return "deux" },
		"id": func(c *campaign.Claim) string {
			c.ID = s.newID()
			c.Proof = campaign.NewProof(c.ID, "zwin", sha256.Sum256([]byte("device")))
			return slug
		},
		"nothing kept":       func(c *campaign.Claim) string { c.ID, c.Proof = without.ID, secret(without); return slug },
		"nothing kept, none": func(c *campaign.Claim) string { c.ID, c.Proof = without.ID, campaign.Proof{}; return slug },
		"day":                func(c *campaign.Claim) string { c.At = c.At.AddDate(0, 0, 20); return slug },
	} {
		c := usual
		in := spoil(&c)
		n := changed(sh)
		n.ID = c.ID
		_, err = s.Sheets.CorrectOwn(s.ctx, in, c, n)
		s.wantProblem(err, problem.NotFound, "sheet.unclaimed")
		s.wantUnclaimed(in, c)
		_, err = s.Sheets.WithdrawOwn(s.ctx, in, c)
		if s.wantProblem(err, problem.NotFound, "sheet.unclaimed"); s.Failed() {
			s.Fatalf("%s", name)
		}
	}
	if after := s.view(0); !reflect.DeepEqual(after, before) {
		s.Errorf("a refused claim changed something:\n got %+v\nwant %+v", after, before)
	}
}

func (s *suite) ownProofStays() {
	sh := s.sent()
	mine := secret(sh)
	theirs := mine
	theirs[0] ^= 1
	for _, proof := range []campaign.Proof{{}, theirs, mine} {
		if got := s.send(sh, proof); got != campaign.Duplicate {
			s.Errorf("resent: verdict %v, want a duplicate", got)
		}
	}
	c := s.claim(sh)
	c.Proof = theirs
	_, err := s.Sheets.CorrectOwn(s.ctx, slug, c, changed(sh))
	s.wantProblem(err, problem.NotFound, "sheet.unclaimed")
	s.wantOwn(changed(sh), campaign.Stored)

	// Nor does a resend bring one where there was none.
	bare := s.filled()
	s.save(bare)
	if got := s.send(bare, secret(bare)); got != campaign.Duplicate {
		s.Errorf("resent: verdict %v, want a duplicate", got)
	}
	_, err = s.Sheets.CorrectOwn(s.ctx, slug, s.claim(bare), changed(bare))
	s.wantProblem(err, problem.NotFound, "sheet.unclaimed")

	// A coordinator who gives the sheet to another service does not take it from the device.
	moved := *changed(sh)
	moved.Participant = "asso"
	s.altered(&moved, campaign.Correcting)
	s.wantOwn(sh, campaign.Stored)
	if k, _ := s.one(sh); k.Sheet.Participant != "asso" {
		s.Errorf("service %s, want asso", k.Sheet.Participant)
	}
	if disk := s.Bytes(s.T); bytes.Contains(disk, []byte("device")) || !bytes.Contains(disk, mine[:]) {
		s.Errorf("kept is not the proof alone")
	}
}

func (s *suite) ownLastDay() {
	sh := s.sent() // at 10:00:05 in Brussels on 15 January; 14 days
	c := s.claim(sh)
	c.At = time.Date(2026, 1, 29, 22, 59, 59, 0, time.UTC)
	got, err := s.Sheets.CorrectOwn(s.ctx, slug, c, changed(sh))
	if err != nil || got != campaign.Stored {
		s.Errorf("on the last day: %v (%v)", got, err)
	}
	c.At = c.At.Add(time.Second)
	for _, next := range []*sheet.Sheet{sh, changed(sh)} { // another content, and the one that is kept
		_, err = s.Sheets.CorrectOwn(s.ctx, slug, c, next)
		s.wantProblem(err, problem.NotFound, "sheet.unclaimed")
	}
	_, err = s.Sheets.WithdrawOwn(s.ctx, slug, c)
	s.wantProblem(err, problem.NotFound, "sheet.unclaimed")
}

func (s *suite) ownStates() {
	sh := s.sent()
	s.move(campaign.Closing)
	s.wantOwn(changed(sh), campaign.Stored)
	s.move(campaign.Closed)
	before := s.view(0)
	s.wantOwn(sh, campaign.ClosedFor)
	s.wantOwn(changed(sh), campaign.Duplicate) // its answer was lost
	s.wantErased(sh, campaign.ClosedFor)
	if after := s.view(0); !reflect.DeepEqual(after, before) {
		s.Errorf("a closed campaign changed:\n got %+v\nwant %+v", after, before)
	}
	s.must(s.Sheets.Withdraw(s.ctx, slug, sh.ID))
	s.wantErased(sh, campaign.Withdrawn)
}

func (s *suite) ownUncounted() {
	sh := s.sent()
	for _, status := range []sheet.Status{sheet.Excluded, sheet.Rejected} {
		k, _ := s.one(sh)
		out := *k.Sheet
		out.Status, out.Reason = status, "doublon"
		s.altered(&out, campaign.Excluding)
		next := *changed(sh)
		next.Answers = form.Answers{"comment": {Text: string(status)}}
		s.wantOwn(&next, campaign.Stored)
		if k, _ = s.one(sh); k.Sheet.Status != status || k.Sheet.Reason != "doublon" || k.Sheet.Answers["comment"].Text != string(status) {
			s.Errorf("corrected to %s, want %s for a reason, with its text", show(k.Sheet), status)
		}
	}
	s.wantErased(sh, campaign.Withdrawn)
}

func (s *suite) ownTrial() {
	s.create(s.plain(usualVersion))
	s.move(campaign.Trial)
	sh, other := s.filled(), s.filled()
	s.send(sh, secret(sh))
	s.send(other, secret(other))
	s.wantOwn(changed(sh), campaign.Stored)
	s.wantErased(other, campaign.Withdrawn)
	if k, _ := s.one(sh); !k.Trial {
		s.Errorf("the sheet left the trial")
	}
	_, err := s.Store.Open(s.ctx, slug, func(c *campaign.Campaign) error { return c.Move(campaign.Open) })
	s.must(err)
	s.wantOwn(sh, campaign.Withdrawn)
}

func (s *suite) ownStale() {
	sh := s.sent()
	c := s.claim(sh)
	s.move(campaign.Closing)
	before := s.view(0)
	_, err := s.Sheets.CorrectOwn(s.ctx, slug, c, changed(sh))
	_, err2 := s.Sheets.WithdrawOwn(s.ctx, slug, c)
	if _, err3 := s.Sheets.Own(s.ctx, slug, c); !errors.Is(err3, campaign.ErrStale) {
		s.Errorf("read: error %v, want ErrStale", err3)
	}
	if !errors.Is(err, campaign.ErrStale) || !errors.Is(err2, campaign.ErrStale) || !reflect.DeepEqual(s.view(0), before) {
		s.Errorf("errors %v and %v; want ErrStale, and nothing changed", err, err2)
	}
}

// ownRows: a sheet that gets more rows moves to other places.
func (s *suite) ownRows() {
	s.create(s.repeated())
	sh, beside := s.calls(1), s.calls(2)
	s.send(sh, secret(sh))
	s.send(beside, secret(beside))
	for _, rows := range []int{3, 0, 2, 5} {
		next := *sh
		next.Rows = s.calls(rows).Rows
		s.wantOwn(&next, campaign.Stored)
		if k, _ := s.one(sh); len(k.Sheet.Rows) != rows {
			s.Errorf("%d rows, want %d", len(k.Sheet.Rows), rows)
		}
		next.Status = sheet.Edited
		s.wantRead(s.claim(sh), &next)
	}
	k, err := s.Sheets.ByReceipt(s.ctx, slug, receipt(sh.ID.String()))
	if err != nil || k.Sheet.ID != sh.ID {
		s.Errorf("the receipt leads elsewhere: %v", err)
	}
	s.wantErased(sh, campaign.Withdrawn)
	s.wantErased(beside, campaign.Withdrawn)
	s.wantErased(sh, campaign.Withdrawn)
}

func (s *suite) ownRefused() {
	sh := s.sent()
	before := s.view(0)
	for want, spoil := range map[string]func(*sheet.Sheet){
		"sheet.follows.cycle": func(n *sheet.Sheet) { n.Follows = n.ID.String() },
		"sheet.version":       func(n *sheet.Sheet) { n.Version++ },
	} {
		n := changed(sh)
		spoil(n)
		_, err := s.Sheets.CorrectOwn(s.ctx, slug, s.claim(sh), n)
		s.wantProblem(err, problem.Invalid, want)
	}
	if after := s.view(0); !reflect.DeepEqual(after, before) {
		s.Errorf("a refused correction changed something:\n got %+v\nwant %+v", after, before)
	}
}

// ownTogether: one correction arrives many times at once, in two processes.
func (s *suite) ownTogether() {
	sh := s.sent()
	c, processes := s.claim(sh), []*suite{s, s.again()}
	verdicts := make([]campaign.Verdict, 16)
	all(len(verdicts), func(i int) {
		var err error
		if verdicts[i], err = processes[i%2].Sheets.CorrectOwn(s.ctx, slug, c, changed(sh)); err != nil {
			s.Errorf("correct: %v", err)
		}
	})
	stored := 0
	for _, v := range verdicts {
		if v == campaign.Stored {
			stored++
		} else if v != campaign.Duplicate {
			s.Errorf("verdict %v", v)
		}
	}
	if _, history := s.one(sh); stored != 1 || len(history) != 1 {
		s.Errorf("%d times stored, %d revisions; want one of each", stored, len(history))
	}
}
