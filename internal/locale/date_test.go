package locale

import (
	"testing"
	"time"
)

func TestDate(t *testing.T) {
	tests := []struct {
		name string
		tag  Tag
		iso  string
		want string
	}{
		{"French", "fr", "2022-09-14", "14 septembre 2022"},
		{"French first of a month", "fr", "2022-09-01", "1er septembre 2022"},
		{"Dutch", "nl", "2022-03-01", "1 maart 2022"},
		{"German", "de", "2022-03-14", "14. März 2022"},
		{"English", "en", "2022-12-31", "31 December 2022"},
		{"leap day", "fr", "2024-02-29", "29 février 2024"},
		{"no such day", "fr", "2023-02-29", "2023-02-29"},
		{"not a date", "fr", "hier", "hier"},
		{"nothing", "fr", "", ""},
	}
	all := printers(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := all[test.tag].Date(test.iso); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestDateTime(t *testing.T) {
	brussels := time.FixedZone("CEST", 2*60*60)
	moment := time.Date(2022, 9, 13, 22, 5, 59, 0, time.UTC)
	tests := []struct {
		name string
		tag  Tag
		t    time.Time
		want string
	}{
		{"French", "fr", moment, "13 septembre 2022, 22:05"},
		{"its own location, here the next day", "fr", moment.In(brussels), "14 septembre 2022, 00:05"},
		{"first of a month", "fr", moment.AddDate(0, 0, -12), "1er septembre 2022, 22:05"},
		{"Dutch", "nl", moment, "13 september 2022, 22:05 uur"},
		{"German", "de", moment, "13. September 2022, 22:05 Uhr"},
		{"English", "en", moment, "13 September 2022, 22:05"},
		{"no time", "fr", time.Time{}, ""},
	}
	all := printers(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := all[test.tag].DateTime(test.t); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
