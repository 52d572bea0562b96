package paper

import (
	"slices"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
)

// composer composes the pages of one job.
type composer struct {
	job   Job
	c     *campaign.Campaign
	form  *form.Form
	words *locale.Catalogue
	cols  []Column
	pages []*canvas
	now   *canvas // the page that is being composed
	y     float64 // how far down it is filled
	end   float64 // how far it may be
}

// said returns a text in languages; what is the same in both stands there once.
func (k *composer) said(tags []locale.Tag, text func(*locale.Printer) string) []phrase {
	return k.saidShort(tags, func(p *locale.Printer) (string, string) { return text(p), "" })
}

// saidShort returns a text with what can stand for it.
func (k *composer) saidShort(tags []locale.Tag, text func(*locale.Printer) (whole, shortened string)) []phrase {
	var all []phrase
	for _, tag := range tags {
		whole, shortened := text(k.words.Printer(tag))
		if whole != "" && !slices.ContainsFunc(all, func(p phrase) bool { return p.text == whole }) {
			all = append(all, phrase{tag, whole, shortened})
		}
	}
	return all
}

// message returns a message in languages.
func (k *composer) message(tags []locale.Tag, key string, args problem.Args) []phrase {
	return k.said(tags, func(p *locale.Printer) string { return p.Text(key, args) })
}

// variants returns all that a sheet can be printed in: each language, and each with another one.
func variants() [][]locale.Tag {
	var all [][]locale.Tag
	for _, one := range locale.Languages() {
		all = append(all, []locale.Tag{one})
		for _, two := range locale.Languages() {
			if two != one {
				all = append(all, []locale.Tag{one, two})
			}
		}
	}
	return all
}

// most returns the largest of a measure over all variants: what is kept for a text, so that boxes stand at the same places
// whatever the languages.
func most(measure func(tags []locale.Tag) float64) float64 {
	largest := 0.0
	for _, tags := range variants() {
		largest = max(largest, measure(tags))
	}
	return largest
}

// every says whether something holds in all variants.
func every(holds func(tags []locale.Tag) bool) bool {
	return !slices.ContainsFunc(variants(), func(tags []locale.Tag) bool { return !holds(tags) })
}

// label is the text of a box in a language: whole, and shortened.
type label func(tag locale.Tag) (whole, shortened string)

// labelOf returns the label of a choice of a question. A branch is named by its heading: it stands for all below it.
func labelOf(q *form.Question, code string) label {
	if q.Bands != nil {
		b, _ := q.Bands.Band(code)
		return func(tag locale.Tag) (string, string) { return b.Label.In(tag), b.Short.In(tag) }
	}
	choice, _ := q.List.Choice(code)
	return func(tag locale.Tag) (string, string) {
		if len(choice.Group) > 0 {
			return choice.Group.In(tag), choice.Short.In(tag)
		}
		return choice.Label.In(tag), choice.Short.In(tag)
	}
}

// labels returns a label in languages.
func (k *composer) labels(tags []locale.Tag, l label) []phrase {
	return k.saidShort(tags, func(p *locale.Printer) (string, string) { return l(p.Tag()) })
}

// shorts returns the short form of a label in languages.
func (k *composer) shorts(tags []locale.Tag, l label) []phrase {
	return k.said(tags, func(p *locale.Printer) string {
		_, shortened := l(p.Tag())
		return shortened
	})
}

// specifying returns the last choice of a column where it opens a text, else "".
func (col Column) specifying() string {
	if col.Question.List == nil || len(col.Choices) == 0 {
		return ""
	}
	last := col.Choices[len(col.Choices)-1]
	if c, ok := col.Question.List.Choice(last.Code); ok && c.Specify {
		return last.Code
	}
	return ""
}

// answering returns how the boxes of a question are filled in.
func answering(q *form.Question) Answering {
	if q.Kind.Name() == "multiple" {
		return Many
	}
	return One
}

// page begins a page.
func (k *composer) page(width, height float64) {
	k.now = newCanvas(width, height)
	k.pages = append(k.pages, k.now)
	k.now.within("", "", "", k.now.furnish)
	k.y = footEdge
}

// add adds a field to the page.
func (k *composer) add(f Field) { k.now.fields = append(k.now.fields, f) }

// larger returns sizes of type for a slip: a single language has more room than two.
func (*composer) larger(tags []locale.Tag, largest, smallest float64) []float64 {
	if len(tags) == 1 {
		largest++
	}
	return sizes(largest, smallest)
}
