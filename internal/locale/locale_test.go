package locale

import (
	"strings"
	"testing"
)

func TestMatch(t *testing.T) {
	tests := []struct {
		name     string
		header   string
		fallback Tag
		want     Tag
	}{
		{"nothing asked", "", "nl", "nl"},
		{"fallback that is not ours", "", "es", "fr"},
		{"one language", "de", "fr", "de"},
		{"region", "nl-BE", "fr", "nl"},
		{"upper case", "EN-GB", "fr", "en"},
		{"order without weights", "de,en", "fr", "de"},
		{"weights before order", "fr;q=0.5, nl;q=0.9", "de", "nl"},
		{"equal weights keep the order", "en;q=0.8,nl;q=0.8", "fr", "en"},
		{"unknown first", "es-ES,es;q=0.9,de;q=0.1", "fr", "de"},
		{"never", "nl;q=0", "fr", "fr"},
		{"never one of two", "nl;q=0,en;q=0.1", "fr", "en"},
		{"anything", "*", "de", "de"},
		{"anything but less than one of ours", "*;q=0.1,nl;q=0.5", "de", "nl"},
		{"weight that cannot be read", "nl;q=much,de;q=0.1", "fr", "de"},
		{"weight out of range", "nl;q=7,de;q=0.1", "fr", "de"},
		{"weight that is no number", "nl;q=NaN,de;q=0.1", "fr", "de"},
		{"other parameter", "nl;level=1;q=0.2,de;q=0.3", "fr", "de"},
		{"a longer name is another language", "ner,deu,english", "fr", "fr"},
		{"LANG", "nl_BE.UTF-8", "fr", "nl"},
		{"LANG without region", "nl.UTF-8", "fr", "nl"},
		{"LANG with modifier", "de_BE@euro", "fr", "de"},
		{"LANG without language", "C.UTF-8", "fr", "fr"},
		{"LANG POSIX", "POSIX", "en", "en"},
		{"LANGUAGE", "es:nl:fr", "fr", "nl"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Match(test.header, test.fallback); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("nl-BE,nl;q=0.9,fr;q=0.5", "fr")
	f.Add("nl_BE.UTF-8", "")
	f.Add(";q=,*;q=1e400,-", "zz")
	f.Fuzz(func(t *testing.T, header, fallback string) {
		if got := Match(header, Tag(fallback)); !Known(string(got)) {
			t.Errorf("got %q, want one of ours", got)
		}
	})
}

func TestLanguages(t *testing.T) {
	if got := Languages(); len(got) != 4 || got[0] != "fr" {
		t.Errorf("got %v, want four languages, fr first", got)
	}
	Languages()[0] = "xx"
	if !Known("fr") || Known("FR") || Known("") || Known("xx") {
		t.Error("Known must hold for the exact codes of Languages only")
	}
}

func TestTextIn(t *testing.T) {
	tests := []struct {
		name string
		text Text
		tag  Tag
		want string
	}{
		{"the language", Text{"fr": "oui", "nl": "ja"}, "nl", "ja"},
		{"else French", Text{"fr": "oui", "en": "yes"}, "nl", "oui"},
		{"blank is absent", Text{"fr": "oui", "nl": ""}, "nl", "oui"},
		{"else the first of ours", Text{"en": "yes", "de": "ja"}, "nl", "ja"},
		{"else any, always the same", Text{"pt": "sim", "es": "sí", "it": ""}, "nl", "sí"},
		{"nothing", nil, "nl", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.text.In(test.tag); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestSingular(t *testing.T) {
	for _, tag := range Languages() {
		var got []string
		for _, n := range []int64{0, 1, 2, 10, 21, 101, 1_000_000, -1} {
			if tag.Singular(n) {
				got = append(got, printers(t)["en"].Integer(n))
			}
		}
		want := "1 -1"
		if tag == "fr" {
			want = "0 1 -1"
		}
		if joined := strings.Join(got, " "); joined != want {
			t.Errorf("%s: got singular for %q, want %q", tag, joined, want)
		}
	}
}

// printers loads the real messages.
func printers(tb testing.TB) map[Tag]*Printer {
	tb.Helper()
	catalogue, err := Load()
	if err != nil {
		tb.Fatal(err)
	}
	return catalogue.printers
}
