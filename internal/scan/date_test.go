package scan_test

import (
	"slices"
	"testing"
	"time"

	"releve/internal/paper"
	"releve/internal/scan"
)

// TestYears holds that dates without a year fall into the right one.
func TestYears(t *testing.T) {
	week := func(tens, ones string) map[string]string { return map[string]string{"_week.10": tens, "_week.1": ones} }
	tests := []struct {
		name     string
		made     string // when the batch came in
		from, to string // of the campaign
		period   string
		week     map[string]string
		date     string // written on the line
		want     string // date and precision, or what waits
	}{
		{name: "New Year's Eve in January", made: "2027-01-04", from: "2026-01-01", date: "31/12", want: "2026-12-31 day"},
		{name: "New Year in January", made: "2027-01-04", from: "2026-01-01", date: "1/1", want: "2027-01-01 day"},
		{name: "week 53 in January", made: "2027-01-04", from: "2026-01-01", week: week("5", "3"), want: "2026-12-28 week"},
		{name: "week 53 that is to come", made: "2026-01-12", from: "2025-01-01", week: week("5", "3"), want: "1:_week.10 scan.date.future"},
		{name: "week 1, from its Thursday on", made: "2026-01-12", from: "2026-01-01", week: week("0", "1"), want: "2025-12-29 week"},
		{name: "a day of week 1 in the old year", made: "2026-01-12", from: "2025-12-01", week: week("0", "1"), date: "30", want: "2025-12-30 day"},
		{name: "before the campaign", made: "2026-11-22", from: "2026-11-15", date: "12/10", want: "2026-10-12 day"},
		{name: "long before", made: "2026-11-22", from: "2026-01-01", date: "1/3", want: "2026-03-01 day"},
		{name: "of a campaign that is over", made: "2026-01-20", from: "2025-01-01", to: "2025-12-31", date: "15/1", want: "2025-01-15 day"},
		{name: "today, where it is tomorrow already", made: "2026-11-22", from: "2026-01-01", date: "23/11", want: "2026-11-23 day"},
		{name: "a day to come", made: "2026-11-22", from: "2026-01-01", date: "24/11", want: "1:_date@1 scan.date.future"},
		{name: "a day to come of the period", made: "2026-11-22", from: "2026-01-01", period: "2026-11", date: "30", want: "1:_date@1 scan.date.future"},
		{name: "leap day", made: "2028-03-01", from: "2028-01-01", date: "29/2", want: "2028-02-29 day"},
		{name: "week 53 of no year around", made: "2024-01-12", from: "2023-01-01", week: week("5", "3"), want: "1:_week.10 scan.date.none"},
		{name: "leap day of no year around", made: "2026-03-01", from: "2026-01-01", date: "29/2", want: "1:_date@1 scan.date.none"},
		{name: "the period", made: "2027-01-04", from: "2026-01-01", period: "2026-W53", want: "2026-12-28 week"},
		{name: "no period", made: "2027-01-04", from: "2026-01-01", want: "2027-01-01 month"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, "monitoring-1030", paper.Tally)
			made, err := time.Parse(time.DateOnly, tt.made)
			if err != nil {
				t.Fatal(err)
			}
			d.m.Batch.Made, d.m.Batch.Period = made.Add(22*time.Hour), tt.period
			d.m.Campaign.From, d.m.Campaign.To = tt.from, tt.to
			says := line(1, tt.week)
			if tt.date != "" {
				says["_date@1"] = "w"
			}
			d.page(7, says)
			if tt.date != "" {
				d.decide("_date@1", tt.date)
			}
			w := scan.Do(d.m)
			got := waits(w)
			for _, s := range w.Sheets {
				got = append(got, s.Date+" "+string(s.Precision))
			}
			if !slices.Equal(got, []string{tt.want}) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
