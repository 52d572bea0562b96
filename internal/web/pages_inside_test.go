package web

import (
	"html/template"
	"testing"

	"github.com/jba/templatecheck"
)

// TestTemplatesFitTheirPages checks every template against the struct of its page, also where no other test goes.
func TestTemplatesFitTheirPages(t *testing.T) {
	p, err := newPages()
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]any{
		"form": &formPage{}, "saved": &savedPage{}, "message": &messagePage{}, "home": &homePage{},
		"proof": &proofPage{}, "mandate": &mandatePage{}, "privacy": &privacyPage{}, "poster": &posterPage{}, "campaign-logos": &logosPage{},
		"figures": &figuresPage{}, "sheets": &sheetsPage{}, "kept": &keptPage{}, "edit": &editPage{},
	} {
		check(t, p.set.Lookup(name), data)
	}
}

func check(t *testing.T, tmpl *template.Template, data any) {
	t.Helper()
	if tmpl == nil {
		t.Fatal("no template")
	}
	if err := templatecheck.CheckHTML(tmpl, data); err != nil {
		t.Error(err)
	}
}

// TestReachedAt: links name the address that the server took, unless somebody named a public one.
func TestReachedAt(t *testing.T) {
	for _, tt := range []struct{ name, public, want string }{
		{"a port that was free", "", "http://127.0.0.1:4711/s/a"},
		{"a public address", "https://releve.example", "https://releve.example/s/a"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, told := &Server{Options: Options{PublicURL: tt.public}}, ""
			s.reachedAt(func(at string) { told = at })("127.0.0.1:4711")
			if got := s.linkTo("a"); got != tt.want || told != "127.0.0.1:4711" {
				t.Errorf("got %q, told %q, want %q", got, told, tt.want)
			}
		})
	}
}
