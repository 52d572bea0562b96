package storetest

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/problem"
	"releve/internal/sheet"
)

func alterTests() map[string]func(*suite) {
	return map[string]func(*suite){
		"an altered sheet has a history without free text":    (*suite).history,
		"an altered sheet keeps the way it came":              (*suite).route,
		"a sheet that changed meanwhile is not altered":       (*suite).alteredMeanwhile,
		"a sheet that is not there is not altered":            (*suite).alterNothing,
		"an alteration that cannot stand":                     (*suite).alterRefused,
		"the content before an alteration is a duplicate":     (*suite).formerContent,
		"altered and undone":                                  (*suite).undone,
		"a withdrawn sheet has no history":                    (*suite).erasedHistory,
		"a sheet of the trial is altered":                     (*suite).alterTrial,
		"altered texts leave the disk":                        (*suite).alteredTexts,
		"two people alter the same sheet, one of them wins":   (*suite).alterTogether,
		"a chain may be altered, but not into a circle":       (*suite).alterChain,
		"a sheet is altered in a campaign that takes no more": (*suite).alterClosed,
	}
}

// alter keeps another state of a sheet, read just before.
func (s *suite) alter(sh *sheet.Sheet, what string) (campaign.Kept, error) {
	k, _, err := s.Sheets.Sheet(s.ctx, slug, sh.ID)
	if err != nil {
		return k, err
	}
	return s.Sheets.Alter(s.ctx, slug, campaign.Alteration{Sheet: sh, Since: k.Change, By: "account-1", What: what})
}

// altered keeps another state of a sheet, and checks that it comes back everywhere.
func (s *suite) altered(sh *sheet.Sheet, what string) campaign.Kept {
	s.Helper()
	before := s.campaign().Change
	got, err := s.alter(sh, what)
	s.must(err)
	read, _, err := s.again().Sheets.Sheet(s.ctx, slug, sh.ID)
	s.must(err)
	if !reflect.DeepEqual(got, read) || got.Change != before+1 || s.campaign().Change != before+1 {
		s.Errorf("altered to\n%+v, change %d; read is\n%+v, change %d; want the same, and change %d",
			show(got.Sheet), got.Change, show(read.Sheet), read.Change, before+1)
	}
	for _, k := range s.view(before).changed {
		if k.Erased {
			continue
		}
		if !reflect.DeepEqual(k, got) {
			s.Errorf("the view has\n%+v, want\n%+v", k, got)
		}
		return got
	}
	s.Errorf("the view does not have the altered sheet")
	return got
}

// wordy returns a sheet with texts in every place that has one, and numbers, codes and a date.
func (s *suite) wordy() *sheet.Sheet {
	sh := s.filled()
	sh.Shared, sh.Follows = 2, sheet.Unknown
	sh.Answers = form.Answers{
		"comment": {Text: "Madame a rappelé"}, "longtext": {Text: "long"}, "text": {Text: "court"}, "date": {Text: "2026-01-03"},
		"choice": {Codes: []string{"oth"}, Text: "autre chose"}, "multiple": {Codes: []string{"a", "oth"}, Text: "et cela"},
		"integer": {Number: -3, Numbered: true}, "minutes": {Codes: []string{"m10"}, Number: 12, Numbered: true},
		"band": {Codes: []string{"m0"}, Number: 0, Numbered: true}, "institution": {Codes: []string{"b"}},
	}
	return sh
}

