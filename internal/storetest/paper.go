package storetest

import (
	"reflect"
	"strconv"
	"sync"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/sheet"
)

func paperTests() map[string]func(*suite) {
	return map[string]func(*suite){
		"a layout never changes":                       (*suite).layouts,
		"serial numbers are given once":                (*suite).prints,
		"two processes print":                          (*suite).printsTogether,
		"keyed sheets come in every state":             (*suite).keyedStates,
		"keyed sheets stand in their pile":             (*suite).keyedPiles,
		"an origin goes where its sheet goes":          (*suite).originMoves,
		"an origin goes with its sheet":                (*suite).originGoes,
		"a line is keyed again":                        (*suite).keyedAgain,
		"words taken out of a sheet do not stay twice": (*suite).againShortened,
	}
}

// printed returns a layout of the usual campaign.
func printed(number string) *paper.Layout {
	field := func(question string, fill paper.Answering) paper.Field {
		f := paper.Field{Line: 1, Question: question, Fill: fill, Required: true, Area: paper.Rect{X: 30.5, Y: 20, W: 30, H: 10.1}}
		if fill != paper.Write {
			f.Boxes = []paper.Box{{At: paper.Point{X: 52.3, Y: 22 + 1.0/3}, Side: 4.2, Key: "1", Value: "a"}}
		}
		return f
	}
	l := &paper.Layout{
		Number: number, Campaign: slug, Form: "plain", Version: usualVersion, Kind: paper.Tally,
		Pages: []paper.Page{{
			Width: 297, Height: 210, Mark: 6, Marks: [4]paper.Point{{X: 12, Y: 12}, {X: 285, Y: 12}, {X: 285, Y: 198}, {X: 12, Y: 198}}, Code: paper.Rect{X: 1, Y: 2, W: 20, H: 20},
			Fields: []paper.Field{field("choice", paper.One), field("comment", paper.Write), field(paper.FieldShared, paper.Write)},
		}},
	}
	l.Languages = append(l.Languages, "fr", "nl")
	return l
}

func (s *suite) layouts() {
	s.create(s.plain(usualVersion))
	first, second := printed("7H2KQ9"), printed("7H2KQA")
	s.must(s.Paper.KeepLayout(s.ctx, first))
	s.must(s.Paper.KeepLayout(s.ctx, second))
	s.must(s.Paper.KeepLayout(s.ctx, printed("7H2KQ9")))
	other := printed("7H2KQ9")
	other.Pages[0].Mark = 5
	s.wantProblem(s.Paper.KeepLayout(s.ctx, other), problem.Conflict, "paper.layout.taken")
	for _, store := range []paper.Store{s.Paper, s.again().Paper} {
		got, err := store.Layout(s.ctx, "7H2KQ9")
		s.must(err)
		if !reflect.DeepEqual(got, first) {
			s.Errorf("layout came back otherwise:\n got %+v\nwant %+v", got, first)
		}
		all, err := store.Layouts(s.ctx, slug)
		s.must(err)
		if !reflect.DeepEqual(all, []*paper.Layout{second, first}) {
			s.Errorf("layouts %v, want the second and the first", all)
		}
	}
	_, err := s.Paper.Layout(s.ctx, "000000")
	s.wantProblem(err, problem.NotFound, "paper.layout.unknown")
	_, err = s.Paper.Layouts(s.ctx, "rien")
	s.wantProblem(err, problem.NotFound, "campaign.unknown")
	other.Number, other.Campaign = "7H2KQB", "rien"
	s.wantProblem(s.Paper.KeepLayout(s.ctx, other), problem.NotFound, "campaign.unknown")
}

