package check_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	_ "time/tzdata" // the zones must be known on a machine without any

	"releve/internal/check"
	"releve/internal/locale"
	"releve/internal/problem"
)

type slug string

type page struct {
	Page string `validate:"required"`
	Rows []struct {
		Code string `validate:"code"`
	} `validate:"dive"`
}

func TestStruct(t *testing.T) {
	c := check.New()
	tests := []struct {
		name  string
		value any
		want  string // field key args, one a line
	}{
		{"nothing to say", struct {
			Name string `validate:"required"`
		}{"x"}, ""},
		{"required", struct {
			Name string `json:"name,omitempty" validate:"required"`
		}{}, "name check.required"},
		{"required of a pointer", &struct {
			Name string `validate:"required"`
		}{}, "name check.required"},
		{"required by another field", struct {
			Kind string
			Name string `validate:"required_if=Kind other"`
		}{Kind: "other"}, "name check.required"},
		{"field tag before json", struct {
			Name string `field:"title" form:"f" json:"name" validate:"required"`
		}{}, "title check.required"},
		{"json dash is no name", struct {
			Name string `form:"f" json:"-" validate:"required"`
		}{}, "f check.required"},
		{"query tag", struct {
			Name string `query:"q" validate:"required"`
		}{}, "q check.required"},
		{"name in lower case", struct {
			FullName string `validate:"required"`
		}{}, "fullname check.required"},
		{"too long counts signs, not bytes", struct {
			Name string `validate:"max=3"`
		}{"éééé"}, "name check.toolong limit=3 n=3"},
		{"just long enough", struct {
			Name string `validate:"max=3"`
		}{"ééé"}, ""},
		{"too short", struct {
			Name string `validate:"min=2"`
		}{"a"}, "name check.tooshort limit=2 n=2"},
		{"length", struct {
			Name string `validate:"len=16"`
		}{"a"}, "name check.length limit=16 n=16"},
		{"length of a list", struct {
			Names []string `validate:"len=2"`
		}{}, "names check.pattern limit=2 n=2"},
		{"too many", struct {
			Names []string `validate:"max=1"`
		}{[]string{"a", "b"}}, "names check.toomany limit=1 n=1"},
		{"too few", struct {
			Names map[string]int `validate:"gte=1"`
		}{}, "names check.toofew limit=1 n=1"},
		{"too high", struct {
			Count int `validate:"lte=500"`
		}{501}, "count check.max limit=500"},
		{"too low", struct {
			Share float64 `validate:"min=0.5"`
		}{0.4}, "share check.min limit=0.5"},
		{"not lower", struct {
			Count int `validate:"lt=5"`
		}{5}, "count check.less limit=5"},
		{"not higher", struct {
			Count int `validate:"gt=5"`
		}{5}, "count check.more limit=5"},
		{"none of the choices", struct {
			Kind string `validate:"oneof=association cpas"`
		}{"x"}, "kind check.oneof values=[association cpas]"},
		{"e-mail", struct {
			Mail string `validate:"email"`
		}{"x@"}, "mail check.email"},
		{"address", struct {
			URL string `validate:"http_url"`
		}{"ftp://x"}, "url check.url"},
		{"uuid", struct {
			ID string `validate:"uuid"`
		}{"x"}, "id check.uuid"},
		{"the same twice", struct {
			Names []string `validate:"unique"`
		}{[]string{"a", "a"}}, "names check.unique"},
		{"a rule without a sentence of its own", struct {
			Name string `validate:"alpha"`
		}{"1"}, "name check.pattern"},
		{"language", struct {
			Lang string `validate:"lang"`
		}{"es"}, "lang check.lang values=[fr nl de en]"},
		{"every problem, in order, with its path", struct {
			Title string `json:"title" validate:"required"`
			Rows  []struct {
				Code string `json:"code" validate:"code"`
			} `json:"rows" validate:"dive"`
			Place struct {
				Zone string `validate:"zone"`
			} `json:"place"`
		}{Rows: []struct {
			Code string `json:"code" validate:"code"`
		}{{"ok"}, {"A"}}}, "title check.required\nrows[1].code check.code\nplace.zone check.zone"},
		{"the name of the struct itself is no part of the path", &page{Rows: make([]struct {
			Code string `validate:"code"`
		}, 1)}, "page check.required\nrows[0].code check.code"},
		{"named string", struct {
			Slug slug `validate:"code"`
		}{"É"}, "slug check.code"},
		{"a rule for strings on a number", struct {
			Slug int `validate:"code"`
		}{1}, "slug check.code"},
		{"omitted", struct {
			Zone string `validate:"omitempty,zone"`
		}{}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := describe(t, c.Struct(test.value)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// describe writes the problems of an error one a line: field, key and arguments in order.
func describe(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var list problem.List
	if !errors.As(err, &list) {
		t.Fatalf("got %T %v, want a problem.List", err, err)
	}
	var lines []string
	for _, p := range list {
		if p.Kind != problem.Invalid {
			t.Errorf("%s: got kind %d, want Invalid", p.Key, p.Kind)
		}
		words := []string{p.Field, p.Key}
		for _, name := range []string{"limit", "n", "values"} {
			if value, ok := p.Args[name]; ok {
				words = append(words, fmt.Sprintf("%s=%v", name, value))
			}
		}
		lines = append(lines, strings.Join(words, " "))
	}
	return strings.Join(lines, "\n")
}

func TestRules(t *testing.T) {
	c := check.New()
	tests := []struct {
		name  string
		value string
		want  bool
	}{
		{"code", "cpas-schaerbeek-1", true},
		{"code", strings.Repeat("a", 24), true},
		{"code", strings.Repeat("a", 25), false},
		{"code", "", false},
		{"code", "Cpas", false},
		{"code", "a_b", false},
		{"code", "a\n", false},
		{"isodate", "2024-02-29", true},
		{"isodate", "2023-02-29", false},
		{"isodate", "2022-9-14", false},
		{"isodate", "14/09/2022", false},
		{"isodate", "2022-09-14T10:00:00Z", false},
		{"isodate", "", false},
		{"zone", "Europe/Brussels", true},
		{"zone", "UTC", true},
		{"zone", "Europe/Nowhere", false},
		{"zone", "../../etc/passwd", false},
		{"zone", "Local", false},
		{"zone", "", false},
		{"lang", "nl", true},
		{"lang", "NL", false},
		{"lang", "nl-BE", false},
		{"lang", "", false},
	}
	for _, test := range tests {
		t.Run(test.name+"="+test.value, func(t *testing.T) {
			var err error
			switch test.name {
			case "code":
				err = c.Struct(struct {
					V string `validate:"code"`
				}{test.value})
			case "isodate":
				err = c.Struct(struct {
					V string `validate:"isodate"`
				}{test.value})
			case "zone":
				err = c.Struct(struct {
					V string `validate:"zone"`
				}{test.value})
			case "lang":
				err = c.Struct(struct {
					V string `validate:"lang"`
				}{test.value})
			}
			if got := err == nil; got != test.want {
				t.Errorf("got %v, want %v (%v)", got, test.want, err)
			}
		})
	}
}

func TestNotAStruct(t *testing.T) {
	for _, value := range []any{nil, 3, (*struct{ Name string })(nil)} {
		err := check.New().Struct(value)
		if err == nil || problem.All(err) != nil {
			t.Errorf("%v: got %v, want an error that is no problem of the visitor's", value, err)
		}
	}
}

// TestSentences reads what a person would read: every sentence has its values.
func TestSentences(t *testing.T) {
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	err = check.New().Struct(struct {
		Name  string   `validate:"max=1200"`
		One   string   `validate:"max=1"`
		Items []string `validate:"min=2"`
		Count int      `validate:"min=1000"`
		Share float64  `validate:"max=0.5"`
		Kind  string   `validate:"oneof=association cpas commune"`
		Lang  string   `validate:"lang"`
	}{Name: strings.Repeat("a", 1201), One: "aa", Share: 1})
	want := map[locale.Tag]string{
		"fr": "Raccourcissez ce texte\u00a0: 1\u00a0200 caractères au plus. | Raccourcissez ce texte\u00a0: 1 caractère au plus. | " +
			"Ajoutez des éléments\u00a0: 2 au moins. | Indiquez un nombre d'au moins 1\u00a0000. | " +
			"Indiquez un nombre qui ne dépasse pas 0,5. | Choisissez l'une de ces valeurs\u00a0: association, cpas et commune. | " +
			"Choisissez une langue du programme\u00a0: fr, nl, de et en.",
		"en": "Shorten this text: at most 1,200 characters. | Shorten this text: at most 1 character. | " +
			"Add items: at least 2. | Give a number of at least 1,000. | " +
			"Give a number no higher than 0.5. | Choose one of these values: association, cpas and commune. | " +
			"Choose a language of the program: fr, nl, de and en.",
	}
	for tag, text := range want {
		var got []string
		for _, p := range problem.All(err) {
			got = append(got, catalogue.Printer(tag).Text(p.Key, p.Args))
		}
		if joined := strings.Join(got, " | "); joined != text {
			t.Errorf("%s: got %q, want %q", tag, joined, text)
		}
	}
}

// TestShared runs one checker in several goroutines: the race detector sees what they share.
func TestShared(t *testing.T) {
	c := check.New()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			err := c.Struct(struct {
				Name string `validate:"required,zone"`
			}{})
			if len(problem.All(err)) != 1 {
				t.Errorf("got %v, want one problem", err)
			}
		})
	}
	all.Wait()
}
