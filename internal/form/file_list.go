package form

import (
	"regexp"

	"go.yaml.in/yaml/v4"

	"releve/internal/locale"
)

// codePattern is what a code looks like: it stands in files, addresses and formulas for years.
var codePattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,23}$`)

// list reads the members of a list of choices.
func (f file) list(n *yaml.Node) *List {
	l := &List{file: f.name}
	lines := f.mapping(n, members{
		"list":    f.str(&l.Name),
		"choices": f.choices(&l.Choices),
	})
	if lines != nil {
		f.checkList(n, l)
	}
	l.link()
	return l
}

func (f file) choices(into *[]*Choice) func(*yaml.Node) {
	return func(n *yaml.Node) {
		f.sequence(n, func(item *yaml.Node) {
			if c := f.choice(item); c != nil {
				*into = append(*into, c)
			}
		})
	}
}

// choice reads one choice, nil where there is none to speak of.
func (f file) choice(n *yaml.Node) *Choice {
	c := &Choice{line: n.Line}
	lines := f.mapping(n, members{
		"code":     f.str(&c.Code),
		"group":    f.text(&c.Group),
		"label":    f.text(&c.Label),
		"short":    f.text(&c.Short),
		"hint":     f.text(&c.Hint),
		"keywords": f.keywords(&c.Keywords),
		"specify":  f.boolean(&c.Specify),
		"nonnum":   f.boolean(&c.NonNum),
		"retired":  f.date(&c.Retired),
		"children": f.choices(&c.Children),
	})
	if lines == nil {
		return nil
	}
	return c
}

// keywords returns a reader of search words in four languages.
func (f file) keywords(into *map[locale.Tag][]string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		*into = map[locale.Tag][]string{}
		f.languages(n, func(tag locale.Tag, v *yaml.Node) {
			var words []string
			f.strs(&words)(v)
			(*into)[tag] = words
		})
	}
}

// bandSet reads the members of a set of bands.
func (f file) bandSet(n *yaml.Node) *BandSet {
	s := &BandSet{file: f.name}
	lines := f.mapping(n, members{
		"bands": f.str(&s.Name),
		"unit":  f.str(&s.Unit),
		"rule":  f.text(&s.Rule),
		"choices": func(n *yaml.Node) {
			f.sequence(n, func(item *yaml.Node) {
				if b := f.band(item); b != nil {
					s.Bands = append(s.Bands, b)
				}
			})
		},
	})
	if lines != nil {
		f.checkBands(n, s)
	}
	for _, b := range s.Bands {
		b.alone = []string{b.Code}
	}
	return s
}

// band reads one band, nil where there is none to speak of.
func (f file) band(n *yaml.Node) *Band {
	b := &Band{line: n.Line, Low: -1, Value: -1, High: -1}
	lines := f.mapping(n, members{
		"code":  f.str(&b.Code),
		"low":   f.number(&b.Low),
		"value": f.number(&b.Value),
		"high":  f.number(&b.High),
		"open":  f.boolean(&b.Open),
		"label": f.text(&b.Label),
		"short": f.text(&b.Short),
	})
	if lines == nil {
		return nil
	}
	if b.Open && lines["high"] == 0 {
		b.High = b.Value
	}
	return b
}