func (s *suite) prints() {
	s.create(s.plain(usualVersion))
	s.must(s.Paper.KeepLayout(s.ctx, printed("7H2KQ9")))
	s.must(s.Paper.KeepLayout(s.ctx, printed("7H2KQA")))
	at := time.Date(2026, 1, 10, 9, 30, 15, 0, time.UTC)
	var all []paper.Run
	for i, r := range []paper.Run{
		{Layout: "7H2KQ9", Copies: 100, Participant: "zwin", Worker: sheet.Token("bloc"), First: 1},
		{Layout: "7H2KQ9", Copies: 1, First: 101},
		{Layout: "7H2KQA", Copies: 5, First: 1},
	} {
		r.At = at.Add(time.Duration(i) * time.Minute)
		asked := r
		asked.First = 77 // is not what counts
		got, err := s.Paper.Print(s.ctx, asked)
		s.must(err)
		if got != r {
			s.Errorf("printed %+v, want %+v", got, r)
		}
		all = append([]paper.Run{r}, all...)
	}
	if got, err := s.again().Paper.Runs(s.ctx, slug); err != nil || !reflect.DeepEqual(got, all) {
		s.Errorf("runs %+v (%v), want %+v", got, err, all)
	}
	for serial, want := range map[int]int{1: 1, 100: 1, 101: 101} {
		if got, err := s.Paper.RunOf(s.ctx, "7H2KQ9", serial); err != nil || got.First != want {
			s.Errorf("copy %d is of run %+v (%v), want the one from %d", serial, got, err, want)
		}
	}
	for _, serial := range []int{0, 102} {
		_, err := s.Paper.RunOf(s.ctx, "7H2KQ9", serial)
		s.wantProblem(err, problem.NotFound, "paper.run.unknown")
	}
	_, err := s.Paper.Print(s.ctx, paper.Run{Layout: "000000", Copies: 1})
	s.wantProblem(err, problem.NotFound, "paper.layout.unknown")
	_, err = s.Paper.Print(s.ctx, paper.Run{Layout: "7H2KQA", Copies: 1, Participant: "nul"})
	s.wantProblem(err, problem.NotFound, "campaign.participant.unknown")
	_, err = s.Paper.Print(s.ctx, paper.Run{Layout: "7H2KQA", Copies: 999_995})
	s.wantProblem(err, problem.Conflict, "paper.run.many")
	_, err = s.Paper.Print(s.ctx, paper.Run{Layout: "7H2KQA", Copies: 999_994})
	s.must(err)
}

