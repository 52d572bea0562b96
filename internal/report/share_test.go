package report_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"releve/internal/campaign"
	"releve/internal/report"
	"releve/internal/sheet"
	"releve/internal/tally"
)

// tableOf returns a table of a book by its key, nil when there is none.
func tableOf(b *report.Book, key string) *report.Table {
	for _, r := range b.Reports {
		for i := range r.Tables {
			if r.Tables[i].Key == key {
				return &r.Tables[i]
			}
		}
	}
	return nil
}

// Small services are never shown by name, and what hides them never shows one of them either.
func TestShareHidesSmallServices(t *testing.T) {
	cases := []struct {
		name   string
		sheets []int // of each service; the last one of the sheets without a service
		want   string
	}{
		{"none", []int{0, 0}, ""},
		{"one that is large", []int{5, 0}, "S1 5"},
		{"one that is small", []int{4, 0}, "withheld"},
		{"two that are small", []int{2, 2, 0}, "withheld"},
		{"two that are small and enough together", []int{3, 2, 0}, "Autres services (regroupés) 5"},
		{"all small", []int{1, 1, 1, 1, 1, 0}, "Autres services (regroupés) 5"},
		{"one small, the next smallest joins", []int{9, 6, 4, 0}, "S1 9, Autres services (regroupés) 10"},
		{"one small among two", []int{9, 4, 0}, "Autres services (regroupés) 13"},
		{"two small, too few sheets", []int{9, 6, 1, 1, 0}, "S1 9, Autres services (regroupés) 8"},
		{"few without a service", []int{9, 8, 7, 3}, "S1 9, Autres services (regroupés) 18"},
		{"many without a service", []int{9, 8, 7, 6}, "S1 9, S2 8, S3 7, (sans service) 6"},
		{"only without a service", []int{6}, "(sans service) 6"},
		{"few only without a service", []int{4}, "withheld"},
		{"all large", []int{5, 6, 0}, "S2 6, S1 5"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			of := newCampaign(t, "monitoring-1030")
			of.Participants = nil
			var sheets []*sheet.Sheet
			for i, n := range c.sheets {
				code := fmt.Sprintf("s%d", i+1)
				if i == len(c.sheets)-1 {
					code = ""
				} else {
					of.Participants = append(of.Participants, campaign.Participant{Code: code, Name: strings.ToUpper(code)})
				}
				for range n {
					sheets = append(sheets, answered(of, code, map[string]string{"inst": "stib"}))
				}
			}
			from := source(t, of, tally.Filter{}, sheets...)
			from.Purpose = report.ForShare
			b := buildBook(t, from, catalogue(t).Printer("fr"))
			var shown []string
			if table := tableOf(b, "services"); table == nil {
				shown = []string{"withheld"}
			} else {
				for _, row := range table.Rows {
					if !row.Total {
						shown = append(shown, fmt.Sprintf("%s %v", row.Cells[0].Text, row.Cells[1].Value))
					}
				}
			}
			if got := strings.Join(shown, ", "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Nothing in a book to be shared calculates, crosses services, or repeats what somebody wrote.
func TestShareLeavesOut(t *testing.T) {
	of := newCampaign(t, "monitoring-plus")
	manyServices(of)
	from := source(t, of, tally.Filter{}, drawn(t, of, 5, 80)...)
	from.Purpose = report.ForShare
	b := buildBook(t, from, catalogue(t).Printer("fr"))
	for _, key := range []string{"kinds", "participant-outcome", "comments", "data", "codes"} {
		if tableOf(b, key) != nil {
			t.Errorf("the table %s is there", key)
		}
	}
	if b.Data != nil {
		t.Error("the rows are there")
	}
	for _, r := range b.Reports {
		for _, table := range r.Tables {
			for _, row := range table.Rows {
				for _, cell := range row.Cells {
					if cell.Formula != nil || strings.HasPrefix(cell.Text, "=1+") && !strings.Contains(cell.Text, "~") {
						t.Errorf("%s, %s: %+v", r.Name, table.Title, cell)
					}
				}
			}
		}
	}
	if !slices.ContainsFunc(b.Reports[0].Facts, func(f report.Fact) bool { return strings.HasPrefix(f.Text, "À partager") }) {
		t.Error("the first sheet does not say which version this is")
	}
}
