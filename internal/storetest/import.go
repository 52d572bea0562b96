package storetest

import (
	"reflect"
	"time"

	"releve/internal/campaign"
	"releve/internal/problem"
	"releve/internal/sheet"
)

func importTests() map[string]func(*suite) {
	return map[string]func(*suite){
		"an import keeps what is new, once":         (*suite).importTwice,
		"an import is all or nothing":               (*suite).importConflicts,
		"an import brings participants":             (*suite).importPeople,
		"an imported sheet never is one of a trial": (*suite).importInTrial,
		"an import finds circles":                   (*suite).importCircle,
		"a rehearsal keeps nothing":                 (*suite).importRehearsed,
		"an import works in every state": func(s *suite) {
			s.create(s.plain(usualVersion))
			for _, state := range campaign.States() {
				s.move(state)
				if got, err := s.bring(s.filled()); err != nil || got.New != 1 {
					s.Errorf("%s: %+v (%v), want one new", state, got, err)
				}
			}
		},
	}
}

// bring imports sheets.
func (s *suite) bring(sheets ...*sheet.Sheet) (campaign.Imported, error) {
	return s.Sheets.Import(s.ctx, slug, campaign.Importation{Sheets: sheets})
}

func (s *suite) importTwice() {
	s.create(s.repeated())
	blank := s.calls(1)
	blank.ReceivedAt, blank.Worker, blank.Participant, blank.Reason = time.Time{}, "", "", "essai"
	all := []*sheet.Sheet{s.calls(3), s.calls(0), blank}
	for _, want := range []campaign.Imported{{New: 3}, {Same: 3}} {
		got, err := s.bring(all...)
		s.must(err)
		if got != want {
			s.Errorf("imported %+v, want %+v", got, want)
		}
	}
	found := s.view(0)
	if found.campaign.Change != 1 {
		s.Errorf("change %d, want 1: the second import changed nothing", found.campaign.Change)
	}
	for i, k := range found.changed {
		s.wantSame(k.Sheet, all[i])
	}
}

// importRehearsed rehearses an import: it tells what an import tells and keeps neither sheets nor participants.
func (s *suite) importRehearsed() {
	s.create(s.plain(usualVersion))
	kept := s.filled()
	_, err := s.bring(kept)
	s.must(err)
	before := s.view(0)
	stranger := s.filled()
	stranger.Participant = "stranger"
	in := campaign.Importation{
		Sheets:       []*sheet.Sheet{kept, stranger},
		Participants: []campaign.Participant{{Code: "stranger", Name: "Stranger", Kind: campaign.Other, Link: "0000-1111-2222-3333"}},
		Rehearsal:    true,
	}
	if got, err := s.Sheets.Import(s.ctx, slug, in); err != nil || got != (campaign.Imported{New: 1, Same: 1}) {
		s.Errorf("rehearsed %+v (%v), want one new and one same", got, err)
	}
	after := s.view(0)
	if len(after.changed) != 1 || after.campaign.Change != before.campaign.Change || after.campaign.Config != before.campaign.Config {
		s.Errorf("a rehearsal changed the campaign: %d sheets", len(after.changed))
	}
}

