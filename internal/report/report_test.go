package report_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/report"
	"releve/internal/sheet"
	"releve/internal/tally"
)

// promised are the defined names that scripts rely on.
func promised() []string {
	return strings.Fields(`n_sheets n_rows n_tokens n_people_declared n_organisations failed_n failed_base failed_share failed_low failed_high
		minutes_mean_low minutes_mean_mid minutes_mean_high hours_low hours_mid hours_high open_band_n first_date last_date
		top1_label top1_n top1_share top2_label top2_n top2_share top3_label top3_n top3_share`)
}

func TestShippedDefinitions(t *testing.T) {
	names, err := fs.Glob(definitions(t), "*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no definitions: %v", err)
	}
	all := catalogue(t)
	for _, name := range names {
		d, err := loadAny(definitions(t), strings.TrimSuffix(name, ".json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range d.Keys() {
			if !all.Has(key) {
				t.Errorf("%s: no message %s", name, key)
			}
		}
	}
}

// loadAny loads the definition of a report, or of a book.
func loadAny(fsys fs.FS, name string) (interface{ Keys() []string }, error) {
	if name == "classeur" {
		return report.LoadBook(fsys, name)
	}
	return report.Load(fsys, name)
}

// names returns the defined names of a report, in their order.
func names(r *report.Report) []string {
	var all []string
	for _, table := range r.Tables {
		for _, row := range table.Rows {
			for _, c := range row.Cells {
				if c.Name != "" {
					all = append(all, c.Name)
				}
			}
		}
	}
	return all
}

func TestNames(t *testing.T) {
	cases := []struct {
		name, form string
		absent     string // beginning of the names that the form has no role for
	}{
		{"all roles", "monitoring-1030", "-"},
		{"outcomes set apart", "monitoring-plus", "-"},
		{"no outcome, and rows of its own", "appels", "failed_"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			of := newCampaign(t, c.form)
			p := catalogue(t).Printer("nl")
			var got []string
			for _, r := range buildBook(t, source(t, of, tally.Filter{}), p).Reports {
				if found := names(r); r.Name == "Samenvatting" {
					got = found
				} else if len(found) > 0 {
					t.Errorf("%s has the names %v", r.Name, found)
				}
			}
			want := slices.DeleteFunc(promised(), func(name string) bool { return strings.HasPrefix(name, c.absent) })
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("got  %v\nwant %v", got, want)
			}
		})
	}
}

// texts returns everything a person reads in a report.
func texts(r *report.Report) []string {
	all := []string{r.Name, r.Notice, r.Title, r.Sentence, r.Caveat, r.About, r.Rowless}
	for _, f := range r.Facts {
		all = append(all, f.Label, f.Text)
	}
	for _, c := range r.Charts {
		all = append(all, c.Title, c.Text)
	}
	for _, table := range r.Tables {
		all = append(append(all, table.Title, table.Note), table.Head...)
		for _, row := range table.Rows {
			all = append(all, row.Note)
			for _, c := range row.Cells {
				all = append(all, c.Text)
			}
		}
	}
	return all
}

// No placeholder stays open and no key shows, whatever the form, the language and what there is to tell.
func TestEveryTextIsWhole(t *testing.T) {
	for _, id := range []string{"monitoring-1030", "monitoring-plus", "appels"} {
		of := newCampaign(t, id)
		of.Publisher = "Coordination"
		of.Scanned = campaign.Scanned{Batches: 1, Pages: 2, Sampled: 3, Wrong: 1}
		sheets := []*sheet.Sheet{answered(of, "s1", map[string]string{"inst": "com-pop", "out": "ko"})}
		if id == "appels" {
			sheets[0] = answered(of, "s1", nil)
			sheets[0].Rows = []form.Answers{{"inst": {Codes: []string{"onem"}}}}
		}
		sheets[0].Answers["com"] = form.Answer{Text: "Rien."}
		for _, tag := range locale.Languages() {
			for _, s := range [][]*sheet.Sheet{nil, sheets} {
				filter := tally.Filter{From: "2026-03-02", Participants: []string{"s1", ""}, Languages: []string{"fr"}}
				for _, purpose := range []report.Purpose{report.ForWork, report.ForShare} {
					from := source(t, of, filter, s...)
					from.Purpose = purpose
					b := buildBook(t, from, catalogue(t).Printer(tag))
					for _, text := range bookTexts(b) {
						if strings.ContainsAny(text, "{}") || strings.HasPrefix(text, "report.") || strings.HasPrefix(text, "figure.") {
							t.Errorf("%s in %s: %q", id, tag, text)
						}
					}
					if facts := b.Reports[0].Facts; len(facts) != 9 {
						t.Errorf("%s in %s: %d facts, want 9", id, tag, len(facts))
					}
				}
			}
		}
	}
}