func (s *suite) history() {
	s.create(s.plain(usualVersion))
	first := s.wordy()
	s.save(first)
	second := *first
	second.Date, second.Participant, second.Language, second.Shared, second.Follows = "2026-02-01", "asso", "nl", 0, ""
	second.Status, second.Answers = sheet.Edited, form.Answers{"institution": {Codes: []string{"a"}}, "comment": {Text: "Autre"}}
	s.altered(&second, campaign.Correcting)
	third := second
	third.Status, third.Reason = sheet.Excluded, "doublon"
	s.altered(&third, campaign.Excluding)

	_, history, err := s.Sheets.Sheet(s.ctx, slug, first.ID)
	s.must(err)
	if len(history) != 2 {
		s.Fatalf("%d revisions, want 2", len(history))
	}
	want := &sheet.Sheet{
		ID: first.ID, Participant: "zwin", Version: usualVersion, Follows: sheet.Unknown, Shared: 2, Date: "2026-01-15", Precision: sheet.Day,
		Language: "fr", Status: sheet.Received,
		Answers: form.Answers{
			"date": {Text: "2026-01-03"}, "choice": {Codes: []string{"oth"}}, "multiple": {Codes: []string{"a", "oth"}},
			"integer": {Number: -3, Numbered: true}, "minutes": {Codes: []string{"m10"}, Number: 12, Numbered: true},
			"band": {Codes: []string{"m0"}, Number: 0, Numbered: true}, "institution": {Codes: []string{"b"}},
		},
	}
	s.wantSame(history[0].Before, want)
	want = &sheet.Sheet{
		ID: first.ID, Participant: "asso", Version: usualVersion, Date: "2026-02-01", Precision: sheet.Day, Language: "nl",
		Status: sheet.Edited, Answers: form.Answers{"institution": {Codes: []string{"a"}}},
	}
	s.wantSame(history[1].Before, want)
	for i, what := range []string{campaign.Correcting, campaign.Excluding} {
		at := history[i].At
		if history[i].What != what || history[i].By != "account-1" || at.Location() != time.UTC || at.Nanosecond() != 0 || at.Year() < 2026 {
			s.Errorf("revision %d: %+v", i, history[i])
		}
	}
}

func (s *suite) route() {
	s.create(s.plain(usualVersion))
	sh := s.filled()
	s.save(sh)
	other := *changed(sh)
	other.Worker, other.Channel, other.ReceivedAt = "", sheet.Keyed, time.Time{}
	k := s.altered(&other, campaign.Correcting)
	if k.Sheet.Worker != sh.Worker || k.Sheet.Channel != sh.Channel || !k.Sheet.ReceivedAt.Equal(sh.ReceivedAt) {
		s.Errorf("altered to %s, want worker, channel and receipt as they were", show(k.Sheet))
	}
	if k.Place != 0 || k.Rows != 1 || other.Worker != "" {
		s.Errorf("place %d of %d rows; want 0 of 1, and the caller's sheet as it was", k.Place, k.Rows)
	}
}

func (s *suite) alteredMeanwhile() {
	s.create(s.plain(usualVersion))
	sh, beside := s.filled(), s.filled()
	s.save(sh)
	k, _, err := s.Sheets.Sheet(s.ctx, slug, sh.ID)
	s.must(err)
	s.save(beside) // raises the campaign's change, not the sheet's
	s.altered(changed(sh), campaign.Correcting)
	_, err = s.Sheets.Alter(s.ctx, slug, campaign.Alteration{Sheet: sh, Since: k.Change, By: "x", What: campaign.Correcting})
	s.wantProblem(err, problem.Conflict, "sheet.changed")
	_, history, err := s.Sheets.Sheet(s.ctx, slug, sh.ID)
	s.must(err)
	if got := s.view(0); len(history) != 1 || got.campaign.Change != 3 || got.changed[0].Sheet.Answers["institution"].Codes[0] != "a" {
		s.Errorf("a refused alteration changed something: %d revisions, change %d", len(history), got.campaign.Change)
	}
}