func (s *suite) importConflicts() {
	s.create(s.plain(usualVersion))
	a, gone := s.filled(), s.filled()
	a.Reason, a.Status = "doublon", sheet.Excluded
	s.save(a, gone)
	s.must(s.Sheets.Withdraw(s.ctx, slug, gone.ID))
	before := s.view(0)
	twice := s.filled()
	for name, c := range map[string]struct {
		alter func(*sheet.Sheet)
		want  string
	}{
		"answers":  {func(sh *sheet.Sheet) { *sh = *changed(sh) }, "import.conflict"},
		"channel":  {func(sh *sheet.Sheet) { sh.Channel = sheet.Scan }, "import.conflict"},
		"received": {func(sh *sheet.Sheet) { sh.ReceivedAt = sh.ReceivedAt.Add(time.Second) }, "import.conflict"},
		"unknown":  {func(sh *sheet.Sheet) { sh.ReceivedAt = time.Time{} }, "import.conflict"},
		"status":   {func(sh *sheet.Sheet) { sh.Status = sheet.Received }, "import.conflict"},
		"reason":   {func(sh *sheet.Sheet) { sh.Reason = "" }, "import.conflict"},
		"erased":   {func(sh *sheet.Sheet) { *sh = *gone }, "import.withdrawn"},
		"in file":  {func(sh *sheet.Sheet) { *sh = *changed(twice) }, "import.conflict"},
		"service":  {func(sh *sheet.Sheet) { sh.ID, sh.Participant = s.newID(), "nulle-part" }, "campaign.participant.unknown"},
	} {
		bad := *a
		c.alter(&bad)
		_, err := s.bring(s.filled(), twice, &bad)
		all := problem.All(err)
		if len(all) != 1 || all[0].Key != c.want || all[0].Args["sheet"] != 2 {
			s.Errorf("%s: problems %+v, want %s at sheet 2", name, err, c.want)
		}
	}
	_, err := s.bring(changed(a), s.filled(), gone)
	if all := problem.All(err); len(all) != 2 || all[0].Args["sheet"] != 0 || all[1].Args["sheet"] != 2 {
		s.Errorf("problems %v, want one at 0 and one at 2", err)
	}
	if after := s.view(0); !reflect.DeepEqual(after, before) {
		s.Errorf("a refused import changed something:\n got %+v\nwant %+v", after, before)
	}
}

func (s *suite) importPeople() {
	before := s.create(s.plain(usualVersion))
	sh := s.filled()
	sh.Participant = "neuf"
	in := campaign.Importation{
		Sheets: []*sheet.Sheet{sh, changed(sh)},
		Participants: []campaign.Participant{
			{Code: "neuf", Name: "neuf", Kind: campaign.Other, Link: otherLink}, {Code: "asso", Name: "n'écrase pas"},
		},
	}
	if _, err := s.Sheets.Import(s.ctx, slug, in); err == nil {
		s.Fatalf("a conflict was imported")
	}
	if got := s.campaign(); !reflect.DeepEqual(got, before) {
		s.Errorf("a refused import changed the campaign: %+v", *got)
	}
	in.Sheets = in.Sheets[:1]
	_, err := s.Sheets.Import(s.ctx, slug, in)
	s.must(err)
	got := s.campaign()
	if len(got.Participants) != 3 || got.Participants[2].Code != "neuf" || got.Participants[1].Name != "Asso" || got.Config <= before.Config {
		s.Errorf("participants %+v, config %d; want one more, and a higher one than %d", got.Participants, got.Config, before.Config)
	}
	_, participant, err := s.Store.ByLink(s.ctx, otherLink)
	if err != nil || participant != "neuf" {
		s.Errorf("its link leads to %q (%v)", participant, err)
	}
	in = campaign.Importation{Participants: in.Participants}
	if _, err = s.Sheets.Import(s.ctx, slug, in); err != nil || s.campaign().Config != got.Config {
		s.Errorf("config %d (%v), want %d: nothing was new", s.campaign().Config, err, got.Config)
	}
}

func (s *suite) importInTrial() {
	s.create(s.plain(usualVersion))
	s.move(campaign.Trial)
	posted, tried, brought := s.filled(), s.filled(), s.filled()
	s.save(posted, tried)
	got, err := s.bring(brought, posted)
	s.must(err)
	if want := (campaign.Imported{New: 2}); got != want {
		s.Errorf("imported %+v, want %+v: a sheet of the trial counts from now on", got, want)
	}
	n, err := s.Store.Open(s.ctx, slug, func(c *campaign.Campaign) error {
		c.State = campaign.Open
		return nil
	})
	s.must(err)
	if n != 1 {
		s.Errorf("%d sheets of the trial were deleted, want 1", n)
	}
	if found := s.view(0).byDate; len(found) != 2 {
		s.Errorf("%d sheets stay, want the two imported ones", len(found))
	}
}

func (s *suite) importCircle() {
	s.create(s.plain(usualVersion))
	kept := s.filled()
	a := s.following(kept.ID)
	kept.Follows = a.ID.String()
	s.save(kept)
	_, err := s.bring(s.filled(), a)
	all := problem.All(err)
	if len(all) != 1 || all[0].Key != "sheet.follows.cycle" || all[0].Args["sheet"] != 1 || all[0].Field != sheet.FieldFollows {
		s.Errorf("problems %v, want the circle at sheet 1", err)
	}
}
