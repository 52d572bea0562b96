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