func (s *suite) alterNothing() {
	f := s.plain(usualVersion)
	s.create(f)
	sh := s.filled()
	s.save(sh)
	other := newCampaign(f)
	other.Slug, other.Link, other.Participants = "deux", "", nil
	s.must(s.Store.Create(s.ctx, other, f))
	for name, c := range map[string]struct {
		slug string
		id   sheet.ID
		kind problem.Kind
		key  string
	}{
		"never kept":     {slug, s.newID(), problem.NotFound, "sheet.unknown"},
		"other campaign": {"deux", sh.ID, problem.NotFound, "sheet.unknown"},
		"no campaign":    {"rien", sh.ID, problem.NotFound, "campaign.unknown"},
	} {
		n := *sh
		n.ID = c.id
		_, _, err := s.Sheets.Sheet(s.ctx, c.slug, c.id)
		s.wantProblem(err, c.kind, c.key)
		_, err = s.Sheets.Alter(s.ctx, c.slug, campaign.Alteration{Sheet: &n, Since: 1, What: campaign.Correcting})
		if s.wantProblem(err, c.kind, c.key); s.Failed() {
			s.Fatalf("%s", name)
		}
	}
	s.must(s.Sheets.Withdraw(s.ctx, slug, sh.ID))
	_, _, err := s.Sheets.Sheet(s.ctx, slug, sh.ID)
	s.wantProblem(err, problem.Gone, "sheet.withdrawn")
	_, err = s.Sheets.Alter(s.ctx, slug, campaign.Alteration{Sheet: sh, Since: 2})
	s.wantProblem(err, problem.Gone, "sheet.withdrawn")
}

func (s *suite) alterRefused() {
	s.create(s.plain(usualVersion))
	sh := s.filled()
	s.save(sh)
	before := s.view(0)
	for name, c := range map[string]struct {
		alter func(*sheet.Sheet)
		want  string
	}{
		"service": {func(n *sheet.Sheet) { n.Participant = "nulle-part" }, "campaign.participant.unknown"},
		"version": {func(n *sheet.Sheet) { n.Version++ }, "sheet.version"},
		"itself":  {func(n *sheet.Sheet) { n.Follows = n.ID.String() }, "sheet.follows.cycle"},
		"answers": {func(n *sheet.Sheet) { n.Answers = form.Answers{"nothing": {Text: "x"}} }, ""},
	} {
		n := *sh
		c.alter(&n)
		_, err := s.alter(&n, campaign.Correcting)
		if all := problem.All(err); err == nil || c.want != "" && (len(all) != 1 || all[0].Key != c.want) {
			s.Errorf("%s: error %v, want %s", name, err, c.want)
		}
	}
	if after := s.view(0); !reflect.DeepEqual(after, before) {
		s.Errorf("a refused alteration changed something:\n got %+v\nwant %+v", after, before)
	}
}

func (s *suite) formerContent() {
	s.create(s.plain(usualVersion))
	sh, never := s.filled(), s.filled()
	s.save(sh)
	never.ID = sh.ID
	never.Answers = form.Answers{"choice": {Codes: []string{"c-1"}}}
	second, third := changed(sh), *sh
	third.Answers = form.Answers{"institution": {Codes: []string{"oth"}}}
	second.Status, third.Status = sheet.Edited, sheet.Edited
	s.altered(second, campaign.Correcting)
	s.altered(&third, campaign.Correcting)
	s.move(campaign.Closed)
	s.wantVerdicts([]*sheet.Sheet{sh, second, &third, never}, campaign.Duplicate, campaign.Duplicate, campaign.Duplicate, campaign.Conflicting)
	if got := s.view(0).changed; len(got) != 1 || got[0].Sheet.Answers["institution"].Codes[0] != "oth" {
		s.Errorf("a resend changed the sheet: %+v", got)
	}
	k, err := s.Sheets.ByReceipt(s.ctx, slug, receipt(sh.ID.String()))
	s.must(err)
	s.wantSame(k.Sheet, &third)
}

func (s *suite) undone() {
	s.create(s.plain(usualVersion))
	sh := s.filled()
	s.save(sh)
	s.altered(changed(sh), campaign.Correcting)
	_, history, err := s.Sheets.Sheet(s.ctx, slug, sh.ID)
	s.must(err)
	k := s.altered(history[0].Before, campaign.Undoing)
	s.wantSame(k.Sheet, sh) // without texts nothing is lost
	_, history, err = s.Sheets.Sheet(s.ctx, slug, sh.ID)
	s.must(err)
	if len(history) != 2 || history[1].What != campaign.Undoing || history[1].Before.Answers["institution"].Codes[0] != "a" {
		s.Errorf("history %+v, want the undoing too", history)
	}
}