func (s *suite) printsTogether() {
	s.create(s.plain(usualVersion))
	s.must(s.Paper.KeepLayout(s.ctx, printed("7H2KQ9")))
	var wg sync.WaitGroup
	var mu sync.Mutex
	given := map[int]bool{}
	for _, store := range []paper.Store{s.Paper, s.again().Paper} {
		wg.Go(func() {
			for range 8 {
				r, err := store.Print(s.ctx, paper.Run{Layout: "7H2KQ9", Copies: 3})
				mu.Lock()
				if err != nil || given[r.First] || r.First%3 != 1 {
					s.Errorf("printed from %d (%v), which was given before", r.First, err)
				}
				given[r.First] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}

// keyed returns a sheet that was keyed from a line of a pile.
func (s *suite) keyed(note string, line int) campaign.Submission {
	s.Helper()
	sh := s.filled()
	sh.Channel = sheet.Keyed
	return campaign.Submission{Sheet: sh, Origin: &campaign.Origin{
		Layout: "7H2KQ9", Serial: 12, Page: 1, Line: line, Pile: "Lundi", Note: note,
	}}
}

// keep saves sheets with their origins and checks the verdicts.
func (s *suite) keep(want campaign.Verdict, all ...campaign.Submission) {
	s.Helper()
	verdicts, err := s.Sheets.Save(s.ctx, campaign.Batch{Slug: slug, Config: s.campaign().Config, Submissions: all})
	s.must(err)
	for _, got := range verdicts {
		if got != want {
			s.Errorf("verdicts %v, want each %v", verdicts, want)
			return
		}
	}
}

// onPaper returns the keyed lines of a pile.
func (s *suite) onPaper(pile string) []paper.Keyed {
	s.Helper()
	all, err := s.Paper.Keyed(s.ctx, slug, pile)
	s.must(err)
	return all
}

func (s *suite) keyedStates() {
	s.create(s.plain(usualVersion))
	for i, state := range campaign.States() {
		s.move(state)
		sub, other := s.keyed(strconv.Itoa(i), 1), s.keyed("", 1)
		other.Sheet.Channel, other.Origin.Pile = sheet.Scan, "autre"
		s.keep(campaign.Stored, sub, other)
		s.keep(campaign.Duplicate, sub)
		other = sub
		other.Sheet = changed(sub.Sheet)
		s.keep(campaign.Conflicting, other)
		all := s.onPaper("Lundi")
		if len(all) != i+1 {
			s.Fatalf("%s: %d lines, want %d", state, len(all), i+1)
		}
		last := all[i]
		if last.Origin != *sub.Origin || last.Kept.Trial != (state == campaign.Trial) {
			s.Errorf("%s: %+v, want %+v, of the trial only during it", state, last, *sub.Origin)
		}
		s.wantSame(last.Kept.Sheet, sub.Sheet)
	}
}

func (s *suite) keyedPiles() {
	s.create(s.plain(usualVersion))
	s.must(s.Paper.KeepPile(s.ctx, slug, paper.Pile{Name: "Vide", Counted: 3}))
	s.must(s.Paper.KeepPile(s.ctx, slug, paper.Pile{Name: "Lundi", Counted: 3}))
	s.must(s.Paper.KeepPile(s.ctx, slug, paper.Pile{Name: "Lundi", Counted: 5}))
	s.keep(campaign.Stored, s.keyed("10", 1), s.keyed("2", 3), s.keyed("2", 1))
	loose := s.keyed("1", 1)
	loose.Origin.Pile = "Mardi"
	none := s.keyed("1", 1)
	none.Origin = nil
	s.keep(campaign.Stored, loose, none)
	want := []paper.Pile{{Name: "Lundi", Counted: 5, Keyed: 3}, {Name: "Mardi", Keyed: 1}, {Name: "Vide", Counted: 3}}
	if got, err := s.again().Paper.Piles(s.ctx, slug); err != nil || !reflect.DeepEqual(got, want) {
		s.Errorf("piles %+v (%v), want %+v", got, err, want)
	}
	var order []campaign.Origin
	for _, k := range s.onPaper("Lundi") {
		order = append(order, k.Origin)
	}
	at := func(note string, line int) campaign.Origin { return *s.keyed(note, line).Origin }
	if want := []campaign.Origin{at("2", 1), at("2", 3), at("10", 1)}; !reflect.DeepEqual(order, want) {
		s.Errorf("lines %+v, want %+v", order, want)
	}
	if got := s.onPaper("nulle part"); len(got) != 0 {
		s.Errorf("a pile that is not there has %+v", got)
	}
}

// originMoves alters a sheet to have more rows: it moves to other places.
func (s *suite) originMoves() {
	s.create(s.repeated())
	sub := campaign.Submission{Sheet: s.calls(1), Origin: s.keyed("7", 2).Origin}
	sub.Sheet.Channel = sheet.Keyed
	s.keep(campaign.Stored, sub, campaign.Submission{Sheet: s.calls(1)})
	more := *sub.Sheet
	more.Rows = append(append([]form.Answers{}, more.Rows...), more.Rows[0])
	kept, err := s.Sheets.Alter(s.ctx, slug, campaign.Alteration{
		Sheet: &more, Since: s.onPaper("Lundi")[0].Kept.Change, By: "a", What: campaign.Correcting,
	})
	s.must(err)
	got := s.onPaper("Lundi")
	if len(got) != 1 || got[0].Origin != *sub.Origin || got[0].Kept.Place != kept.Place || kept.Place == 0 {
		s.Errorf("lines %+v, want the one, at another place than 0", got)
	}
}

func (s *suite) originGoes() {
	s.create(s.plain(usualVersion))
	a, b := s.keyed("kanari-note", 1), s.keyed("2", 1)
	s.keep(campaign.Stored, a, b)
	s.must(s.Sheets.Withdraw(s.ctx, slug, a.Sheet.ID))
	if got := s.onPaper("Lundi"); len(got) != 1 || got[0].Origin != *b.Origin {
		s.Errorf("lines %+v, want the other one", got)
	}
	s.keep(campaign.Withdrawn, a)
	s.wantGone([]byte("kanari-note"))

	s.move(campaign.Trial)
	tried := s.keyed("kanari-trial", 1)
	s.keep(campaign.Stored, tried)
	s.must(s.Paper.KeyAgain(s.ctx, slug, []paper.Again{{Origin: *tried.Origin, Sheet: tried.Sheet, By: "a"}}))
	s.must(s.Paper.KeepPile(s.ctx, slug, paper.Pile{Name: "kanari-pile", Counted: 1}))
	_, err := s.Store.Open(s.ctx, slug, func(c *campaign.Campaign) error { return c.Move(campaign.Open) })
	s.must(err)
	if got := s.onPaper("Lundi"); len(got) != 1 || got[0].Origin != *b.Origin {
		s.Errorf("lines %+v after the trial, want the other one", got)
	}
	again, err := s.Paper.KeyedAgain(s.ctx, slug, "Lundi")
	if err != nil || len(again) != 0 {
		s.Errorf("keyed again after the trial: %+v (%v), want none", again, err)
	}
	s.wantGone([]byte("kanari-trial"), []byte("kanari-pile"))
	s.must(s.Paper.KeepPile(s.ctx, slug, paper.Pile{Name: "Mardi", Counted: 1}))
	_, err = s.Store.Open(s.ctx, slug, func(*campaign.Campaign) error { return nil })
	s.must(err)
	if piles, err := s.Paper.Piles(s.ctx, slug); err != nil || len(piles) != 2 {
		s.Errorf("piles %+v (%v), want both: there was no trial to end", piles, err)
	}
}

func (s *suite) keyedAgain() {
	s.create(s.plain(usualVersion))
	first := s.keyed("1", 1)
	s.keep(campaign.Stored, first)
	line := func(note, text string) paper.Again {
		sh := s.filled()
		sh.Answers = form.Answers{"comment": {Text: text}, "choice": {Codes: []string{"a"}}}
		sh.ReceivedAt = time.Time{}
		return paper.Again{Origin: *s.keyed(note, 1).Origin, Sheet: sh, By: "compte"}
	}
	old, now, other := line("1", "avant"), line("1", "kanari"), line("12", "autre")
	s.must(s.Paper.KeyAgain(s.ctx, slug, []paper.Again{other, old}))
	s.must(s.Paper.KeyAgain(s.ctx, slug, []paper.Again{now}))
	got, err := s.again().Paper.KeyedAgain(s.ctx, slug, "Lundi")
	s.must(err)
	if want := []paper.Again{now, other}; !reflect.DeepEqual(got, want) {
		s.Errorf("keyed again %+v, want %+v", got, want)
	}
	piles, err := s.Paper.Piles(s.ctx, slug)
	if err != nil || len(piles) != 1 || piles[0].Again != 2 || piles[0].Keyed != 1 {
		s.Errorf("piles %+v (%v), want one with 1 and 2", piles, err)
	}
	s.wantProblem(s.Paper.KeyAgain(s.ctx, "rien", nil), problem.NotFound, "campaign.unknown")
	s.must(s.Sheets.Withdraw(s.ctx, slug, first.Sheet.ID))
	if got, err = s.Paper.KeyedAgain(s.ctx, slug, "Lundi"); err != nil || !reflect.DeepEqual(got, []paper.Again{other}) {
		s.Errorf("keyed again %+v (%v), want the line whose sheet was not withdrawn", got, err)
	}
	s.wantGone([]byte("kanari"))
}

func (s *suite) againShortened() {
	s.create(s.plain(usualVersion))
	sub := s.keyed("1", 1)
	sub.Sheet.Answers["comment"] = form.Answer{Text: "kanari"}
	s.keep(campaign.Stored, sub)
	s.must(s.Paper.KeyAgain(s.ctx, slug, []paper.Again{{Origin: *sub.Origin, Sheet: sub.Sheet, By: "compte"}}))
	_, err := s.Sheets.Alter(s.ctx, slug, campaign.Alteration{
		Sheet: changed(sub.Sheet), Since: s.onPaper("Lundi")[0].Kept.Change, By: "a", What: campaign.Correcting,
	})
	s.must(err)
	got, err := s.Paper.KeyedAgain(s.ctx, slug, "Lundi")
	s.must(err)
	if len(got) != 1 || got[0].By != "compte" || got[0].Sheet.Answers["minutes"].Number != 12 || got[0].Sheet.Answers["comment"].Text != "" {
		s.Errorf("keyed again %+v, want the line without its words", got)
	}
	s.wantGone([]byte("kanari"))
}