// bookTexts returns everything a person reads in a book.
func bookTexts(b *report.Book) []string {
	var all []string
	for _, r := range b.Reports {
		all = append(all, texts(r)...)
	}
	if b.Data == nil {
		return all
	}
	all = append(all, b.Data.Name)
	for _, c := range b.Data.Columns {
		all = append(all, c.Head)
	}
	for cells := range b.Data.Lines {
		for _, c := range cells {
			all = append(all, c.Text)
		}
	}
	return all
}

// cellOf returns the cell of a name with its row's note.
func cellOf(t *testing.T, r *report.Report, name string) (report.Cell, string) {
	t.Helper()
	for _, table := range r.Tables {
		for _, row := range table.Rows {
			for _, c := range row.Cells {
				if c.Name == name {
					return c, row.Note
				}
			}
		}
	}
	t.Fatalf("no cell %s", name)
	return report.Cell{}, ""
}

func TestCells(t *testing.T) {
	of := newCampaign(t, "monitoring-1030")
	from := source(
		t, of, tally.Filter{},
		answered(of, "s1", map[string]string{"inst": "fwb-bour", "out": "ko", "dur": "d10"}),
		answered(of, "s2", map[string]string{"inst": "stib", "out": "ok", "dur": "d10"}),
		answered(of, "s2", map[string]string{"inst": "fwb-equi", "out": "ok"}),
	)
	r := build(t, synthese(t), from, catalogue(t).Printer("fr"))
	cases := []struct {
		name string
		want report.Cell
	}{
		{"n_rows", report.Cell{Kind: report.Count, Value: 3}},
		{"failed_share", report.Cell{Kind: report.Share, Value: 1. / 3}},
		{"minutes_mean_high", report.Cell{Kind: report.Minutes, Value: 20}},
		{"hours_mid", report.Cell{Kind: report.Hours, Value: .5}},
		{"first_date", report.Cell{Kind: report.Date, Text: "2026-03-12"}},
		{"n_people_declared", report.Cell{Kind: report.Count, Empty: true}},
		{"top1_label", report.Cell{Kind: report.Text, Text: "Fédération Wallonie-Bruxelles"}},
		{"top2_label", report.Cell{Kind: report.Text, Text: "Transports"}},
		{"top3_label", report.Cell{Kind: report.Text, Empty: true}},
		{"top3_n", report.Cell{Kind: report.Count, Empty: true}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.want.Name = c.name
			got, _ := cellOf(t, r, c.name)
			if c.name == "top2_label" {
				got.Text = c.want.Text // the list's wording may change
			}
			got.Formula = nil
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
	if _, note := cellOf(t, r, "top1_label"); !strings.Contains(note, "bourses") {
		t.Errorf("the footnote of the group is missing: %q", note)
	}
	if _, note := cellOf(t, r, "failed_share"); note != "1 sur 3\u00a0démarches." {
		t.Errorf("the base is not told: %q", note)
	}
	if _, note := cellOf(t, r, "failed_low"); !strings.Contains(note, "moins de cinq services") {
		t.Errorf("the method is not told: %q", note)
	}
	if _, note := cellOf(t, r, "minutes_mean_mid"); !strings.Contains(note, "2\u00a0démarches") {
		t.Errorf("the base of the minutes is not told: %q", note)
	}
}

func TestSentence(t *testing.T) {
	cases := []struct {
		name   string
		tag    locale.Tag
		sheets func(*campaign.Campaign) []*sheet.Sheet
		want   string
	}{
		{"nothing", "fr", none, "Rien n'est encore compté~: aucune fiche ne correspond."},
		{"one", "fr", first(1), "1~démarche notée par 1~service~; 100~% ne sont pas allées au bout~; entre 0,3 et 0,5~heure"},
		{"three", "fr", first(3), "3~démarches notées par 2~services~; 33~% ne sont pas allées au bout~; entre 2,2 et 2,5~heures"},
		{"three", "nl", first(3), "3~procedures genoteerd door 2~diensten; 33% is niet afgerond; tussen 2,2 en 2,5~uur"},
		{"three", "de", first(3), "3~Vorgänge, notiert von 2~Diensten; 33~% wurden nicht zu Ende geführt; zwischen 2,2 und 2,5~Stunden"},
		{"three", "en", first(3), "3~procedures logged by 2~services; 33% could not be completed; between 2.2 and 2.5~hours"},
		{"exact", "fr", exact, "1~démarche notée par 1~service~; 0~% ne sont pas allées au bout~; environ 1,5~heure"},
		{"without a service", "fr", unsigned, "1~démarche, sans service indiqué"},
	}
	for _, c := range cases {
		t.Run(c.name+" "+string(c.tag), func(t *testing.T) {
			of := newCampaign(t, "monitoring-1030")
			got := report.Sentence(counted(t, of, tally.Filter{}, c.sheets(of)...), catalogue(t).Printer(c.tag))
			if want := strings.ReplaceAll(c.want, "~", "\u00a0"); got != want {
				t.Errorf("\ngot  %s\nwant %s", got, want)
			}
		})
	}
}

func none(*campaign.Campaign) []*sheet.Sheet { return nil }

func unsigned(c *campaign.Campaign) []*sheet.Sheet {
	return []*sheet.Sheet{answered(c, "", map[string]string{"inst": "stib"})}
}

func exact(c *campaign.Campaign) []*sheet.Sheet { return first(2)(c)[1:] }

func first(n int) func(*campaign.Campaign) []*sheet.Sheet {
	return func(c *campaign.Campaign) []*sheet.Sheet {
		exact := answered(c, "s2", map[string]string{"out": "ok"})
		exact.Answers["dur"] = form.Answer{Codes: []string{"d60"}, Number: 90, Numbered: true}
		return []*sheet.Sheet{
			answered(c, "s1", map[string]string{"out": "ko", "dur": "d20"}), exact, answered(c, "s2", map[string]string{"out": "ok", "dur": "d20"}),
		}[:n]
	}
}

func TestSelection(t *testing.T) {
	cases := []struct {
		name   string
		filter tally.Filter
		want   string
	}{
		{"all", tally.Filter{}, ""},
		{"dates", tally.Filter{From: "2026-03-02", To: "2026-03-08"}, "Du 2 mars 2026 au 8 mars 2026"},
		{"from", tally.Filter{From: "2026-03-01"}, "À partir du 1er mars 2026"},
		{"to", tally.Filter{To: "2026-03-08"}, "Jusqu'au 8 mars 2026"},
		{"services", tally.Filter{Participants: []string{"s1", "gone", ""}}, "Seulement~: Service un, gone et fiches sans service"},
		{"kinds", tally.Filter{To: "2026-03-08", Kinds: []campaign.Kind{campaign.CPAS}}, "Jusqu'au 8 mars 2026~; genre de service~: CPAS"},
		{
			"more",
			tally.Filter{
				Channels: []sheet.Channel{sheet.Keyed, sheet.Web}, Languages: []string{"nl"}, Statuses: []sheet.Status{sheet.Approved},
				Roles: map[form.Role][]string{form.RoleInstitution: {"com", "stib"}},
			},
			"Arrivé par~: papier, encodé et page web~; langue~: néerlandais~; statut~: approuvé~; Institution~: Commune et STIB",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			of := newCampaign(t, "monitoring-1030")
			r := build(t, synthese(t), source(t, of, c.filter), catalogue(t).Printer("fr"))
			got := ""
			for _, f := range r.Facts {
				if f.Label == "Sélection" {
					got = f.Text
				}
			}
			if want := strings.ReplaceAll(c.want, "~", "\u00a0"); strings.ReplaceAll(got, "\u202f", "\u00a0") != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestBadDefinition(t *testing.T) {
	cases := []struct{ name, data, want string }{
		{"syntax", `{`, "read definition"},
		{"member", `{"titel": "x"}`, "titel"},
		{"figure", `{"tables": [{"lines": [{"figures": ["n_people"]}]}]}`, "n_people"},
		{"fact", `{"facts": ["weather"]}`, "weather"},
		{"axis", `{"tables": [{"by": "weather"}]}`, "weather"},
		{"crossed axis", `{"tables": [{"cross": ["unit"]}]}`, "axis"},
		{"column", `{"tables": [{"by": "unit", "of": ["profit"]}]}`, "profit"},
		{"condition", `{"tables": [{"when": "raining"}]}`, "raining"},
		{"condition of a line", `{"tables": [{"lines": [{"when": "raining"}]}]}`, "raining"},
		{"list", `{"tables": [{"list": "shopping"}]}`, "shopping"},
		{"chart of no table", `{"charts": [{"kind": "bars", "table": "a", "series": ["rows"]}]}`, "chart"},
		{"chart of no kind", `{"tables": [{"key": "a"}], "charts": [{"kind": "pie", "table": "a", "series": ["rows"]}]}`, "chart"},
		{"too wide", `{"tables": [{"lines": [{"figures": ["n_rows", "n_rows", "n_rows", "n_rows"]}]}]}`, "columns"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if _, err := report.Read([]byte(c.data)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error about %q", err, c.want)
			}
		})
	}
}

func TestTooManyRows(t *testing.T) {
	of := newCampaign(t, "appels")
	rows := make([]form.Answers, report.MostRows+1)
	s := answered(of, "s1", nil)
	for _, c := range []struct {
		rows int
		want string
	}{{report.MostRows, ""}, {report.MostRows + 1, "Die 200.001 Zeilen"}} {
		s.Rows = rows[:c.rows]
		r := build(t, synthese(t), source(t, of, tally.Filter{}, s), catalogue(t).Printer("de"))
		if (r.Rowless == "") != (c.want == "") || !strings.HasPrefix(r.Rowless, c.want) {
			t.Errorf("%d rows: %q, want %q", c.rows, r.Rowless, c.want)
		}
	}
}
