package report_test

import (
	"strings"
	"testing"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/report"
	"releve/internal/tally"
)

// The workbook says how well paper was read, and also that nobody looked.
func TestScannedIsTold(t *testing.T) {
	for _, c := range []struct {
		name    string
		scanned campaign.Scanned
		tag     locale.Tag
		want    string // "": nothing is said of it
	}{
		{"no paper", campaign.Scanned{}, "fr", ""},
		{
			"one in forty",
			campaign.Scanned{Batches: 2, Pages: 1234, Sampled: 40, Wrong: 1},
			"fr",
			"Pages lues~: 1~234. Tout ce qui était douteux a été lu par une personne. De ce que le programme a accepté seul, " +
				"40 réponses tirées au sort ont été revues par une personne~; mal lues~: 1, soit 2,5~% (intervalle de Wilson à 95~%~: de 0,4~% à 12,9~%).",
		},
		{
			"none in twenty",
			campaign.Scanned{Batches: 1, Pages: 3, Sampled: 20},
			"en",
			"Pages read: 3. A person read all that was doubtful. Of what the program accepted by itself, 20 answers drawn at random " +
				"were looked at by a person; wrongly read: 0, that is 0.0% (95% Wilson interval: from 0.0% to 16.1%).",
		},
		{
			"nobody looked",
			campaign.Scanned{Batches: 1, Pages: 3},
			"nl",
			"Gelezen pagina's: 3. Alles wat twijfelachtig was, is door iemand gelezen. Van wat het programma zelf aanvaardde, is niets " +
				"nagekeken: niemand weet hoeveel antwoorden fout gelezen zijn.",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			of := newCampaign(t, "monitoring-1030")
			of.Scanned = c.scanned
			for _, purpose := range []report.Purpose{report.ForWork, report.ForShare} {
				from := source(t, of, tally.Filter{}, first(3)(of)...)
				from.Purpose = purpose
				p := catalogue(t).Printer(c.tag)
				got := noteOf(buildBook(t, from, p).Reports[0], p.Text("report.readme.scanned", nil))
				if got = strings.NewReplacer("\u00a0", "~", "\u202f", "~").Replace(got); got != c.want {
					t.Errorf("%v: %q, want %q", purpose, got, c.want)
				}
			}
		})
	}
}

// noteOf returns the note of the line of a label, "" where there is no such line.
func noteOf(r *report.Report, label string) string {
	for _, table := range r.Tables {
		for _, row := range table.Rows {
			if len(row.Cells) > 0 && row.Cells[0].Text == label {
				return row.Note
			}
		}
	}
	return ""
}