func (s *suite) erasedHistory() {
	s.create(s.plain(usualVersion))
	sh := s.filled()
	sh.Reason = "kanari"
	s.save(sh)
	s.altered(changed(sh), campaign.Correcting)
	other := *changed(sh)
	other.Reason = ""
	s.altered(&other, campaign.Correcting)
	if !strings.Contains(string(s.Bytes(s.T)), "kanari") {
		s.Fatalf("the reason is not found in the history before it is erased: the test would see nothing")
	}
	s.must(s.Sheets.Withdraw(s.ctx, slug, sh.ID))
	s.wantGone([]byte("kanari"))
	s.wantVerdicts([]*sheet.Sheet{sh, &other}, campaign.Withdrawn, campaign.Withdrawn)
}

func (s *suite) alterTrial() {
	s.create(s.plain(usualVersion))
	s.move(campaign.Trial)
	sh := s.filled()
	sh.Reason = "kanari"
	s.save(sh)
	if k := s.altered(changed(sh), campaign.Correcting); !k.Trial {
		s.Errorf("the altered sheet left the trial")
	}
	n, err := s.Store.Open(s.ctx, slug, func(c *campaign.Campaign) error { return c.Move(campaign.Open) })
	s.must(err)
	if n != 1 {
		s.Errorf("%d deleted at opening, want 1", n)
	}
	_, _, err = s.Sheets.Sheet(s.ctx, slug, sh.ID)
	s.wantProblem(err, problem.Gone, "sheet.withdrawn")
	s.wantGone([]byte("kanari"))
}

func (s *suite) alteredTexts() {
	s.create(s.plain(usualVersion))
	sh := s.marked("kanari")
	sh.Worker = sheet.Token("pad")
	s.save(sh)
	clean := *changed(sh)
	clean.Reason = "doublon"
	s.altered(&clean, campaign.Correcting)
	s.wantGone([]byte("kanari-comment"), []byte("kanari-text"), []byte("kanari-other"))
}

func (s *suite) alterTogether() {
	s.create(s.plain(usualVersion))
	sh := s.filled()
	s.save(sh)
	processes := []*suite{s, s.again()}
	won := make([]bool, 16)
	all(len(won), func(i int) {
		n := *changed(sh)
		n.Reason = strconv.Itoa(i)
		_, err := processes[i%2].Sheets.Alter(s.ctx, slug, campaign.Alteration{Sheet: &n, Since: 1, By: "x", What: campaign.Correcting})
		won[i] = err == nil
		if err != nil && problem.KindOf(err) != problem.Conflict {
			s.Errorf("alter: %v", err)
		}
	})
	i := slices.Index(won, true)
	if i < 0 || slices.Contains(won[i+1:], true) {
		s.Fatalf("winners %v, want one", won)
	}
	if got := s.view(0).changed[0].Sheet.Reason; got != strconv.Itoa(i) {
		s.Errorf("kept is what %s wrote, %d was told so", got, i)
	}
}

func (s *suite) alterChain() {
	s.create(s.plain(usualVersion))
	a := s.filled()
	b := s.following(a.ID)
	c := s.following(b.ID)
	d := s.filled()
	s.save(a, b, c, d)
	circle := *a
	circle.Follows = c.ID.String()
	_, err := s.alter(&circle, campaign.Correcting)
	s.wantProblem(err, problem.Invalid, "sheet.follows.cycle")
	elsewhere := *b
	elsewhere.Follows = d.ID.String()
	s.altered(&elsewhere, campaign.Correcting)
	s.altered(&circle, campaign.Correcting) // b does not follow a any more
}

func (s *suite) alterClosed() {
	s.create(s.plain(usualVersion))
	sh := s.filled()
	s.save(sh)
	s.move(campaign.Closed)
	s.altered(changed(sh), campaign.Correcting)
	if got := s.campaign().Config; got != 2 {
		s.Errorf("config %d, want 2: altering sheets does not change the campaign", got)
	}
}
