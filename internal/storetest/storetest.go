// Package storetest checks any store against the contracts of campaign.Store, campaign.Sheets, account.Store,
// account.SessionStore, paper.Store, scan.Store and scan.Images.
package storetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/scan"
	"releve/internal/sheet"
)

// Stores is an empty store, opened for one test.
type Stores struct {
	Store    campaign.Store
	Sheets   campaign.Sheets
	Paper    paper.Store
	Scans    scan.Store
	Images   scan.Images
	Accounts interface {
		account.Store
		account.SessionStore
	}

	// Again opens the same data once more, as another process would.
	Again func(t *testing.T) Stores
	// Bytes returns all that the store has written to disk, after it has put everything where it stays.
	Bytes func(t *testing.T) []byte
	// Forms are further questionnaires to keep sheets of.
	Forms []*form.Form
}

// Run checks a store. Each test gets an empty one.
func Run(t *testing.T, open func(t *testing.T) Stores) {
	for _, part := range []map[string]func(*suite){
		storeTests(), sheetTests(), importTests(), viewTests(), eraseTests(), alterTests(), altersRows(), ownTests(), togetherTests(), roundTests(), accountTests(), sessionTests(), paperTests(), scanTests(), closeTests(),
	} {
		for name, test := range part {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(&suite{T: t, Stores: open(t), ctx: t.Context()})
			})
		}
	}
}

// suite is one test with its store.
type suite struct {
	*testing.T
	Stores
	ctx context.Context //nolint:containedctx // of one test
}

// again returns the suite with the store opened once more.
func (s *suite) again() *suite {
	s.Helper()
	return &suite{T: s.T, Stores: s.Again(s.T), ctx: s.ctx}
}

// must ends the test on an error.
func (s *suite) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatalf("unexpected error: %v", err)
	}
}

// wantProblem checks kind and key of an error.
func (s *suite) wantProblem(err error, kind problem.Kind, key string) {
	s.Helper()
	all := problem.All(err)
	if len(all) == 0 || all[0].Kind != kind || all[0].Key != key {
		s.Errorf("error %v of kind %d, want %s of kind %d", err, problem.KindOf(err), key, kind)
	}
}

// Slug and links of the campaign that most tests use.
const (
	slug         = "enquete"
	ownLink      = "0000-0000-0000-0001"
	serviceLink  = "0000-0000-0000-0002"
	otherLink    = "0000-0000-0000-0003"
	usualVersion = 2026010101
)

// newCampaign returns a campaign of a form with two services.
func newCampaign(f *form.Form) *campaign.Campaign {
	return &campaign.Campaign{
		Slug: slug, Title: "Enquête d'essai", FormID: f.ID, Version: f.Version, From: "2026-01-01", To: "2026-03-31",
		Zone: "Europe/Brussels", Language: "nl", State: campaign.Open, CountLate: true, Publisher: "Rue « Haute » 1",
		Groups:  []form.Group{{Code: "G", Label: f.Title, Footnote: f.Questions[0].Short, Members: []string{"b"}}},
		Outcome: form.OutcomeMap{Success: []string{"a"}, Failure: []string{"b"}, Apart: []string{"oth"}}, KeepUntil: "2027-01-01",
		ProcedureText: f.Questions[0].Label, PaperGroups: []string{"G", "a"}, CorrectionDays: 14, Link: ownLink,
		CreatedAt: time.Date(2026, 1, 1, 8, 30, 0, 0, time.UTC), Fictitious: true,
		Logos: []campaign.Logo{{Name: "Zwin", Image: []byte{0x89, 0, 1}}, {Name: "Asso", Image: []byte("png")}},
		Participants: []campaign.Participant{
			{Code: "zwin", Name: "Zwin", Kind: campaign.CPAS, Headcount: 7, Own: []string{"a", "b"}, Link: serviceLink},
			{Code: "asso", Name: "Asso", Kind: campaign.Association},
		},
	}
}

// create makes the usual campaign and returns it as the store has it.
func (s *suite) create(f *form.Form) *campaign.Campaign {
	s.Helper()
	s.must(s.Store.Create(s.ctx, newCampaign(f), f))
	return s.campaign()
}

func (s *suite) campaign() *campaign.Campaign {
	s.Helper()
	c, err := s.Store.Campaign(s.ctx, slug)
	s.must(err)
	return c
}

