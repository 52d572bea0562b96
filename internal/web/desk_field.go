package web

import (
	"net/url"
	"strings"

	"releve/internal/locale"
)

// fieldView is one field of a form of the desk, with its label, its hint and what is wrong with what it holds.
type fieldView struct {
	Name, Label, Hint, Value string

	Type    string // of an input
	Lines   int    // of a text area, 0 for an input
	Options []option
	Need    bool

	page *deskPage
}

// field makes a field for a line of text, of the messages of its label and hint.
func (p *deskPage) field(name, label, hint, value string) fieldView {
	return fieldView{
		Name: name, Label: p.printer.Text(label, nil), Hint: p.printer.Text(hint, nil), Value: value, Type: "text", page: p,
	}
}

// needed makes a field one that must be filled in.
func (f fieldView) needed() fieldView {
	f.Need = true
	return f
}

// typed makes a field an input of another type.
func (f fieldView) typed(as string) fieldView {
	f.Type = as
	return f
}

// lines makes a field a text of several lines.
func (f fieldView) lines(n int) fieldView {
	f.Lines = n
	return f
}

// among makes a field a choice.
func (f fieldView) among(options []option) fieldView {
	f.Options = options
	for i := range f.Options {
		f.Options[i].Chosen = f.Options[i].Value == f.Value
	}
	return f
}

// Wrong returns what is wrong with the field, "" when nothing is.
func (f fieldView) Wrong() string { return f.page.Wrong(f.Name) }

// Described names the texts that describe the field, for screen readers.
func (f fieldView) Described() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, "h-"+f.Name)
	}
	if f.Wrong() != "" {
		ids = append(ids, "e-"+f.Name)
	}
	return strings.Join(ids, " ")
}

// tongues returns the languages of the program by their own names.
func (s *Server) tongues() []option {
	var all []option
	for _, tag := range locale.Languages() {
		all = append(all, option{Value: string(tag), Label: s.Catalogue.Printer(tag).Text("language.name", nil)})
	}
	return all
}

// posted returns what a form sent.
func (v *visit) posted() url.Values {
	if values := v.Request().PostForm; values != nil {
		return values
	}
	return url.Values{}
}