// move brings the campaign into a state without any other effect.
func (s *suite) move(to campaign.State) {
	s.Helper()
	_, err := s.Store.Update(s.ctx, slug, func(c *campaign.Campaign) error {
		c.State = to
		return nil
	})
	s.must(err)
}

// newID draws the id of a sheet.
func (s *suite) newID() sheet.ID {
	s.Helper()
	id, err := sheet.NewID(rand.Reader)
	s.must(err)
	return id
}

// filled returns a new sheet of the form without repeat.
func (s *suite) filled() *sheet.Sheet {
	s.Helper()
	return &sheet.Sheet{
		ID: s.newID(), Participant: "zwin", Version: usualVersion, Date: "2026-01-15", Precision: sheet.Day, Worker: sheet.Token("pad"),
		ReceivedAt: time.Date(2026, 1, 15, 9, 0, 5, 0, time.UTC), Channel: sheet.Web, Language: "fr", Status: sheet.Received,
		Answers: form.Answers{"institution": {Codes: []string{"b"}}, "minutes": {Codes: []string{"m10"}, Number: 12, Numbered: true}},
	}
}

// changed returns the sheet with another answer.
func changed(sh *sheet.Sheet) *sheet.Sheet {
	n := *sh
	n.Answers = form.Answers{"institution": {Codes: []string{"a"}}}
	return &n
}

// receipt returns the hash of a receipt.
func receipt(of string) [32]byte { return sha256.Sum256([]byte(of)) }

// save posts sheets, each with a receipt named by its id, and returns the verdicts.
func (s *suite) save(sheets ...*sheet.Sheet) []campaign.Verdict {
	s.Helper()
	verdicts, err := s.trySave(sheets...)
	s.must(err)
	return verdicts
}

func (s *suite) trySave(sheets ...*sheet.Sheet) ([]campaign.Verdict, error) {
	batch := campaign.Batch{Slug: slug}
	for _, sh := range sheets {
		batch.Submissions = append(batch.Submissions, campaign.Submission{Sheet: sh, Receipt: receipt(sh.ID.String())})
	}
	for range 10 {
		c, err := s.Store.Campaign(s.ctx, slug)
		if err != nil {
			return nil, err
		}
		batch.Config = c.Config
		verdicts, err := s.Sheets.Save(s.ctx, batch)
		if !errors.Is(err, campaign.ErrStale) {
			return verdicts, err
		}
	}
	return nil, campaign.ErrStale
}

// wantVerdicts posts sheets and checks what became of them.
func (s *suite) wantVerdicts(sheets []*sheet.Sheet, want ...campaign.Verdict) {
	s.Helper()
	if got := s.save(sheets...); !reflect.DeepEqual(got, want) {
		s.Errorf("verdicts %v, want %v", got, want)
	}
}

// kept is all that a view hands out.
type kept struct {
	campaign *campaign.Campaign
	changed  []campaign.Kept
	byDate   []campaign.Kept
}

// view looks at the campaign.
func (s *suite) view(since int64) kept {
	s.Helper()
	var found kept
	s.must(s.Sheets.View(s.ctx, slug, func(v campaign.View) error {
		found.campaign = v.Campaign()
		for k, err := range v.Changed(since) {
			if err != nil {
				return err
			}
			found.changed = append(found.changed, k)
		}
		for k, err := range v.ByDate() {
			if err != nil {
				return err
			}
			found.byDate = append(found.byDate, k)
		}
		return s.tallied(v, since, found.changed)
	}))
	return found
}

// wantSame checks that a sheet came back as it was.
func (s *suite) wantSame(got, want *sheet.Sheet) {
	s.Helper()
	if !reflect.DeepEqual(got, want) {
		s.Errorf("came back otherwise:\n got %s\nwant %s", show(got), show(want))
	}
}

// show writes a sheet for a person who compares.
func show(sh *sheet.Sheet) string {
	if sh == nil {
		return "nothing"
	}
	return fmt.Sprintf("%s %+v", sh.ID, *sh)
}

// wantGone checks that texts stand nowhere on disk.
func (s *suite) wantGone(texts ...[]byte) {
	s.Helper()
	disk := s.Bytes(s.T)
	for _, text := range texts {
		if bytes.Contains(disk, text) {
			s.Errorf("%q still stands on disk", text)
		}
	}
}
